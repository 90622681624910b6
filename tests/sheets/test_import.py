"""A spreadsheet that comes in: previewed row by row, carried out through the operations, once, all of it or nothing."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from oversight.models import Event
from recommendations import operations
from recommendations.models import Action, Recommendation, SheetImport, SheetRow
from recommendations.operations import sheets
from recommendations.sheets import importing
from tests import make
from tests.sheets.sheets import (
    FORMS,
    carried_out,
    download,
    faults,
    outcomes,
    previewed,
    rows_of,
    taken_in,
)

pytestmark = pytest.mark.sql

HEADINGS = ["Title", "Board", "Owner organisation", "Owner", "Complete when", "Set on", "Due"]


def line(title: str = "Count the cells", **values) -> list:
    given = {
        "board": "CPPOG",
        "organisation": "MPS",
        "owner": "MPS owner",
        "when": "They are counted.",
        "set_on": date(2026, 3, 2),
        "due": date(2027, 3, 1),
    } | values
    return [title, *given.values()]


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.secretariat)
    return client


def test_a_new_action_comes_in_as_if_it_were_set_in_the_admin(world):
    sheet = previewed([HEADINGS, line()], by=world.secretariat)
    assert outcomes(sheet) == ["added"]
    assert not Action.objects.filter(title="Count the cells").exists()
    assert carried_out(sheet).status == "imported", sheet.error
    action = Action.objects.get(title="Count the cells")
    by_admin = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        owner=world.owner,
        title="Count the cells",
        complete_when="They are counted.",
        set_on=date(2026, 3, 2),
        due_on=date(2027, 3, 1),
    )
    differ = {"id", "reference", "folded_reference", "sought"}
    for field in Action._meta.concrete_fields:
        if field.name not in differ:
            assert getattr(action, field.name) == getattr(by_admin, field.name), field.name
    assert action.first_due_on == date(2027, 3, 1)
    event = Event.objects.about(action).get()
    assert (event.step, event.by, event.channel) == ("set_action", world.secretariat, "admin")
    assert event.note == f"{sheet}, row 2"
    assert sheet.rows.get().record == action


def test_several_name_the_recommendations_they_serve(world):
    other = make.recommendation(world.report, "CP16-02")
    lines = [[*HEADINGS, "Recommendations"], [*line(), "CP16-01; CP16-02"]]
    carried_out(previewed(lines, by=world.secretariat))
    action = Action.objects.get(title="Count the cells")
    assert set(action.recommendations.all()) == {world.recommendation, other}


def test_an_action_is_corrected_through_its_operation_and_only_in_what_differs(world):
    lines = [
        ["Reference", "Title", "Owner", "Note"],
        [world.action.reference, "Write a better plan", "MPS owner", None],
    ]
    sheet = previewed(lines, by=world.secretariat)
    (row,) = sheet.rows.all()
    assert (row.outcome, row.changes) == ("changed", ["Title"])
    carried_out(sheet)
    world.action.refresh_from_db()
    assert world.action.title == "Write a better plan"
    event = Event.objects.about(world.action).first()
    assert (event.step, event.after) == ("amend_action", {"title": "Write a better plan"})


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ("actions", "recommendations"))
def test_out_and_in_and_out_again_gives_the_same_bytes_and_changes_nothing(world, client, kind, form):
    texts = [
        "=1+1",
        "'+1",
        "Two\r\nlines",
        " spaces ",
        "“Quotes” \"and\" 'more'",
        "a;b,c\td",
        "-",
        "12",
        "é…",
    ]
    for number, text in enumerate(texts):
        part = make.recommendation(
            world.report,
            f"CP16-1{number}",
            summary=text,
            publisher_number=str(number),
            limb="a" if number % 2 else "",
            parent=world.recommendation,
            addressed_to=[world.mps, world.council],
            position=number,
            deadline_text="within three months",
        )
        part.boards.add(world.other_board, world.restricted)
        make.action(
            world.board,
            by=world.secretariat,
            owner_organisation=world.council,
            title=text,
            complete_when=text * 3,
            note=text,
            recommendations=[part, world.restricted_recommendation],
            due_basis="none" if number % 2 else "day",
        )
    operations.cancel(world.action, by=world.chair, reason="Not wanted.")
    events = Event.objects.count()
    first = download(client, kind, form)
    sheet = taken_in(first, f"sheet.{form}", by=world.secretariat, kind=kind)
    importing.preview(sheet)
    assert faults(sheet) == []
    assert set(outcomes(sheet)) == {"unchanged"}
    assert Event.objects.count() == events + 1  # that the spreadsheet was uploaded
    assert download(client, kind, form) == first


@pytest.mark.parametrize("form", FORMS)
def test_what_was_changed_in_a_downloaded_sheet_comes_out_again_as_it_was_written_there(world, client, form):
    make.recommendation(world.report, "CP16-02", addressed_to=[world.mps])
    rows = rows_of(download(client, "recommendations", form), form)
    headings = list(rows[0])
    changed = {
        "What it asks": "'=Two\nlines",
        "Addressed to": "A borough council; Metropolitan Police Service",
        "Theme": "Custody",
        "Other boards": "Audit Panel",
        "Publishable": "No",
        "Marking": "OFFICIAL-SENSITIVE",
        "Deadline as published": "2019/20",
        "Deadline basis": "A financial year",
        "Deadline": "31/03/2020",
        "Part of": "CP16-01",
        "Sources": "https://example.org/one\nhttps://example.org/two",
    }
    target = next(row for row in rows if row["Reference"] == "CP16-02")
    target.update(changed)
    carried_out(
        previewed(
            [headings, *[list(row.values()) for row in rows]],
            by=world.secretariat,
            form=form,
            kind="recommendations",
        )
    )
    out = rows_of(download(client, "recommendations", "csv"), "csv")
    found = next(row for row in out if row["Reference"] == "CP16-02")
    assert {name: found[name] for name in changed} == changed | {"Deadline": "2020-03-31"}
    assert Recommendation.objects.get(reference="CP16-02").summary == "=Two\nlines"


def test_the_same_sheet_twice_changes_nothing_and_says_what_each_row_became(world):
    lines = [HEADINGS, line(), line("Train everybody")]
    carried_out(previewed(lines, by=world.secretariat))
    actions, events = Action.objects.count(), Event.objects.count()
    again = previewed(lines, by=world.secretariat)
    assert outcomes(again) == ["already", "already"]
    assert [row.record.title for row in again.rows.all()] == ["Count the cells", "Train everybody"]
    with pytest.raises(sheets.RuleBroken, match="Nothing in this spreadsheet"):
        sheets.ask_for_import(again, by=world.secretariat)
    assert (Action.objects.count(), Event.objects.count()) == (actions, events + 1)


def test_a_sheet_of_new_and_known_rows_adds_the_new_ones_alone(world):
    carried_out(previewed([HEADINGS, line()], by=world.secretariat))
    sheet = previewed([HEADINGS, line(), line("Train everybody")], by=world.secretariat)
    assert outcomes(sheet) == ["already", "added"]
    carried_out(sheet)
    assert Action.objects.filter(title__in=["Count the cells", "Train everybody"]).count() == 2


# --- Recommendations -----------------------------------------------------------------------------


def test_recommendations_come_in_with_their_deadline_worked_out_from_its_text(world):
    world.report.published_on = date(2016, 11, 25)
    world.report.save()
    lines = [
        ["Reference", "Report", "Type", "Summary", "Addressed to", "Deadline as published", "Part of"],
        ["CP16-90", "inspection-2016", "Cause of concern", "Children wait too long.", "MPS", None, None],
        ["CP16-91", "inspection-2016", "", "Count them.", "MPS", "within three months", "CP16-90"],
        ["CP16-92", "inspection-2016", "", "Stop.", "MPS", "before any further trials", "CP16-90"],
        ["CP16-93", "inspection-2016", "", "Do it.", "MPS", "when convenient", None],
    ]
    sheet = previewed(lines, by=world.secretariat, kind="recommendations")
    assert outcomes(sheet) == ["added"] * 4, faults(sheet)
    assert "25 February 2017" in sheet.rows.get(number=3).remarks[0]
    assert "No day was derived" in sheet.rows.get(number=5).remarks[0]
    assert carried_out(sheet).status == "imported", sheet.error
    counted, gate, undated = (Recommendation.objects.get(reference=f"CP16-9{n}") for n in (1, 2, 3))
    assert (counted.deadline_basis, counted.deadline_on) == ("relative", date(2017, 2, 25))
    assert counted.parent.reference == "CP16-90"
    assert (gate.deadline_basis, gate.deadline_condition) == ("gate", "any further trials")
    assert (undated.deadline_basis, undated.deadline_on) == ("none", None)
    assert counted.addressed_to.get() == world.mps


def test_with_the_report_given_its_column_is_not_needed_and_references_are_made(world):
    lines = [["Number", "Recommendation"], [1, "Count the cells."], [3, "Train everybody."]]
    sheet = previewed(lines, by=world.secretariat, kind="recommendations", report=world.report)
    assert faults(sheet) == []
    assert carried_out(sheet).status == "imported", sheet.error
    made = Recommendation.objects.filter(report=world.report, publisher_number__in=["1", "3"])
    assert [one.reference for one in made.order_by("publisher_number")] == ["CP16-02", "CP16-03"]
    again = previewed(lines, by=world.secretariat, kind="recommendations", report=world.report)
    assert outcomes(again) == ["already", "already"]


# --- All or nothing ------------------------------------------------------------------------------


def test_a_sheet_with_one_wrong_cell_is_not_imported(world):
    sheet = previewed([HEADINGS, line(), line(due="soon")], by=world.secretariat)
    with pytest.raises(sheets.RuleBroken, match="wrong cells"):
        sheets.ask_for_import(sheet, by=world.secretariat)
    assert importing.run(sheet.pk) is None
    assert not Action.objects.filter(title="Count the cells").exists()


def test_what_an_operation_refuses_at_the_last_moment_undoes_all_of_it_and_names_the_row(world, monkeypatch):
    sheet = previewed([HEADINGS, line(), line("Train everybody")], by=world.secretariat)
    real = operations.set_action

    def refusing(action, **given):
        if action.title == "Train everybody":
            raise sheets.RuleBroken("The board has just been closed.")
        return real(action, **given)

    monkeypatch.setattr(operations, "set_action", refusing)
    before = Event.objects.count()
    carried_out(sheet)
    assert sheet.status == "checked"
    assert sheet.error == "Nothing was imported. Row 3: The board has just been closed."
    assert not Action.objects.filter(title="Count the cells").exists()
    assert Event.objects.count() == before


def test_what_changed_since_the_preview_is_told_and_nothing_is_imported(world):
    lines = [["Reference", "Title"], [world.action.reference, "A better plan"]]
    sheet = previewed(lines, by=world.secretariat)
    operations.amend_action(world.action, by=world.colleague, title="A better plan")
    carried_out(sheet)
    assert sheet.status == "checked"
    assert "has changed since the preview" in sheet.error
    assert "2" in sheet.error
    importing.preview(sheet)
    assert outcomes(sheet) == ["unchanged"]


def test_once_imported_the_file_is_let_go_and_nothing_is_imported_again(world, files):
    sheet = carried_out(previewed([HEADINGS, line()], by=world.secretariat))
    assert not [one for one in files.rglob("*") if one.is_file()]
    assert importing.run(sheet.pk) is None
    with pytest.raises(sheets.WrongState):
        sheets.ask_for_import(sheet, by=world.secretariat)
    assert Action.objects.filter(title="Count the cells").count() == 1


# --- Two at once, and a worker that dies ---------------------------------------------------------


def test_one_worker_takes_it_up_and_what_one_left_behind_is_taken_up_again(world):
    sheet = previewed([HEADINGS, line()], by=world.secretariat)
    sheets.ask_for_import(sheet, by=world.secretariat)
    now = timezone.now()
    assert sheets.waiting(now) == [sheet.pk]
    assert sheets.take_up(sheet.pk, now) is not None
    assert sheets.take_up(sheet.pk, now) is None
    assert sheets.waiting(now) == []
    later = now + sheets.TAKEN_UP_AFTER + timedelta(seconds=1)
    assert sheets.waiting(later) == [sheet.pk]
    assert sheets.take_up(sheet.pk, later) is not None


def test_a_worker_that_lost_its_claim_keeps_nothing(world, monkeypatch):
    sheet = previewed([HEADINGS, line()], by=world.secretariat)
    sheets.ask_for_import(sheet, by=world.secretariat)
    real = importing._keep

    def overtaken(*given):
        real(*given)
        SheetImport.objects.filter(pk=sheet.pk).update(begun_at=timezone.now())

    monkeypatch.setattr(importing, "_keep", overtaken)
    assert importing.run(sheet.pk) is None
    assert not Action.objects.filter(title="Count the cells").exists()
    assert not SheetRow.objects.filter(action__isnull=False).exists()


def test_the_same_new_row_cannot_be_added_by_two_imports(world):
    first = previewed([HEADINGS, line()], by=world.secretariat)
    second = previewed([HEADINGS, line()], by=world.colleague)
    carried_out(first)
    carried_out(second)
    assert second.status == "checked"
    assert "has changed since the preview" in second.error
    assert Action.objects.filter(title="Count the cells").count() == 1
