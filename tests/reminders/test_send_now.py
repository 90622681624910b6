"""One person's digest sent at once, by hand: whatever the hour, but never a second one on a day."""

from datetime import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from boards.rules.roles import Seat
from oversight.errors import WrongState
from oversight.models import Event
from oversight.reminders import operations
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.sweep import sweep
from oversight.roles import Role
from tests import make
from tests.reminders.conftest import deliver_on


@pytest.fixture
def owed(set_action, today):
    action = set_action(7)
    sweep(today)
    return action


def test_it_goes_at_any_hour_and_is_recorded(people, owed):
    with time_machine.travel(timezone.make_aware(datetime(2026, 6, 10, 5, 0))):  # noqa: DTZ001
        digest = operations.send_now(people.owner, by=people.secretariat)
    assert [message.to for message in mail.outbox] == [[people.owner.email]]
    assert digest.state == "sent"
    event = Event.objects.about(digest).get()
    assert (event.step, event.by, event.after) == ("send_now", people.secretariat, {"state": "sent"})


def test_the_delivery_of_the_day_sends_no_second(people, owed, set_action, today):
    operations.send_now(people.owner, by=people.secretariat)
    set_action(1)
    sweep(today)
    deliver_on(today)
    assert len(mail.outbox) == 1
    with pytest.raises(WrongState, match="nobody gets two on a day"):
        operations.send_now(people.owner, by=people.secretariat)


def test_nobody_elses_digest_is_sent(people, owed, set_action, today):
    set_action(7, owner=people.other_owner)
    sweep(today)
    operations.send_now(people.owner, by=people.secretariat)
    assert [message.to for message in mail.outbox] == [[people.owner.email]]
    assert not Digest.objects.filter(recipient=people.other_owner).exists()


def test_where_nothing_is_owed_it_says_so(people):
    with pytest.raises(WrongState, match="Nothing is due to MPS owner"):
        operations.send_now(people.owner, by=people.secretariat)


def test_while_held_it_says_so(people, owed):
    operations.pause_reminders(by=people.secretariat, reason="A reason.")
    with pytest.raises(WrongState, match="Reminders are paused"):
        operations.send_now(people.owner, by=people.secretariat)
    assert mail.outbox == []


def test_what_is_being_sent_at_this_moment_is_left_alone(people, owed, today):
    Digest.objects.create(
        recipient=people.owner, on_day=today, message_id="<x@y>", state="claimed", claimed_at=timezone.now()
    )
    with pytest.raises(WrongState, match="being sent at this moment"):
        operations.send_now(people.owner, by=people.secretariat)


def test_a_wait_after_a_refusal_is_cut_short(people, owed, today, monkeypatch):
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda *_: (_ for _ in ()).throw(OSError),
    )
    deliver_on(today)
    assert Digest.objects.get().state == "failed"
    monkeypatch.undo()
    assert operations.send_now(people.owner, by=people.secretariat).state == "sent"


def test_the_admin_says_what_the_mail_server_refused(people, owed, client, monkeypatch):
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda *_: (_ for _ in ()).throw(OSError("no route")),
    )
    client.force_login(people.secretariat)
    reminder = Reminder.objects.get()
    answer = client.post(f"/admin/reminders/reminder/{reminder.pk}/send/", follow=True)
    page = answer.content.decode()
    assert '<li class="warning">The mail server did not take it, and it will be tried again.' in page
    assert "no route" in page


@pytest.mark.parametrize("role", (Role.AUDITOR, Role.DMPC_STAFF, Role.LIAISON, Role.NONE))
def test_nobody_else_sends_from_the_admin(people, owed, client, role):
    client.force_login(make.person("Somebody", role=role, organisation=people.mopac))
    address = f"/admin/reminders/reminder/{Reminder.objects.get().pk}/send/"
    assert client.get(address).status_code in (302, 403)
    assert client.post(address).status_code in (302, 403)
    assert mail.outbox == []


def test_who_may_not_see_the_thing_does_not_find_its_reminder(people, set_action, client, today):
    shut = make.board("SHUT", name="Shut board", is_restricted=True)
    keeper = make.person("Shut secretary", organisation=people.mopac)
    make.seat(keeper, shut, Seat.SECRETARY)
    make.seat(people.owner, shut)
    set_action(7, board=shut, by=keeper)
    sweep(today)
    client.force_login(people.secretariat)
    address = f"/admin/reminders/reminder/{Reminder.objects.get().pk}/send/"
    assert client.post(address).status_code == 404
    assert mail.outbox == []


def test_the_admin_sends_from_a_reminder_and_from_a_digest(people, owed, client):
    client.force_login(people.secretariat)
    reminder = Reminder.objects.get()
    address = f"/admin/reminders/reminder/{reminder.pk}"
    assert f"{address}/send/" in client.get(f"{address}/change/").content.decode()
    assert "MPS owner" in client.get(f"{address}/send/").content.decode()
    answer = client.post(f"{address}/send/", follow=True)
    assert answer.status_code == 200
    assert len(mail.outbox) == 1
    assert f"{address}/send/" not in client.get(f"{address}/change/").content.decode()
    again = client.post(f"/admin/reminders/digest/{Digest.objects.get().pk}/send/")
    assert again.status_code == 409
    assert "nobody gets two on a day" in again.content.decode()
