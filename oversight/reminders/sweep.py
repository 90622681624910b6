"""The sweep: what is due to be sent and not recorded yet goes into the ledger, what is no longer valid is cancelled.

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
from oversight.reminders.kinds import ReminderKind, kinds
from oversight.reminders.ledger import Reminder
from oversight.reminders.preferences import unwanted
from oversight.reminders.states import MAY_CEASE, UNSENT, Reason, State


@dataclass
class Swept:
    """How many reminders a sweep recorded, cancelled, and reinstated because they are valid once more."""

    recorded: int = 0
    cancelled: int = 0
    reinstated: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Swept)))


def sweep(today: date | None = None) -> Swept:
    """Bring the ledger up to the day. What is due to send is committed before anything is sent."""
    with context.change(at=context.now()):
        return _sweep(today)


def _sweep(today: date | None) -> Swept:
    swept = Swept()
    today = today or context.today()
    # Of most kinds nothing waits: their conditions take longer to put together than to answer.
    unsent = _kinds(Reminder.objects.filter(state__in=UNSENT))
    ceased = _kinds(_may_be_valid_again(today))
    for kind in kinds(today):
        kind.prepare()
        due = kind.to_record()
        if not due and kind.name not in unsent | ceased:
            continue
        with transaction.atomic():
            if kind.name in unsent:
                swept += Swept(cancelled=cancel(kind, Reminder.objects.all()))
            if kind.name in ceased:
                swept += Swept(reinstated=reinstate(kind))
            swept += Swept(recorded=record(kind, due))
    with transaction.atomic():
        swept += Swept(cancelled=cancel_unwanted(Reminder.objects.all(), today))
    return swept


def _kinds(reminders: QuerySet[Reminder]) -> set[str]:
    return set(reminders.order_by().values_list("kind", flat=True).distinct())


def cancel_unwanted(reminders, today: date) -> int:
    """Cancel what is not sent yet and what its recipient does not want to be reminded of; how many."""
    unsent = reminders.filter(state__in=UNSENT)
    wanted_not = list(unsent.filter(unwanted(today)).values_list("pk", flat=True))
    if not wanted_not:
        return 0
    return unsent.filter(pk__in=wanted_not).update(state=State.CANCELLED, reason=Reason.UNWANTED)


def cancel(kind: ReminderKind, reminders) -> int:
    """Cancel what is not sent yet and no longer valid, each row with its reason; how many."""
    unsent = reminders.filter(kind=kind.name, state__in=UNSENT)
    fallen = list(unsent.exclude(kind.still_valid()).values_list("pk", flat=True))
    if not fallen:
        return 0
    return unsent.filter(pk__in=fallen).update(state=State.CANCELLED, reason=kind.why_not_valid())


def _may_be_valid_again(today: date) -> QuerySet[Reminder]:
    cancelled = Reminder.objects.filter(state=State.CANCELLED, reason__in=MAY_CEASE)
    return cancelled.exclude(Q(reason=Reason.UNWANTED) & unwanted(today))


def reinstate(kind: ReminderKind) -> int:
    """Make due what was cancelled and is valid once more: an action reopened, a date moved back, a seat regained."""
    cancelled = _may_be_valid_again(kind.today).filter(kind=kind.name)
    same = ("subject_id", "due_on", "recipient", "recipient_role")
    escalated = _escalated(kind, **{name: name for name in same})
    valid = cancelled.filter(kind.still_valid()).exclude(Q(is_escalation=True) & escalated)
    due_again = {"state": State.DUE, "reason": "", "digest": None, "owed_at": context.now()}
    reinstated = valid.exclude(reason=Reason.HIDDEN).update(**due_again)
    if not cancelled.filter(reason=Reason.HIDDEN).exists():
        return reinstated
    hidden: dict[Any, list[Reminder]] = defaultdict(list)
    for reminder in valid.filter(reason=Reason.HIDDEN).select_related("recipient"):
        hidden[reminder.recipient].append(reminder)
    for recipient, reminders in hidden.items():
        seen = kind.entries(recipient, reminders)
        reinstated += Reminder.objects.filter(pk__in=seen, reason=Reason.HIDDEN).update(**due_again)
    return reinstated


def record(kind: ReminderKind, due: list[list[QuerySet[Any]]]) -> int:
    """Add a row for each step that is due and not in the ledger yet, by an INSERT ... SELECT for each role.

    Returns how many. Two sweeps at once add each row once: the ledger's constraints decide, and both go through in
    the same order. Where there is nobody to remind, the row says so and is never sent.
    """
    return sum(_insert(_unrecorded(kind, rows)) for rows in due)


COLUMNS = (
    "recipient_id",
    "kind",
    "subject_type_id",
    "subject_id",
    "subject_reference",
    "step",
    "schedule_step",
    "due_on",
    "recipient_role",
    "on_behalf_of_id",
    "is_escalation",
    "is_always_sent",
    "state",
    "reason",
    "owed_at",
    "attempts",
    "answer",
)


def _unrecorded(kind: ReminderKind, due: list[QuerySet[Any]]) -> QuerySet[Any]:
    """What is due and not in the ledger, as rows of its columns, by one query."""
    subject_type = ContentType.objects.get_for_model(kind.model)
    known = Reminder.objects.filter(
        subject_type=subject_type,
        subject_id=OuterRef("pk"),
        step=OuterRef("row_step"),
        due_on=OuterRef("row_due_on"),
    )
    no_one = Q(row_recipient__isnull=True)
    known_already = Exists(known.filter(recipient=OuterRef("row_recipient")))
    escalated = _escalated(
        kind,
        subject_id="pk",
        due_on="row_due_on",
        recipient="row_recipient",
        recipient_role="row_recipient_role",
    )
    values = {
        "recipient_id": F("row_recipient"),
        "kind": Value(kind.name),
        "subject_type_id": Value(subject_type.pk, output_field=BigIntegerField()),
        "subject_id": F("pk"),
        "subject_reference": F("row_reference"),
        "step": F("row_step"),
        "schedule_step": F("row_step"),
        "due_on": F("row_due_on"),
        "recipient_role": F("row_recipient_role"),
        # PostgreSQL takes a null of no type for text where two queries are put together.
        "on_behalf_of_id": Cast("row_on_behalf_of", BigIntegerField()),
        "is_escalation": F("row_is_escalation"),
        "is_always_sent": Value(True) if kind.is_statutory else F("row_is_escalation"),
        "state": _either(no_one, State.CANCELLED, State.DUE),
        "reason": _either(no_one, Reason.NOBODY, ""),
        "owed_at": Value(context.now(), output_field=DateTimeField()),
        "attempts": Value(0),
        "answer": Value(""),
    }
    first, *others = (
        rows.exclude(known_already)
        .exclude(Q(row_is_escalation=True) & escalated)
        .exclude(no_one & Exists(known.filter(recipient__isnull=True)))
        .order_by()
        .annotate(**{f"new_{name}": values[name] for name in COLUMNS})
        .values_list(*(f"new_{name}" for name in COLUMNS))
        for rows in due
    )
    return (first.union(*others, all=True) if others else first).order_by("new_subject_id")


def _escalated(kind: ReminderKind, **columns: str) -> Exists:
    """Whether a person was reminded, or is at this moment, in the same role, that a thing is late: once, whatever
    schedule holds since."""
    same = {name: OuterRef(column) for name, column in columns.items()}
    escalations = Reminder.objects.filter(kind=kind.name, is_escalation=True, **same)
    return Exists(escalations.filter(state__in=(State.SENT, State.CLAIMED)))


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
