"""What stays late reaches the lead, the secretary, the chair and the Deputy Mayor's staff: each of them once."""

from datetime import date, timedelta

import pytest
from django.core import mail

from boards.rules.roles import Seat
from oversight.models import Event
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from oversight.roles import Role
from recommendations import operations
from tests import make
from tests.reminders.conftest import deliver_on, parts, rows

DUE = date(2026, 6, 10)


@pytest.fixture
def late(people, set_action, today):
    """An action due on the Wednesday of the tests, and everybody who may hear that it is late."""
    people.mps.lead = people.lead
    people.mps.save()
    people.secretary = make.person("Board secretary", organisation=people.mopac)
    people.younger = make.person("Second secretary", organisation=people.mopac)
    make.seat(people.secretary, people.board, Seat.SECRETARY, from_on=today - timedelta(days=500))
    make.seat(people.younger, people.board, Seat.SECRETARY)
    people.staff = [
        make.person(f"Staff {n}", role=Role.DMPC_STAFF, organisation=people.mopac) for n in (1, 2)
    ]
    people.action = set_action(0)
    return people


def heard(day: date) -> set[tuple[str, str]]:
    """Who is told what on the day besides the owner."""
    sweep(day)
    found = Reminder.objects.filter(is_escalation=True, state="owed")
    return set(found.values_list("recipient__name", "step"))


@pytest.mark.parametrize(
    ("days", "told"),
    (
        (6, set()),
        (7, {("MPS lead", "lead-7")}),
        (13, {("MPS lead", "lead-7")}),
        (14, {("MPS lead", "lead-7"), ("Board secretary", "secretary-14")}),
        (27, {("MPS lead", "lead-7"), ("Board secretary", "secretary-14")}),
        (
            28,
            {
                ("MPS lead", "lead-7"),
                ("Board secretary", "secretary-14"),
                ("Chair", "oversight-28"),
                ("Staff 1", "oversight-28"),
                ("Staff 2", "oversight-28"),
            },
        ),
    ),
)
def test_each_hears_from_their_day_on(late, days, told):
    assert heard(DUE + timedelta(days=days)) == told


@pytest.mark.slow
def test_each_is_told_once_however_long_it_stays_late(late, actions_alone):
    for days in range(0, 120, 3):
        sweep(DUE + timedelta(days=days))
        deliver_on(DUE + timedelta(days=days))
    escalations = Reminder.objects.filter(is_escalation=True, kind="action_due")
    told = list(escalations.values_list("recipient__name", "step", "state"))
    assert sorted(told) == [
        ("Board secretary", "secretary-14", "sent"),
        ("Chair", "oversight-28", "sent"),
        ("MPS lead", "lead-7", "sent"),
        ("Staff 1", "oversight-28", "sent"),
        ("Staff 2", "oversight-28", "sent"),
    ]


def test_a_lead_who_is_told_in_an_owners_stead_hears_of_the_escalation_too(late):
    operations.hand_over(late.action, by=late.secretariat, owner=None, reason="They moved on.")
    sweep(DUE + timedelta(days=7))
    told = Reminder.objects.filter(recipient=late.lead).values_list("step", "recipient_role").order_by("step")
    assert list(told) == [("lead-7", "lead"), ("overdue-1w", "owner")]
    deliver_on(DUE + timedelta(days=7))
    (message,) = mail.outbox
    assert message.to == [late.lead.email]
    for part in parts(message):
        assert "1 thing waiting" in part
        assert "You are reminded as the lead of the owner’s organisation: 7 days overdue." in part


def test_the_e_mail_says_why_they_hear_of_it(late):
    day = DUE + timedelta(days=14)
    sweep(day)
    deliver_on(day)
    (message,) = [one for one in mail.outbox if one.to == [late.secretary.email]]
    for part in parts(message):
        assert "You are reminded as the board’s secretary: 14 days overdue." in part


def test_a_chair_who_is_of_the_staff_too_is_told_once(late):
    make.seat(late.staff[0], late.board, Seat.CHAIR)
    sweep(DUE + timedelta(days=28))
    assert Reminder.objects.filter(recipient=late.staff[0], is_escalation=True).count() == 1


def test_who_no_longer_presides_is_not_told(late, today):
    late.board.memberships.filter(person=late.chair).update(until_on=DUE + timedelta(days=20))
    for staff in late.staff:
        staff.is_active = False
        staff.save()
    assert ("Chair", "oversight-28") not in heard(DUE + timedelta(days=28))
    (nobody,) = Reminder.objects.filter(step="oversight-28")
    assert (nobody.recipient, nobody.state, nobody.reason) == (None, "withdrawn", "nobody")


def test_a_secretary_replaced_before_it_went_out_is_withdrawn_and_the_next_is_told(late):
    day = DUE + timedelta(days=14)
    sweep(day)
    late.board.memberships.filter(person=late.secretary).update(until_on=DUE)
    sweep(day)
    told = Reminder.objects.filter(recipient_role="secretary").order_by("pk")
    assert list(told.values_list("recipient__name", "state", "reason")) == [
        ("Board secretary", "withdrawn", "reassigned"),
        ("Second secretary", "owed", ""),
    ]


def test_the_staff_hear_nothing_of_a_restricted_board(late):
    late.board.is_restricted = True
    late.board.save()
    make.seat(late.owner, late.board)
    day = DUE + timedelta(days=28)
    sweep(day)
    deliver_on(day)
    assert late.staff[0].email not in [address for message in mail.outbox for address in message.to]
    assert late.chair.email in [address for message in mail.outbox for address in message.to]
    hidden = Reminder.objects.filter(recipient__in=late.staff)
    assert set(hidden.values_list("state", "reason")) == {("withdrawn", "hidden")}


def test_an_escalation_that_went_out_stands_in_the_history_and_on_the_page(late, client):
    day = DUE + timedelta(days=14)
    sweep(day)
    assert not Event.objects.about(late.action).filter(step="escalate").exists()
    deliver_on(day)
    notes = list(Event.objects.about(late.action).filter(step="escalate").values_list("note", flat=True))
    assert sorted(notes) == [
        "Board secretary was notified: 14 days overdue.",
        "MPS lead was notified: 7 days overdue.",
    ]
    client.force_login(late.secretariat)
    page = client.get(f"/actions/{late.action.reference}/").content.decode()
    assert "<strong>Escalated.</strong>" in page
    assert "14 days overdue: Board secretary was notified on <time" in page


def test_what_was_escalated_for_an_earlier_date_is_no_longer_shown_as_present(late, client):
    day = DUE + timedelta(days=14)
    sweep(day)
    deliver_on(day)
    operations.ask_due_date(
        late.action, by=late.owner, new_due_on=day + timedelta(days=60), reason="Not ready."
    )
    operations.agree_due_date(late.action, by=late.chair, meeting=late.meeting)
    client.force_login(late.secretariat)
    page = client.get(f"/actions/{late.action.reference}/").content.decode()
    assert "<strong>Escalated.</strong>" not in page
    assert "Board secretary was notified: 14 days overdue." in page


def test_a_closed_action_is_not_escalated(late):
    make.bring_to(late.action, "closed", deliverer=late.owner, decider=late.chair, meeting=late.meeting)
    assert heard(DUE + timedelta(days=40)) == set()
    assert rows(subject_id=late.action.pk) == []
