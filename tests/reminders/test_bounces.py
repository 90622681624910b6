"""Digests that the mail server returned: read from its notification (RFC 3464), kept, and settled."""

import io
import mailbox
import random
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from boards import operations as board_operations
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.history import step_in_words
from oversight.models import Event
from oversight.reminders import operations
from oversight.reminders.bounces import Outcome, read, take_in
from oversight.reminders.deliver import Delivered, deliver
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.sweep import sweep
from tests.reminders.conftest import at_nine, deliver_on

UNKNOWN_USER = "550 5.1.1 <mps.owner@example.org>: Recipient address rejected: User unknown"


def postfix(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", said: str = UNKNOWN_USER
) -> bytes:
    """As Postfix writes them, with the headers of what it returns alone."""
    return f"""\
Return-Path: <>
Date: Wed, 10 Jun 2026 09:31:02 +0100 (BST)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: register@oversight.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1A21F8E0.1781080262/mail.example.org"
Content-Transfer-Encoding: 8bit
Message-Id: <20260610083102.9E3B51F8E1@mail.example.org>

This is a MIME-encapsulated message.

--4F1A21F8E0.1781080262/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

--4F1A21F8E0.1781080262/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4F1A21F8E0
X-Postfix-Sender: rfc822; register@oversight.example
Arrival-Date: Wed, 10 Jun 2026 09:31:01 +0100 (BST)

Final-Recipient: rfc822; mps.owner@example.org
Original-Recipient: rfc822;mps.owner@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {said}

--4F1A21F8E0.1781080262/mail.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

Return-Path: <register@oversight.example>
Subject: Oversight register: 1 thing waiting for you, 10 June 2026
From: Oversight register <register@oversight.example>
To: mps.owner@example.org
Message-ID: {message_id}

--4F1A21F8E0.1781080262/mail.example.org--
""".encode()


def exchange(message_id: str) -> bytes:
    """As Exchange writes them: text and HTML, long lines folded, and the whole e-mail returned."""
    return f"""\
From: <postmaster@example.org>
To: <register@oversight.example>
Date: Wed, 10 Jun 2026 08:31:09 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="c7f0e7a1-5b5f-4a0e-8b43-0f0d4a7c1e55"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-GB
Message-ID: <8f0c3c1b-bb16-4c5c-a1de-2a24d9e2e8a0@LO0P123.example.org>
In-Reply-To: {message_id}
References: {message_id}
Subject: Undeliverable: Oversight register: 1 thing waiting for you, 10 June 2026
Auto-Submitted: auto-replied
MIME-Version: 1.0

--c7f0e7a1-5b5f-4a0e-8b43-0f0d4a7c1e55
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="d1a3b9f4-2b68-4a0d-a1f8-3c1d0a3f0b6d"

--d1a3b9f4-2b68-4a0d-a1f8-3c1d0a3f0b6d
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:=0A=0Amps.owner@example.org

--d1a3b9f4-2b68-4a0d-a1f8-3c1d0a3f0b6d
Content-Type: text/html; charset="us-ascii"

<html><body><p>Delivery has failed</p></body></html>

--d1a3b9f4-2b68-4a0d-a1f8-3c1d0a3f0b6d--

--c7f0e7a1-5b5f-4a0e-8b43-0f0d4a7c1e55
Content-Type: message/delivery-status

Reporting-MTA: dns;LO0P123.example.org
Received-From-MTA: dns;mail.oversight.example
Arrival-Date: Wed, 10 Jun 2026 08:31:08 +0000

Final-Recipient: rfc822;mps.owner@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
 mps.owner@example.org not found by SMTP address lookup
X-Display-Name: mps.owner@example.org

--c7f0e7a1-5b5f-4a0e-8b43-0f0d4a7c1e55
Content-Type: message/rfc822

Received: from mail.oversight.example by LO0P123.example.org with Microsoft SMTP Server
From: Oversight register <register@oversight.example>
To: <mps.owner@example.org>
Subject: Oversight register: 1 thing waiting for you, 10 June 2026
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: text/plain

Dear MPS owner,

--c7f0e7a1-5b5f-4a0e-8b43-0f0d4a7c1e55--
""".encode()


def without_what_was_returned(notification: bytes) -> bytes:
    """A server that returns nothing of the e-mail."""
    head, _, rest = notification.partition(b"Content-Type: message/rfc822")
    return (
        head + b"Content-Type: text/plain\n\nNothing of it is returned.\n" + rest[rest.index(b"\n--c7f0") :]
    )


@pytest.fixture
def sent(people, set_action, today) -> SimpleNamespace:
    """A digest that has left, and the action it was about."""
    action = set_action(7)
    sweep(today)
    deliver_on(today)
    return SimpleNamespace(action=action, digest=Digest.objects.get())


def fails(person) -> bool:
    return Digest.objects.bounced_and_unsettled().filter(recipient=person).exists()


# --- Reading -------------------------------------------------------------------------------------


def test_what_postfix_returns_is_known_by_its_message_id_with_the_servers_words(sent):
    taken = take_in(postfix(sent.digest.message_id))
    assert (taken.digest, taken.outcome) == (sent.digest, Outcome.RETURNED)
    sent.digest.refresh_from_db()
    assert sent.digest.bounce == f"mps.owner@example.org: {UNKNOWN_USER}"
    assert sent.digest.bounced_at.date() == timezone.now().date()
    # It did leave, and the server did take it.
    assert sent.digest.state == "sent"


def test_what_exchange_returns_is_read_across_its_folded_lines(sent):
    take_in(exchange(sent.digest.message_id))
    sent.digest.refresh_from_db()
    assert sent.digest.bounce == (
        "mps.owner@example.org: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient mps.owner@example.org not "
        "found by SMTP address lookup"
    )


def test_line_ends_of_the_network_make_no_difference(sent):
    take_in(exchange(sent.digest.message_id).replace(b"\n", b"\r\n"))
    sent.digest.refresh_from_db()
    assert "RecipientNotFound" in sent.digest.bounce


def test_where_nothing_is_returned_it_is_known_by_what_the_notification_answers(sent):
    notification = without_what_was_returned(exchange(sent.digest.message_id))
    assert notification.count(sent.digest.message_id.encode()) == 2
    assert take_in(notification).digest == sent.digest


def test_without_a_reason_the_status_is_told(sent):
    notification = postfix(sent.digest.message_id, status="4.4.7")
    notification = notification.replace(f"Diagnostic-Code: smtp; {UNKNOWN_USER}\n".encode(), b"")
    take_in(notification)
    sent.digest.refresh_from_db()
    assert sent.digest.bounce == "mps.owner@example.org: No reason was given. (status 4.4.7)"


def test_a_digest_behind_a_distribution_list_tells_of_each_address_that_failed(sent):
    first = f"Diagnostic-Code: smtp; {UNKNOWN_USER}\n".encode()
    others = (
        b"\nFinal-Recipient: rfc822; second@example.org\nAction: delivered\nStatus: 2.0.0\n"
        b"\nFinal-Recipient: rfc822; third@example.org\nAction: failed\nStatus: 5.2.2\n"
    )
    take_in(postfix(sent.digest.message_id).replace(first, first + others))
    sent.digest.refresh_from_db()
    assert sent.digest.bounce.splitlines() == [
        f"mps.owner@example.org: {UNKNOWN_USER}",
        "third@example.org: No reason was given. (status 5.2.2)",
    ]


def test_the_same_notification_twice_changes_nothing(sent):
    notification = postfix(sent.digest.message_id)
    take_in(notification)
    before = Digest.objects.values().get()
    assert take_in(notification).outcome == Outcome.KNOWN
    assert Digest.objects.values().get() == before
    assert Event.objects.about(sent.digest).count() == 1


def test_a_return_stands_in_the_history_of_the_digest(sent):
    take_in(postfix(sent.digest.message_id))
    event = Event.objects.about(sent.digest).get()
    assert (step_in_words(event.step), event.by) == ("Returned by the mail server", None)
    assert event.note == f"mps.owner@example.org: {UNKNOWN_USER}"


def test_a_delay_is_noted_once_and_is_no_return(sent):
    notification = postfix(
        sent.digest.message_id, action="delayed", status="4.4.1", said="connect: timed out"
    )
    assert take_in(notification).outcome == Outcome.DELAYED
    assert take_in(notification).outcome == Outcome.KNOWN
    sent.digest.refresh_from_db()
    assert (sent.digest.bounced_at, sent.digest.bounce) == (None, "")
    event = Event.objects.about(sent.digest).get()
    assert step_in_words(event.step) == "Delayed on its way"
    assert event.note == "mps.owner@example.org: connect: timed out (status 4.4.1)"
    assert not fails(sent.digest.recipient)


@pytest.mark.parametrize("action", ("delivered", "relayed", "expanded"))
def test_what_arrived_changes_nothing(sent, action):
    assert take_in(postfix(sent.digest.message_id, action=action)).outcome == Outcome.NO_FAILURE
    assert not Event.objects.about(sent.digest).exists()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    (
        (b"", "no delivery status notification"),
        (b"\xff\xfe\x00 nothing like an e-mail", "no delivery status notification"),
        (b"Subject: Out of office\nIn-Reply-To: <a@b>\n\nI am away.\n", "no delivery status notification"),
        (
            postfix("<a@b>").replace(b"message/delivery-status", b"message/disposition-notification"),
            "no delivery status notification",
        ),
        (postfix("<a@b>").replace(b"Action:", b"Unsaid:"), "does not say what became of the e-mail"),
        (postfix("<a@b>").replace(b"Message-ID: <a@b>", b"X: -"), "does not say which e-mail"),
        (postfix("<strange@elsewhere.example>"), r"bears the Message-ID <strange@elsewhere\.example>"),
    ),
    ids=("empty", "not-text", "auto-reply", "read-receipt", "no-status", "no-message-id", "unknown"),
)
def test_what_is_of_no_use_is_refused_in_a_sentence(sent, raw, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        take_in(raw)
    assert not fails(sent.digest.recipient)


def test_a_broken_notification_is_read_or_refused_and_never_breaks_anything():
    notification = exchange("<a@b>")
    rng = random.Random(5)  # noqa: S311
    for _ in range(1500):
        broken = bytearray(notification[: rng.randrange(len(notification))])
        for _ in range(rng.randrange(8)):
            if broken:
                broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            found = read(bytes(broken))
        except RuleBroken:
            continue
        assert found.message_ids and found.statuses
        assert all(status.words.isprintable() for status in found.statuses)


def test_parts_within_parts_without_end_are_refused():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    with pytest.raises(RuleBroken):
        read(deep)


# --- What follows --------------------------------------------------------------------------------


def test_the_address_fails_until_it_is_another(people, sent):
    take_in(postfix(sent.digest.message_id))
    assert fails(people.owner)
    board_operations.amend_person(
        people.owner, by=people.secretariat, changes={"email": "owner@police.example"}
    )
    assert not fails(people.owner)


def test_the_address_fails_until_a_later_digest_has_been_out_for_a_day(people, sent, set_action, today):
    take_in(postfix(sent.digest.message_id))
    tomorrow = today + timedelta(days=1)
    set_action(8)
    sweep(tomorrow)
    assert deliver_on(tomorrow) == Delivered(sent=1)
    later = Digest.objects.get(on_day=tomorrow)
    now = Digest.objects.bounced_and_unsettled
    assert now(later.sent_at + timedelta(hours=23)).exists()
    assert not now(later.sent_at + timedelta(hours=24)).exists()
    # Where that one comes back too, it says so in its stead.
    take_in(exchange(later.message_id))
    assert [digest.pk for digest in now(later.sent_at + timedelta(days=9))] == [later.pk]


def test_the_secretariat_confirms_an_address_and_it_stands_in_the_persons_history(people, sent):
    take_in(postfix(sent.digest.message_id))
    operations.confirm_address(people.owner, by=people.secretariat)
    assert not fails(people.owner)
    event = Event.objects.about(people.owner).get(step="confirm_address")
    assert (event.by, event.note) == (people.secretariat, "mps.owner@example.org is right.")
    # The same notification once more does not bring it back.
    assert take_in(postfix(sent.digest.message_id)).outcome == Outcome.KNOWN
    assert not fails(people.owner)
    with pytest.raises(WrongState, match="No e-mail to MPS owner stands as returned"):
        operations.confirm_address(people.owner, by=people.secretariat)


def test_nobody_else_confirms_an_address(people, sent):
    take_in(postfix(sent.digest.message_id))
    with pytest.raises(NotAllowed):
        operations.confirm_address(people.owner, by=people.owner)
    assert fails(people.owner)


def test_who_has_gone_has_no_failing_address(people, sent):
    take_in(postfix(sent.digest.message_id))
    board_operations.amend_person(people.owner, by=people.secretariat, changes={"is_active": False})
    assert not fails(people.owner)


def test_reminders_go_on_to_an_address_that_failed(people, sent, set_action, today):
    take_in(postfix(sent.digest.message_id))
    mail.outbox.clear()
    set_action(8)
    tomorrow = today + timedelta(days=1)
    sweep(tomorrow)
    deliver_on(tomorrow)
    assert [message.to for message in mail.outbox] == [["mps.owner@example.org"]]


# --- Refused for good ----------------------------------------------------------------------------


@pytest.mark.parametrize("where", ("recipient", "message"))
def test_an_address_refused_for_good_is_tried_again_the_next_day_and_not_before(
    set_action, today, smtp_server, where
):
    set_action(7)
    sweep(today)
    smtp_server.refuse_recipient = UNKNOWN_USER if where == "recipient" else None
    smtp_server.refuse = UNKNOWN_USER
    start = at_nine(today)
    assert deliver(start) == Delivered(failed=1)
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.answer) == ("failed", UNKNOWN_USER)
    for hours in range(1, 15):
        assert deliver(start + timedelta(hours=hours)) == Delivered()
    smtp_server.refuse = smtp_server.refuse_recipient = None
    assert deliver(at_nine(today + timedelta(days=1))) == Delivered(sent=1)
    assert len(smtp_server.messages) == 1


def test_an_address_refused_for_now_is_tried_again_within_the_hour(set_action, today, smtp_server):
    set_action(7)
    sweep(today)
    smtp_server.refuse_recipient = "450 4.2.0 Greylisted"
    assert deliver(at_nine(today)) == Delivered(failed=1)
    smtp_server.refuse_recipient = None
    assert deliver(at_nine(today) + timedelta(minutes=1)) == Delivered(sent=1)


def test_what_was_refused_for_good_goes_to_a_new_address_at_once(people, set_action, today, smtp_server):
    set_action(7)
    sweep(today)
    smtp_server.refuse_recipient = UNKNOWN_USER
    start = at_nine(today)
    deliver(start)
    smtp_server.refuse_recipient = None
    board_operations.amend_person(
        people.owner, by=people.secretariat, changes={"email": "owner@police.example"}
    )
    assert deliver(start + timedelta(minutes=1)) == Delivered(sent=1)
    assert smtp_server.recipients == ["owner@police.example"]
    assert Digest.objects.get().address == "owner@police.example"


# --- The command ---------------------------------------------------------------------------------


def run(*arguments) -> tuple[str, str, str]:
    """What the command said, what it complained of, and how it ended."""
    said, complained, ended = io.StringIO(), io.StringIO(), ""
    try:
        call_command("reminders", "bounced", *arguments, stdout=said, stderr=complained)
    except CommandError as error:
        ended = str(error)
    return said.getvalue(), complained.getvalue(), ended


def test_the_command_reads_files_and_goes_on_after_those_of_no_use(sent, tmp_path):
    names = ["0-auto-reply", "1-missing", "2-returned"]
    files = [str(tmp_path / name) for name in names]
    (tmp_path / names[0]).write_text("Subject: Out of office\n\nAway.\n")
    (tmp_path / names[2]).write_bytes(postfix(sent.digest.message_id))
    said, complained, ended = run(*files)
    assert said == f"{files[2]}: MPS owner, 10 June 2026: returned\n"
    assert complained.splitlines() == [
        f"{files[0]}: This is no delivery status notification (RFC 3464).",
        f"{files[1]}: No such file or directory",
    ]
    assert ended == "2 of 3 messages could not be used."
    assert run(files[2]) == (f"{files[2]}: MPS owner, 10 June 2026: known already\n", "", "")


def test_the_command_reads_the_standard_input(sent, monkeypatch):
    given = SimpleNamespace(buffer=io.BytesIO(postfix(sent.digest.message_id)))
    monkeypatch.setattr(sys, "stdin", given)
    assert run() == ("The standard input: MPS owner, 10 June 2026: returned\n", "", "")


def test_the_command_reads_a_maildir_and_leaves_it_as_it_is(sent, tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(postfix(sent.digest.message_id))
    box.add(b"Subject: Hello\n\nHello.\n")
    before = sorted(str(path) for path in (tmp_path / "box").rglob("*"))
    said, complained, ended = run("--maildir", str(tmp_path / "box"))
    assert said.endswith("MPS owner, 10 June 2026: returned\n")
    assert "no delivery status notification" in complained
    assert ended == "1 of 2 messages could not be used."
    assert sorted(str(path) for path in (tmp_path / "box").rglob("*")) == before


def test_the_command_says_where_there_is_no_maildir(db, tmp_path):
    assert "is no Maildir" in run("--maildir", str(tmp_path / "nothing"))[2]
    assert "is no Maildir" in run("--maildir", str(tmp_path))[2]


def test_only_bounced_reads_files(db):
    with pytest.raises(CommandError, match="Only bounced reads files"):
        call_command("reminders", "sweep", "a-file")


# --- With a real server --------------------------------------------------------------------------


def test_a_digest_that_a_real_server_took_and_returned_is_known_by_its_own_headers(
    people, set_action, today, smtp_server
):
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    returned = smtp_server.messages[0]
    notification = exchange(returned["Message-ID"]).partition(b"Content-Type: message/rfc822\n\n")
    boundary = b"\n--c7f0e7a1-5b5f-4a0e-8b43-0f0d4a7c1e55--\n"
    take_in(notification[0] + notification[1] + returned.as_bytes() + boundary)
    assert fails(people.owner)
    assert Reminder.objects.get().digest.bounced_at is not None
