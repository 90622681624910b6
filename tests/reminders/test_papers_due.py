"""The last day for the papers of a meeting: its secretary is reminded, and the lead of an item that has none."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from boards.models import AgendaItem, Meeting, Paper
from boards.operations import amend_item, cancel_meeting, carry_over_item, confirm_meeting, move_meeting
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from tests import make
from tests.reminders.conftest import deliver_on, hearing, last_digest, rows

TODAY = timezone.localdate
# Five clear working days before the meeting: the 19th, and the four days from the 22nd to the 25th.
MEETS_ON, LAST_DAY = date(2026, 6, 26), date(2026, 6, 18)
A_WEEK_BEFORE, THE_DAY_BEFORE = date(2026, 6, 11), date(2026, 6, 17)


@pytest.fixture
def coming(kept):
    """A board that asks for papers five clear working days before, its next meeting, and an item led by a member."""
    kept.board.paper_days = 5
    kept.board.save()
    kept.coming = make.meeting(kept.board, MEETS_ON, by=kept.secretariat)
    kept.item = make.agenda_item(kept.coming, title="Detention of children", lead=kept.member)
    return kept


def bring(item: AgendaItem, **values) -> Paper:
    return Paper.objects.create(meeting=item.meeting, agenda_item=item, title="Cases", **values)


@pytest.mark.parametrize(
    ("day", "step"),
    (
        (A_WEEK_BEFORE - timedelta(days=1), None),
        (A_WEEK_BEFORE, "papers-due-7"),
        (THE_DAY_BEFORE - timedelta(days=1), "papers-due-7"),
        (THE_DAY_BEFORE, "papers-due-1"),
        (MEETS_ON, "papers-due-1"),
        (MEETS_ON + timedelta(days=1), None),
    ),
)
def test_the_secretary_and_the_lead_of_the_item_are_reminded_until_the_meeting(coming, day, step):
    sweep(day)
    assert hearing("papers_due") == ([("Board secretary", step)] if step else [])
    assert hearing("paper_of_item") == ([("Member", step)] if step else [])


def test_the_lines_say_the_last_day_and_what_is_missing(coming):
    bring(make.agenda_item(coming.coming, title="Resources"))
    sweep(A_WEEK_BEFORE)
    deliver_on(A_WEEK_BEFORE)
    told = Reminder.objects.get(kind="paper_of_item")
    assert told.subject_reference == f"{coming.coming.reference} item {coming.item.number}"
    assert told.step_in_words() == "7 days before the last day for papers"
    for part in last_digest(coming.secretary):
        assert "Meeting of 26 June 2026" in part
        assert "The last day for papers is Thursday 18 June 2026. 1 of 2 items have none yet." in part
        assert f"/meetings/{coming.coming.reference}/" in part
    for part in last_digest(coming.member):
        assert "Detention of children" in part
        assert "Item 2 of the meeting of 26 June 2026 has none yet." in part
        assert f"/meetings/{coming.coming.reference}/#item-2" in part


def test_a_paper_that_came_ends_it_and_one_that_was_withdrawn_does_not(coming):
    paper = bring(coming.item, withdrawn_at=timezone.now(), withdrawn_reason="Wrong file.")
    sweep(A_WEEK_BEFORE)
    assert [state for *_, state, _ in rows(kind__in=("papers_due", "paper_of_item"))] == ["owed", "owed"]
    Paper.objects.filter(pk=paper.pk).update(withdrawn_at=None)
    sweep(A_WEEK_BEFORE)
    told = rows(kind__in=("papers_due", "paper_of_item"))
    assert [row[2:] for row in told] == [("withdrawn", "finished")] * 2


@pytest.mark.parametrize(
    "values",
    ({"kind": "standing"}, {"status": "withdrawn"}, {"status": "carried_over"}, {"status": "taken"}),
    ids=lambda values: next(iter(values.values())),
)
def test_an_item_that_stands_on_every_agenda_or_is_not_taken_here_needs_no_paper(coming, values):
    AgendaItem.objects.filter(pk=coming.item.pk).update(**values)
    sweep(A_WEEK_BEFORE)
    assert hearing("papers_due") == hearing("paper_of_item") == []


def test_an_item_carried_over_brings_its_papers_along(coming):
    bring(coming.item)
    make.meeting(coming.board, MEETS_ON + timedelta(days=28), by=coming.secretariat)
    carry_over_item(coming.item, by=coming.secretariat, reason="No time.")
    assert AgendaItem.objects.get(carried_from=coming.item).lead == coming.member
    sweep(MEETS_ON + timedelta(days=15))
    assert hearing("papers_due") == hearing("paper_of_item") == []


def test_a_board_that_asks_for_no_days_has_no_last_day(coming):
    coming.board.paper_days = None
    coming.board.save()
    sweep(A_WEEK_BEFORE)
    assert hearing("papers_due") == hearing("paper_of_item") == []


def test_a_board_that_keeps_no_records_is_asked_for_no_papers(coming):
    coming.board.keeps_records = False
    coming.board.save()
    sweep(A_WEEK_BEFORE)
    assert hearing("papers_due") == hearing("paper_of_item") == []


def test_of_a_meeting_that_is_only_proposed_nobody_hears(kept):
    kept.board.paper_days = 5
    kept.board.save()
    proposed = make.meeting(kept.board, MEETS_ON, by=kept.secretariat, status=Meeting.Status.PROPOSED)
    make.agenda_item(proposed, lead=kept.member)
    sweep(A_WEEK_BEFORE)
    assert hearing("papers_due") == hearing("paper_of_item") == []
    confirm_meeting(proposed, by=kept.secretariat)
    sweep(A_WEEK_BEFORE)
    assert hearing("papers_due") == [("Board secretary", "papers-due-7")]


def test_a_meeting_that_moved_takes_its_last_day_along(coming):
    sweep(A_WEEK_BEFORE)
    later = timezone.make_aware(datetime.combine(MEETS_ON + timedelta(days=28), time(10)))
    move_meeting(coming.coming, by=coming.secretariat, starts_at=later, reason="Nobody can come.")
    sweep(A_WEEK_BEFORE)
    told = rows(kind__in=("papers_due", "paper_of_item"))
    assert [row[2:] for row in told] == [("withdrawn", "moved")] * 2


def test_a_meeting_that_was_cancelled_needs_no_papers(coming):
    sweep(A_WEEK_BEFORE)
    cancel_meeting(coming.coming, by=coming.secretariat, reason="Nobody can come.")
    sweep(A_WEEK_BEFORE)
    told = rows(kind__in=("papers_due", "paper_of_item"))
    assert [row[2:] for row in told] == [("withdrawn", "finished")] * 2


def test_an_item_that_was_given_to_somebody_else_is_theirs(coming):
    sweep(A_WEEK_BEFORE)
    amend_item(coming.item, by=coming.secretariat, changes={"lead": coming.chair})
    sweep(A_WEEK_BEFORE)
    told = Reminder.objects.filter(kind="paper_of_item").order_by("pk")
    assert [(one.recipient.name, one.reason) for one in told] == [("Member", "reassigned"), ("Chair", "")]


@pytest.mark.parametrize("marked", ("item", "meeting"))
def test_of_a_marked_item_or_meeting_reference_and_link_alone_are_told(coming, marked):
    record = coming.item if marked == "item" else coming.coming
    record.marking = "OFFICIAL-SENSITIVE"
    record.save()
    sweep(A_WEEK_BEFORE)
    deliver_on(A_WEEK_BEFORE)
    for part in last_digest(coming.member):
        assert f"{coming.coming.reference} item 2" in part
        for content in ("Detention", "26 June", "paper", coming.board.name):
            assert content not in part
    for part in last_digest(coming.secretary):
        assert ("26 June" in part) == (marked == "item")
        assert "Detention" not in part


def test_who_is_not_cleared_for_the_item_is_not_reminded_of_it(coming):
    coming.item.marking = "OFFICIAL-SENSITIVE"
    coming.item.save()
    coming.member.clearance = "OFFICIAL"
    coming.member.save()
    sweep(A_WEEK_BEFORE)
    deliver_on(A_WEEK_BEFORE)
    assert [row[2:] for row in rows(kind="paper_of_item")] == [("withdrawn", "hidden")]
