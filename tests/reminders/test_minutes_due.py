"""Minutes after a meeting: the board's secretary hears until they are begun, and later until they are agreed."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from boards.models import Meeting, Minutes
from boards.operations import agree_minutes
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from tests import make
from tests.reminders.conftest import deliver_on, hearing, last_digest, rows

TODAY = timezone.localdate


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@pytest.mark.parametrize(
    ("days", "step"),
    (
        (8, None),
        (9, "due-3"),  # Friday 19 June: three days before would be the Sunday
        (13, "due-3"),
        (14, "due-0"),
        (20, "due-0"),
        (21, "overdue-1w"),
        (70, "overdue-8w"),
    ),
)
def test_the_secretary_hears_from_eleven_days_after_the_meeting_on(kept, days, step):
    sweep(TODAY() + timedelta(days=days))
    told = hearing("minutes_due", is_escalation=False, recipient=kept.secretary)
    assert told == ([("Board secretary", f"minutes-{step}")] if step else [])


def test_chair_and_staff_hear_when_they_are_four_weeks_late(kept):
    sweep(TODAY() + timedelta(days=41))
    assert hearing("minutes_due", is_escalation=True, subject_id=kept.meeting.pk) == []
    sweep(TODAY() + timedelta(days=42))
    assert hearing("minutes_due", is_escalation=True, subject_id=kept.meeting.pk) == [
        ("Chair", "minutes-oversight-28"),
        ("Deputy Mayors staff", "minutes-oversight-28"),
    ]


def test_the_line_says_by_when_and_what_is_missing(kept):
    day = TODAY() + timedelta(days=14)
    sweep(day)
    told = Reminder.objects.get(kind="minutes_due", recipient=kept.secretary)
    assert told.step_in_words() == "On the day the minutes are expected"
    deliver_on(day)
    for part in last_digest(kept.secretary):
        assert "Meeting of 10 June 2026" in part
        assert (
            "The minutes are expected by Wednesday 24 June 2026. Nothing is minuted yet, and the meeting"
            in part
        )
        assert f"/meetings/{kept.meeting.reference}/" in part


def test_minutes_that_were_begun_are_due_no_more(kept):
    day = TODAY() + timedelta(days=14)
    sweep(day)
    Minutes.objects.create(meeting=kept.meeting, opening="The chair opened the meeting.")
    sweep(day)
    assert rows(kind="minutes_due", recipient=kept.secretary) == [
        (kept.meeting.reference, "minutes-due-0", "withdrawn", "finished")
    ]


@pytest.mark.parametrize("why", ("cancelled", "proposed", "keeps no records"))
def test_where_nothing_is_to_be_minuted_nobody_hears(kept, why):
    if why == "keeps no records":
        kept.board.keeps_records = False
        kept.board.save()
    else:
        Meeting.objects.filter(pk=kept.meeting.pk).update(status=why)
    sweep(TODAY() + timedelta(days=30))
    assert hearing("minutes_due", subject_id=kept.meeting.pk) == []


@pytest.mark.parametrize(("days", "is_told"), ((42, True), (43, False), (900, False)))
def test_a_meeting_of_long_ago_that_was_entered_now_is_not_chased(kept, days, is_told):
    past = make.meeting(kept.board, TODAY() - timedelta(days=days), by=kept.secretariat, status="held")
    sweep(TODAY())
    assert bool(hearing("minutes_due", subject_id=past.pk)) == is_told


def test_of_a_restricted_board_its_own_alone_hear(kept):
    day = TODAY() + timedelta(days=42)
    sweep(day)
    deliver_on(day)
    told = Reminder.objects.filter(kind="minutes_due", subject_id=kept.restricted_meeting.pk)
    assert {(one.recipient.name, one.state) for one in told} == {
        ("Restricted secretary", "sent"),
        ("Restricted chair", "sent"),
        ("Deputy Mayors staff", "withdrawn"),
    }


def test_of_a_marked_meeting_reference_and_link_alone_are_told(kept):
    Meeting.objects.filter(pk=kept.meeting.pk).update(marking="OFFICIAL-SENSITIVE")
    day = TODAY() + timedelta(days=14)
    sweep(day)
    deliver_on(day)
    for part in last_digest(kept.secretary):
        assert kept.meeting.reference in part
        for content in ("minute", "10 June", kept.board.name):
            assert content not in part


# --- Agreed at a later meeting -----------------------------------------------------------------------


@pytest.fixture
def drafted(kept):
    """Minutes of the meeting, still a draft, and a later meeting of the board, held four weeks after it."""
    Minutes.objects.create(meeting=kept.meeting, opening="The chair opened the meeting.")
    kept.later = make.meeting(kept.board, TODAY() + timedelta(days=28), by=kept.secretariat)
    Minutes.objects.create(meeting=kept.later, opening="The chair opened the meeting.")
    return kept


@pytest.mark.parametrize(
    ("days", "step"), ((27, None), (55, None), (56, "overdue-8w"), (83, "overdue-8w"), (84, "overdue-12w"))
)
def test_draft_minutes_are_notified_four_weeks_after_a_meeting_that_could_agree_them(drafted, days, step):
    sweep(TODAY() + timedelta(days=days))
    assert hearing("minutes_to_agree") == ([("Board secretary", f"agree-{step}")] if step else [])


def test_minutes_that_no_later_meeting_could_agree_are_rightly_a_draft(kept):
    Minutes.objects.create(meeting=kept.meeting, opening="The chair opened the meeting.")
    make.meeting(kept.other_board, TODAY() + timedelta(days=28), by=kept.secretariat)
    sweep(TODAY() + timedelta(days=300))
    assert hearing("minutes_to_agree") == []


def test_once_they_are_agreed_nobody_hears(drafted):
    day = TODAY() + timedelta(days=56)
    sweep(day)
    deliver_on(day)
    for part in last_digest(drafted.secretary):
        assert "The minutes are a draft, and the board met again on 8 July 2026." in part
    with time_machine.travel(noon(day)):
        Meeting.objects.update(status="held")
        agree_minutes(drafted.meeting, by=drafted.secretariat, agreed_at=drafted.later)
        sweep(day + timedelta(days=28))
    assert [row[1:] for row in rows(kind="minutes_to_agree")] == [("agree-overdue-8w", "sent", "")]


def test_the_step_in_words():
    told = Reminder(kind="minutes_to_agree", step="agree-overdue-8w")
    assert told.step_in_words() == "8 weeks after the meeting, and the minutes still a draft"
