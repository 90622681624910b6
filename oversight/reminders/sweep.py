"""The sweep: what is owed and not yet told goes into the ledger, what no longer stands is withdrawn.

It may run as often as one likes, at once in several places, after a day or a month of silence: each step of each thing
gets one row. A handful of statements do it, however many things are due.
"""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.utils import timezone

from oversight.reminders.ledger import MAY_CEASE, UNTOLD, Reason, Reminder, State
from oversight.reminders.sources import Source, sources


@dataclass
class Swept:
    """How many rows a sweep added, withdrew, and took up again because they stand once more."""

    recorded: int = 0
    withdrawn: int = 0
    renewed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Swept)))


def sweep(today: date | None = None) -> Swept:
    """Bring the ledger up to the day. What is owed is committed before anything is sent."""
    swept = Swept()
    for source in sources(today or timezone.localdate()):
        source.prepare()
        with transaction.atomic():
            swept += Swept(withdrawn=withdraw(source, Reminder.objects.all()), renewed=renew(source))
            swept += Swept(recorded=record(source))
    return swept


def withdraw(source: Source, reminders) -> int:
    """Withdraw what is not told yet and no longer stands, each row with its reason; how many."""
    fallen = reminders.filter(kind=source.kind, state__in=UNTOLD).exclude(source.still_owed())
    return fallen.update(state=State.WITHDRAWN, reason=source.why_not())


def renew(source: Source) -> int:
    """Owe again what was withdrawn and stands once more: an action reopened, a date moved back, a seat regained."""
    withdrawn = Reminder.objects.filter(kind=source.kind, state=State.WITHDRAWN, reason__in=MAY_CEASE)
    standing = withdrawn.filter(source.still_owed())
    owed_again = {"state": State.OWED, "reason": "", "digest": None, "owed_at": timezone.now()}
    renewed = standing.exclude(reason=Reason.HIDDEN).update(**owed_again)
    hidden: dict[Any, list[Reminder]] = defaultdict(list)
    for reminder in standing.filter(reason=Reason.HIDDEN).select_related("recipient"):
        hidden[reminder.recipient].append(reminder)
    for recipient, reminders in hidden.items():
        seen = source.lines(recipient, reminders)
        renewed += Reminder.objects.filter(pk__in=seen, reason=Reason.HIDDEN).update(**owed_again)
    return renewed


def record(source: Source) -> int:
    """Add a row for each step that is owed and not in the ledger yet, by one INSERT ... SELECT; how many.

    Two sweeps at once add each row once: the ledger's constraints decide, and both go through in the same order.
    Where there is nobody to tell, the row says so and is never sent.
    """
    kind = ContentType.objects.get_for_model(source.model)
    known = Reminder.objects.filter(
        subject_type=kind,
        subject_id=OuterRef("pk"),
        step=OuterRef("told_step"),
        due_on=OuterRef("told_due_on"),
    )
    untold = (
        source.owed()
        .exclude(Exists(known.filter(recipient=OuterRef("told"))))
        .exclude(Q(told__isnull=True) & Exists(known.filter(recipient__isnull=True)))
    )
    no_one = When(told__isnull=True, then=Value(str(State.WITHDRAWN)))
    columns = {
        "recipient_id": F("told"),
        "kind": Value(source.kind),
        "subject_type_id": Value(kind.pk, output_field=BigIntegerField()),
        "subject_id": F("pk"),
        "subject_reference": F("told_reference"),
        "step": F("told_step"),
        "due_on": F("told_due_on"),
        "state": Case(no_one, default=Value(str(State.OWED)), output_field=CharField()),
        "reason": Case(
            When(told__isnull=True, then=Value(str(Reason.NOBODY))),
            default=Value(""),
            output_field=CharField(),
        ),
        "owed_at": Value(timezone.now(), output_field=DateTimeField()),
        "attempts": Value(0),
        "answer": Value(""),
    }
    rows = untold.annotate(**{f"row_{name}": value for name, value in columns.items()}).order_by("pk")
    select, parameters = rows.values_list(*(f"row_{name}" for name in columns)).query.sql_with_params()
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(Reminder._meta.db_table)
    with connection.cursor() as cursor:
        # Every part is the ORM's own SQL or a name of the model; values travel as parameters.
        cursor.execute(f"INSERT INTO {table} ({quoted}) {select} ON CONFLICT DO NOTHING", parameters)
        return max(cursor.rowcount, 0)
