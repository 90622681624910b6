"""What is wrong with a spreadsheet is said in a sentence, by cell where it is a cell's; nothing is guessed."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from oversight.errors import RuleBroken
from recommendations import operations
from recommendations.forms import LONGEST_TEXT
from recommendations.models import Action, Recommendation, SheetImport
from recommendations.operations import sheets
from recommendations.sheets import importing, reading
from recommendations.sheets.headings import propose
from recommendations.sheets.reading import Sheet
from recommendations.sheets.sheet_types import ACTIONS, RECOMMENDATIONS
from tests import make
from tests.sheets.sheets import as_csv, as_xlsx, faults, outcomes, previewed, saved, taken_in
from tests.sheets.test_import import HEADINGS, line


def fault(world, cell: str, value, *, form: str = "xlsx") -> str:
    """The one fault of a spreadsheet whose one row is good but for this cell of it."""
    place = "ABCDEFG".index(cell)
    good = line()
    good[place] = value
    found = faults(previewed([HEADINGS, good], by=world.secretariat, form=form))
    assert len(found) == 1, found
    assert found[0].startswith(f"{cell}2: ")
    return found[0].removeprefix(f"{cell}2: ")


# What stands in the column "Due" -> what is said of it.
NO_DATES = {
    "31/02/2020": "“31/02/2020” is not a date: no calendar has it; the day comes first, as in 31/12/2026.",
    "12/31/2026": "“12/31/2026” is not a date: no calendar has it; the day comes first, as in 31/12/2026.",
    "01/03/27": "“01/03/27” gives its year in two digits: write it in full, as in 31/12/2026.",
    "1 Mar 27": "“1 Mar 27” gives its year in two digits: write it in full, as in 31/12/2026.",
    "soon": "“soon” is not a date: write it as in 31/12/2026 or 2026-12-31.",
    "Marchh 2027": "“Marchh 2027” is not a date: write it as in 31/12/2026 or 2026-12-31.",
    45000: (
        "“45000” is a number, which a spreadsheet would show as 15 March 2023: format the cell as a date, "
        "or write it as in 31/12/2026."
    ),
    datetime(2027, 3, 1, 9, 30): (  # noqa: DTZ001 - as a spreadsheet holds it
        "The cell holds a time of day too (09:30): give the day alone."
    ),
    "=TODAY()": "The cell holds a formula: replace it by its value.",
}
DATES = ("01/03/2027", "1/3/2027", "2027-03-01", "1 March 2027", "1st Mar 2027", "2027-03-01 00:00:00")


@pytest.mark.parametrize("value", NO_DATES, ids=str)
def test_what_is_not_a_date_is_named_by_its_cell(world, value):
    assert fault(world, "G", value) == NO_DATES[value]


def test_a_date_that_became_a_number_is_told_in_a_csv_too(world):
    assert "format the cell as a date" in fault(world, "G", "45000", form="csv")


@pytest.mark.parametrize("value", DATES)
def test_british_and_iso_dates_are_read(world, value):
    sheet = previewed([HEADINGS, line(due=value)], by=world.secretariat)
    assert faults(sheet) == []
    operations_of = importing._checked(sheet)
    assert next(operations_of).record.due_on == date(2027, 3, 1)


# Column, what stands in it -> what is said of it.
WRONG = (
    ("A", None, "The cell is empty: “Title” is needed."),
    ("A", "x" * 301, "is too long: 301 characters, where 300 are allowed."),
    ("B", "No such board", "“No such board” is not a board that you may see."),
    ("B", "Bi-laterals: DMPC and Commissioner", "is not a board that you may see."),
    ("C", "The Met", "“The Met” is not an organisation of the register."),
    ("D", "Nobody", "“Nobody” is not a person of the register."),
    ("D", "Council liaison", "The owner does not belong to the organisation that owns the action."),
    ("E", "x" * (LONGEST_TEXT + 1), "is too long: 10,001 characters, where 10,000 are allowed."),
    ("F", date(2027, 1, 1), "An action cannot be set on a day to come."),
    ("G", None, "Give the due date, or say that there is none."),
)


@pytest.mark.parametrize(("cell", "value", "sentence"), WRONG)
def test_what_the_admin_would_refuse_is_refused_beside_its_cell(world, cell, value, sentence):
    assert fault(world, cell, value).endswith(sentence)


def test_a_name_that_two_people_bear_asks_for_the_address(world):
    make.person("MPS owner", organisation=world.mps, email="another@example.org")
    assert "give the e-mail address" in fault(world, "D", "MPS owner")
    sheet = previewed([HEADINGS, line(owner="another@example.org")], by=world.secretariat)
    assert faults(sheet) == []


@pytest.mark.slow
def test_a_cell_of_fifteen_megabytes_is_named_and_nothing_else_suffers(world):
    long = "x" * 15_000_000
    for form, lines in (("csv", [HEADINGS, line(when=long), line()]),):
        sheet = previewed(lines, by=world.secretariat, form=form)
        assert len(faults(sheet)) == 1
        assert "is too long: 15,000,000 characters" in faults(sheet)[0]
        assert len(faults(sheet)[0]) < 300
        assert outcomes(sheet) == ["wrong", "added"]


def test_a_character_that_no_database_keeps_is_told(world):
    content = as_csv([HEADINGS, line("A\x1bB")])
    sheet = taken_in(content, "a.csv", by=world.secretariat)
    importing.preview(sheet)
    assert "holds a character that cannot be kept (U+001B)" in faults(sheet)[0]


# --- The marking ---------------------------------------------------------------------------------


@pytest.mark.parametrize("marking", ("SECRET", "Top Secret"))
def test_a_marking_above_what_may_be_held_is_refused_in_words(world, marking):
    lines = [[*HEADINGS, "Marking"], [*line(), marking]]
    (found,) = faults(previewed(lines, by=world.secretariat))
    assert "may not be held here" in found


def test_a_choice_that_does_not_exist_names_those_that_do(world):
    lines = [[*HEADINGS, "Marking", "Publishable"], [*line(), "Restricted", "maybe"]]
    marking, publishable = faults(previewed(lines, by=world.secretariat))
    assert marking == "H2: “Restricted” is none of these: OFFICIAL, OFFICIAL-SENSITIVE."
    assert publishable == "I2: “maybe” is neither Yes nor No."


# --- References ----------------------------------------------------------------------------------


def test_unknown_references_are_told_and_hidden_ones_are_as_unknown(world):
    lines = [["Reference", "Title"], ["CPPOG-1999-001", "A"], [world.restricted_action.reference, "B"]]
    found = faults(previewed(lines, by=world.secretariat))
    assert [sentence.split(": ", 1)[1] for sentence in found] == [
        f"“CPPOG-1999-001” is not an action that you may see. Did you mean “{world.action.reference}”?",
        f"“{world.restricted_action.reference}” is not an action that you may see.",
    ]
    lines = [[*HEADINGS, "Recommendations"], [*line(), "CP16-01; RES-01"]]
    assert (
        "“RES-01”, which is not a recommendation that you may see"
        in faults(previewed(lines, by=world.secretariat))[0]
    )


def test_a_reference_stands_once_in_a_sheet_and_so_does_a_new_row(world):
    reference = world.action.reference
    lines = [["Reference", "Title"], [reference, "A"], [reference, "B"]]
    assert faults(previewed(lines, by=world.secretariat)) == [f"A3: “{reference}” stands in row 2 already."]
    assert faults(previewed([HEADINGS, line(), line()], by=world.secretariat)) == [
        "A3: The row says the same as row 2."
    ]


def test_a_publishers_number_is_given_once_a_report(world):
    Recommendation.objects.filter(reference="CP16-01").update(publisher_number="1")
    lines = [["Number", "Summary"], ["1", "A."], ["2", "B."], ["2", "C."]]
    found = faults(previewed(lines, by=world.secretariat, kind="recommendations", report=world.report))
    sentence = "This report already has a recommendation with that number."
    assert found == [f"A2: {sentence}", f"A4: {sentence}"]


def test_a_recommendation_cannot_be_a_part_of_itself_or_of_another_report(world):
    make.recommendation(make.report("other"), "OTH-01")
    lines = [["Reference", "Part of"], ["CP16-01", "CP16-01"]]
    (found,) = faults(previewed(lines, by=world.secretariat, kind="recommendations"))
    assert found.startswith("B2: That is a part of this recommendation itself")
    lines = [["Reference", "Part of"], ["CP16-01", "OTH-01"]]
    (found,) = faults(previewed(lines, by=world.secretariat, kind="recommendations"))
    assert found == "B2: What it is a part of belongs to another report."


# --- What only steps change ----------------------------------------------------------------------


def test_what_a_step_changes_is_refused_where_it_differs_and_names_the_step(world):
    world.action.refresh_from_db()
    lines = [
        ["Reference", "Due date", "Status", "Times moved", "Board", "Rating"],
        [world.action.reference, date(2030, 1, 1), "Closed", 3, "Audit Panel", "Blue: closed and evidenced"],
    ]
    found = faults(previewed(lines, by=world.secretariat))
    assert [each[:2] for each in found] == ["B2", "C2", "D2", "E2"]
    assert found[0].endswith("The due date moves by an agreed request alone.")
    assert f"the register holds “{world.action.due_on:%d/%m/%Y}”" in found[0]
    assert "“Closed” cannot be imported: the register holds “Not started”." in found[1]
    lines[1] = [
        world.action.reference,
        world.action.due_on,
        "Not started",
        0,
        "CPPOG",
        None,
    ]
    # The rating says something else tomorrow: a spreadsheet of yesterday is no worse for it.
    lines[1][-1] = "Amber: due in 27 days"
    assert outcomes(previewed(lines, by=world.secretariat)) == ["unchanged"]


def test_statuses_of_a_recommendation_cannot_be_imported(world):
    lines = [
        ["Reference", "Response", "Delivery", "Verification"],
        ["CP16-01", "Accepted", "Not started", "Verified"],
    ]
    found = faults(previewed(lines, by=world.secretariat, kind="recommendations"))
    assert [each[:2] for each in found] == ["B2", "C2", "D2"]
    assert all("of their own" in each or "by the steps" in each for each in found)


def test_a_new_action_comes_without_a_history_of_its_own(world):
    lines = [[*HEADINGS, "Status", "First due date"], [*line(), "Closed", date(2026, 1, 1)]]
    found = faults(previewed(lines, by=world.secretariat))
    assert all("cannot be imported with a new action: leave it empty" in each for each in found)
    assert len(found) == 2


# --- The spreadsheet as a whole ------------------------------------------------------------------


def refused(world, content: bytes, name: str = "sheet.xlsx") -> str:
    with pytest.raises(RuleBroken) as refusal:
        importing.preview(taken_in(content, name, by=world.secretariat))
    assert not SheetImport.objects.filter(rows__isnull=False).exists()
    return str(refusal.value)


def test_a_csv_that_is_not_utf_8_is_told_and_not_guessed(world):
    content = "Title,Board\nCafé,CPPOG\n".encode("cp1252")
    assert "Line 2 of the spreadsheet is not in UTF-8" in refused(world, content, "sheet.csv")
    assert not Action.objects.filter(title__startswith="Caf").exists()


@pytest.mark.parametrize("mark", (b"", b"\xef\xbb\xbf"))
@pytest.mark.parametrize("delimiter", (b",", b";", b"\t"))
def test_a_csv_is_read_with_or_without_its_mark_and_by_any_of_three_delimiters(world, mark, delimiter):
    lines = [
        ["Title", "Board", "Organisation", "Complete when", "Due"],
        ["Café", "AP", "MPS", "x", "2027-01-01"],
    ]
    content = mark + b"\r\n".join(delimiter.join(cell.encode() for cell in row) for row in lines)
    sheet = taken_in(content, "sheet.csv", by=world.secretariat)
    importing.preview(sheet)
    assert outcomes(sheet) == ["added"], faults(sheet)


def test_a_quotation_mark_left_open_is_told(world):
    assert "a quotation mark is opened" in refused(world, b'Title,Board\n"Never closed,AP\n', "sheet.csv")


def test_merged_headings_are_refused_and_merged_cells_told_one_by_one(world):
    book = Workbook()
    sheet = book.active
    sheet.append(["Title", "Board", "Due"])
    sheet.merge_cells("A1:C1")
    assert "The headings are merged (A1:C1)" in refused(world, saved(book))
    book = Workbook()
    sheet = book.active
    for row in (["Actions of the year", None, None], HEADINGS, line()):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    assert faults(_previewed(world, saved(book))) == []
    book = Workbook()
    sheet = book.active
    for row in (HEADINGS, line(), line("Train everybody")):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    found = faults(_previewed(world, saved(book)))
    assert len(found) == 2
    assert all("is part of the merged cells B2:B3" in each for each in found)


def _previewed(world, content: bytes, name: str = "sheet.xlsx") -> SheetImport:
    sheet = taken_in(content, name, by=world.secretariat)
    importing.preview(sheet)
    return sheet


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers(world):
    lines = [[None], [None], HEADINGS, [None], line(due="x"), [None, "  "], line("Other", due="y")]
    sheet = previewed(lines, by=world.secretariat)
    assert [each[:3] for each in faults(sheet)] == ["G5:", "G7:"]


def test_missing_columns_are_told_with_every_new_row(world):
    found = faults(previewed([["Title", "Due"], ["Count", date(2027, 1, 1)]], by=world.secretariat))
    assert found == [
        "A2: The row has no “Board”.",
        "A2: The row has no “Owner organisation”.",
        "A2: The row has no “Complete when”.",
    ]


def test_an_empty_sheet_and_one_without_rows_are_told(world):
    assert "The spreadsheet is empty" in refused(world, as_xlsx([]))
    sheet = previewed([HEADINGS], by=world.secretariat)
    with pytest.raises(RuleBroken, match="Nothing in this spreadsheet"):
        sheets.ask_for_import(sheet, by=world.secretariat)


def test_more_rows_than_are_read_at_once_are_refused(world, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    lines = [HEADINGS, *(line(f"Action {number}") for number in range(4))]
    assert "more than 3 rows: import it in parts" in refused(world, as_xlsx(lines))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    (
        ("sheet.xlsx", b"PK\x03\x04 and nothing else", "damaged"),
        ("sheet.xls", b"\xd0\xcf\x11\xe0", "is not a kind of file accepted as a spreadsheet (.xlsx, .csv)"),
        ("sheet.xlsm", as_xlsx([HEADINGS]), "may hold macros"),
        ("sheet.csv", b"T\x00i\x00", "is not text"),
        ("sheet.csv", b"Title\n\x00", "is not text"),
        ("sheet.csv", b"", "is empty"),
    ),
)
def test_what_is_no_sheet_is_refused_before_anything_is_kept(world, name, content, sentence, files):
    assert sentence in refused(world, content, name)
    assert not SheetImport.objects.exists()
    assert not [one for one in files.rglob("*") if one.is_file()]


def test_several_worksheets_are_told_apart(world):
    book = Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Actions")
    for row in (HEADINGS, line()):
        sheet.append(row)
    taken = sheets.take_in(SheetImport(kind="actions"), _file(saved(book)), by=world.secretariat)
    assert Sheet(taken.file).worksheets() == ["Notes", "Actions"]
    headings, rows = Sheet(taken.file, "Actions").read()
    assert headings == HEADINGS
    assert len(list(rows)) == 1
    with pytest.raises(RuleBroken, match="no worksheet"):
        Sheet(taken.file, "Elsewhere").read()


def _file(content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("sheet.xlsx", io.BytesIO(content).read())


# --- Headings ------------------------------------------------------------------------------------


def test_columns_are_proposed_by_our_headers_and_by_the_names_people_give_them():
    headings = ["Ref", "What", "Owner", "Due", "due  DATE", "Colour"]
    assert propose(headings, ACTIONS.columns) == ["reference", "title", "owner", "", "due_on", ""]
    assert propose(["No.", "Recommendation", "By when"], RECOMMENDATIONS.columns) == [
        "publisher_number",
        "summary",
        "deadline_text",
    ]


def test_a_choice_of_columns_is_remembered_for_the_same_headings(world):
    content = as_xlsx([["Task", "Group"], ["Count", "AP"]])
    sheet = sheets.take_in(SheetImport(kind="actions"), _file(content), by=world.secretariat)
    sheets.choose_columns(
        sheet,
        by=world.secretariat,
        worksheet="",
        headings=["Task", "Group"],
        mapping=["title", "board"],
    )
    assert sheets.remembered("actions", ["task", "group"]) == ["title", "board"]
    assert sheets.remembered("recommendations", ["task", "group"]) is None


def test_one_column_of_the_register_is_chosen_once(world):
    sheet = sheets.take_in(SheetImport(kind="actions"), _file(as_xlsx([["A", "B"]])), by=world.secretariat)
    with pytest.raises(RuleBroken, match="Two columns of the spreadsheet"):
        sheets.choose_columns(
            sheet, by=world.secretariat, worksheet="", headings=["A", "B"], mapping=["title", "title"]
        )
    with pytest.raises(RuleBroken, match="at least one"):
        sheets.choose_columns(
            sheet, by=world.secretariat, worksheet="", headings=["A", "B"], mapping=["", ""]
        )


def test_nothing_that_is_previewed_is_written(world):
    actions = list(Action.objects.values())
    previewed([HEADINGS, line(), line("B", due="never")], by=world.secretariat)
    assert list(Action.objects.values()) == actions
    assert operations.open_date_request(world.action) is None


def test_a_due_date_that_is_past_is_remarked_on_and_one_out_of_range_is_named(world):
    past = line()
    past[5], past[6] = "10/01/2020", "31 March 2020"
    found = previewed([HEADINGS, past], by=world.secretariat)
    assert faults(found) == []
    assert found.rows.get().remarks == [
        "The due date, 31 March 2020, is past: the action is overdue from the start."
    ]
    for day in ("31/12/9999", "12/03/0019"):
        assert f"“{day}” is out of range: give a day from 1 January 1990" in fault(world, "G", day)
