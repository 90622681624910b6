"""Issuing an agenda: in time or with the reason, for a confirmed meeting to come, and again after changes."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from boards.models import AgendaItem, Meeting
from boards.operations import add_item, arrange_meeting, issue_agenda, withdraw_item
from boards.rules import agenda
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.history import entries
from oversight.models import Event
from tests import make
from tests.admin.admin_pages import AdminPages

MONDAY = date(2017, 10, 9)
TUESDAY_WEEK = date(2017, 10, 17)


def on(day, hour=12):
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def meeting(world):
    """A meeting on 17 October 2017 with one item, of a board that asks for five clear working days."""
    world.board.notice_days = 5
    world.board.save()
    with time_machine.travel(on(MONDAY - timedelta(days=14))):
        meeting = make.meeting(world.board, TUESDAY_WEEK, by=world.secretariat)
        add_item(AgendaItem(meeting=meeting, title="Budget"), by=world.secretariat)
    return meeting


def latest(subject):
    return Event.objects.about(subject).first()


def test_notice_on_9_october_for_17_october_2017_is_just_in_time(world, meeting):
    with time_machine.travel(on(MONDAY), tick=False):
        issue_agenda(meeting, by=world.secretariat)
    assert (meeting.notice_given_on, meeting.agenda_issued_at) == (MONDAY, on(MONDAY))
    assert meeting.short_notice_reason == ""
    assert (latest(meeting).step, meeting.calendar_sequence) == ("issue_agenda", 1)


def test_a_day_later_the_reason_is_asked_for_and_recorded(world, meeting):
    late = on(MONDAY + timedelta(days=1))
    with time_machine.travel(late, tick=False):
        with pytest.raises(RuleBroken) as refused:
            issue_agenda(meeting, by=world.secretariat, short_notice_reason="  ")
        assert refused.value.field == "short_notice_reason"
        assert str(refused.value) == (
            "The notice is short: 4 clear working days before the meeting, and the board asks for 5. Give the reason."
        )
        assert not Meeting.objects.filter(agenda_issued_at__isnull=False).exists()
        issue_agenda(meeting, by=world.secretariat, short_notice_reason="The report came on Monday.")
    assert meeting.short_notice_reason == "The report came on Monday."
    assert latest(meeting).note == "The report came on Monday."


def test_a_reason_where_notice_is_not_short_is_refused_rather_than_lost(world, meeting):
    with (
        time_machine.travel(on(MONDAY)),
        pytest.raises(RuleBroken, match="The notice is not short") as refused,
    ):
        issue_agenda(meeting, by=world.secretariat, short_notice_reason="Why not.")
    assert refused.value.field == "short_notice_reason"


def test_a_board_that_asks_for_no_notice_never_has_it_short(world, meeting):
    world.board.notice_days = None
    world.board.save()
    with time_machine.travel(on(TUESDAY_WEEK - timedelta(days=1))):
        issue_agenda(meeting, by=world.secretariat)
    assert meeting.agenda_issued_at


def test_issued_again_the_notice_counts_from_its_first_day(world, meeting):
    with time_machine.travel(on(MONDAY)):
        issue_agenda(meeting, by=world.secretariat)
    friday = MONDAY + timedelta(days=4)
    with time_machine.travel(on(friday), tick=False):
        add_item(AgendaItem(meeting=meeting, title="Estates"), by=world.secretariat)
        issue_agenda(meeting, by=world.secretariat)
    assert (meeting.notice_given_on, meeting.agenda_issued_at) == (MONDAY, on(friday))
    assert meeting.calendar_sequence == 2
    told = [entry.title for entry in entries(Event.objects.about(meeting), world.secretariat)]
    assert told == ["Agenda issued again", "Agenda issued", "Meeting arranged"]


def test_short_notice_once_explained_need_not_be_explained_again(world, meeting):
    with time_machine.travel(on(TUESDAY_WEEK - timedelta(days=3))):
        issue_agenda(meeting, by=world.secretariat, short_notice_reason="A short week.")
        issue_agenda(meeting, by=world.secretariat)
    assert meeting.short_notice_reason == "A short week."


@pytest.mark.parametrize(
    ("status", "words"), (("proposed", "“Proposed”"), ("cancelled", "“Cancelled”"), ("held", "“Held”"))
)
def test_only_of_a_confirmed_meeting_is_the_agenda_issued(status, words, world, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(status=status)
    with time_machine.travel(on(MONDAY)), pytest.raises(WrongState, match=words):
        issue_agenda(meeting, by=world.secretariat)


def test_not_of_a_meeting_that_has_begun(world, meeting):
    with time_machine.travel(on(TUESDAY_WEEK, 10)), pytest.raises(WrongState, match="has begun"):
        issue_agenda(meeting, by=world.secretariat)


@pytest.mark.parametrize("left", ("nothing", "withdrawn"))
def test_not_of_an_agenda_with_nothing_but_item_1(left, world, meeting):
    budget = meeting.agenda_items.get(title="Budget")
    if left == "withdrawn":
        withdraw_item(budget, by=world.secretariat, reason="Not ready.")
    else:
        budget.delete()
    with time_machine.travel(on(MONDAY)), pytest.raises(RuleBroken, match="nothing on it but"):
        issue_agenda(meeting, by=world.secretariat)


def test_not_of_a_board_without_records(world):
    informal = make.board("ONE", keeps_records=False)
    meeting = make.meeting(informal, TUESDAY_WEEK, by=world.secretariat)
    with time_machine.travel(on(MONDAY)), pytest.raises(WrongState, match="keeps no records"):
        issue_agenda(meeting, by=world.secretariat)


@pytest.mark.parametrize("who", ("chair", "member", "auditor", "superuser", "stranger"))
def test_only_who_keeps_the_board_issues_its_agenda(who, world, people, meeting):
    with time_machine.travel(on(MONDAY)), pytest.raises(NotAllowed):
        issue_agenda(meeting, by=people[who])


@pytest.mark.parametrize(
    ("given_on", "today", "counted"),
    (
        (None, MONDAY, MONDAY),
        (MONDAY - timedelta(days=3), MONDAY, MONDAY - timedelta(days=3)),
        (MONDAY + timedelta(days=3), MONDAY, MONDAY),
    ),
)
def test_notice_counts_from_the_day_it_was_given_never_from_one_to_come(given_on, today, counted):
    assert agenda.notice_day(given_on, today) == counted


# --- In the admin ----------------------------------------------------------------------------------


@pytest.fixture
def tomorrow(world):
    """A meeting tomorrow of a board that asks for five clear working days."""
    world.board.notice_days = 5
    world.board.save()
    day = timezone.localdate() + timedelta(days=1)
    meeting = arrange_meeting(
        Meeting(board=world.board, starts_at=on(day), status=Meeting.Status.CONFIRMED), by=world.secretariat
    )
    add_item(AgendaItem(meeting=meeting, title="Budget"), by=world.secretariat)
    return meeting


def test_the_admin_asks_for_the_reason_only_where_notice_is_short(world, tomorrow):
    admin_pages = AdminPages(world.secretariat)
    address = f"/admin/boards/meeting/{tomorrow.pk}/steps/issue-agenda/"
    assert "The notice is short: 0 clear working days" in admin_pages.client.get(address).content.decode()
    refused = admin_pages.client.post(address, {"short_notice_reason": ""})
    assert refused.status_code == 422
    assert "Give the reason." in refused.context["form"].errors["short_notice_reason"][0]
    assert admin_pages.client.post(address, {"short_notice_reason": "An urgent matter."}).status_code == 302
    tomorrow.refresh_from_db()
    assert tomorrow.short_notice_reason == "An urgent matter."
    world.board.notice_days = None
    world.board.save()
    assert not admin_pages.client.get(address).context["form"].fields


def test_the_admin_offers_to_issue_the_agenda_until_the_meeting_begins(world, tomorrow):
    admin_pages = AdminPages(world.secretariat)
    assert "steps/issue-agenda/" in admin_pages.open(tomorrow).content.decode()
    assert "steps/issue-agenda/" not in admin_pages.open(world.meeting).content.decode()
