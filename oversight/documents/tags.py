"""Carrying the tags of a bound paper over, so that headings, tables and reading order can still be read out.

pypdf takes pages over without the structure that lies over them. Here that structure is read, held against what
ISO 32000-1 lets a PDF say, and written again under the register's own. Where it cannot be read it is left behind as a
whole: the pages are bound all the same, and what they are bound into makes no claim to be PDF/UA.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from oversight.documents.objects import value_of

# --- Bounds ----------------------------------------------------------------------------------------

MOST_ELEMENTS = (
    60_000  # of all papers together, some ten seconds' work; three hundred pages of tables have a quarter
)
DEEPEST = 100
DEEPEST_VALUE = 6
MOST_SAID = (
    8 * 1024**2
)  # characters and values said of the elements of one paper, however often it says the same
MOST_MARKED = 500_000  # pieces of marked content of one paper, by the highest number in each of its streams

# ISO 32000-1, 14.8.4: the types that every reader knows.
STANDARD = frozenset(
    {"/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index"}
    | {"/NonStruct", "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody"}
    | {"/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference"}
    | {"/BibEntry", "/Code", "/Link", "/Annot", "/Ruby", "/RB", "/RT", "/RP", "/Warichu", "/WT", "/WP", "/Figure"}
    | {"/Formula", "/Form"}
)  # fmt: skip
# What is said of an element in words; of its attributes those that are read out, not those of its looks.
KEPT = ("/T", "/Lang", "/Alt", "/E", "/ActualText")
READ_OUT = {"/Table", "/List", "/PrintField"}
PLAIN = (BooleanObject, FloatObject, NameObject, NullObject, NumberObject, TextStringObject, ByteStringObject)
CLAIM = re.compile(rb"pdfuaid:part\s*(?:>|=\s*[\"'])\s*1\b")


class Untaggable(Exception):
    """The structure of a paper is not one that can be carried over."""


# --- What was read ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Content:
    """A piece of marked content: its number in its stream, the page it is seen on, the stream unless the page's own."""

    number: int
    page: int
    stream: int | None = None


@dataclass(frozen=True)
class Mark:
    """An annotation that belongs to an element, such as its link."""

    annotation: int
    page: int | None


@dataclass
class Element:
    role: str
    values: dict[str, PdfObject]
    identifier: bytes | None
    kids: list["Element | Content | Mark"] = field(default_factory=list)


@dataclass(frozen=True)
class Brought:
    """A page as it came and as it stands in the whole, with the form that holds its content."""

    was: PageObject
    page: PageObject

    @property
    def form(self) -> StreamObject:
        return self.page["/Resources"]["/XObject"]["/Content"]  # type: ignore[index]


def claims_pdf_ua(reader: PdfReader) -> bool:
    """Whether the document says of itself that it is PDF/UA-1."""
    held = reader.root_object.get("/Metadata")
    held = held.get_object() if held is not None else None
    return isinstance(held, StreamObject) and CLAIM.search(held.get_data()) is not None


class _Reading:
    """One paper's structure, read with its bounds; raises whatever a damaged file makes of it."""

    def __init__(self, reader: PdfReader, most: int):
        self.most = most
        self.roles = value_of(reader.root_object["/StructTreeRoot"], "/RoleMap") or {}
        self.seen: set[int] = set()
        self.count = self.said = 0

    def elements(self, reader: PdfReader) -> list[Element]:
        root: Any = reader.root_object["/StructTreeRoot"]
        found = [kid for kid in self._kids(root, None, 0) if isinstance(kid, Element)]
        if not found:
            raise Untaggable("no element at all")
        return found

    def _kids(self, node: Any, page: int | None, depth: int) -> Iterator[Element | Content | Mark]:
        held = value_of(node, "/K")
        if isinstance(held, ArrayObject):
            kids: Sequence[Any] = held
        else:
            kids = [node.raw_get("/K")] if "/K" in node else []
        for kid in kids:
            reference = kid if isinstance(kid, IndirectObject) else None
            yield from self._kid(kid.get_object(), reference, page, depth)

    def _kid(
        self, kid: Any, reference: IndirectObject | None, page: int | None, depth: int
    ) -> Iterator[Element | Content | Mark]:
        if isinstance(kid, NumberObject):
            yield Content(int(kid), _known(page))
        elif not isinstance(kid, DictionaryObject):
            return
        elif value_of(kid, "/Type") == "/MCR":
            stream = kid.raw_get("/Stm").idnum if "/Stm" in kid else None
            yield Content(int(kid["/MCID"]), _known(_page_of(kid, page)), stream)  # type: ignore[call-overload]
        elif value_of(kid, "/Type") == "/OBJR":
            yield Mark(kid.raw_get("/Obj").idnum, _page_of(kid, page))
        else:
            yield self._element(kid, reference, _page_of(kid, page), depth + 1)

    def _element(self, node: Any, reference: IndirectObject | None, page: int | None, depth: int) -> Element:
        self.count += 1
        if self.count > self.most or depth > DEEPEST:
            raise Untaggable("too many elements, or too deep")
        if reference is not None:
            if reference.idnum in self.seen:
                raise Untaggable("an element stands in two places")
            self.seen.add(reference.idnum)
        identifier = value_of(node, "/ID")
        values = {name: self._plain(node.raw_get(name)) for name in KEPT if name in node}
        if attributes := self._attributes(node):
            values["/A"] = attributes
        element = Element(
            self._role(node["/S"]),
            values,
            _as_bytes(identifier) if identifier is not None else None,
        )
        element.kids = list(self._kids(node, page, depth))
        return element

    def _role(self, named: str) -> str:
        for _ in range(10):
            if named in STANDARD:
                return "/Part" if named == "/Document" else named  # it is one no longer
            named = self.roles[named]
        raise Untaggable("a type that leads to none known")

    def _attributes(self, node: Any) -> ArrayObject:
        held = value_of(node, "/A")
        each_of = [one.get_object() for one in held] if isinstance(held, ArrayObject) else [held]
        return ArrayObject(
            self._plain(one)
            for one in each_of
            if isinstance(one, DictionaryObject) and value_of(one, "/O") in READ_OUT
        )

    def _plain(self, value: Any, depth: int = 0) -> PdfObject:
        """The value with all it refers to in itself, so that nothing else of its file comes along."""
        value = value.get_object()
        self.said += len(value) if isinstance(value, str | bytes) else 1
        if depth > DEEPEST_VALUE or self.said > MOST_SAID:
            raise Untaggable("values too deep, or too many")
        if isinstance(value, StreamObject):
            raise Untaggable("a stream as a value")
        if isinstance(value, DictionaryObject):
            held = {NameObject(name): self._plain(value.raw_get(name), depth + 1) for name in value}
            return DictionaryObject(held)
        if isinstance(value, ArrayObject):
            return ArrayObject(self._plain(each, depth + 1) for each in value)
        if isinstance(value, PLAIN):
            return value
        raise Untaggable("a value of an unknown kind")


def _page_of(node: Any, page: int | None) -> int | None:
    return node.raw_get("/Pg").idnum if "/Pg" in node else page


def _known(page: int | None) -> int:
    if page is None:
        raise Untaggable("content on no page")
    return page


def _as_bytes(text: Any) -> bytes:
    return bytes(text) if isinstance(text, bytes) else str(text).encode()


# --- Writing it again ------------------------------------------------------------------------------


class Tags:
    """The structure of the whole: the register's own, and what came with the papers, in the order of the pages."""

    def __init__(self, writer: PdfWriter):
        self.writer = writer
        self.root: Any = value_of(writer.root_object, "/StructTreeRoot")
        self.top = self._top()
        # Until a paper comes that makes no claim to be PDF/UA, or whose tags cannot be carried over.
        self.are_whole = self.top is not None
        if self.top is not None:
            self.parents = dict(_leaves(value_of(self.root, "/ParentTree"), "/Nums"))
            self.named = dict(_leaves(value_of(self.root, "/IDTree"), "/Names"))
            self.next_key = max(self.parents, default=-1) + 1
        self.papers, self.room = 0, MOST_ELEMENTS

    def _top(self) -> Any:
        """The one element that holds all of the register's own."""
        held = value_of(self.root, "/K") if self.root is not None else None
        if isinstance(held, ArrayObject) and len(held) == 1:
            held = held[0].get_object()
        return (
            held if isinstance(held, DictionaryObject) and isinstance(held.get("/K"), ArrayObject) else None
        )

    def carry(self, reader: PdfReader, pages: Sequence[Brought]) -> None:
        """The structure of a paper of which every page is bound. Leaves it behind where it cannot be read."""
        if self.top is None:
            return
        for brought in pages:
            _forget_parents(brought.form, set())
        try:
            claims, reading = claims_pdf_ua(reader), _Reading(reader, self.room)
            elements = reading.elements(reader)
            language = value_of(reader.root_object, "/Lang")
            section = _Section(self, reader, pages, elements)
        except MemoryError:
            raise
        except Exception:  # pypdf raises errors of every kind at files that are none
            self.are_whole = False
            return
        self.are_whole &= claims
        self.room -= reading.count
        section.write(language if isinstance(language, TextStringObject) else None)

    def key_for(self, owner: IndirectObject) -> NumberObject:
        """A key of the parent tree, under which whose content it is can be found."""
        key, self.next_key = self.next_key, self.next_key + 1
        self.parents[key] = owner
        return NumberObject(key)

    def put_in_order(self, order: Sequence[PageObject]) -> None:
        """Everything stands where its first page does, and is found from the content it is of."""
        if self.top is None:
            return
        numbers = {page.indirect_reference.idnum: number for number, page in enumerate(order)}
        placed, at = [], 0
        for kid in self.top["/K"]:
            at = next((numbers[page] for page in _pages(kid) if page in numbers), at)
            placed.append((at, kid))
        self.top[NameObject("/K")] = ArrayObject(kid for _, kid in sorted(placed, key=lambda each: each[0]))
        nums = [each for key in sorted(self.parents) for each in (NumberObject(key), self.parents[key])]
        self.root[NameObject("/ParentTree")] = DictionaryObject({NameObject("/Nums"): ArrayObject(nums)})
        self.root[NameObject("/ParentTreeNextKey")] = NumberObject(self.next_key)
        if self.named:
            names = [each for key in sorted(self.named) for each in (ByteStringObject(key), self.named[key])]
            self.root[NameObject("/IDTree")] = DictionaryObject({NameObject("/Names"): ArrayObject(names)})


class _Section:
    """One paper's structure, held against its pages as they are bound before anything of it is written."""

    def __init__(self, tags: Tags, reader: PdfReader, pages: Sequence[Brought], elements: list[Element]):
        self.tags, self.writer, self.elements = tags, tags.writer, elements
        self.pages = {_number(brought.was): brought for brought in pages}
        self.moved: dict[Any, Any] = self.writer._id_translated.get(id(reader), {})
        self.annotations = {
            each.idnum
            for brought in pages
            for each in value_of(brought.page, "/Annots") or ()
            if isinstance(each, IndirectObject)
        }
        self.prefix = f"paper-{tags.papers}-".encode()
        # By stream: where its marked content is said to belong.
        self.streams: dict[int, StreamObject] = {}
        self.owners: dict[int, dict[int, IndirectObject]] = {}
        forms = [_number(brought.form) for brought in pages]
        if len(set(forms)) < len(forms):
            raise Untaggable("two pages with one content")
        self.highest: dict[int, int] = {}
        for element in elements:
            self._check(element)
        if sum(self.highest.values()) > MOST_MARKED:
            raise Untaggable("too much marked content")

    def _check(self, element: Element) -> None:
        for kid in element.kids:
            if isinstance(kid, Element):
                self._check(kid)
            elif isinstance(kid, Content):
                stream = _number(self._stream(kid))
                self.highest[stream] = max(self.highest.get(stream, 0), kid.number)
                if kid.number < 0:
                    raise Untaggable("content of no number")

    def _stream(self, content: Content) -> StreamObject:
        """The stream that holds the content now."""
        if content.stream is None:
            stream: Any = self.pages[content.page].form
        else:
            stream = self.writer.get_object(self.moved[content.stream])
        if not isinstance(stream, StreamObject):
            raise Untaggable("content in no stream")
        self.streams[_number(stream)] = stream
        return stream

    def write(self, language: TextStringObject | None) -> None:
        tags = self.tags
        section = DictionaryObject({NameObject("/S"): NameObject("/Sect")})
        if language is not None:
            section[NameObject("/Lang")] = language
        reference = self._added(section, tags.top.indirect_reference)
        section[NameObject("/K")] = ArrayObject(self._written(each, reference) for each in self.elements)
        tags.top["/K"].append(reference)
        for number, owned in self.owners.items():
            row = ArrayObject(owned.get(each, NullObject()) for each in range(max(owned) + 1))
            key = tags.key_for(self.writer._add_object(row))
            self.streams[number][NameObject("/StructParents")] = key
        tags.papers += 1

    def _added(self, element: DictionaryObject, parent: IndirectObject) -> IndirectObject:
        element[NameObject("/Type")] = NameObject("/StructElem")
        element[NameObject("/P")] = parent
        return self.writer._add_object(element)

    def _written(self, element: Element, parent: IndirectObject) -> IndirectObject:
        made = DictionaryObject({NameObject("/S"): NameObject(element.role)})
        made |= {NameObject(name): value for name, value in element.values.items()}
        reference = self._added(made, parent)
        if element.identifier is not None:
            identifier = self.prefix + element.identifier
            made[NameObject("/ID")] = ByteStringObject(identifier)
            self.tags.named[identifier] = reference
        self._rename_headers(made.get("/A"))
        kids = [written for kid in element.kids if (written := self._kid(kid, reference)) is not None]
        if kids:
            made[NameObject("/K")] = ArrayObject(kids)
        if element.role == "/Link" and len(kids) < len(element.kids):
            made[NameObject("/S")] = NameObject("/Span")  # where it led to was left behind
        if element.role == "/Form" and any(isinstance(kid, Mark) for kid in element.kids):
            made[NameObject("/S")] = NameObject("/Annot")  # it is the field of a form no longer
        return reference

    def _kid(self, kid: Element | Content | Mark, reference: IndirectObject) -> PdfObject | None:
        if isinstance(kid, Element):
            return self._written(kid, reference)
        if isinstance(kid, Mark):
            return self._mark(kid, reference)
        stream = self._stream(kid)
        self.owners.setdefault(_number(stream), {})[kid.number] = reference
        return DictionaryObject(
            {
                NameObject("/Type"): NameObject("/MCR"),
                NameObject("/Pg"): self.pages[kid.page].page.indirect_reference,
                NameObject("/Stm"): stream.indirect_reference,
                NameObject("/MCID"): NumberObject(kid.number),
            }
        )

    def _mark(self, mark: Mark, reference: IndirectObject) -> PdfObject | None:
        number = self.moved.get(mark.annotation)
        if number not in self.annotations or mark.page not in self.pages:
            return None
        annotation: Any = self.writer.get_object(number)
        annotation[NameObject("/StructParent")] = self.tags.key_for(reference)
        page = self.pages[mark.page].page
        page[NameObject("/Tabs")] = NameObject("/S")
        return DictionaryObject(
            {
                NameObject("/Type"): NameObject("/OBJR"),
                NameObject("/Pg"): page.indirect_reference,
                NameObject("/Obj"): annotation.indirect_reference,
            }
        )

    def _rename_headers(self, attributes: Any) -> None:
        """Cells name their headers by identifiers, which are this paper's own."""
        for each in attributes or ():
            headers = each.get("/Headers")
            if isinstance(headers, ArrayObject):
                renamed = (ByteStringObject(self.prefix + _as_bytes(header)) for header in headers)
                each[NameObject("/Headers")] = ArrayObject(renamed)


def _number(record: Any) -> int:
    return record.indirect_reference.idnum


def _leaves(tree: Any, name: str, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Keys and values of a number tree or a name tree of the register's own making."""
    if tree is None or depth > DEEPEST:
        return
    held = value_of(tree, name) or ()
    for key, value in zip(held[::2], held[1::2], strict=True):
        yield (int(key) if name == "/Nums" else _as_bytes(key)), value
    for kid in value_of(tree, "/Kids") or ():
        yield from _leaves(kid.get_object(), name, depth + 1)


def _pages(node: Any) -> Iterator[int]:
    """The pages an element is on, by the numbers of their objects, in the order of its content."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return
    if "/Pg" in node:
        yield node.raw_get("/Pg").idnum
    held = value_of(node, "/K")
    for kid in held if isinstance(held, ArrayObject) else [held] if held is not None else []:
        yield from _pages(kid)


def _forget_parents(stream: Any, seen: set[int]) -> None:
    """Take from a stream, and from those it draws, what pointed into the structure of its own file."""
    if not isinstance(stream, StreamObject) or _number(stream) in seen:
        return
    seen.add(_number(stream))
    for name in ("/StructParents", "/StructParent"):
        stream.pop(name, None)
    resources = value_of(stream, "/Resources")
    drawn = value_of(resources, "/XObject") if isinstance(resources, DictionaryObject) else None
    for name in drawn if isinstance(drawn, DictionaryObject) else ():
        _forget_parents(value_of(drawn, name), seen)
