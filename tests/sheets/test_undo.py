"""Undoing an import, while nobody has worked on what it brought in: taken back, put back, and nothing deleted."""

from datetime import date, timedelta

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from boards.models import Meeting
from oversight.context import Channel, change
from oversight.models import Event
from recommendations import operations
from recommendations.figures import figures
from recommendations.models import Action, Pack, Recommendation, Report, SheetRow
from recommendations.operations import sheets, withdrawing
from recommendations.packs.contents import contents
from recommendations.sheets import importing
from tests import make
from tests.sheets.sheets import carried_out, download, faults, outcomes, previewed, rows_of
from tests.sheets.test_import import HEADINGS, line

pytestmark = pytest.mark.sql


def undone(sheet):
    sheets.ask_for_undo(sheet, by=sheet.made_by)
    with change(channel=Channel.ADMIN):
        importing.run(sheet.pk)
    sheet.refresh_from_db()
    return sheet


@pytest.fixture
def brought_in(world):
    """One action that was added, one that was changed."""
    lines = [
        ["Reference", *HEADINGS, "Recommendations", "Marking"],
        [None, *line(), "CP16-01", None],
        [
            world.action.reference,
            "Another title",
            "CPPOG",
            "MPS",
            None,
            "Another test.",
            world.action.set_on,
            world.action.due_on,
            None,
            "OFFICIAL-SENSITIVE",
        ],
    ]
    sheet = previewed(lines, by=world.secretariat)
    assert outcomes(sheet) == ["added", "changed"], faults(sheet)
    return carried_out(sheet)


def test_what_was_added_is_withdrawn_and_what_was_changed_becomes_what_it_was(world, brought_in):
    before = Action.objects.count()
    world.action.refresh_from_db()
    assert (world.action.owner, world.action.recommendations.count()) == (None, 0)
    assert undone(brought_in).status == "undone", brought_in.error
    added = Action.objects.get(title="Count the cells")
    assert (added.status, added.withdrawn_on) == ("cancelled", timezone.localdate())
    assert [(event.step, event.note) for event in Event.objects.about(added)[:2]] == [
        ("withdraw_action", "Import undone"),
        ("cancel", "Import undone"),
    ]
    world.action.refresh_from_db()
    assert (world.action.title, world.action.complete_when) == ("Write the plan", "The plan is published.")
    assert (world.action.owner, world.action.marking) == (world.owner, "OFFICIAL")
    assert list(world.action.recommendations.all()) == [world.recommendation]
    assert Action.objects.count() == before
    corrected, handed = Event.objects.about(world.action)[:2]
    said = f"{brought_in}, row 3, undone"
    assert [(one.step, one.note) for one in (corrected, handed)] == [
        ("amend_action", said),
        ("hand_over", said),
    ]
    assert (handed.before["owner"], handed.after["owner"]) == (None, world.owner.name)
    assert Event.objects.filter(step="undo_import").count() == 1


def test_an_undone_sheet_can_be_imported_again(world, brought_in):
    undone(brought_in)
    again = previewed([HEADINGS, line()], by=world.secretariat)
    assert outcomes(again) == ["added"]
    assert carried_out(again).status == "imported", again.error


# --- No trace on a board's paper ------------------------------------------------------------------


def everywhere(world) -> list[str]:
    """Where actions are listed, counted or exported."""
    admin = reverse("admin:recommendations_action_changelist")
    return [
        "/",
        reverse("actions"),
        reverse("actions") + "?q=Count+the+cells",
        reverse("actions-sheet", args=["csv"]),
        reverse("recommendation", args=["CP16-01"]),
        reverse("recommendation-line", args=["CP16-01"]),
        reverse("report", args=[world.report.reference]),
        reverse("report-response", args=[world.report.reference]),
        reverse("board", args=[world.board.slug]),
        reverse("organisation", args=[world.mps.slug]),
        reverse("meeting", args=[world.meeting.reference]),
        reverse("minutes-and-actions", args=[world.meeting.reference]),
        "/api/v1/actions/?count=true",
        "/api/v1/recommendations/CP16-01/",
        "/api/v1/dues/",
        reverse("admin:index"),
        admin,
        f"{admin}?q=Count+the+cells",
        f"{admin}?status__exact=cancelled",
        reverse("admin:recommendations_action_sheet", args=["csv"]),
        reverse("admin:autocomplete")
        + "?term=count&app_label=recommendations&model_name=evidence&field_name=action",
    ]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_an_undone_import_is_in_no_list_count_paper_pack_or_export(world, people, brought_in):
    reference = brought_in.rows.get(outcome="added").action.reference
    before = {
        address: signed_in(world.secretariat).get(address).getvalue().decode()
        for address in everywhere(world)
    }
    assert sum(reference in page for page in before.values()) > 10
    pack = contents(world.meeting, "OFFICIAL-SENSITIVE", timezone.now())
    assert reference in str(pack.data)
    figures_before = figures(world.secretariat, timezone.localdate())
    assert undone(brought_in).status == "undone", brought_in.error
    for who in ("secretariat", "auditor", "chair", "owner"):
        client = signed_in(people[who])
        for address in everywhere(world):
            page = client.get(address).getvalue().decode()
            assert reference not in page, (who, address)
            assert "Count the cells" not in page.replace('value="Count the cells"', ""), (who, address)
        found = client.get(reverse("action", args=[reference]))
        keeps = who in ("secretariat", "auditor")
        assert found.status_code == (200 if keeps else 404), who
        assert not keeps or "Entry withdrawn" in found.content.decode()
        answer = client.get(f"/api/v1/actions/{reference}/")
        assert answer.status_code == (200 if keeps else 404), who
        assert not keeps or answer.json()["allowed_steps"] == []
        listed = client.get(reverse("admin:recommendations_action_changelist"), {"q": reference.lower()})
        assert (reference in listed.content.decode().replace("value=", "")) == keeps, who
    pack = contents(world.meeting, "OFFICIAL-SENSITIVE", timezone.now())
    assert reference not in str(pack.data)
    now = figures(world.secretariat, timezone.localdate())
    assert (now.open, now.closed) == (figures_before.open - 1, figures_before.closed)


@pytest.mark.parametrize("how", ("met", "issued", "bound"))
def test_what_its_board_has_seen_is_cancelled_where_the_board_sees_it(world, brought_in, how):
    meeting = world.meeting
    match how:
        case "met":
            Meeting.objects.filter(pk=meeting.pk).update(
                status="held", starts_at=timezone.now() + timedelta(seconds=1)
            )
        case "issued":
            Meeting.objects.filter(pk=meeting.pk).update(agenda_issued_at=timezone.now())
        case "bound":
            Pack.objects.create(
                meeting=meeting,
                clearance="OFFICIAL",
                fingerprint="x",
                status="ready",
                file="packs/x.pdf",
                asked_by=world.chair,
                finished_at=timezone.now(),
            )
    assert undone(brought_in).status == "undone", brought_in.error
    added = Action.objects.get(title="Count the cells")
    assert (added.status, added.withdrawn_on) == ("cancelled", None)
    assert added.reference in signed_in(world.chair).get(reverse("actions")).content.decode()


def test_what_another_board_or_an_earlier_meeting_saw_is_withdrawn_all_the_same(world, brought_in):
    earlier = make.meeting(world.other_board, by=world.secretariat)
    Meeting.objects.filter(pk=earlier.pk).update(agenda_issued_at=timezone.now())
    Meeting.objects.filter(pk=world.meeting.pk).update(agenda_issued_at=timezone.now() - timedelta(days=1))
    undone(brought_in)
    assert Action.objects.get(title="Count the cells").withdrawn_on


def test_an_action_whose_entry_was_withdrawn_takes_no_step_and_no_correction_by_a_sheet(world, brought_in):
    undone(brought_in)
    added = Action.objects.get(title="Count the cells")
    with pytest.raises(sheets.WrongState, match="withdrawn"):
        operations.reopen(added, by=world.secretariat, reason="Wanted.")
    again = previewed([["Reference", "Title"], [added.reference, "Other"]], by=world.secretariat)
    assert "was withdrawn: leave the reference empty" in faults(again)[0]


@pytest.mark.parametrize("which", ("added", "changed"))
def test_once_somebody_has_worked_on_a_record_nothing_is_undone_and_it_is_named(world, brought_in, which):
    record = brought_in.rows.get(outcome=which).action
    operations.start(record, by=world.liaison)
    events = Event.objects.count()
    assert undone(brought_in).status == "imported"
    assert record.reference in brought_in.error
    assert Event.objects.count() == events
    assert Action.objects.get(title="Count the cells").status != "cancelled"
    world.action.refresh_from_db()
    assert world.action.title == "Another title"


def test_undoing_is_done_once_by_who_imported(world, brought_in):
    with pytest.raises(sheets.NotAllowed):
        sheets.ask_for_undo(brought_in, by=world.colleague)
    undone(brought_in)
    with pytest.raises(sheets.WrongState):
        sheets.ask_for_undo(brought_in, by=world.secretariat)
    assert importing.run(brought_in.pk) is None


def test_the_admin_offers_to_undo(world, brought_in, monkeypatch):
    monkeypatch.setattr("recommendations.admin.imports.enqueue", lambda task, pk: importing.run(pk))
    client = Client()
    client.force_login(world.secretariat)
    here = reverse("admin:recommendations_sheetimport_change", args=[brought_in.pk])
    assert "Undo this import" in client.get(here).content.decode()
    page = client.post(here, {"step": "undo"}, follow=True).content.decode()
    assert "Undone" in page
    assert "Undo this import" not in page


# --- Recommendations -----------------------------------------------------------------------------

RECOMMENDED = [
    ["Reference", "Report", "Type", "Number", "Summary", "Part of", "Deadline basis", "Deadline"],
    ["CP16-80", "inspection-2016", "Cause of concern", "80", "Children wait.", None, None, None],
    ["CP16-81", "inspection-2016", None, "81", "Count them.", "CP16-80", "An exact day", date(2020, 1, 1)],
]


@pytest.fixture
def recommended(world):
    return carried_out(previewed(RECOMMENDED, by=world.secretariat, kind="recommendations"))


@pytest.mark.slow
def test_entries_that_were_added_are_withdrawn_from_lists_and_counts_and_are_found_all_the_same(
    world, people, recommended
):
    assert recommended.status == "imported", recommended.error
    held = Report.objects.with_counts(world.secretariat).get(pk=world.report.pk).recorded
    assert undone(recommended).status == "undone", recommended.error
    rows = Recommendation.objects.filter(reference__in=["CP16-80", "CP16-81"])
    assert rows.count() == 2
    assert not rows.filter(withdrawn_on__isnull=True).exists()
    assert Report.objects.with_counts(world.secretariat).get(pk=world.report.pk).recorded == held - 2
    assert not Recommendation.objects.overdue(date(2100, 1, 1)).filter(reference="CP16-81").exists()
    for who, person in people.items():
        client = Client()
        client.force_login(person)
        keeps = who in ("secretariat", "colleague", "auditor")
        found = client.get(reverse("recommendation", args=["CP16-81"]))
        assert found.status_code == (200 if keeps else 404), who
        assert not keeps or "Entry withdrawn" in found.content.decode()
        for page in (
            reverse("recommendations"),
            reverse("report", args=[world.report.reference]),
            "/api/v1/recommendations/",
        ):
            assert "CP16-81" not in client.get(page).content.decode(), (who, page)
        sheet = rows_of(download(client, "recommendations", "csv"), "csv")
        assert "CP16-81" not in str(sheet), who


def test_the_same_sheet_puts_withdrawn_entries_back(world, recommended):
    undone(recommended)
    again = previewed(RECOMMENDED, by=world.secretariat, kind="recommendations")
    assert outcomes(again) == ["changed", "changed"], faults(again)
    assert again.rows.first().changes == ["Put back"]
    carried_out(again)
    assert again.status == "imported", again.error
    assert Recommendation.objects.entered().filter(reference__in=["CP16-80", "CP16-81"]).count() == 2
    assert undone(again).status == "undone", again.error
    assert not Recommendation.objects.entered().filter(reference="CP16-81").exists()


def test_a_withdrawn_entry_leaves_its_number_to_another(world, recommended):
    undone(recommended)
    lines = [["Number", "Summary"], ["81", "Count them all."]]
    sheet = previewed(lines, by=world.secretariat, kind="recommendations", report=world.report)
    assert outcomes(sheet) == ["added"], faults(sheet)
    assert carried_out(sheet).status == "imported", sheet.error


@pytest.mark.parametrize("what", ("action", "part", "evidence"))
def test_what_hangs_on_a_new_entry_keeps_it_from_being_withdrawn(world, recommended, what):
    entry = Recommendation.objects.get(reference="CP16-81")
    if what == "action":
        make.action(world.board, by=world.secretariat, owner_organisation=world.mps, recommendations=[entry])
    elif what == "part":
        make.recommendation(world.report, parent=entry)
    else:
        evidence = make.evidence()
        evidence.recommendation, evidence.added_by = entry, world.secretariat
        evidence.save()
    assert undone(recommended).status == "imported"
    assert "CP16-81" in recommended.error
    assert Recommendation.objects.entered().filter(reference="CP16-81").exists()


def test_an_entry_is_withdrawn_for_a_reason_by_those_who_keep_it_and_once(world):
    entry = make.recommendation(world.report, "CP16-99")
    with pytest.raises(sheets.NotAllowed):
        withdrawing.withdraw_recommendation(entry, by=world.owner, reason="Mine.")
    with pytest.raises(sheets.RuleBroken, match="reason"):
        withdrawing.withdraw_recommendation(entry, by=world.secretariat, reason=" ")
    with pytest.raises(sheets.RuleBroken, match="nothing hangs"):
        withdrawing.withdraw_recommendation(world.recommendation, by=world.secretariat, reason="Twice.")
    withdrawing.withdraw_recommendation(entry, by=world.secretariat, reason="Entered twice.")
    with pytest.raises(sheets.WrongState):
        withdrawing.withdraw_recommendation(entry, by=world.secretariat, reason="Again.")
    assert Event.objects.about(entry).first().note == "Entered twice."
    withdrawing.put_back_recommendation(entry, by=world.secretariat)
    with pytest.raises(sheets.WrongState):
        withdrawing.put_back_recommendation(entry, by=world.secretariat)


def test_what_an_import_brought_in_cannot_be_deleted_from_under_it(world, brought_in):
    with pytest.raises(ProtectedError):
        SheetRow.objects.get(outcome="added").action.delete()
