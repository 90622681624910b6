"""Delivery over SMTP, to a real server that takes, refuses or falls silent."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from oversight.reminders.deliver import Delivered, deliver
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.sweep import sweep
from tests import make
from tests.reminders.conftest import at_nine, deliver_on
from tests.servers.parts import free_port


def test_the_servers_answer_stands_in_the_ledger(set_action, people, today, smtp_server):
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    assert smtp_server.recipients == ["mps.owner@example.org"]
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.answer) == ("sent", "250 Message accepted for delivery")
    assert smtp_server.messages[0]["Message-ID"] == reminder.digest.message_id
    assert smtp_server.messages[0].get_body(("html",)) is not None


def test_a_refused_digest_stays_owed_and_is_sent_once_when_the_server_takes_it(
    set_action, today, smtp_server
):
    set_action(7)
    sweep(today)
    smtp_server.refuse = "451 Try again later"
    start = at_nine(today)
    assert deliver(start) == Delivered(failed=1)
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.answer, reminder.attempts) == ("failed", "451 Try again later", 1)
    # The waits double: a minute, two, four.
    assert deliver(start + timedelta(seconds=59)) == Delivered()
    assert deliver(start + timedelta(seconds=60)) == Delivered(failed=1)
    assert deliver(start + timedelta(seconds=179)) == Delivered()
    smtp_server.refuse = None
    assert deliver(start + timedelta(seconds=180)) == Delivered(sent=1)
    assert deliver(start + timedelta(hours=2)) == Delivered()
    assert len(smtp_server.messages) == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.attempts) == ("sent", 3)


def test_what_is_owed_after_a_refusal_joins_the_digest(set_action, today, smtp_server):
    first = set_action(7)
    sweep(today)
    smtp_server.refuse = "554 No"
    deliver_on(today)
    second = set_action(5)
    sweep(today)
    smtp_server.refuse = None
    assert deliver(at_nine(today) + timedelta(hours=1)) == Delivered(sent=1)
    text = smtp_server.messages[0].get_body(("plain",)).get_content()
    assert first.reference in text and second.reference in text


def test_a_server_that_is_not_there_is_tried_three_times_and_everything_stays_owed(
    set_action, people, today, smtp_server, settings
):
    for number in range(5):
        set_action(7, owner=make.person(f"Owner {number}", organisation=people.mps))
    sweep(today)
    there = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()
    assert deliver_on(today) == Delivered(failed=3)
    assert sorted(Digest.objects.values_list("state", flat=True)) == ["failed"] * 3 + ["owed"] * 2
    assert "ConnectionRefusedError" in Digest.objects.filter(state="failed")[0].answer
    settings.EMAIL_PORT = there
    assert deliver(at_nine(today) + timedelta(minutes=5)) == Delivered(sent=5)
    assert len(set(smtp_server.recipients)) == len(smtp_server.messages) == 5


@pytest.fixture
def silent_server() -> Iterator[int]:
    """An SMTP server that takes the whole message and hangs up without an answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb") as stream:

                def say(line: bytes) -> None:
                    stream.write(line + b"\r\n")
                    stream.flush()

                say(b"220 ready")
                while (command := stream.readline().strip().upper()) != b"DATA":
                    say(b"250 yes" if command else b"500 what")
                say(b"354 go on")
                while stream.readline() != b".\r\n":
                    pass

        thread = threading.Thread(target=talk)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


def test_after_a_silence_the_same_message_is_sent_again_with_nothing_added(
    set_action, today, smtp_server, silent_server, settings
):
    first = set_action(7)
    sweep(today)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, silent_server
    assert deliver_on(today) == Delivered(failed=1)
    digest = Digest.objects.get()
    assert digest.is_sealed
    assert "Connection unexpectedly closed" in digest.answer
    second = set_action(5)
    sweep(today)
    settings.EMAIL_PORT = there
    # A plain refusal in between does not make the first attempt any less doubtful.
    smtp_server.refuse = "451 Later"
    assert deliver(at_nine(today) + timedelta(minutes=2)) == Delivered(failed=1)
    smtp_server.refuse = None
    assert deliver(at_nine(today) + timedelta(hours=2)) == Delivered(sent=1)
    message = smtp_server.messages[0]
    assert message["Message-ID"] == digest.message_id
    text = message.get_body(("plain",)).get_content()
    assert first.reference in text and second.reference not in text
