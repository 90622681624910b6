"""An owner whom no e-mail reaches: the lead of their organisation is reminded on their behalf, and that shows."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from boards import operations
from oversight.reminders.deliver import Delivered
from oversight.reminders.ledger import Reminder
from oversight.reminders.snooze import snooze
from oversight.reminders.sweep import sweep
from recommendations import operations as recommendation_operations
from recommendations.rules.reminders import ACTION_DUE
from tests.reminders.conftest import deliver_on, parts


@pytest.fixture
def silent(people):
    """The owner has no address; the lead of their organisation has."""
    people.mps.lead = people.lead
    people.mps.save()
    operations.amend_person(people.owner, by=people.secretariat, changes={"email": None})
    people.owner.refresh_from_db()
    return people.owner


def place_of(reminder: Reminder) -> tuple:
    return (reminder.recipient, reminder.on_behalf_of)


def page(people, action) -> str:
    client = Client()
    client.force_login(people.lead)
    return client.get(f"/actions/{action.reference}/").content.decode()


def test_the_lead_is_told_for_whom_they_hear_of_it_and_why(people, set_action, silent, today):
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    assert mail.outbox[0].to == [people.lead.email]
    for text in parts(mail.outbox[0]):
        assert "For MPS owner, who has no e-mail address." in text
        # It is theirs to see to as it would be the owner's.
        assert "Propose its closure with the evidence" in text


def test_the_ledger_and_the_page_say_in_whose_place(people, set_action, silent, today):
    action = set_action(7)
    sweep(today)
    assert place_of(Reminder.objects.get()) == (people.lead, silent)
    assert "MPS lead, on behalf of MPS owner whom no e-mail reached:" in page(people, action)


def test_it_stays_proven_after_the_owner_has_an_address(people, set_action, silent, today):
    action = set_action(7)
    sweep(today)
    deliver_on(today)
    operations.amend_person(silent, by=people.secretariat, changes={"email": "owner@example.org"})
    assert place_of(Reminder.objects.get()) == (people.lead, silent)
    assert "MPS lead, on behalf of MPS owner" in page(people, action)
    day = today + timedelta(days=6)
    sweep(day)
    deliver_on(day)
    assert [place_of(row) for row in Reminder.objects.filter(state="sent", step="due-1")] == [(silent, None)]
    assert mail.outbox[-1].to == ["owner@example.org"]
    assert not any("For MPS owner" in text for text in parts(mail.outbox[-1]))


def test_an_owner_who_has_gone_is_said_to_have_gone(people, set_action, silent, today):
    operations.amend_person(
        silent, by=people.secretariat, changes={"email": "owner@example.org", "is_active": False}
    )
    set_action(7)
    sweep(today)
    deliver_on(today)
    assert all("For MPS owner, who is no longer active." in text for text in parts(mail.outbox[0]))


def test_where_no_owner_is_named_the_lead_hears_for_nobody(people, set_action, silent, today):
    set_action(7, owner=None)
    sweep(today)
    assert place_of(Reminder.objects.get()) == (people.lead, None)
    deliver_on(today)
    assert not any("For " in line for line in parts(mail.outbox[0])[0].splitlines())


def test_where_the_lead_cannot_be_reached_either_the_row_says_whom_nobody_stood_in_for(
    people, set_action, silent, today
):
    people.mps.lead = None
    people.mps.save()
    action = set_action(7)
    sweep(today)
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.reason, place_of(reminder)) == ("withdrawn", "nobody", (None, silent))
    assert "No recipient, on behalf of MPS owner" in page(people, action)


def test_a_lead_who_also_hears_that_it_is_late_reads_for_whom_as_well(people, set_action, silent, today):
    set_action(-ACTION_DUE.late["lead"])
    sweep(today)
    deliver_on(today)
    for text in parts(mail.outbox[0]):
        assert text.count("For MPS owner, who has no e-mail address.") == 1
        assert text.count("You are reminded as the lead") == 1
    late = Reminder.objects.get(is_escalation=True)
    assert place_of(late) == (people.lead, None)


def test_of_a_marked_thing_not_even_the_owner_is_named(people, set_action, silent, today):
    set_action(7, marking="OFFICIAL-SENSITIVE")
    sweep(today)
    deliver_on(today)
    assert not any("MPS owner" in text for text in parts(mail.outbox[0]))


def test_an_update_is_asked_for_in_the_owners_place_too(people, set_action, silent, today):
    set_action(200, update_every_days=30)
    day = today + timedelta(days=30)
    sweep(day)
    reminder = Reminder.objects.filter(kind="update_due", recipient_role="owner").get()
    assert place_of(reminder) == (people.lead, silent)


def test_what_the_board_has_to_decide_is_told_to_its_secretary_in_nobodys_place(
    people, set_action, silent, today
):
    action = set_action(100)
    recommendation_operations.ask_due_date(
        action, by=people.lead, new_due_on=today + timedelta(days=160), reason="It needs longer."
    )
    sweep(today + timedelta(days=1))
    asked = Reminder.objects.filter(kind="new_date_asked")
    assert asked.exists()
    assert not asked.filter(on_behalf_of__isnull=False).exists()


def test_putting_it_off_keeps_in_whose_place(people, set_action, silent, today):
    set_action(7)
    sweep(today)
    deliver_on(today)
    again = snooze(Reminder.objects.get(), by=people.lead, until=today + timedelta(days=2))
    assert place_of(again) == (people.lead, silent)
