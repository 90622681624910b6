"""Binding PDFs into one: each page gets a strip above and below with marking and running number, and nothing covered.

What holds of a bound PDF: title, language, bookmarks and text that can be read out and searched. The pages set by the
register keep their tags (headings, tables, reading order), and so do papers that have some (tags.py). The whole says
that it is PDF/UA where every paper in it says so of itself; a paper without tags would make that untrue. Scripts,
attached files and actions other than links are left behind.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import IO, Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from oversight.documents.boxes import STRIP, seen, turn_of
from oversight.documents.intake import Intake, read
from oversight.documents.objects import new_stream, value_of
from oversight.documents.typesetting import typeset
from oversight.documents.unbindable import Unbindable

# How a strip's upright page comes to lie on a page that is shown turned clockwise by so many degrees.
TURNS: Mapping[int, Callable[[float, float, float, float], tuple[float, ...]]] = {
    0: lambda left, low, right, high: (1, 0, 0, 1, left, low),
    90: lambda left, low, right, high: (0, 1, -1, 0, right, low),
    180: lambda left, low, right, high: (-1, 0, 0, -1, right, high),
    270: lambda left, low, right, high: (0, -1, 1, 0, left, high),
}


class PartFailed(Exception):
    """A part that came in from outside could not be bound; `said` is why, where there are words for it."""

    def __init__(self, key: Any, why: Exception):
        super().__init__(f"{type(why).__name__}: {why}")
        self.key, self.why = key, why
        self.said = str(why) if isinstance(why, Unbindable) else ""


@dataclass(frozen=True)
class Part:
    """What comes next: a file from outside under `key`, or the section of the register's own PDF of this number."""

    section: int | None = None
    key: Any = None
    is_picture: bool = False
    open: Callable[[], IO[bytes]] = BytesIO


@dataclass
class Bookmark:
    """A line of the outline: leads to the part of this number."""

    title: str
    part: int
    below: "list[Bookmark]" = field(default_factory=list)


@dataclass(frozen=True)
class Bound:
    content: bytes
    pages: int


def bind(
    own: bytes,
    parts: Sequence[Part],
    bookmarks: Sequence[Bookmark],
    *,
    title: str,
    label: str,
    marking: str,
    progress: Callable[[int], None] = lambda done: None,
) -> Bound:
    """One PDF of all parts in order. `own` is the register's PDF; its first-level headings begin sections 1, 2 …

    Section 0 is what stands before the first heading. `label` is what every page says of the whole: a few words.
    Raises PartFailed for a part from outside that cannot be bound.
    """
    with _collecting_later():
        return _bind(own, parts, bookmarks, title, label, marking, progress)


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Look for garbage afterwards: among a hundred thousand objects that all stay, looking takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _bind(
    own: bytes,
    parts: Sequence[Part],
    bookmarks: Sequence[Bookmark],
    title: str,
    label: str,
    marking: str,
    progress: Callable[[int], None],
) -> Bound:
    writer = PdfWriter(clone_from=BytesIO(own))
    sections = _sections(writer)
    intake = Intake(writer)
    own_pages = list(writer.pages)
    order: list[PageObject] = []
    starts: list[int] = []
    for done, part in enumerate(parts, start=1):
        starts.append(len(order))
        if part.section is not None:
            order += [own_pages[number] for number in sections[part.section]]
        else:
            order += _brought_in(intake, part)
        progress(done)
    intake.put_in_order(order)
    _stamp(writer, order, label=label, marking=marking)
    _describe(writer, order, bookmarks, starts, title, is_pdf_ua=intake.tags.are_whole)
    out = BytesIO()
    writer.write(out)
    return Bound(out.getvalue(), len(order))


def _sections(writer: PdfWriter) -> list[range]:
    """The pages of each section of the register's own PDF, by its bookmarks of the first level."""
    first = [
        writer.get_destination_page_number(line) for line in writer.outline if not isinstance(line, list)
    ]
    edges = [0, *(number for number in first if number is not None), len(writer.pages)]
    return [range(start, end) for start, end in pairwise(edges)]


def _brought_in(intake: Intake, part: Part) -> list[PageObject]:
    try:
        with part.open() as stream:
            return intake.bring_in(read(stream, is_picture=part.is_picture))
    except MemoryError:
        raise
    except Exception as error:
        raise PartFailed(part.key, error) from error


# --- Strips ----------------------------------------------------------------------------------------


def _stamp(writer: PdfWriter, order: Sequence[PageObject], *, label: str, marking: str) -> None:
    """Lay marking and number over every page, all set at once."""
    grown = [_grow(page) for page in order]
    sizes = [
        [right - left, high - low] if turn in (0, 180) else [high - low, right - left]
        for turn, (left, low, right, high) in grown
    ]
    data = {"label": label, "marking": marking, "strip": STRIP, "pages": sizes}
    laid = PdfReader(BytesIO(typeset("overlay", data, is_tagged=False)))
    for page, (turn, box), strips, size in zip(order, grown, laid.pages, sizes, strict=True):
        _lay_over(writer, page, strips, TURNS[turn](*box), size)


def _grow(page: PageObject) -> tuple[int, tuple[float, float, float, float]]:
    """Add the strips above and below, as the page is shown; its turn and what is shown of it now."""
    turn = turn_of(page)
    left, low, right, high = seen(page)
    if turn in (0, 180):
        low, high = low - STRIP, high + STRIP
    else:
        left, right = left - STRIP, right + STRIP
    for name in ("/MediaBox", "/CropBox"):
        page[NameObject(name)] = RectangleObject((left, low, right, high))
    return turn, (left, low, right, high)


def _lay_over(
    writer: PdfWriter, page: PageObject, strips: PageObject, turn: tuple[float, ...], size: list[float]
) -> None:
    form = StreamObject()
    contents = strips["/Contents"]
    form._data = contents.get_object()._data
    for name, value in contents.get_object().items():
        if name in ("/Filter", "/DecodeParms"):
            form[NameObject(name)] = value
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = RectangleObject((0, 0, size[0], size[1]))
    form[NameObject("/Matrix")] = ArrayObject(FloatObject(number) for number in turn)
    form[NameObject("/Resources")] = strips.raw_get("/Resources").clone(writer)
    reference = writer._add_object(form)
    resources: Any = page["/Resources"]
    if isinstance(page.raw_get("/Resources"), IndirectObject):
        # Pages may share their resources: what is added here is this page's own.
        resources = DictionaryObject({name: resources.raw_get(name) for name in resources})
        page[NameObject("/Resources")] = resources
    shown = value_of(resources, "/XObject") or DictionaryObject()
    shown = DictionaryObject({name: shown.raw_get(name) for name in shown})
    shown[NameObject("/Strips")] = reference
    resources[NameObject("/XObject")] = shown
    held = page.raw_get("/Contents")
    inner = held.get_object()
    before = list(inner) if isinstance(inner, ArrayObject) else [held]
    page[NameObject("/Contents")] = ArrayObject(
        # Marking and numbers repeat on every page: a screen reader passes over them.
        [new_stream(writer, b"q"), *before, new_stream(writer, b"Q /Artifact BMC q /Strips Do Q EMC")]
    )


# --- The whole -------------------------------------------------------------------------------------


def _describe(
    writer: PdfWriter,
    order: Sequence[PageObject],
    bookmarks: Sequence[Bookmark],
    starts: Sequence[int],
    title: str,
    *,
    is_pdf_ua: bool,
) -> None:
    root = writer.root_object
    # What Typst wrote there speaks of the register's own pages alone; that they are PDF/UA may hold of the whole.
    for name in ("/Outlines", "/PageLabels", "/Names", "/Dests", *(() if is_pdf_ua else ("/Metadata",))):
        root.pop(name, None)
    root[NameObject("/Lang")] = TextStringObject("en-GB")
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    writer.add_metadata({"/Title": title, "/Author": "Oversight register", "/Producer": "Oversight register"})

    def add(lines: Sequence[Bookmark], above: Any) -> None:
        for line in lines:
            start = min(starts[line.part], len(order) - 1)
            add(line.below, writer.add_outline_item(title=line.title, page_number=start, parent=above))

    add(bookmarks, None)
