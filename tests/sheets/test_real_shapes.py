"""Nothing of a spreadsheet is lost or shown in silence: the shapes in which real ones come, each read or named."""

import io
import re
import sys
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from oversight import uploads
from oversight.errors import RuleBroken
from recommendations.models import SheetImport
from recommendations.sheets import importing, number_formats
from recommendations.sheets.cells import as_written, escaped, of_text
from recommendations.sheets.headings import known
from recommendations.sheets.reading import Sheet
from recommendations.sheets.text_files import decoded, records
from tests import make
from tests.meetings import files as documents
from tests.sheets.sheets import as_xlsx, faults, outcomes, saved, taken_in
from tests.sheets.test_import import HEADINGS, line

CASES = Path(__file__).with_name("cases")
ROW = ["Oversight Board", "MPS", "The plan is checked"]


@pytest.fixture
def oversight_board(world):
    return make.board("OB", name="Oversight Board", slug="oversight-board")


def brought(world, content: bytes, name: str, **given) -> SheetImport:
    sheet = taken_in(content, name, by=world.secretariat, **given)
    importing.preview(sheet)
    return sheet


def rows(sheet: SheetImport) -> list:
    return [row.record for row in importing._checked(sheet)]


# Case -> the titles of its rows.
READ = {
    "s01-dimension-A1.xlsx": ["Row one", "Row two", "Row three"],
    "s02-x000D.xlsx": ["Escaped returns"],
    "s03-hidden-first-sheet.xlsx": ["On the visible sheet"],
    "s05-title-rows.xlsx": ["Under a title row"],
    "s07-strict.xlsx": ["Strict"],
    "s08-default-content-type.xlsx": ["Default content type"],
    "s13-utf16.csv": ["Unicode text"],
}


@pytest.mark.parametrize("case", READ)
def test_a_spreadsheet_as_another_program_wrote_it_is_read_whole(world, oversight_board, case):
    sheet = brought(world, (CASES / case).read_bytes(), case)
    assert faults(sheet) == []
    made = rows(sheet)
    assert [one.title for one in made] == READ[case]
    assert {one.due_on for one in made} == {date(2026, 12, 31)}
    if case.startswith("s02"):
        assert made[0].complete_when == "The plan is agreed\nand published"
    if case.startswith("s13"):
        assert made[0].note == "café"


def test_a_row_longer_than_its_headings_is_wrong_by_its_address(world, oversight_board):
    sheet = brought(world, (CASES / "s04-unquoted-comma.csv").read_bytes(), "a.csv")
    (found,) = faults(sheet)
    assert found.startswith("H2: “subject to funding” stands below no heading")


@pytest.mark.parametrize("column", (3, 8, 150))
def test_what_stands_below_no_heading_is_named_wherever_it_stands(world, column):
    book = Workbook()
    sheet = book.active
    sheet.append([*HEADINGS[:2], None, *HEADINGS[2:]])
    good = line()
    sheet.append([*good[:2], None, *good[2:]])
    sheet.cell(2, 3 if column == 3 else column + 1, "Lost?")
    where = "C2" if column == 3 else {8: "I2", 150: "EU2"}[column]
    (found,) = faults(brought(world, saved(book), "a.xlsx"))
    assert found.startswith(f"{where}: “Lost?” stands below no heading")


def test_a_column_without_a_heading_can_be_chosen_all_the_same(world):
    sheet = taken_in(
        as_xlsx([[*HEADINGS, None, "Y"], [*line(), "A remark", None]]), "a.xlsx", by=world.secretariat
    )
    sheet.mapping[7] = "note"
    sheet.save()
    importing.preview(sheet)
    assert faults(sheet) == []
    assert rows(sheet)[0].note == "A remark"


SEMICOLONS = [
    "Title",
    "Board",
    "Owner organisation",
    "Complete when, and by whose word",
    "Set on",
    "Due date",
    "Note",
]


def test_semicolons_are_told_from_the_commas_within_a_heading(world):
    sheet = taken_in((CASES / "s14-semicolon.csv").read_bytes(), "a.csv", by=world.secretariat)
    headings, found = Sheet(sheet.file).read()
    assert headings == SEMICOLONS
    assert [cell.value for cell in next(found).cells][3] == "Done, agreed, filed"


# Text -> its headings.
DELIMITED = {
    "sep=;\r\nA;B, C\r\n1;2\r\n": ["A", "B, C"],
    '"sep=|"\nA|B\n1|2\n': ["A", "B"],
    "Any;Thing, at all;Else\n1;2, 3;4\n5;6;7\n": ["Any", "Thing, at all", "Else"],
    "Any, of;Thing, else\n1;2\n3;4\n": ["Any, of", "Thing, else"],
    "Oversight Board: action log,,\n,,\nTitle,Board,Due\nA,B,C\n": ["Title", "Board", "Due"],
    "Just one\na\nb\n": ["Just one"],
    "A\tB;C\n1\t2\n": ["A", "B;C"],
    "sep=\t\r\nA\tB,C\r\n1\t2\r\n": ["A", "B,C"],
}


@pytest.mark.parametrize("encoding", ("utf-8", "utf-8-sig", "utf-16"))
@pytest.mark.parametrize("text", DELIMITED)
def test_the_delimiter_is_the_one_that_parts_the_rows_alike(text, encoding):
    found = list(records(decoded(text.encode(encoding)), known))
    headings = DELIMITED[text]
    assert headings in [cells for _, cells in found]
    assert {len(cells) for _, cells in found} == {len(headings)}
    assert found[0][0] == 1


def test_lines_of_a_real_export_are_ends_of_lines(world):
    content = (CASES / "s29-real-shape-recommendations.csv").read_bytes()
    sheet = taken_in(content, "a.csv", by=world.secretariat, kind="recommendations")
    headings, below = Sheet(sheet.file).read()
    cells = dict(zip(headings, next(below).cells, strict=True))
    assert cells["reply_text"].value == "Under consideration.\n\nMore."
    assert "_x000D_" not in str(cells)


# --- What a cell shows ---------------------------------------------------------------------------


def test_text_columns_take_what_a_cell_shows_and_a_month_is_its_last_day(world):
    make.report("demonstration-custody", published_on=date(2026, 1, 5))
    content = (CASES / "s28-autoformat.xlsx").read_bytes()
    sheet = brought(world, content, "a.xlsx", kind="recommendations")
    (found,) = faults(sheet)
    assert found.startswith("C3: “1-Feb” is how a day is shown")
    assert "such as 1-2" in found
    made = rows(sheet)
    assert [one.publisher_number for one in made if one.publisher_number] == [
        "1.10",
        "007",
        "9",
        "10",
        "0.3",
        "TRUE",
    ]
    assert [(one.deadline_text, one.deadline_on) for one in made[3:5]] == [
        ("2026-12-31", date(2026, 12, 31)),
        ("Dec 2026", date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("code", "due_on", "said"),
    (
        ("mmm yyyy", date(2027, 2, 28), "G2: “Feb 2027” means its last day: 28 February 2027."),
        ("mmm-yy", date(2027, 2, 28), "G2: “Feb-27” means its last day: 28 February 2027."),
        ("[$-809]mmmm\\ yyyy;@", date(2027, 2, 28), "means its last day"),
        ("d-mmm", date(2027, 2, 3), "G2: “3-Feb” is shown without its year: the cell holds 3 February 2027."),
        ("dd/mm/yyyy", date(2027, 2, 3), ""),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", date(2027, 2, 3), ""),
        ("yyyy", None, "G2: “03/02/2027” is a day that is shown as “2027”: show day, month and year."),
        ("dddd", None, "is a day that is shown as “Wednesday”"),
    ),
)
def test_a_day_means_what_its_cell_shows_of_it(world, code, due_on, said):
    book = Workbook()
    sheet: Any = book.active
    for row in (HEADINGS, line()):
        sheet.append(row)
    cell = sheet["G2"]
    cell.value, cell.number_format = datetime(2027, 2, 3), code  # noqa: DTZ001 - as a spreadsheet holds it
    found = brought(world, saved(book), "a.xlsx")
    told = [*faults(found), *found.rows.get().remarks]
    assert said in " ".join(told)
    assert bool(told) == bool(said)
    if due_on:
        assert rows(found)[0].due_on == due_on


# Number, format -> what is shown.
SHOWN = (
    (1.1, "0.00", "1.10"),
    (7, "000", "007"),
    (0.3, "General", "0.3"),
    (0.3, "0%", "30%"),
    (1234.5, "#,##0.00", "1,234.50"),
    (1234567, "[$£-809]#,##0;[Red]-[$£-809]#,##0", "£1,234,567"),
    (-5, "0", "-5"),
    (-5, "0;(0)", "(5)"),
    (0, '0;-0;"nil"', "nil"),
    (12345, "00-00-00", "01-23-45"),
    (442079460000, "+00 00 0000 0000", "+44 20 7946 0000"),
    (5, '"No. "0', "No. 5"),
    (2, "@", "2"),
    (1.5e12, "General", "1500000000000"),
    (1234, "0.00E+00", "1.23E+03"),
    (1.005, "0.0#", "1.01"),
    (12, "# ?/?", None),
    (10**16, "General", None),
    (3, "[>2]0;General", None),
)
DAYS_SHOWN = (
    ("dd/mm/yyyy", "01/12/2026"),
    ("d-mmm", "1-Dec"),
    ("yyyy-mm-dd h:mm:ss", "2026-12-01"),
    ("dddd d mmmm yyyy", "Tuesday 1 December 2026"),
    ("mmm-yy", "Dec-26"),
    ("mmmmm yy", "D 26"),
)


def test_numbers_and_days_are_shown_by_their_formats():
    for value, code, shown in SHOWN:
        assert number_formats.number(value, code) == shown, (value, code)
    for code, shown in DAYS_SHOWN:
        assert number_formats.day(datetime(2026, 12, 1), code) == shown, code  # noqa: DTZ001
    at = datetime(2026, 12, 31, 13, 5, 7)  # noqa: DTZ001
    assert number_formats.day(at, "h:mm AM/PM") == "1:05 PM"
    assert number_formats.day(at, "mm/yyyy hh:mm:ss") == "12/2026 13:05:07"
    assert number_formats.shows_of("[h]:mm") == number_formats.shows_of('0.00 "dm"') == ""


# --- Worksheets, headings, rows ------------------------------------------------------------------


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.secretariat)
    return client


def test_the_visible_worksheet_is_read_and_of_several_one_is_chosen(world, client):
    book = Workbook()
    hidden: Any = book.active
    hidden.title, hidden.sheet_state = "Old", "hidden"
    book.create_sheet("Empty")
    shown = book.create_sheet("Actions")
    for where in (hidden, shown):
        where.append(HEADINGS)
        where.append(line(where.title))
    sheet = brought(world, saved(book), "a.xlsx")
    assert Sheet(sheet.file).worksheets() == ["Empty", "Actions"]
    assert [one.title for one in rows(sheet)] == ["Actions"]
    client.post(
        reverse("admin:recommendations_sheetimport_add"),
        {"kind": "actions", "file": SimpleUploadedFile("b.xlsx", saved(book))},
    )
    last = SheetImport.objects.latest("pk")
    page = client.get(reverse("admin:recommendations_sheetimport_columns", args=[last.pk])).content.decode()
    assert "Which worksheet?" in page
    assert "Old" not in page


def test_the_row_of_the_headings_can_be_chosen(world, client):
    lines = [["What we log"], ["Ours", "Yours"], ["Kept by us", "Kept by them"], ["Count the cells", "CPPOG"]]
    client.post(
        reverse("admin:recommendations_sheetimport_add"),
        {"kind": "actions", "file": SimpleUploadedFile("b.xlsx", as_xlsx(lines))},
    )
    sheet = SheetImport.objects.get()
    columns = reverse("admin:recommendations_sheetimport_columns", args=[sheet.pk])
    assert client.get(columns).context["heading_row"] == 1
    page = client.get(columns, {"heading_row": 3})
    assert [field.label for field in page.context["form"]] == ["Kept by us", "Kept by them"]
    client.post(columns, {"heading_row": 3, "column_0": "title", "column_1": "board"})
    sheet.refresh_from_db()
    assert sheet.heading_row == 3
    assert list(sheet.rows.values_list("number", "label")) == [(4, "Count the cells")]
    assert (
        "headings in row 3"
        in client.get(reverse("admin:recommendations_sheetimport_change", args=[sheet.pk])).content.decode()
    )


def test_hidden_and_struck_out_rows_are_remarked_upon(world):
    book = Workbook()
    sheet: Any = book.active
    for row in (HEADINGS, line("A"), line("B"), line("C"), line("D")):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    for cell in sheet[3]:
        cell.font = Font(strike=True)
    sheet["B4"].font = Font(strike=True)
    found = brought(world, saved(book), "a.xlsx")
    assert list(found.rows.values_list("remarks", flat=True)) == [
        ["The row is hidden in the spreadsheet."],
        ["The row is struck out in the spreadsheet."],
        ["Struck out in the spreadsheet: B4."],
        [],
    ]


def calls(content: bytes, world) -> int:
    """How many functions of Python a preview calls."""
    sheet = taken_in(content, "a.xlsx", by=world.secretariat)
    importing.preview(sheet)
    count = 0

    def counted(frame, event, given) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        importing.preview(sheet)
    finally:
        sys.setprofile(None)
    assert outcomes(sheet) == ["added"]
    return count


def test_the_work_grows_with_what_stands_in_a_spreadsheet_not_with_what_is_formatted_or_declared(world):
    book = Workbook()
    for row in (HEADINGS, line()):
        book.active.append(row)
    plain = calls(saved(book), world)
    book.active.cell(1_048_576, 16_384).font = Font(bold=True)
    assert calls(saved(book), world) < plain + 500


# As other programs than Excel write it: prefixes, no addresses, texts by number, runs of them, days from 1904 on.
BY_HAND = {
    "_rels/.rels": '<r:Relationships xmlns:r="p"><r:Relationship Id="a" Type="t/officeDocument" Target="Book.xml"/>'
    "</r:Relationships>",
    "_rels/Book.xml.rels": "<Relationships>"
    '<Relationship Id="c" Type="t/chartsheet" Target="chart.xml"/>'
    '<Relationship Id="s" Type="t/worksheet" Target="sheets/One.xml"/>'
    '<Relationship Id="t" Type="t/sharedStrings" Target="/texts.xml"/>'
    '<Relationship Id="f" Type="t/styles" Target="styles.xml"/></Relationships>',
    "Book.xml": '<x:workbook xmlns:x="m" xmlns:q="r"><x:workbookPr date1904="1"/><x:sheets>'
    '<x:sheet name="Chart" q:id="c"/><x:sheet name="One" q:id="s"/></x:sheets></x:workbook>',
    "texts.xml": "<sst><si><t>Title</t></si>"
    "<si><r><t>Two </t></r><r><rPr><strike/></rPr><t>runs</t></r><rPh><t>said so</t></rPh></si></sst>",
    "styles.xml": '<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
    "sheets/one.xml": '<x:worksheet xmlns:x="m"><x:dimension ref="A1"/><x:sheetData>'
    '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="str"><x:v>Due</x:v></x:c><x:c t="inlineStr"><x:is><x:t>Set on'
    "</x:t></x:is></x:c></x:row>"
    '<x:row/><x:row><x:c t="s"><x:v>1</x:v></x:c><x:c s="1"><x:v>44925</x:v></x:c>'
    '<x:c t="d"><x:v>2026-11-02T00:00:00</x:v></x:c></x:row></x:sheetData></x:worksheet>',
}


def test_a_workbook_is_read_by_what_its_parts_say_not_by_who_wrote_it(tmp_path):
    held = io.BytesIO()
    with ZipFile(held, "w") as archive:
        for name, text in BY_HAND.items():
            archive.writestr(name, f'<?xml version="1.0"?>{text}')
    storage = FileSystemStorage(tmp_path)
    (tmp_path / "a.xlsx").write_bytes(held.getvalue())
    sheet = Sheet(SimpleNamespace(name="a.xlsx", storage=storage))
    assert sheet.worksheets() == ["One"]
    headings, below = sheet.read()
    assert headings == ["Title", "Due", "Set on"]
    (row,) = below
    assert row.number == 3
    assert [cell.value for cell in row.cells] == ["Two runs", date(2026, 12, 31), date(2026, 11, 2)]
    assert row.remarks == ["Struck out in the spreadsheet: A3."]


# --- What cannot be read -------------------------------------------------------------------------


def altered(content: bytes, part: str, change) -> bytes:
    """The workbook with one part of it changed."""
    held = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(held, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data) if name == part else data)
    return held.getvalue()


WORKSHEET = "xl/worksheets/sheet1.xml"
DAMAGES = {
    "cut off": (WORKSHEET, lambda data: data[: len(data) // 2]),
    "no text of that number": (
        WORKSHEET,
        lambda data: re.sub(rb'<c r="A2".*?</c>', b'<c r="A2" t="s"><v>99</v></c>', data),
    ),
    "no number": (WORKSHEET, lambda data: re.sub(rb'<c r="A2".*?</c>', b'<c r="A2"><v>one</v></c>', data)),
    "entities": (WORKSHEET, lambda data: b'<!DOCTYPE a [<!ENTITY b "c">]>' + data.partition(b"?>")[2]),
    "no worksheets": ("xl/workbook.xml", lambda data: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", data)),
    "styles": ("xl/styles.xml", lambda data: b"<styleSheet>"),
    "relations": ("xl/_rels/workbook.xml.rels", lambda data: b"<Relationships/>"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_cannot_be_opened_is_refused_beside_the_file_and_nothing_is_kept(world, client, files, damage):
    part, change = DAMAGES[damage]
    content = altered(as_xlsx([HEADINGS, line()]), part, change)
    response = client.post(
        reverse("admin:recommendations_sheetimport_add"),
        {"kind": "actions", "file": SimpleUploadedFile("a.xlsx", content)},
    )
    assert response.status_code == 422
    assert "damaged" in str(response.context["form"].errors["file"])
    assert not SheetImport.objects.exists()
    assert not [one for one in files.rglob("*") if one.is_file()]


@pytest.mark.parametrize("ending", ("docx", "xlsx", "pptx"))
def test_a_main_part_typed_by_its_ending_is_accepted_as_papers_and_evidence_too(ending):
    content = documents.office(ending)

    def by_default(data: bytes) -> bytes:
        main = re.search(rb'<Override PartName="[^"]*" ContentType="([^"]*main\+xml)" ?/>', data)
        assert main
        data = data.replace(main[0], b"")
        data = re.sub(rb'<Default Extension="xml"[^>]*/>', b"", data)
        return data.replace(b"</Types>", b'<Default Extension="XML" ContentType="' + main[1] + b'"/></Types>')

    content = altered(content, "[Content_Types].xml", by_default)
    kind = uploads.identify(
        SimpleUploadedFile(f"a.{ending}", content),
        accepted=(f".{ending}",),
        as_what="as a paper",
        field="file",
    )
    assert kind.ending == f".{ending}"


def test_utf_16_without_its_mark_or_damaged_is_refused(world):
    for content in ("Title\n".encode("utf-16-le"), b"\xff\xfeT", "Title\x01\n".encode("utf-16")):
        with pytest.raises(RuleBroken, match="text"):
            taken_in(content, "a.csv", by=world.secretariat)


# --- Out and in ----------------------------------------------------------------------------------


@given(st.text(alphabet=st.sampled_from("_x0Dd5F'=\n a"), max_size=30) | st.text())
@example("_x000D_")
@example("_x005F_x000D_")
@example("'_x003D_")
@example("=_x000A_")
def test_every_text_that_is_written_is_read_as_it_was(text):
    written = as_written(text)
    if written is not None and str(written).strip():
        assert of_text(str(escaped(written))).value == written


# The rows whose day cannot be known (the others are read; the rule is in tests/rules/test_days.py).
NO_DAYS = {3, 13, 14, 16, 17, 18, 20, 22, 23}


def test_days_written_as_text_are_read_where_they_are_plain_and_refused_by_their_address(
    world, oversight_board
):
    name = "s10-dates-as-text.csv"
    sheet = brought(world, (CASES / name).read_bytes(), name)
    assert {int(said[1:].partition(":")[0]) for said in faults(sheet)} == NO_DAYS
    assert all("as in 31/12/2026" in said for said in faults(sheet))
    read = {row.number: row.record.due_on for row in importing._checked(sheet) if row.number not in NO_DAYS}
    assert set(read.values()) == {date(2026, 12, 31), date(2028, 2, 29), date(2026, 9, 30)}
