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
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from oversight import context
from oversight.reminders.ledger import MAY_CEASE, UNTOLD, Reason, Reminder, State
from oversight.reminders.preferences import unwanted
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
    today = today or context.today()
    # Of most kinds nothing waits: their conditions take longer to put together than to answer.
    untold = _kinds(Reminder.objects.filter(state__in=UNTOLD))
    ceased = _kinds(_may_stand_again(today))
    for source in sources(today):
        source.prepare()
        owed = source.owed()
        if not owed and source.kind not in untold | ceased:
            continue
        with transaction.atomic():
            if source.kind in untold:
                swept += Swept(withdrawn=withdraw(source, Reminder.objects.all()))
            if source.kind in ceased:
                swept += Swept(renewed=renew(source))
            swept += Swept(recorded=record(source, owed))
    with transaction.atomic():
        swept += Swept(withdrawn=withdraw_unwanted(Reminder.objects.all(), today))
    return swept


def _kinds(reminders: QuerySet[Reminder]) -> set[str]:
    return set(reminders.order_by().values_list("kind", flat=True).distinct())


def withdraw_unwanted(reminders, today: date) -> int:
    """Withdraw what is not told yet and what its recipient does not want to hear; how many."""
    untold = reminders.filter(state__in=UNTOLD)
    wanted_not = list(untold.filter(unwanted(today)).values_list("pk", flat=True))
    if not wanted_not:
        return 0
    return untold.filter(pk__in=wanted_not).update(state=State.WITHDRAWN, reason=Reason.UNWANTED)


def withdraw(source: Source, reminders) -> int:
    """Withdraw what is not told yet and no longer stands, each row with its reason; how many."""
    untold = reminders.filter(kind=source.kind, state__in=UNTOLD)
    fallen = list(untold.exclude(source.still_owed()).values_list("pk", flat=True))
    if not fallen:
        return 0
    return untold.filter(pk__in=fallen).update(state=State.WITHDRAWN, reason=source.why_not())


def _may_stand_again(today: date) -> QuerySet[Reminder]:
    withdrawn = Reminder.objects.filter(state=State.WITHDRAWN, reason__in=MAY_CEASE)
    return withdrawn.exclude(Q(reason=Reason.UNWANTED) & unwanted(today))


def renew(source: Source) -> int:
    """Owe again what was withdrawn and stands once more: an action reopened, a date moved back, a seat regained."""
    withdrawn = _may_stand_again(source.today).filter(kind=source.kind)
    escalated = _escalated(source, subject_id="subject_id", due_on="due_on", recipient="recipient")
    standing = withdrawn.filter(source.still_owed()).exclude(Q(is_escalation=True) & escalated)
    owed_again = {"state": State.OWED, "reason": "", "digest": None, "owed_at": context.now()}
    renewed = standing.exclude(reason=Reason.HIDDEN).update(**owed_again)
    if not withdrawn.filter(reason=Reason.HIDDEN).exists():
        return renewed
    hidden: dict[Any, list[Reminder]] = defaultdict(list)
    for reminder in standing.filter(reason=Reason.HIDDEN).select_related("recipient"):
        hidden[reminder.recipient].append(reminder)
    for recipient, reminders in hidden.items():
        seen = source.lines(recipient, reminders)
        renewed += Reminder.objects.filter(pk__in=seen, reason=Reason.HIDDEN).update(**owed_again)
    return renewed


def record(source: Source, owed: list[list[QuerySet[Any]]]) -> int:
    """Add a row for each step that is owed and not in the ledger yet, by an INSERT ... SELECT for each way of hearing.

    Returns how many. Two sweeps at once add each row once: the ledger's constraints decide, and both go through in
    the same order. Where there is nobody to tell, the row says so and is never sent.
    """
    return sum(_insert(_untold(source, rows)) for rows in owed)


COLUMNS = (
    "recipient_id",
    "kind",
    "subject_type_id",
    "subject_id",
    "subject_reference",
    "step",
    "rung",
    "due_on",
    "told_as",
    "in_place_of_id",
    "is_escalation",
    "is_always_told",
    "state",
    "reason",
    "owed_at",
    "attempts",
    "answer",
)


def _untold(source: Source, owed: list[QuerySet[Any]]) -> QuerySet[Any]:
    """What is owed and not in the ledger, as rows of its columns, by one query."""
    subject_type = ContentType.objects.get_for_model(source.model)
    known = Reminder.objects.filter(
        subject_type=subject_type,
        subject_id=OuterRef("pk"),
        step=OuterRef("told_step"),
        due_on=OuterRef("told_due_on"),
    )
    no_one = Q(told__isnull=True)
    told_already = Exists(known.filter(recipient=OuterRef("told")))
    escalated = _escalated(source, subject_id="pk", due_on="told_due_on", recipient="told")
    values = {
        "recipient_id": F("told"),
        "kind": Value(source.kind),
        "subject_type_id": Value(subject_type.pk, output_field=BigIntegerField()),
        "subject_id": F("pk"),
        "subject_reference": F("told_reference"),
        "step": F("told_step"),
        "rung": F("told_step"),
        "due_on": F("told_due_on"),
        "told_as": F("told_as"),
        # PostgreSQL takes a null of no type for text where two queries are put together.
        "in_place_of_id": Cast("told_in_place_of", BigIntegerField()),
        "is_escalation": F("told_is_escalation"),
        "is_always_told": Value(True) if source.is_statutory else F("told_is_escalation"),
        "state": _either(no_one, State.WITHDRAWN, State.OWED),
        "reason": _either(no_one, Reason.NOBODY, ""),
        "owed_at": Value(context.now(), output_field=DateTimeField()),
        "attempts": Value(0),
        "answer": Value(""),
    }
    first, *others = (
        rows.exclude(told_already)
        .exclude(Q(told_is_escalation=True) & escalated)
        .exclude(no_one & Exists(known.filter(recipient__isnull=True)))
        .order_by()
        .annotate(**{f"row_{name}": values[name] for name in COLUMNS})
        .values_list(*(f"row_{name}" for name in COLUMNS))
        for rows in owed
    )
    return (first.union(*others, all=True) if others else first).order_by("row_subject_id")


def _escalated(source: Source, **columns: str) -> Exists:
    """Whether a person was told, or is at this moment, as the same one, that a thing is late: once, whatever days its
    board has for that since."""
    same = {name: OuterRef(column) for name, column in columns.items()}
    told = Reminder.objects.filter(kind=source.kind, told_as=OuterRef("told_as"), is_escalation=True, **same)
    return Exists(told.filter(state__in=(State.SENT, State.CLAIMED)))


def _either(holds: Q, then: str, otherwise: str) -> Case:
    return Case(When(holds, then=Value(str(then))), default=Value(str(otherwise)), output_field=CharField())


def _insert(rows: QuerySet[Any]) -> int:
    select, parameters = rows.query.sql_with_params()
    quoted = ", ".join(connection.ops.quote_name(name) for name in COLUMNS)
    table = connection.ops.quote_name(Reminder._meta.db_table)
    with connection.cursor() as cursor:
        # Every part is the ORM's own SQL or a name of the model; values travel as parameters.
        cursor.execute(f"INSERT INTO {table} ({quoted}) {select} ON CONFLICT DO NOTHING", parameters)
        return max(cursor.rowcount, 0)
