"""What is inside a file from outside? Run by oversight/uploads.py as a process of its own, with little time and memory.

Reads the file from standard input and the ending of its name from the first argument; writes one JSON object:
the number of its pages (of a PDF) and what packs leave behind of it, or the sentence, without its subject, that says
what is wrong with it. A PDF or picture that is to be bound into packs (BOUND as the second argument) is bound here on
trial, by what binds packs. Whatever a hostile file does to a parser, it does to this process alone. Knows nothing of
Django.
"""

import codecs
import gc
import json
import re
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from email.parser import BytesHeaderParser
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, cast
from xml.parsers import expat

SECONDS = 20
MEMORY = 1024**3
CHUNK = 64 * 1024
BOUND = "bound"

# --- Bounds ----------------------------------------------------------------------------------------

MOST_PAGES = 5_000
MOST_ENTRIES = 10_000  # of a zip archive; a presentation of 300 slides has some 2,000
MOST_UNPACKED = 512 * 1024**2  # of an archive with all archives in it
# Text in XML packs twenty or thirty times; spreadsheets of equal rows more. What is small may pack as it likes.
MOST_TIMES = 150
SMALL = 16 * 1024**2
DEEPEST = 2  # a spreadsheet in a document in a presentation
LONGEST_LIST_OF_PARTS = 4 * 1024**2
MOST_PIXELS = 120_000_000  # an A3 sheet at 600 dots an inch has 70 million
MOST_PIXELS_IN_ALL = 600_000_000


class Unsound(Exception):
    """What is wrong with the file, as a sentence without its subject."""


# --- What it looks like ----------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
)
# First bytes -> what such a file is.
BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    *((first, "a program") for first in PROGRAMS),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (OLE, "an older Office document, or one with a password"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
)


def looks_like(file: BinaryIO) -> str:
    """What the first bytes say it is."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP image"
    if head.lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"%PDF-"):
        return "a PDF"
    return next((words for first, words in BEGINNINGS if head.startswith(first)), "something else")


def require_look(file: BinaryIO, wanted: str, called: str) -> None:
    found = looks_like(file)
    if found != wanted:
        raise Unsound(f"is not {called}: its content is {found}.")


# --- PDF -------------------------------------------------------------------------------------------


def pdf(file: BinaryIO) -> int:
    """A PDF of which every page can be found, without a password. Gives the number of pages."""
    from oversight.documents.intake import begins_late, read_pdf

    if not (looks_like(file) == "something else" and begins_late(file)):
        require_look(file, "a PDF", "a PDF")
    try:
        reader = read_pdf(file)
        if reader.is_encrypted:
            raise Unsound("is encrypted: remove its password and its restrictions first.")
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise Unsound(f"has more than {MOST_PAGES:,} pages: give it in parts.")
        for page in reader.pages:
            page.get("/Contents")
    except (Unsound, MemoryError):
        raise
    except Exception:  # pypdf raises errors of every kind at files that are none
        raise Unsound("cannot be read as a PDF: it is damaged. Save or print it to PDF again.") from None
    if not pages:
        raise Unsound("is a PDF without a page.")
    return pages


def require_bindable(file: BinaryIO, ending: str) -> str:
    """A PDF or picture that can be bound into a pack, and looks the same there. Gives what is left behind of it."""
    from oversight.documents.intake import FAILS, left_behind, read, try_to_bind
    from oversight.documents.unbindable import Unbindable

    file.seek(0)
    try:
        reader = read(file, is_picture=ending != ".pdf")
        left = left_behind(reader)
        try_to_bind(reader)
        return left
    except Unbindable as error:
        raise Unsound(str(error)) from None
    except MemoryError:
        raise
    except Exception:  # Pillow raises errors of every kind at what it reads only in part
        raise Unsound(FAILS) from None


# --- Documents, spreadsheets and presentations -----------------------------------------------------

OPEN_XML = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    ".docx": ("a Word document", f"{OPEN_XML}wordprocessingml.document.main+xml"),
    ".xlsx": ("an Excel workbook", f"{OPEN_XML}spreadsheetml.sheet.main+xml"),
    ".pptx": ("a PowerPoint presentation", f"{OPEN_XML}presentationml.presentation.main+xml"),
}
MACROS = re.compile(r"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
LIST_OF_PARTS = "[Content_Types].xml"


class Unpacked:
    """How much an archive and the archives in it have unpacked to so far, against what may be."""

    def __init__(self, size: int):
        self.most = min(MOST_UNPACKED, max(SMALL, size * MOST_TIMES))
        self.so_far = 0

    def add(self, count: int) -> None:
        self.so_far += count
        self.require(self.so_far)

    def require(self, count: int) -> None:
        if count > self.most:
            raise Unsound("unpacks to far more than its size allows: it may be meant to do harm.")


def office(file: BinaryIO, ending: str) -> None:
    """A document of the kind its name says, without macros, that unpacks to what it declares and no more."""
    called, main = MAIN_PARTS[ending]
    if looks_like(file).startswith("an older Office document"):
        raise Unsound(f"is of an older kind or has a password: save it as {ending} without one.")
    require_look(file, "a zip archive or an Office document", called)
    try:
        with zipfile.ZipFile(file) as archive:
            read_through(archive, Unpacked(file.seek(0, 2)))
            parts = list_of_parts(archive, called)
            names = archive.namelist()
    except (Unsound, MemoryError):
        raise
    except Exception:  # zipfile and zlib raise errors of many kinds at what is damaged
        raise Unsound(f"cannot be read as {called}: it is damaged. Save it again.") from None
    if any(MACROS.search(kind) for kind in (*parts.kinds, *names)):
        raise Unsound(f"holds macros: save it as {ending}, without them.")
    if not any(parts.kind_of(name) == main for name in names):
        raise Unsound(f"is not {called}: its content is another kind of document or archive.")


def read_through(archive: zipfile.ZipFile, unpacked: Unpacked, depth: int = 0) -> None:
    """Unpack every entry, keeping none, as far as the bounds go, with the archives among them."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Unsound(f"is packed of more than {MOST_ENTRIES:,} parts: it may be meant to do harm.")
    unpacked.require(sum(entry.file_size for entry in entries))
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Unsound("has a password on a part of it: save it without one.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unsound("is packed in a way that Office does not use: save it again.")
        chunks = unpack(archive, entry, unpacked)
        first = next(chunks, b"")
        if first.startswith(b"PK\x03\x04"):
            read_nested(first, chunks, unpacked, depth + 1)
        else:
            for _ in chunks:
                pass


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unpacked: Unpacked) -> Iterator[bytes]:
    """The entry as it really unpacks, whatever its header says of its size; unsound where the two differ."""
    unbelieved = copy(entry)
    unbelieved.file_size = unpacked.most + 2 * CHUNK  # what lies beyond the declared size would not be read
    count = 0
    with archive.open(unbelieved) as part:
        while chunk := part.read(CHUNK):
            count += len(chunk)
            unpacked.add(len(chunk))
            yield chunk
    if count != entry.file_size:
        raise Unsound("says of a part another size than it has: it is damaged, or meant to do harm.")


def read_nested(first: bytes, rest: Iterator[bytes], unpacked: Unpacked, depth: int) -> None:
    if depth > DEEPEST:
        raise Unsound("holds archives within archives, deeper than documents do.")
    with tempfile.TemporaryFile() as held:
        held.write(first)
        for chunk in rest:
            held.write(chunk)
        with zipfile.ZipFile(held) as archive:
            read_through(archive, unpacked, depth)


class Parts:
    """What a document says its parts are: the kind of each by its name, or by the ending of its name."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self.by_ending: dict[str, str] = {}

    def add(self, given: dict[str, str]) -> None:
        kind = given.get("ContentType", "").split(";")[0].strip().casefold()
        if "PartName" in given:
            self.by_name[normal(given["PartName"])] = kind
        elif "Extension" in given:
            self.by_ending[given["Extension"].strip().casefold()] = kind

    @property
    def kinds(self) -> list[str]:
        return [*self.by_name.values(), *self.by_ending.values()]

    def kind_of(self, name: str) -> str:
        """What is said of this part by name goes before what is said of its ending."""
        name = normal(name)
        if name == normal(LIST_OF_PARTS):
            return ""
        return self.by_name.get(name) or self.by_ending.get(name.rpartition(".")[2], "")


def normal(name: str) -> str:
    """The name of a part as it is compared: without its first stroke, in one case, however its strokes lean."""
    return name.strip().replace("\\", "/").lstrip("/").casefold()


def list_of_parts(archive: zipfile.ZipFile, called: str) -> Parts:
    """What the document says its parts are, in its list of parts."""
    names = [name for name in archive.namelist() if normal(name) == normal(LIST_OF_PARTS)]
    if len(names) != 1:
        raise Unsound(f"is not {called}: its content is another kind of document or archive.")
    if archive.getinfo(names[0]).file_size > LONGEST_LIST_OF_PARTS:
        raise Unsound(f"cannot be read as {called}: its list of parts is too long.")
    parts = Parts()

    def begin(name: str, given: dict[str, str]) -> None:
        parts.add(given)

    def declared(*given: Any) -> None:
        raise Unsound("declares entities, which no Office document does: it may be meant to do harm.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = declared
    parser.Parse(archive.read(names[0]), True)
    return parts


# --- Images ----------------------------------------------------------------------------------------


def image(file: BinaryIO, form: str, called: str) -> None:
    """An image that can be drawn to its last frame, within the bounds."""
    require_look(file, called, called)
    from PIL import Image, ImageSequence

    too_large = Unsound("is an image of more points than can be shown: make it smaller.")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses at twice this
    drawn = 0
    try:
        with Image.open(file, formats=[form]) as opened:
            for frame in ImageSequence.Iterator(opened):
                drawn += frame.width * frame.height
                if drawn > MOST_PIXELS_IN_ALL:
                    raise too_large
                frame.load()
    except (Unsound, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise too_large from None
    except Exception:  # Pillow raises errors of every kind at files that are none
        raise Unsound(f"cannot be read as {called}: it is damaged. Save it again.") from None


# --- Text and e-mails ------------------------------------------------------------------------------

# Of the control characters text has tabs, ends of lines and pages; the rest belongs to programs and images.
NO_TEXT = re.compile(b"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def text(file: BinaryIO) -> None:
    """Text as offices write it: in UTF-8, in UTF-16 with its mark, or as Windows wrote it before."""
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return text_in_utf_16(file)
    file.seek(0)
    found = looks_like(file)
    if found != "something else" and found != "a program":
        raise Unsound(f"is not text: its content is {found}.")
    utf_8 = codecs.getincrementaldecoder("utf-8")()
    old = codecs.getincrementaldecoder("cp1252")()
    decodes = {"utf-8": True, "cp1252": True}
    while chunk := file.read(CHUNK):
        if NO_TEXT.search(chunk):
            raise Unsound("is not text: it holds what only programs read.")
        for name, decoder in (("utf-8", utf_8), ("cp1252", old)):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                decodes[name] = False
        if not any(decodes.values()):
            raise Unsound("cannot be read as text: save it in UTF-8.")
    file.seek(0)


def text_in_utf_16(file: BinaryIO) -> None:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        while chunk := file.read(CHUNK):
            if NO_TEXT.search(decoder.decode(chunk).encode("utf-8", "replace")):
                raise Unsound("is not text: it holds what only programs read.")
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        raise Unsound("cannot be read as text: save it in UTF-8.") from None
    file.seek(0)


def email(file: BinaryIO) -> None:
    """An e-mail as a file: text that begins with the lines of its head."""
    text(file)
    head = BytesHeaderParser().parsebytes(file.read(CHUNK), headersonly=True)
    if not any(name in head for name in ("From", "Date", "Received", "Message-ID")):
        raise Unsound("is not an e-mail: nothing in it says who sent it or when.")


def outlook(file: BinaryIO) -> None:
    """An e-mail as Outlook saves it: in a compound file, with the properties of a message."""
    if not looks_like(file).startswith("an older Office document"):
        raise Unsound(f"is not an e-mail of Outlook: its content is {looks_like(file)}.")
    wanted, kept = "__properties_version1.0".encode("utf-16-le"), b""
    while chunk := file.read(CHUNK):
        if wanted in kept + chunk:
            return
        kept = chunk[-len(wanted) :]
    raise Unsound("is not an e-mail of Outlook: its content is another older Office document.")


# --- The process -----------------------------------------------------------------------------------

INSPECTORS: dict[str, Callable[[BinaryIO], int | None]] = {
    ".pdf": pdf,
    **{ending: lambda file, ending=ending: office(file, ending) for ending in MAIN_PARTS},  # type: ignore[misc]
    ".png": lambda file: image(file, "PNG", "a PNG image"),
    ".jpg": lambda file: image(file, "JPEG", "a JPEG image"),
    ".jpeg": lambda file: image(file, "JPEG", "a JPEG image"),
    ".gif": lambda file: image(file, "GIF", "a GIF image"),
    ".tif": lambda file: image(file, "TIFF", "a TIFF image"),
    ".tiff": lambda file: image(file, "TIFF", "a TIFF image"),
    ".webp": lambda file: image(file, "WEBP", "a WebP image"),
    ".csv": text,
    ".txt": text,
    ".eml": email,
    ".msg": outlook,
}


# What packs are made of. Other files are listed in them.
BINDABLE = (".pdf", ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp")


def find_the_rest() -> None:
    """Let the modules beside this one be imported by their names, without running what their packages begin with."""
    here = Path(__file__).parent
    for name, folder in (("oversight", here), ("oversight.documents", here / "documents")):
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(folder)]


def main() -> None:
    for bound, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, MOST_UNPACKED),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(bound, (most, most))
    find_the_rest()
    gc.disable()  # looking for garbage among objects that all stay takes half the time
    ending, file = sys.argv[1], cast(BinaryIO, sys.stdin.buffer)
    said: dict[str, Any]
    try:
        said = {"pages": INSPECTORS[ending](file)}
        if BOUND in sys.argv[2:] and ending in BINDABLE:
            said["left_behind"] = require_bindable(file, ending)
    except Unsound as error:
        said = {"refusal": str(error)}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
