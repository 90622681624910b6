"""Taking in a file from outside: what is it really, whatever its name says? One place for papers and evidence.

The content is read in a process of its own (oversight/inspection.py), which a hostile file may bring down without
harm. What is taken in lies under a random name; the name it came with is kept beside it, as a text.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models, transaction

from oversight.content_types import CONTENT_TYPES
from oversight.errors import RuleBroken
from oversight.inspection import BOUND

INSPECTION = Path(__file__).with_name("inspection.py")
# A little longer than the process gives itself.
SECONDS = 40
LONGEST_NAME = 200

WITH_MACROS = {".docm": ".docx", ".dotm": ".docx", ".xlsm": ".xlsx", ".xltm": ".xlsx", ".pptm": ".pptx"}


class BoundedUpload(FileUploadHandler):
    """Lets through a little more of a file than is taken, so that its size is refused in words, and drops the rest."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= settings.MAX_FILE_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None


@dataclass(frozen=True)
class Kind:
    """What a file is: its name made safe, its kind, its pages where it is a PDF, its size in bytes and its hash.

    `left_behind` says what packs do not hold of it, in a sentence; nothing where they hold it as a whole.
    """

    file_name: str
    ending: str
    content_type: str
    pages: int | None
    size: int
    sha256: str
    left_behind: str = ""


def identify(
    file: File, *, accepted: Collection[str], as_what: str, field: str, is_bound: bool = True
) -> Kind:
    """Find out what the file is. Raises RuleBroken, beside `field`, unless it is sound and of an accepted kind.

    `accepted` holds endings of names; `as_what` ends the sentence “… is not a kind of file accepted”. A PDF or picture
    is bound on trial, and refused where it would not look the same in a pack, unless `is_bound` says that no pack
    takes it.
    """
    name = cleaned_name(file.name or "")
    ending = Path(name).suffix.lower()

    def refuse(sentence: str) -> RuleBroken:
        return RuleBroken(f"“{name}” {sentence}", field=field)

    if ending in WITH_MACROS and WITH_MACROS[ending] in accepted:
        raise refuse(f"may hold macros: save it as {WITH_MACROS[ending]}, without them.")
    if ending not in accepted:
        raise refuse(f"is not a kind of file accepted {as_what} ({', '.join(accepted)}).")
    with tempfile.TemporaryFile() as held:
        size, sha256 = _copy(file, held)
        if not size:
            raise refuse("is empty.")
        if size > settings.MAX_FILE_BYTES:
            raise refuse(f"is larger than {settings.MAX_FILE_BYTES // 1024**2} MB.")
        said = _inspect(held, ending, is_bound=is_bound)
    if refusal := said.get("refusal"):
        raise refuse(refusal)
    left_behind = said.get("left_behind", "")
    return Kind(name, ending, CONTENT_TYPES[ending], said.get("pages"), size, sha256, left_behind)


def _copy(file: File, to: BinaryIO) -> tuple[int, str]:
    """Copy the file and hash it on the way, and stop at once where it is too large, whatever it says of its size."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    for chunk in file.chunks():
        size += len(chunk)
        if size > settings.MAX_FILE_BYTES:
            break
        digest.update(chunk)
        to.write(chunk)
    file.seek(0)
    to.flush()
    to.seek(0)
    return size, digest.hexdigest()


def _inspect(file: BinaryIO, ending: str, *, is_bound: bool) -> dict[str, Any]:
    """Read the content in a process of its own: what that says (oversight/inspection.py)."""
    too_much = "takes too much time or memory to read: it may be damaged. Save it again, or give it in parts."
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(INSPECTION), ending, *([BOUND] if is_bound else [])],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {"refusal": too_much}


def cleaned_name(name: str) -> str:
    """The last part of the name, without what cannot be seen or turns the reading round, and not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if sign.isspace() else sign for sign in name)
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = " ".join(name.split()).rstrip(". ")
    stem, point, ending = name.rpartition(".")
    if not point:
        return name[:LONGEST_NAME] or "file"
    return f"{(stem.strip('. ') or 'file')[: LONGEST_NAME - len(ending) - 1]}.{ending}"[:LONGEST_NAME]


# --- Keeping it ------------------------------------------------------------------------------------

_written: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("written", default=None)


@contextmanager
def nothing_half_saved() -> Iterator[None]:
    """One transaction, files included: where it fails, those written meanwhile go with the rows."""
    outer = _written.get()
    written: list[tuple[Storage, str]] = []
    token = _written.set(written)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for storage, name in written:
            storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(written)


def write_file(record: models.Model, file: File, kind: Kind) -> None:
    """Write the file under a random name and put on the unsaved record what is known of it.

    To be called within `nothing_half_saved`; the caller saves the record. A record with a column for its pages
    gets their number.
    """
    file.seek(0)
    held = record.file  # type: ignore[attr-defined]
    held.save(f"{uuid4().hex}{kind.ending}", File(file.file), save=False)
    written = _written.get()
    if written is not None:
        written.append((held.storage, held.name))
    for name in ("file_name", "content_type", "size", "sha256", "pages", "left_behind"):
        if any(field.name == name for field in record._meta.concrete_fields):
            setattr(record, name, getattr(kind, name))
