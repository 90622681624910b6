"""PDFs and pictures from outside, made ready to stand in a whole: each page as viewers show it, and nothing that runs.

Asked twice: by inspection.py, which tries a file on its upload, within bounds of time and memory; and by binding.py.
So that what was accepted can be bound. Knows nothing of Django. Scripts, attached files and actions other than links
are left behind. What is drawn by such an annotation stays, as a stamp.
"""

from collections.abc import Iterator, Sequence
from io import SEEK_END, BytesIO
from typing import IO, Any, cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from oversight.documents.boxes import enlarge, seen, set_right
from oversight.documents.layers import Layers
from oversight.documents.objects import new_stream, value_of
from oversight.documents.tags import Brought, Tags
from oversight.documents.unbindable import Unbindable

HEADER = b"%PDF-"
# So far into a file viewers look for its header.
SEARCHED = 1024
# Annotations that are seen or lead somewhere; the rest play, run or carry files.
KEPT_ANNOTATIONS = {"/Link", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"} | {
    "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Watermark"
}  # fmt: skip
# What is kept of the others where they are drawn. Fields of forms are among them: without their form, which belongs to
# a whole file, some viewers do not show them.
OF_A_STAMP = ("/Type", "/Rect", "/AP", "/AS", "/F", "/OC", "/Contents")
HIDDEN = 2 | 32  # flags of an annotation: hidden, and not shown on screen
FIXED = 64 | 128  # neither moved nor changed
# How a field looks that a viewer draws by itself: its frame, its ground, its caption.
LOOKS = ("/BC", "/BG", "/CA")
LEFT_OF_A_PAGE = ("/AA", "/B", "/Thumb", "/PieceInfo", "/Tabs", "/Dur", "/Trans", "/PresSteps")

PORTFOLIO = (
    "is a portfolio, and its papers are inside it: save each of them by itself, and upload each paper."
)
XFA = "is a form that only Adobe’s program can show (XFA): print it to PDF first, and upload that."
NOT_DRAWN = (
    "is a form, and a field of it is drawn by the program that opens it, not by the file, so that it would be missing: "
    "print it to PDF first, and upload that."
)
ATTACHED = "Bound without the files that are attached to it: bring each of them by itself."
FAILS = "cannot be bound into a pack as it is: print it to PDF first, and upload that."


class Intake:
    """What comes from outside into one PDF: pages, their tags and their layers."""

    def __init__(self, writer: PdfWriter):
        self.writer, self.tags, self.layers = writer, Tags(writer), Layers(writer)

    def bring_in(self, reader: PdfReader) -> list[PageObject]:
        """The pages of a file, each made ready. Raises Unbindable, and what pypdf raises where it is damaged."""
        require_bindable(reader)
        pages = [Brought(page, _bring_in(self.writer, page)) for page in reader.pages]
        if not pages:
            raise ValueError("the file has no pages")
        self.tags.carry(reader, pages)
        self.layers.carry(reader)
        return [brought.page for brought in pages]

    def put_in_order(self, order: Sequence[PageObject]) -> None:
        """One flat tree of pages in this order, with what lies over them; what is not in it is left out."""
        tree: Any = self.writer._pages.get_object()
        for page in order:
            page[NameObject("/Parent")] = tree.indirect_reference
        tree[NameObject("/Kids")] = ArrayObject(page.indirect_reference for page in order)
        tree[NameObject("/Count")] = NumberObject(len(order))
        self.writer.flattened_pages = list(order)
        self.tags.put_in_order(order)
        self.layers.write()


def begins_late(stream: IO[bytes]) -> int:
    """How far into the file its header stands, as far as viewers look for it; 0 where it does not, or at once."""
    stream.seek(0)
    start = stream.read(SEARCHED + len(HEADER)).find(HEADER)
    stream.seek(0)
    return max(start, 0)


def read_pdf(stream: IO[bytes]) -> PdfReader:
    """The PDF, also where something stands before its header, such as the head of a mail or of a page of the web."""
    start = begins_late(stream)
    if not start:
        return PdfReader(stream)
    # Where its parts stand is counted from the header, or from the beginning of the file: whichever is true.
    content = stream.read()
    try:
        reader = PdfReader(BytesIO(content[start:]))
        if len(reader.pages):
            return reader
    except MemoryError:
        raise
    except Exception:  # noqa: S110  pypdf raises errors of every kind; the other reading says what is wrong
        pass
    return PdfReader(BytesIO(content))


def read(stream: IO[bytes], *, is_picture: bool) -> PdfReader:
    """A PDF, or a picture as one."""
    if not is_picture:
        return read_pdf(stream)
    from oversight.documents.pictures import as_pdf

    return PdfReader(as_pdf(stream))


def left_behind(reader: PdfReader) -> str:
    """What of a file packs do not hold, in a sentence; nothing where they hold it as a whole."""
    attached = value_of(value_of(reader.root_object, "/Names"), "/EmbeddedFiles")
    is_attached = bool(value_of(attached, "/Names") or value_of(attached, "/Kids"))
    notes = (annotation for page in reader.pages for annotation, _ in _annotations(page))
    if is_attached or any(value_of(each, "/Subtype") == "/FileAttachment" for each in notes):
        return ATTACHED
    return ""


class _Nowhere(BytesIO):
    """Takes in what is written and keeps none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.place = 0

    def write(self, data: Any) -> int:
        self.place += len(data)
        return len(data)

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = self.place + offset if whence in (1, SEEK_END) else offset
        return self.place


def try_to_bind(reader: PdfReader) -> None:
    """Bind the file by itself and keep nothing. Raises Unbindable where it cannot be, or would not look the same."""
    try:
        writer = PdfWriter()
        writer.root_object[NameObject("/StructTreeRoot")] = writer._add_object(_no_tags(writer))
        intake = Intake(writer)
        intake.put_in_order(intake.bring_in(reader))
        writer.write(_Nowhere())
    except (Unbindable, MemoryError):
        raise
    except Exception as error:
        raise Unbindable(FAILS) from error


def _no_tags(writer: PdfWriter) -> DictionaryObject:
    """The root of a tree of tags that holds nothing yet, as that of the register's own pages would."""
    names = {"/Type": NameObject("/StructElem"), "/S": NameObject("/Document"), "/K": ArrayObject()}
    top = writer._add_object(DictionaryObject({NameObject(name): value for name, value in names.items()}))
    return DictionaryObject(
        {NameObject("/Type"): NameObject("/StructTreeRoot"), NameObject("/K"): ArrayObject([top])}
    )


# --- What would not look the same ------------------------------------------------------------------


def require_bindable(reader: PdfReader) -> None:
    """Raise Unbindable where a viewer shows what cannot be carried over."""
    if reader.is_encrypted:
        raise Unbindable("is encrypted: remove its password and its restrictions first.")
    root = reader.root_object
    if isinstance(value_of(root, "/Collection"), DictionaryObject):
        raise Unbindable(PORTFOLIO)
    form = value_of(root, "/AcroForm")
    if not isinstance(form, DictionaryObject):
        form = DictionaryObject()
    has_xfa = value_of(form, "/XFA") not in (None, ArrayObject())
    if has_xfa or value_of(root, "/NeedsRendering") == True:  # noqa: E712  pypdf's BooleanObject
        raise Unbindable(XFA)
    is_drawn_by_viewer = value_of(form, "/NeedAppearances") == True  # noqa: E712
    for page in reader.pages:
        for annotation, _ in _annotations(page):
            if _is_left_to_viewer(annotation, is_drawn_by_viewer=is_drawn_by_viewer):
                raise Unbindable(NOT_DRAWN)


def _is_left_to_viewer(annotation: DictionaryObject, *, is_drawn_by_viewer: bool) -> bool:
    """Whether it is the field of a form that a viewer draws by itself."""
    if value_of(annotation, "/Subtype") != "/Widget" or _is_hidden(annotation):
        return False
    is_drawn = _is_drawn(annotation)
    kind = _inherited(annotation, "/FT")
    if kind in ("/Tx", "/Ch") and _says_something(_inherited(annotation, "/V")):
        return is_drawn_by_viewer or not is_drawn
    state = value_of(annotation, "/AS")
    if kind == "/Btn" and state is None:
        state = _inherited(annotation, "/V")
    if kind == "/Btn" and isinstance(state, NameObject):
        return state not in ("/Off", "/") and not is_drawn
    looks = value_of(annotation, "/MK")
    return not is_drawn and any(value_of(looks, name) for name in LOOKS)


def _says_something(value: Any) -> bool:
    if isinstance(value, StreamObject):
        return bool(value.get_data().strip())
    if isinstance(value, ArrayObject):
        return any(_says_something(each.get_object()) for each in value)
    return isinstance(value, str | bytes) and bool(value.strip())


def _inherited(field: DictionaryObject, name: str) -> Any:
    """What a field says, or those above it."""
    for _ in range(32):
        if (said := value_of(field, name)) is not None:
            return said
        above = value_of(field, "/Parent")
        if not isinstance(above, DictionaryObject):
            return None
        field = above
    return None


# --- A page ----------------------------------------------------------------------------------------


def _bring_in(writer: PdfWriter, page: PageObject) -> PageObject:
    _clean(page)
    page[NameObject("/Type")] = NameObject("/Page")
    brought = writer.add_page(page, excluded_keys=LEFT_OF_A_PAGE)
    _enclose(writer, brought)
    return brought


def _annotations(page: DictionaryObject) -> Iterator[tuple[DictionaryObject, Any]]:
    """Each annotation, and the reference to it; what is none is passed over."""
    listed = value_of(page, "/Annots")
    for reference in listed if isinstance(listed, ArrayObject) else ():
        annotation = reference.get_object()
        if isinstance(annotation, DictionaryObject):
            yield annotation, reference


def _clean(page: PageObject) -> None:
    """Leave behind what runs, plays or carries files, and what would drag other pages along."""
    kept = ArrayObject()
    for annotation, reference in _annotations(page):
        kind = value_of(annotation, "/Subtype")
        if kind not in KEPT_ANNOTATIONS:
            if kind == "/Popup" or not _is_drawn(annotation):
                continue
            _make_stamp(annotation)
        action = value_of(annotation, "/A")
        if isinstance(action, DictionaryObject) and value_of(action, "/S") == "/URI":
            action.pop("/Next", None)
        else:
            annotation.pop("/A", None)
        for name in (
            "/AA",
            "/PA",
            "/P",
            "/Parent",
            "/Kids",
            "/Popup",
            "/IRT",
            "/Dest",
            "/StructParent",
            "/Lock",
        ):
            annotation.pop(name, None)
        if kind != "/Link" or "/A" in annotation or _is_framed(annotation):
            kept.append(reference)
    if "/Annots" in page:
        page[NameObject("/Annots")] = kept


def _make_stamp(annotation: DictionaryObject) -> None:
    """Keep of what plays, runs, carries a file or belongs to a form how it looks, and what it says in words."""
    said = _inherited(annotation, "/V") or _inherited(annotation, "/TU")
    flags = value_of(annotation, "/F")
    for name in [each for each in annotation if each not in OF_A_STAMP]:
        del annotation[name]
    annotation[NameObject("/Subtype")] = NameObject("/Stamp")
    annotation[NameObject("/F")] = NumberObject((flags if isinstance(flags, NumberObject) else 0) | FIXED)
    if isinstance(said, TextStringObject) and "/Contents" not in annotation:
        annotation[NameObject("/Contents")] = said


def _is_hidden(annotation: DictionaryObject) -> bool:
    flags = value_of(annotation, "/F")
    return isinstance(flags, NumberObject) and bool(flags & HIDDEN)


def _is_drawn(annotation: DictionaryObject) -> bool:
    """Whether the file says how it looks."""
    appearance = value_of(annotation, "/AP")
    normal = value_of(appearance, "/N") if isinstance(appearance, DictionaryObject) else None
    if isinstance(normal, DictionaryObject) and not isinstance(normal, StreamObject):
        state = value_of(annotation, "/AS")
        normal = value_of(normal, state) if isinstance(state, NameObject) else None
    return isinstance(normal, StreamObject)


def _is_framed(link: DictionaryObject) -> bool:
    """Whether a frame is drawn around a link that leads nowhere any more."""
    if _is_hidden(link):
        return False
    style, border = value_of(link, "/BS"), value_of(link, "/Border")
    width: Any = 1
    if isinstance(style, DictionaryObject):
        width = value_of(style, "/W")
    elif isinstance(border, ArrayObject):
        width = border[2].get_object() if len(border) > 2 else 0
    return not isinstance(width, NumberObject | FloatObject) or width > 0


def _enclose(writer: PdfWriter, page: PageObject) -> None:
    """Make the page's content a form of its own, cut to what is seen of it, at a size that a page can have.

    So nothing in it, however it is written, can reach the strips or turn what is drawn after it.
    """
    box = seen(page)
    scale = set_right(page)
    content = _as_one(writer, page)
    content[NameObject("/Type")] = NameObject("/XObject")
    content[NameObject("/Subtype")] = NameObject("/Form")
    content[NameObject("/BBox")] = RectangleObject(box)
    if scale != 1:
        for annotation, _ in _annotations(page):
            enlarge(annotation, scale)
    has_resources = isinstance(value_of(page, "/Resources"), DictionaryObject)
    content[NameObject("/Resources")] = page.raw_get("/Resources") if has_resources else DictionaryObject()
    if "/Group" in page:
        content[NameObject("/Group")] = page.raw_get("/Group")
        del page["/Group"]
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Content"): content.indirect_reference})}
    )
    larger = f"{scale:.9f} 0 0 {scale:.9f} 0 0 cm " if scale != 1 else ""
    page[NameObject("/Contents")] = new_stream(writer, f"{larger}/Content Do".encode())


def _as_one(writer: PdfWriter, page: PageObject) -> StreamObject:
    """The content of a page as one stream of the writer, used by nothing else."""
    content = value_of(page, "/Contents")
    if (
        isinstance(content, StreamObject)
        and content.get("/Subtype") != "/Form"
        and content.indirect_reference
    ):
        return content
    streams = [each.get_object() for each in content] if isinstance(content, ArrayObject) else [content]
    joined = b"\n".join(each.get_data() for each in streams if isinstance(each, StreamObject))
    made = DecodedStreamObject()
    made.set_data(joined)
    flat = cast(StreamObject, made.flate_encode())
    writer._add_object(flat)
    return flat
