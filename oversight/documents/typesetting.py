"""Setting a document by a Typst template. What people typed goes in as data and is shown as typed, never run.

Each document is PDF/UA-1 (tagged, with title, language and bookmarks). The fonts are those Typst carries in itself and
the time of making is left out, so that the same data gives the same bytes on every machine.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import typst
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates" / "documents"
# Shown in place of a character for which there is no glyph: PDF/UA forbids leaving a blank.
INSTEAD = "\N{REPLACEMENT CHARACTER}"
# Control characters other than line ends and tabs, and those that turn the direction of what follows.
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NO_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed', re.DOTALL)
# From here on lie the scripts of East Asia and pictures, which the fonts hardly have: replaced together.
FAR = 0x2E80
ROW = 0x100


class DocumentFailed(Exception):
    """A document could not be set; the sentence says which, for the log."""


def typeset(template: str, data: Mapping[str, Any], *, is_tagged: bool = True) -> bytes:
    """The PDF that the template gives for the data. Raises DocumentFailed.

    `is_tagged` is False for what is only laid over the pages of other documents.
    """
    text = json.dumps(_printable(data), ensure_ascii=False)
    # Each turn takes away at least one row of characters, of which there are fewer than this.
    for _ in range(FAR // ROW + 2):
        try:
            return typst.compile(
                str(TEMPLATES / f"{template}.typ"),
                root=str(TEMPLATES),
                ignore_system_fonts=True,
                sys_inputs={"data": text},
                pdf_standards=["ua-1"] if is_tagged else [],
                pdf_tags=is_tagged,
                timestamp=0,
            )
        except typst.TypstError as error:
            lacking = NO_GLYPH.search(str(error))
            if lacking is None:
                raise DocumentFailed(f"The document “{template}” could not be set: {error}") from error
            text = _without(lacking[1], text)
    raise DocumentFailed(f"The document “{template}” holds characters that cannot be shown.")


def _printable(value: Any) -> Any:
    """The data with every text free of characters that stand for no sign; dates and the like as text."""
    if isinstance(value, str):
        return UNPRINTED.sub("", value)
    if isinstance(value, Mapping):
        return {str(name): _printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else _printable(str(value))


def _without(lacking: str, text: str) -> str:
    """The text without a character that Typst names as lacking, nor its neighbours of the same row."""
    named = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), lacking)
    rows = {ord(sign) // ROW for sign in named if ord(sign) >= 0x80}
    is_far = any(ord(sign) >= FAR for sign in named)

    def is_taken_away(sign: str) -> bool:
        far, row = ord(sign) >= FAR and is_far, ord(sign) // ROW in rows
        return sign != INSTEAD and ord(sign) >= 0x80 and (far or row)

    return "".join(INSTEAD if is_taken_away(sign) else sign for sign in text)


@cache
def fingerprint_of_templates() -> str:
    """SHA-256 of all templates and of the program that sets them: another one gives another document."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted(TEMPLATES.glob("*.typ")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
