"""What fails while digests go out: the worker, the broker, the database, the mail server. Real processes, all of them.

Nothing is lost, and nobody gets a second digest on a day, unless somebody died, or the mail server fell silent, between
its acceptance and our note of it: then the second has the Message-ID and the words of the first. The run's report tells
how often that happened.
"""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.utils import timezone

from oversight.reminders import tasks
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.states import UNFINISHED
from oversight.reminders.sweep import sweep
from oversight.serving.processes import Process
from tests.faults.conftest import all_of
from tests.faults.crowd import add_actions, crowd
from tests.reminders.test_jobs import wait_until
from tests.servers.environment import url_of
from tests.servers.jobs import broker_under, celery_beat, celery_worker, start_broker, start_worker
from tests.servers.mail import Mailbox
from tests.servers.parts import free_port
from tests.servers.plugin import FIGURES
from tests.servers.postgresql import PostgreSQL, from_wheel, installed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.processes,
    pytest.mark.either,
]

SEED = int(os.environ.get("FAULTS_SEED", "5"))
AT_ANY_HOUR = {
    "OVERSIGHT_REMINDER_HOUR": "0",
    "OVERSIGHT_REMINDER_ANY_DAY": "true",
    "OVERSIGHT_REMINDER_EVERY_SECONDS": "1",
    "OVERSIGHT_REMINDER_CLAIM_SECONDS": "3",
}


def owed_to(people: int):
    """So many people, to each of whom one reminder is owed."""
    w = crowd(people)
    add_actions(w, [timezone.localdate() + timedelta(days=5)] * people)
    sweep()
    return w


def all_are_sent() -> bool:
    return not Reminder.objects.exclude(state="sent").exists()


def repeated(mailbox: Mailbox, people: list) -> int:
    """How many digests came a second time. Fails where somebody got none, or two that differ."""
    got: dict[str, list[EmailMessage]] = defaultdict(list)
    for message in mailbox.messages:
        got[message["To"]].append(message)
    assert set(got) == {person.email for person in people}
    for messages in got.values():
        same = {(message["Message-ID"], message.get_body(("plain",)).get_content()) for message in messages}
        assert len(same) == 1
    return len(mailbox.messages) - len(got)


def require_in_ledger(mailbox: Mailbox) -> None:
    """The ledger says of each digest that it was sent, and by which message."""
    sent = Digest.objects.filter(state="sent").values_list("recipient__email", "message_id")
    assert set(sent) == {(message["To"], message["Message-ID"]) for message in mailbox.messages}
    assert Digest.objects.count() == len(sent)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}


def children_of(worker: Process) -> list[int]:
    """The processes of the worker that carry tasks out."""
    pid = worker.child.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def has_two_without(worker: Process, killed: int) -> bool:
    children = children_of(worker)
    return len(children) == 2 and killed not in children


def have_come(mailbox: Mailbox, number: int) -> bool:
    return len(mailbox.messages) >= number


# So many kills while so many digests go out: with --everything, and otherwise.
MANY_KILLS, FEW_KILLS = (20, 2_000), (2, 380)


def test_a_worker_killed_again_and_again_loses_nothing(
    smtp_server, broker, tmp_path, started, record_property, everything
):
    kills, digests = MANY_KILLS if everything else FEW_KILLS
    w = owed_to(digests)
    chance = random.Random(SEED)  # noqa: S311
    worker = celery_worker(tmp_path, broker, concurrency=2, **AT_ANY_HOUR)
    started.append(worker)
    start_worker(worker, broker)
    for _ in range(2):
        tasks.deliver.delay()
    stretch = (digests - 200) // kills
    for number in range(kills):
        so_many = number * stretch + chance.randrange(1, stretch)
        wait_until(partial(have_come, smtp_server, so_many), worker, every=0.002)
        time.sleep(chance.uniform(0, 0.02))
        killed = chance.choice(children_of(worker))
        os.kill(killed, signal.SIGKILL)
        wait_until(partial(has_two_without, worker, killed), worker, every=0.01)
    while not all_are_sent():
        tasks.deliver.delay()
        time.sleep(1)
    again = repeated(smtp_server, w.owners)
    require_in_ledger(smtp_server)
    record_property(
        FIGURES,
        f"one of two workers killed {kills} times (seed {SEED}) while {digests:,} digests went out: "
        f"none lost, {again} came twice",
    )
    assert again <= kills


def test_a_broker_killed_and_empty_again_holds_nothing_up(smtp_server, tmp_path, started, record_property):
    w = crowd(600)
    soon = timezone.localdate() + timedelta(days=5)
    add_actions(w, [soon] * 400)
    broker, server = broker_under(tmp_path / "broker")
    started.append(server)
    start_broker(broker, server)
    worker = celery_worker(tmp_path, broker.url, **AT_ANY_HOUR)
    beat = celery_beat(tmp_path, broker.url, **AT_ANY_HOUR)
    started += [worker, beat]
    start_worker(worker, broker.url)
    beat.start()
    wait_until(partial(have_come, smtp_server, 150), worker, beat)
    server.child.kill()
    server.child.wait()
    at_death = len(smtp_server.messages)
    shutil.rmtree(broker.data)
    broker.data.mkdir()
    broker.socket.unlink()
    time.sleep(1)
    start_broker(broker, server)
    # Owed only now: heard of by nobody unless beat and worker found the new broker.
    add_actions(w, [soon] * 200)
    wait_until(lambda: len(smtp_server.messages) >= 600 and all_are_sent(), worker, beat, within=60)
    require_in_ledger(smtp_server)
    again = repeated(smtp_server, w.owners)
    record_property(
        FIGURES,
        f"broker killed after {at_death} of 600 digests and begun empty: none lost, {again} came twice",
    )
    assert again == 0


@pytest.fixture
def own_database(transactional_db: None) -> Iterator[PostgreSQL]:
    """A server of the test's own, which keeps what it has committed however it is stopped."""
    server = PostgreSQL.start(synchronous_commit="on")
    yield server
    server.stop()


@pytest.mark.everything
def test_a_database_stopped_and_started_again_loses_nothing(
    own_database, smtp_server, broker, tmp_path, started, record_property
):
    w = owed_to(600)
    tools = installed() or from_wheel()
    copied = subprocess.run(
        [tools / "pg_dump", url_of(str(connection.settings_dict["NAME"]))], capture_output=True, check=True
    )
    subprocess.run(
        [tools / "psql", "--quiet", "--set=ON_ERROR_STOP=1", own_database.url],
        input=copied.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    there = {"DATABASE_URL": own_database.url}
    worker = celery_worker(tmp_path, broker, **AT_ANY_HOUR | there)
    beat = celery_beat(tmp_path, broker, **AT_ANY_HOUR | there)
    started += [worker, beat]
    start_worker(worker, broker)
    beat.start()
    stops = {200: signal.SIGQUIT, 400: signal.SIGINT}  # pg_ctl's "immediate" and "fast"
    for so_many, how in stops.items():
        wait_until(partial(have_come, smtp_server, so_many), worker, beat)
        own_database.stop_by(how)
        time.sleep(0.5)
        own_database.start_again()

    def held() -> list[tuple]:
        with psycopg.connect(own_database.url) as own:
            return own.execute("SELECT message_id, state FROM reminders_digest").fetchall()

    wait_until(lambda: {state for _, state in held()} == {"sent"}, worker, beat, within=60)
    again = repeated(smtp_server, w.owners)
    assert {name for name, _ in held()} == {message["Message-ID"] for message in smtp_server.messages}
    record_property(
        FIGURES,
        f"database stopped {len(stops)} times while 600 digests went out: none lost, {again} came twice",
    )
    assert again <= len(stops)


MAILED = 200


class Faulty(Mailbox):
    """Refuses 30 % of what it is sent. Another 5 % it leaves without an answer, having taken every second of those."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.chance = random.Random(SEED)  # noqa: S311
        self.refused = self.unanswered = 0
        self.taken_in_silence: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fate = self.chance.random()
        if fate < 0.30:
            self.refused += 1
            return self.chance.choice(("451 Try again later", "550 Not today"))
        if fate < 0.35:
            self.unanswered += 1
            if self.unanswered % 2:
                self.taken_in_silence.extend(envelope.rcpt_tos)
                await super().handle_DATA(server, session, envelope)
            await asyncio.sleep(30)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def faulty_server(smtp_server, settings) -> Iterator[Faulty]:
    mailbox = Faulty(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    settings.EMAIL_PORT = mailbox.port
    yield mailbox
    controller.stop()


@pytest.mark.everything
def test_a_mail_server_that_refuses_and_falls_silent_gets_everything_in_the_end(
    faulty_server, deliverers, record_property
):
    w = owed_to(MAILED)
    pair = deliverers(2, OVERSIGHT_EMAIL_TIMEOUT="1", OVERSIGHT_REMINDER_ANY_DAY="true")
    day = timezone.localdate()
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    runs = 0
    while not all_are_sent():
        assert runs < 25, Digest.objects.filter(state__in=UNFINISHED).values_list(
            "state", "answer", "attempts"
        )
        with all_of(pair, "deliver", moment):
            runs += 1
        moment += timedelta(minutes=min(2 ** (runs - 1), 60))
    require_in_ledger(faulty_server)
    again = repeated(faulty_server, w.owners)
    record_property(
        FIGURES,
        f"mail server refused {faulty_server.refused} and left {faulty_server.unanswered} without an answer "
        f"(seed {SEED}) while {MAILED} digests went out in {runs} runs of two: none lost, {again} came twice, "
        f"all of the {len(faulty_server.taken_in_silence)} taken in silence",
    )
    assert again == len(faulty_server.taken_in_silence)


@pytest.mark.everything
def test_two_beats_at_once_change_nothing(smtp_server, broker, tmp_path, started, record_property):
    w = owed_to(600)
    worker = celery_worker(tmp_path, broker, concurrency=2, **AT_ANY_HOUR)
    beats = [celery_beat(tmp_path, broker, name=name, **AT_ANY_HOUR) for name in ("beat", "second-beat")]
    started += [worker, *beats]
    start_worker(worker, broker)
    for beat in beats:
        beat.start()
    wait_until(all_are_sent, worker, *beats, within=60)

    def runs() -> int:
        return worker.log.read_text().count("succeeded")

    done = runs()
    wait_until(lambda: runs() >= done + 4, worker, *beats)
    require_in_ledger(smtp_server)
    again = repeated(smtp_server, w.owners)
    record_property(FIGURES, f"two beats and two workers, 600 digests: none lost, {again} came twice")
    assert again == 0
