"""Two sweeps or two deliveries at the same moment, on a real database: each reminder is recorded and sent once."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction

from oversight.reminders.deliver import Delivered, Delivery, deliver, open_digests
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.snooze import snooze
from oversight.reminders.sweep import sweep
from tests import make
from tests.reminders.conftest import at_nine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]

PEOPLE = 12


def all_at_once(*jobs: Callable) -> list:
    """Run the jobs in threads that start together; return what each gave."""
    start, results, errors = threading.Barrier(len(jobs)), [], []

    def work(job: Callable) -> None:
        try:
            start.wait(10)
            results.append(job())
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    return results


@pytest.fixture
def many_owners(set_action, people):
    """Twelve people who own two actions each."""
    owners = [make.person(f"Owner {number}", organisation=people.mps) for number in range(PEOPLE)]
    for owner in owners:
        set_action(7, owner=owner)
        set_action(-3, owner=owner)
    return owners


def test_three_sweeps_at_once_record_each_step_once(many_owners, today):
    swept = all_at_once(*[lambda: sweep(today)] * 3)
    assert sum(each.recorded for each in swept) == 2 * PEOPLE
    assert Reminder.objects.count() == 2 * PEOPLE


def test_three_deliveries_at_once_send_each_person_one_digest(many_owners, today, smtp_server):
    sweep(today)
    delivered = all_at_once(*[lambda: deliver(at_nine(today))] * 3)
    assert sum(each.sent for each in delivered) == PEOPLE
    assert Counter(smtp_server.recipients) == {owner.email: 1 for owner in many_owners}
    assert set(Reminder.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert Digest.objects.count() == PEOPLE


@pytest.mark.slow
def test_sweeping_while_delivering_loses_and_doubles_nothing(many_owners, set_action, today, smtp_server):
    sweep(today)
    tomorrow = today + timedelta(days=1)
    for owner in many_owners:
        set_action(5, owner=owner)
    all_at_once(
        lambda: sweep(today),
        lambda: deliver(at_nine(today)),
        lambda: sweep(today),
        lambda: deliver(at_nine(today)),
    )
    deliver(at_nine(today))
    assert Counter(smtp_server.recipients) == {owner.email: 1 for owner in many_owners}
    sweep(tomorrow)
    deliver(at_nine(tomorrow))
    assert max(Counter(smtp_server.recipients).values()) <= 2
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}
    assert Reminder.objects.count() == 3 * PEOPLE


def test_what_is_snoozed_as_its_digest_is_gathered_stays_behind(set_action, people, today, monkeypatch):
    """Delivery waits for its recipient, who is snoozing it at this moment, and then leaves it out."""
    set_action(7)
    sweep(today)
    open_digests(today)
    day = today + timedelta(days=2)
    has_snoozed, delivers = threading.Event(), threading.Event()
    gather = Delivery.gather

    def then_gather(self, digest):
        delivers.set()
        return gather(self, digest)

    def put_it_off() -> None:
        with transaction.atomic():
            snooze(Reminder.objects.get(), by=people.owner, until=day)
            has_snoozed.set()
            # On SQLite delivery waits before that, for the database as a whole.
            delivers.wait(10 if connection.vendor == "postgresql" else 0.2)
            time.sleep(0.3)

    def deliver_meanwhile() -> Delivered:
        assert has_snoozed.wait(10)
        return deliver(at_nine(today))

    monkeypatch.setattr(Delivery, "gather", then_gather)
    assert Delivered(cancelled=1) in all_at_once(put_it_off, deliver_meanwhile)
    assert mail.outbox == []
    assert Reminder.objects.get().not_before == day
    sweep(day)
    assert deliver(at_nine(day)) == Delivered(sent=1)
