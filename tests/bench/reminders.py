"""How long the sweep and the delivery take when 5,000 reminders are owed to 500 people, among ever more open actions.

The fixed work beside the sweep is the database's own: the open actions read through once, and as many rows of the
ledger inserted in bulk. Beside the delivery it is smtplib's: as many messages, each as long as a digest, handed to the
same server, a process of its own on the loopback address. On PostgreSQL.
"""

import os
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import chain, islice, repeat
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import django

FEW, MANY = 10_000, int(os.environ.get("ACTIONS", "100000"))
OWED, PEOPLE = 5_000, 500
# One action in fifty is due at the next meeting of its board.
AT_MEETING = 50
LONGEST_SWEEP, LONGEST_DELIVERY = 2.0, 30.0
TODAY = date(2026, 6, 10)  # a Wednesday


def seconds(work: Callable[..., Any], *given: Any) -> float:
    began = perf_counter()
    work(*given)
    return perf_counter() - began


@contextmanager
def mail_server() -> Iterator[int]:
    """The port of an SMTP server that takes everything and keeps nothing."""
    from tests.servers.parts import free_port

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    )
    try:
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def world() -> SimpleNamespace:
    from tests import make
    from tests.faults.crowd import add_actions, crowd

    w = crowd(PEOPLE)
    w.meeting = make.meeting(w.board, TODAY + timedelta(days=300), by=w.secretariat)
    days = chain.from_iterable(repeat(range(-60, 28)))
    add_actions(w, (TODAY + timedelta(days=day) for day in islice(days, OWED)))
    return w


def add_quiet(w: SimpleNamespace, number: int) -> None:
    """Open actions of which nobody hears yet."""
    from tests.faults.crowd import add_actions

    at_meeting = number // AT_MEETING
    add_actions(w, [TODAY + timedelta(days=60 + each % 700) for each in range(number - at_meeting)])
    add_actions(
        w,
        [TODAY + timedelta(days=300)] * at_meeting,
        due_basis="next_meeting",
        due_meeting=w.meeting,
        due_meeting_of=w.board,
    )


def statements(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def empty_ledger() -> None:
    from oversight.reminders.ledger import Digest, Reminder

    Reminder.objects.all().delete()
    Digest.objects.all().delete()
    statements("VACUUM ANALYZE")


def read_and_insert(w: SimpleNamespace) -> None:
    """The fixed work of a sweep; what it inserts goes again."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import transaction
    from django.db.models import Count, Max

    from oversight.reminders.ledger import Reminder
    from recommendations.models import Action

    kind = ContentType.objects.get_for_model(Action)
    with transaction.atomic():
        Action.objects.filter(is_open=True).aggregate(Count("pk"), Max("title"))
        Reminder.objects.bulk_create(
            [
                Reminder(
                    recipient=w.owners[number % PEOPLE],
                    kind="action_due",
                    subject_type=kind,
                    subject_id=number,
                    subject_reference=f"MANY-{number}",
                    step="due-7",
                    due_on=TODAY,
                )
                for number in range(OWED)
            ]
        )
        transaction.set_rollback(True)


def send_plainly(port: int) -> None:
    """The fixed work of a delivery."""
    line = "- MANY-1234: What action 1234 asks\r\n  Due date: Wednesday 10 June 2026. Due today.\r\n  http://x/\r\n"
    text = f"Subject: Oversight register\r\n\r\n{line * (OWED // PEOPLE) * 3}"
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(PEOPLE):
            server.sendmail("register@example.org", [f"owner.{number}@example.org"], text)


def among(w: SimpleNamespace, port: int) -> SimpleNamespace:
    """The figures with as many actions as there are now."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from oversight.reminders.deliver import deliver
    from oversight.reminders.sweep import sweep

    measured = SimpleNamespace()
    sweep(TODAY)  # what is looked up once a process is known from here on
    empty_ledger()
    with CaptureQueriesContext(connection) as asked:
        sweep(TODAY)
    measured.queries = len(asked)
    found = []
    for _ in range(3):
        empty_ledger()
        # Turn about, so that whatever else the machine does falls on both.
        found.append((seconds(lambda: sweep(TODAY)), seconds(read_and_insert, w)))
    measured.sweep, measured.sweep_alone = (statistics.median(each) for each in zip(*found, strict=True))
    statements("ANALYZE")
    measured.again = statistics.median(seconds(sweep, TODAY) for _ in range(3))

    alone = [seconds(send_plainly, port)]
    at_nine = timezone.make_aware(datetime.combine(TODAY, clock(9)))
    began = perf_counter()
    delivered = deliver(at_nine)
    measured.delivery = perf_counter() - began
    alone.append(seconds(send_plainly, port))
    measured.delivery_alone = statistics.mean(alone)
    if (delivered.sent, delivered.failed, delivered.cancelled) != (PEOPLE, 0, 0):
        raise SystemExit(f"Not everybody was notified: {delivered}")
    return measured


def measure(port: int) -> tuple[SimpleNamespace, SimpleNamespace]:
    from recommendations.models import Action

    w = world()
    add_quiet(w, FEW - OWED)
    few = among(w, port)
    add_quiet(w, MANY - FEW)
    if Action.objects.open().count() != MANY:
        raise SystemExit("The actions were miscounted.")
    many = among(w, port)
    return few, many


def said(few: SimpleNamespace, many: SimpleNamespace) -> list[str]:
    return [
        f"sweep: {OWED:,} owed of {MANY:,} recorded in {many.sweep:.2f} s by {many.queries} queries "
        f"({many.sweep / many.sweep_alone:.1f} times reading and inserting alone, {many.sweep_alone:.2f} s), "
        f"found told already in {many.again:.2f} s; "
        f"of {FEW:,}: {few.sweep:.2f} s and {few.again:.2f} s",
        f"delivery: {OWED:,} to {PEOPLE} people in {many.delivery:.1f} s "
        f"({many.delivery / many.delivery_alone:.1f} times smtplib alone, {many.delivery_alone:.2f} s); "
        f"of {FEW:,}: {few.delivery:.1f} s",
    ]


def require_fast(few: SimpleNamespace, many: SimpleNamespace) -> None:
    if many.queries != few.queries:
        raise SystemExit(f"The sweep took {few.queries} queries, and then {many.queries}.")
    if many.sweep > LONGEST_SWEEP or many.delivery > LONGEST_DELIVERY:
        late = f"sweep {many.sweep:.2f} s of {LONGEST_SWEEP}, delivery {many.delivery:.1f} s of {LONGEST_DELIVERY}"
        raise SystemExit(f"Too slow: {late}.")


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection

    from tests.servers import database

    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        with mail_server() as port:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
            few, many = measure(port)
        for line in said(few, many):
            print(f"{line}; {database.name()}")  # noqa: T201
        require_fast(few, many)
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
