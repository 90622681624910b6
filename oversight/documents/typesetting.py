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
# So many clusters of signs are looked at one by one; each is a turn at setting the document.
MOST_TURNS = 50
# What no text in English needs, for a document that could be set in no other way.
FOREIGN = re.compile("[^\x00-\u024f\u2010-\u2026\u20ac]")
# A tab, which has no width here, becomes a space. Signs of Word's symbol fonts, which lie
# where Unicode leaves room for private use -> what they look like.
SYMBOLS = str.maketrans(
    dict.fromkeys("\uf06c\uf06e\uf071\uf075\uf076\uf09e\uf09f\uf0a7\uf0a8\uf0b2\uf0b7\uf0d8", "•")
    | {
        "\t": " ",
        "\uf020": " ",
        "\uf02d": "–",
        "\uf0ae": "→",
        "\uf0e0": "→",
        "\uf0fc": "✓",
        "\uf0fe": "☑",
        "\uf0fb": "✗",
    }
)
# What else lies there stands for nothing that is known.
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
ONE_A_PAGE = b"""
#set text(font: "Libertinus Serif")
#for sign in json(bytes(sys.inputs.data)) { page(width: 20pt, height: 20pt, margin: 0pt, sign) }
"""
GLYPH = re.compile(rb'href="#(g[^"]+)"')
# A sign that no font ever has: how a lacking one is drawn.
NO_SIGN = "\U0010fffd"


class DocumentFailed(Exception):
    """A document could not be set; the sentence says which, for the log."""


def typeset(template: str, data: Mapping[str, Any], *, is_tagged: bool = True) -> bytes:
    """The PDF that the template gives for the data. Raises DocumentFailed.

    `is_tagged` is False for what is only laid over the pages of other documents.
    """
    text = json.dumps(_printable(data), ensure_ascii=False)
    for turn in range(MOST_TURNS + 2):
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
            text = _without(lacking[1], text, turn)
    raise DocumentFailed(f"The document “{template}” holds characters that cannot be shown.")


def _printable(value: Any) -> Any:
    """The data with every text free of characters that stand for no sign, and those of symbol fonts as what they look
    like; dates and the like as text."""
    if isinstance(value, str):
        return PRIVATE.sub(INSTEAD, UNPRINTED.sub("", value).translate(SYMBOLS))
    if isinstance(value, Mapping):
        return {str(name): _printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else _printable(str(value))


def _without(lacking: str, text: str, turn: int) -> str:
    """The text with what no font holds replaced, sign by sign; at the last turn with all that is not Western.

    At first all of it is found at once. What is left then are clusters of signs, each of which some font holds.
    """
    if turn == 0:
        return text.translate(dict.fromkeys(map(ord, signs_without_glyph(text)), INSTEAD))
    named = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), lacking)
    if turn < MOST_TURNS and named in text and named != INSTEAD:
        return text.replace(named, INSTEAD)
    return FOREIGN.sub(INSTEAD, text)


def signs_without_glyph(text: str) -> set[str]:
    """Which signs of the text no font holds: each is drawn on a page of its own, and looked at."""
    signs = sorted({sign for sign in text if ord(sign) >= 0x80 and sign != INSTEAD})
    drawn: Any = typst.compile(
        ONE_A_PAGE,
        ignore_system_fonts=True,
        format="svg",
        sys_inputs={"data": json.dumps([NO_SIGN, *signs, NO_SIGN], ensure_ascii=False)},
    )
    lacking, *glyphs = (GLYPH.findall(page) for page in drawn)
    return {sign for sign, found in zip(signs, glyphs, strict=False) if set(lacking) & set(found)}


@cache
def fingerprint_of_templates() -> str:
    """SHA-256 of all templates and of the program that sets them: another one gives another document."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted(TEMPLATES.glob("*.typ")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
