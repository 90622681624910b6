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
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from oversight.documents.tags import Brought, Tags
from oversight.documents.typesetting import typeset

# Height of the strips in points: 12 mm, as templates/documents/common.typ leaves free.
STRIP = 12 / 25.4 * 72
# The longest side a PDF page may have, in points (ISO 32000-1, annex C).
LONGEST_SIDE = 14_400
# Annotations that are seen or lead somewhere; the rest play, run or carry files.
KEPT_ANNOTATIONS = {"/Link", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"} | {
    "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Widget", "/Watermark"
}  # fmt: skip
# How a strip's upright page comes to lie on a page that is shown turned clockwise by so many degrees.
TURNS: Mapping[int, Callable[[float, float, float, float], tuple[float, ...]]] = {
    0: lambda left, low, right, high: (1, 0, 0, 1, left, low),
    90: lambda left, low, right, high: (0, 1, -1, 0, right, low),
    180: lambda left, low, right, high: (-1, 0, 0, -1, right, high),
    270: lambda left, low, right, high: (0, -1, 1, 0, left, high),
}


class PartFailed(Exception):
    """A part that came in from outside could not be bound."""

    def __init__(self, key: Any, why: Exception):
        super().__init__(f"{type(why).__name__}: {why}")
        self.key = key


@dataclass(frozen=True)
class Part:
    """What comes next: a PDF from outside under `key`, or the section of the register's own PDF of this number."""

    section: int | None = None
    key: Any = None
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
    tags = Tags(writer)
    own_pages = list(writer.pages)
    order: list[PageObject] = []
    starts: list[int] = []
    for done, part in enumerate(parts, start=1):
        starts.append(len(order))
        if part.section is not None:
            order += [own_pages[number] for number in sections[part.section]]
        else:
            order += _brought_in(writer, part, tags)
        progress(done)
    _put_in_order(writer, order)
    tags.put_in_order(order)
    _stamp(writer, order, label=label, marking=marking)
    _describe(writer, order, bookmarks, starts, title, is_pdf_ua=tags.are_whole)
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


# --- What comes from outside -----------------------------------------------------------------------


def _brought_in(writer: PdfWriter, part: Part, tags: Tags) -> list[PageObject]:
    """The pages of a part from outside, each made ready for its strips."""
    try:
        with part.open() as stream:
            reader = PdfReader(stream)
            if reader.is_encrypted:
                raise ValueError("the file is encrypted")
            pages = [Brought(page, _bring_in(writer, page)) for page in reader.pages]
            if not pages:
                raise ValueError("the file has no pages")
            tags.carry(reader, pages)
    except MemoryError:
        raise
    except Exception as error:
        raise PartFailed(part.key, error) from error
    return [brought.page for brought in pages]


def _bring_in(writer: PdfWriter, page: PageObject) -> PageObject:
    _clean(page)
    brought = writer.add_page(page, excluded_keys=("/AA", "/B", "/Thumb", "/PieceInfo", "/Tabs"))
    _enclose(writer, brought)
    return brought


def _clean(page: PageObject) -> None:
    """Leave behind what runs, plays or carries files, and what would drag other pages along."""
    kept = ArrayObject()
    for reference in _of(page, "/Annots") or ():
        annotation = reference.get_object()
        if (
            not isinstance(annotation, DictionaryObject)
            or _of(annotation, "/Subtype") not in KEPT_ANNOTATIONS
        ):
            continue
        if "/A" in annotation and _of(annotation["/A"], "/S") != "/URI":
            del annotation["/A"]
        for name in ("/AA", "/P", "/Parent", "/Popup", "/IRT", "/Dest", "/StructParent"):
            annotation.pop(name, None)
        if _of(annotation, "/Subtype") != "/Link" or "/A" in annotation:
            kept.append(reference)
    if "/Annots" in page:
        page[NameObject("/Annots")] = kept


def _enclose(writer: PdfWriter, page: PageObject) -> None:
    """Make the page's content a form of its own, cut to what is seen of it.

    So nothing in it, however it is written, can reach the strips or turn what is drawn after it.
    """
    box = _seen(page)
    content = _as_one(writer, page)
    content[NameObject("/Type")] = NameObject("/XObject")
    content[NameObject("/Subtype")] = NameObject("/Form")
    content[NameObject("/BBox")] = RectangleObject(box)
    content[NameObject("/Resources")] = (
        page.raw_get("/Resources") if "/Resources" in page else DictionaryObject()
    )
    if "/Group" in page:
        content[NameObject("/Group")] = page.raw_get("/Group")
        del page["/Group"]
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Content"): content.indirect_reference})}
    )
    page[NameObject("/Contents")] = _stream(writer, b"/Content Do")


def _as_one(writer: PdfWriter, page: PageObject) -> StreamObject:
    """The content of a page as one stream of the writer, used by nothing else."""
    held = _of(page, "/Contents")
    if isinstance(held, StreamObject) and held.get("/Subtype") != "/Form" and held.indirect_reference:
        return held
    streams = held if isinstance(held, ArrayObject) else [] if held is None else [held]
    joined = b"\n".join(each.get_object().get_data() for each in streams)
    made = DecodedStreamObject()
    made.set_data(joined)
    flat = made.flate_encode()
    writer._add_object(flat)
    return flat


# --- Strips ----------------------------------------------------------------------------------------


def _seen(page: PageObject) -> tuple[float, float, float, float]:
    """The part of the page that is shown, as left, low, right and high."""
    media, crop = page.mediabox, page.cropbox
    left, low = max(media.left, crop.left), max(media.bottom, crop.bottom)
    right, high = min(media.right, crop.right), min(media.top, crop.top)
    if not (1 <= right - left <= LONGEST_SIDE and 1 <= high - low <= LONGEST_SIDE):
        raise ValueError("a page has no size that can be shown")
    return float(left), float(low), float(right), float(high)


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
    turned = _of(page, "/Rotate")
    turn = int(turned) % 360 if isinstance(turned, int | float) else 0
    if turn not in TURNS:
        turn = 0
    page[NameObject("/Rotate")] = NumberObject(turn)
    page.pop("/UserUnit", None)
    left, low, right, high = _seen(page)
    if turn in (0, 180):
        low, high = low - STRIP, high + STRIP
    else:
        left, right = left - STRIP, right + STRIP
    for name in ("/MediaBox", "/CropBox"):
        page[NameObject(name)] = RectangleObject((left, low, right, high))
    for name in ("/TrimBox", "/BleedBox", "/ArtBox"):
        page.pop(name, None)
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
    shown = _of(resources, "/XObject") or DictionaryObject()
    shown = DictionaryObject({name: shown.raw_get(name) for name in shown})
    shown[NameObject("/Strips")] = reference
    resources[NameObject("/XObject")] = shown
    held = page.raw_get("/Contents")
    inner = held.get_object()
    before = list(inner) if isinstance(inner, ArrayObject) else [held]
    page[NameObject("/Contents")] = ArrayObject(
        # Marking and numbers repeat on every page: a screen reader passes over them.
        [_stream(writer, b"q"), *before, _stream(writer, b"Q /Artifact BMC q /Strips Do Q EMC")]
    )


def _of(holder: Any, name: str) -> Any:
    """What a dictionary holds under the name, whether there or elsewhere in the file; None where nothing."""
    return holder[name] if name in holder else None  # noqa: SIM401  (`get` gives a reference as it is)


def _stream(writer: PdfWriter, data: bytes) -> IndirectObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return writer._add_object(made)


# --- The whole -------------------------------------------------------------------------------------


def _put_in_order(writer: PdfWriter, order: Sequence[PageObject]) -> None:
    """One flat tree of pages in this order; what is not in it is left out."""
    tree: Any = writer._pages.get_object()
    for page in order:
        page[NameObject("/Parent")] = tree.indirect_reference
    tree[NameObject("/Kids")] = ArrayObject(page.indirect_reference for page in order)
    tree[NameObject("/Count")] = NumberObject(len(order))
    writer.flattened_pages = list(order)


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
