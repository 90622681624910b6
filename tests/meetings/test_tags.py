"""The tags of bound papers: carried over to be read out, left behind as a whole where they cannot be trusted."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from oversight.documents import Bookmark, Part, bind, tags, typeset
from oversight.documents.tags import DEEPEST, MOST_MARKED

SOURCE = """
#set document(title: "A paper")
#set text(lang: "cy")
= Findings
Words under #link("https://example.org")[a link] and a note.#footnote[Of it.]
#table(columns: 2, table.header[Year][Cases], [2025], [12])
#let line = bytes("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>")
#figure(image(line, alt: "Falling"), caption: [Cases])
#pagebreak()
= Second page
"""
OWN = {
    "title": "Pack",
    "board": "A board",
    "marking": "OFFICIAL",
    "is_bound": True,
    "cover": {"facts": [], "holds": "Papers."},
    "agenda": {"note": "", "items": [], "ends": "", "papers": []},
    "paper": {"as_at": "As at today.", "minutes": "None.", "groups": []},
    "sheets": [{"title": "A sheet", "why": "Not a PDF.", "facts": []}],
}
CLAIM = "<pdfuaid:part>1</pdfuaid:part>"


def a_paper(*standards: str, tags: bool = True) -> bytes:
    made: Any = typst.compile(
        SOURCE.encode(),
        ignore_system_fonts=True,
        pdf_standards=list(standards),
        pdf_tags=tags,
        timestamp=0,
    )
    return made


@pytest.fixture(scope="module")
def own() -> bytes:
    return typeset("pack", OWN)


@pytest.fixture(scope="module")
def ua() -> bytes:
    return a_paper("ua-1")


def bound(own: bytes, *papers: bytes) -> PdfReader:
    """The papers after the third section, the first before the sheet and the others after it."""
    parts = [
        Part(key=number, open=lambda paper=paper: BytesIO(paper))  # type: ignore[misc]
        for number, paper in enumerate(papers)
    ]
    order = [*(Part(section=number) for number in range(3)), parts[0], Part(section=3), *parts[1:]]
    made = bind(own, order, [Bookmark("Agenda", 1)], title="Pack", label="Of a meeting", marking="OFFICIAL")
    return PdfReader(BytesIO(made.content), strict=True)


def kids(node: Any) -> list[Any]:
    if "/K" not in node:
        return []
    held = node["/K"]
    return [each.get_object() for each in held] if isinstance(held, ArrayObject) else [held]


def elements_below(node: Any) -> list[Any]:
    """Every element below this one, in the order in which they are read out."""
    return [
        each
        for kid in kids(node)
        if isinstance(kid, DictionaryObject) and "/S" in kid
        for each in (kid, *elements_below(kid))
    ]


def elements(reader: PdfReader) -> list[Any]:
    return elements_below(reader.root_object["/StructTreeRoot"])


def as_bytes(text: Any) -> bytes:
    return bytes(text) if isinstance(text, bytes) else text.encode()


def sections(reader: PdfReader) -> list[Any]:
    return [element for element in elements(reader) if element["/S"] == "/Sect"]


def metadata(reader: PdfReader) -> str:
    root: Any = reader.root_object
    return root["/Metadata"].get_data().decode() if "/Metadata" in root else ""


def parents(reader: PdfReader) -> dict[int, Any]:
    root: Any = reader.root_object
    nums = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    return {int(key): value.get_object() for key, value in zip(nums[::2], nums[1::2], strict=True)}


# --- Carried over ------------------------------------------------------------------------------------


def test_headings_tables_and_texts_for_pictures_of_a_paper_are_still_there(own, ua):
    section = sections(bound(own, ua))[0]
    found = [element["/S"] for element in elements_below(section)]
    for role in ("/H1", "/P", "/Link", "/Note", "/Table", "/THead", "/TH", "/TD", "/Figure", "/Caption"):
        assert role in found, role
    assert found.count("/H1") == 2
    assert "/Document" not in found
    (figure,) = [element for element in elements_below(section) if element["/S"] == "/Figure"]
    assert figure["/Alt"] == "Falling"
    assert section["/Lang"] == "cy"


def test_whatever_is_read_is_found_from_the_page_and_the_page_from_it(own, ua):
    reader = bound(own, ua, ua)
    tree, pages = parents(reader), {page.indirect_reference.idnum for page in reader.pages}
    root: Any = reader.root_object
    pieces = 0
    for element in elements(reader):
        for kid in kids(element):
            if not isinstance(kid, dict):
                continue
            if kid.get("/Type") == "/MCR" and "/Stm" in kid:
                assert kid.raw_get("/Pg").idnum in pages
                row = tree[kid["/Stm"]["/StructParents"]]
                assert row[kid["/MCID"]].get_object() is element
                pieces += 1
            elif kid.get("/Type") == "/OBJR":
                assert tree[kid["/Obj"]["/StructParent"]] is element
                pieces += 1
    assert pieces > 20
    assert len(tree) == int(root["/StructTreeRoot"]["/ParentTreeNextKey"])


def test_papers_are_read_out_where_they_stand(own, ua):
    reader = bound(own, ua, ua)
    (top,) = kids(reader.root_object["/StructTreeRoot"])
    order = [kid["/S"] for kid in kids(top)]
    first, second = [place for place, role in enumerate(order) if role == "/Sect"]
    between = order[first + 1 : second]
    assert "/H1" in between, order  # the sheet
    assert second == len(order) - 1


def test_cells_still_name_their_headers_and_no_two_papers_share_a_name(own, ua):
    reader = bound(own, ua, ua)
    names = reader.root_object["/StructTreeRoot"]["/IDTree"]["/Names"][::2]  # type: ignore[index]
    assert len({as_bytes(name) for name in names}) == len(names)
    for section in sections(reader):
        held = elements_below(section)
        of_headers = {as_bytes(each["/ID"]) for each in held if each["/S"] == "/TH"}
        named = [as_bytes(name) for each in held if each["/S"] == "/TD" for name in each["/A"][0]["/Headers"]]
        assert len(named) == 2
        assert set(named) <= of_headers


def test_a_link_that_leads_nowhere_any_more_is_read_as_its_words(own, ua):
    section = sections(bound(own, ua))[0]
    links = [element for element in elements_below(section) if element["/S"] == "/Link"]
    assert len(links) == 1  # that to example.org; those to the note and back led within the paper
    assert any(kid.get("/Type") == "/OBJR" for kid in kids(links[0]))


# --- The claim ---------------------------------------------------------------------------------------


def test_a_pack_of_papers_that_are_pdf_ua_says_that_it_is(own, ua):
    reader = bound(own, ua, ua)
    assert CLAIM in metadata(reader)
    assert "<rdf:li>en-GB</rdf:li>" in metadata(reader)
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_one_paper_that_makes_no_such_claim_takes_it_from_the_whole_and_keeps_its_tags(own, ua):
    reader = bound(own, ua, a_paper())
    assert not metadata(reader)
    assert len(sections(reader)) == 2


def test_a_paper_without_tags_is_bound_and_takes_the_claim_from_the_whole(own, ua):
    reader = bound(own, ua, a_paper(tags=False))
    assert not metadata(reader)
    assert len(sections(reader)) == 1
    assert "Findings" in "".join(page.extract_text() for page in reader.pages[-2:])


# --- What cannot be trusted --------------------------------------------------------------------------


def first_element(writer: PdfWriter) -> Any:
    return kids(kids(writer.root_object["/StructTreeRoot"])[0])[0]


def put(holder: Any, name: str, value: Any) -> None:
    holder[NameObject(name)] = value


def a_chain(writer: PdfWriter) -> None:
    node = first_element(writer)
    for _ in range(DEEPEST + 1):
        below = DictionaryObject({NameObject("/S"): NameObject("/Div")})
        put(node, "/K", ArrayObject([writer._add_object(below)]))
        node = below


def a_round(writer: PdfWriter) -> None:
    root: Any = writer.root_object
    put(root["/StructTreeRoot"]["/RoleMap"], "/Round", NameObject("/Round"))
    put(first_element(writer), "/S", NameObject("/Round"))


def a_stream(writer: PdfWriter) -> None:
    held = DecodedStreamObject()
    held.set_data(b"x")
    attributes = {NameObject("/O"): NameObject("/Table"), NameObject("/Summary"): writer._add_object(held)}
    put(first_element(writer), "/A", DictionaryObject(attributes))


def a_text_said_again_and_again(writer: PdfWriter) -> None:
    node, text = first_element(writer), writer._add_object(TextStringObject("x" * 1024**2))
    again = [DictionaryObject({NameObject("/S"): NameObject("/Span")}) for _ in range(9)]
    for each in again:
        put(each, "/Alt", text)
    put(node, "/K", ArrayObject(writer._add_object(each) for each in again))


def a_piece(**values: int) -> DictionaryObject:
    piece = {"/Type": NameObject("/MCR")} | {
        f"/{name}": NumberObject(value) for name, value in values.items()
    }
    return DictionaryObject({NameObject(name): value for name, value in piece.items()})


DAMAGES: dict[str, Callable[[PdfWriter], object]] = {
    "a loop": lambda w: put(first_element(w), "/K", ArrayObject([first_element(w).indirect_reference])),
    "too deep": a_chain,
    "more said than is read": a_text_said_again_and_again,
    "no type": lambda w: first_element(w).pop("/S"),
    "a type nobody knows": lambda w: put(first_element(w), "/S", NameObject("/Whatever")),
    "a type that leads to itself": a_round,
    "a stream as an attribute": a_stream,
    "content of a number beyond all": lambda w: put(first_element(w), "/K", a_piece(MCID=MOST_MARKED + 1)),
    "content of no number": lambda w: put(first_element(w), "/K", a_piece(MCID=-1)),
    "content of a page that is not there": lambda w: put(first_element(w), "/Pg", w.root_object["/Pages"]),
    "text in place of a structure": lambda w: put(w.root_object, "/StructTreeRoot", TextStringObject("x")),
    "nothing in it": lambda w: put(w.root_object["/StructTreeRoot"], "/K", ArrayObject()),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.slow
def test_a_structure_that_cannot_be_trusted_is_left_behind_and_the_paper_bound(damage, own, ua):
    writer = PdfWriter(clone_from=BytesIO(ua))
    DAMAGES[damage](writer)
    out = BytesIO()
    writer.write(out)
    reader = bound(own, out.getvalue(), ua)
    assert not metadata(reader)
    assert len(sections(reader)) == 1
    assert "Findings" in "".join(page.extract_text() for page in reader.pages[3:5])


def test_papers_beyond_what_is_carried_in_good_time_are_bound_without_their_tags(own, ua, monkeypatch):
    monkeypatch.setattr(tags, "MOST_ELEMENTS", 40)
    reader = bound(own, ua, ua)
    assert len(sections(reader)) == 1
    assert not metadata(reader)


def test_what_pointed_into_a_structure_left_behind_points_nowhere(own):
    reader = bound(own, a_paper(tags=False), a_paper())
    tree = parents(reader)
    for page in reader.pages:
        content = page["/Resources"]["/XObject"].get("/Content")  # type: ignore[index]
        if content is not None and "/StructParents" in content.get_object():
            assert content.get_object()["/StructParents"] in tree
