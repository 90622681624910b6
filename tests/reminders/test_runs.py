"""When the engine last ran, and whether it is late: for a monitor at /readyz and for the secretariat on the index."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from oversight.models import Event
from oversight.reminders import tasks
from oversight.reminders.deliver import Delivered, deliver
from oversight.reminders.models import Run
from oversight.reminders.runs import Kind, running, watch
from oversight.reminders.smtp import Refused
from oversight.reminders.sweep import Swept, sweep
from tests import make

NOW = timezone.now


def is_late() -> dict[str, bool]:
    return {each.kind.value: each.is_late for each in watch()}


def test_a_register_that_was_just_made_is_not_late(db):
    assert is_late() == {"sweep": False, "deliver": False}


def test_what_never_ran_is_late_once_the_register_held_something_for_a_while(people):
    Event.objects.create(step="add", channel="command", subject=people.mps)
    assert is_late() == {"sweep": False, "deliver": False}
    with time_machine.travel(NOW() + timedelta(minutes=16)):
        assert is_late() == {"sweep": True, "deliver": True}


def test_a_run_that_ended_is_late_after_three_were_missed(db, settings):
    settings.REMINDER_EVERY_SECONDS = 600
    tasks.sweep()
    tasks.deliver()
    with time_machine.travel(NOW() + timedelta(minutes=29)):
        assert is_late() == {"sweep": False, "deliver": False}
    with time_machine.travel(NOW() + timedelta(minutes=31)):
        assert is_late() == {"sweep": True, "deliver": True}


def test_a_run_keeps_its_figures(set_action):
    set_action(7)
    tasks.sweep()
    tasks.deliver()
    figures = {run.kind: run.figures for run in Run.objects.all()}
    assert figures["sweep"] == {"recorded": 1, "cancelled": 0, "reinstated": 0}
    assert figures["deliver"] == {"sent": 1, "failed": 0, "cancelled": 0}


def test_a_run_that_failed_says_why_and_is_not_taken_for_one_that_ended(db):
    with running(Kind.SWEEP):
        pass
    ended = Run.objects.get().finished_at
    with pytest.raises(ValueError, match="no such thing"), running(Kind.SWEEP):
        raise ValueError("no such thing")
    run = Run.objects.get()
    assert (run.failure, run.finished_at) == ("ValueError: no such thing", ended)
    with running(Kind.SWEEP):
        pass
    assert Run.objects.get().failure == ""


def test_what_the_mail_server_refused_is_tried_again_by_the_task(db, monkeypatch):
    monkeypatch.setattr("oversight.reminders.deliver.deliver", lambda within: Delivered(failed=2))
    with pytest.raises(tasks.Undelivered, match="2 digests"):
        tasks.deliver()
    assert Run.objects.get(kind="deliver").figures["failed"] == 2


def test_an_error_is_told_as_it_was_where_the_database_takes_no_note_of_it(db):
    def swept_while_the_database_goes() -> None:
        with transaction.atomic(), running(Kind.SWEEP):
            transaction.set_rollback(True)
            raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        swept_while_the_database_goes()


@pytest.mark.parametrize("task", (tasks.sweep, tasks.deliver))
def test_tasks_ack_late_have_limits_and_wait_longer_each_time(task):
    assert task.acks_late
    assert 0 < task.soft_time_limit < task.time_limit
    assert task.retry_backoff and task.retry_jitter and task.max_retries


def test_beat_starts_both_and_lets_what_is_stale_expire(settings):
    for name in ("sweep", "deliver"):
        entry = settings.CELERY_BEAT_SCHEDULE[name]
        assert entry["task"] == f"oversight.reminders.tasks.{name}"
        assert entry["options"]["expires"] == settings.REMINDER_EVERY_SECONDS


def test_no_more_than_the_cap_goes_out_in_one_run_and_the_rest_with_the_next(set_action, people, settings):
    settings.REMINDER_CAP = 2
    for number in range(5):
        set_action(7, owner=make.person(f"Owner {number}", organisation=people.mps))
    tasks.sweep()
    sent = []
    for _ in range(4):
        tasks.deliver()
        sent.append(Run.objects.get(kind="deliver").figures["sent"])
    assert sent == [2, 2, 1, 0]


def test_those_who_are_refused_again_and_again_do_not_use_up_the_cap(
    set_action, people, settings, monkeypatch
):
    settings.REMINDER_CAP = 2
    refused = {people.owner.email, people.other_owner.email}
    owners = [people.owner, people.other_owner, make.person("Third", organisation=people.mps)]
    for person in owners:
        set_action(7, owner=person)

    def hand_over(self, message):
        if message.to[0] in refused:
            raise Refused("451 not now", is_certain=True, is_unreachable=False)
        return "250 taken"

    monkeypatch.setattr("oversight.reminders.smtp.Mailer._hand_over", hand_over)
    sweep()
    assert deliver() == Delivered(failed=2)
    with time_machine.travel(NOW() + timedelta(minutes=2)):
        assert deliver() == Delivered(sent=1, failed=1)


def test_readyz_tells_monitors(client, db):
    tasks.sweep()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "ready"
    assert set(told["reminders"]) == {"sweep", "deliver"}
    assert told["reminders"]["sweep"]["finished_at"] is not None
    assert told["reminders"]["deliver"] == {"finished_at": None, "late": False}


def test_the_index_of_the_admin_says_when_and_that_it_is_late(people, client):
    tasks.sweep()
    Event.objects.create(step="add", channel="command", subject=people.mps)
    client.force_login(people.secretariat)
    page = client.get("/admin/").content.decode()
    assert "Last check for reminders: <time" in page
    assert "Last delivery of reminders: none yet" in page
    assert "reminders is late" not in page
    with time_machine.travel(NOW() + timedelta(hours=2)):
        client.force_login(people.secretariat)
        page = client.get("/admin/").content.decode()
    assert "Check for reminders is late." in page
    assert "Delivery of reminders is late." in page


def test_a_sweep_run_twice_changes_nothing(set_action):
    set_action(7)
    tasks.sweep()
    tasks.sweep()
    assert Run.objects.get(kind="sweep").figures == dict.fromkeys(Swept.__dataclass_fields__, 0)
