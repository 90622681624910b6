"""The engine as it runs: beat queues the task, a worker elsewhere takes it, the mail server gets the digest."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oversight.reminders import tasks
from oversight.reminders.ledger import Digest, Reminder
from oversight.serving.processes import Process
from tests.servers.jobs import celery_beat


@pytest.fixture(autouse=True)
def at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests leave at once, whatever the clock and the calendar say; beat wakes every second."""
    monkeypatch.setenv("OVERSIGHT_REMINDER_HOUR", "0")
    monkeypatch.setenv("OVERSIGHT_REMINDER_ANY_DAY", "true")
    monkeypatch.setenv("OVERSIGHT_REMINDER_EVERY_SECONDS", "1")


def wait_until(true: Callable[[], bool], *processes: Process, within: float = 30, every: float = 0.1) -> None:
    """Fails with the ends of the processes' logs when one of them ends, or time does."""
    end = time.monotonic() + within
    while not true():
        logs = "\n".join(process.last_lines() for process in processes)
        assert all(process.runs for process in processes) and time.monotonic() < end, logs
        time.sleep(every)


def none_is_queued(broker: str) -> bool:
    from redis import Redis

    redis = Redis(unix_socket_path=broker.removeprefix("redis+socket://").partition("?")[0])
    return not redis.llen("celery") and not redis.hlen("unacked")


@pytest.fixture
def beat(broker: str, transactional_db: None, tmp_path: Path) -> Iterator[Process]:
    """A real beat on the broker; started by the test."""
    process = celery_beat(tmp_path, broker)
    yield process
    process.stop(10)


def test_a_task_queued_five_times_sends_one_message(set_action, smtp_server, broker, celery_worker_process):
    action = set_action(7)
    for _ in range(5):
        tasks.sweep.delay()
        tasks.deliver.delay()
    wait_until(lambda: none_is_queued(broker), celery_worker_process)
    assert smtp_server.recipients == ["mps.owner@example.org"]
    (message,) = smtp_server.messages
    assert action.reference in message.get_body(("plain",)).get_content()
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.digest.message_id) == ("sent", message["Message-ID"])


def test_beat_starts_the_engine_again_and_again_and_one_message_leaves(
    set_action, smtp_server, celery_worker_process, beat
):
    set_action(7)
    beat.start()
    wait_until(lambda: Reminder.objects.filter(state="sent").exists(), celery_worker_process, beat)

    def runs() -> int:
        return celery_worker_process.log.read_text().count("reminders.tasks.deliver")

    seen = runs()
    wait_until(lambda: runs() >= seen + 4, celery_worker_process, beat)
    assert len(smtp_server.messages) == 1
    assert Digest.objects.count() == 1
