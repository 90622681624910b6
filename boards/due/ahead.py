"""What a reminder schedule would send about the things of a board over the next weeks, if nothing changed until then.

Each working day is asked just as the sweep of that day will ask it, and nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Q

from boards.due.base import BoardKind
from boards.models import Board, Person
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.schedule import Schedule
from oversight.reminders.states import State
from oversight.working_days import is_working_day

DAYS = 90

# Recipient, thing, its due date, and the step; of an escalation the recipient's role, since it is sent once.
Key = tuple[int | None, int, date, str]


@dataclass(frozen=True, order=True)
class Planned:
    """One reminder that would be sent."""

    day: date
    person: str
    reference: str
    step: str
    due_on: date


@dataclass(frozen=True)
class Ahead:
    """All of it, the earliest first, and what it comes to."""

    lines: list[Planned]

    @property
    def digests(self) -> int:
        return len({(line.day, line.person) for line in self.lines})

    @property
    def by_person(self) -> list[tuple[str, int]]:
        return Counter(line.person for line in self.lines).most_common()


def would_send(
    kind: type[BoardKind], board: Board, schedule: Schedule, today: date, days: int = DAYS
) -> Ahead:
    """What this schedule would send from today on, so many days ahead. Whose digest of today is out waits a day."""
    waits = _waits_until(kind, board)
    had_today = set(Digest.objects.filter(on_day=today, state=State.SENT).values_list("recipient", flat=True))
    of_person: dict[int, list[tuple[date, Any]]] = defaultdict(list)
    for day in filter(is_working_day, (today + timedelta(days=number) for number in range(days + 1))):
        for row in _due_on(kind, board, schedule, day):
            step = row.row_recipient_role if row.row_is_escalation else row.row_step
            key = (row.row_recipient, row.pk, row.row_due_on, step)
            if waits.get(key, day) <= day and not (day == today and row.row_recipient in had_today):
                waits[key] = date.max
                of_person[row.row_recipient].append((day, row))
    people = Person.objects.in_bulk(of_person)
    return Ahead(sorted(chain(*(_seen_by(kind, people[pk], rows) for pk, rows in of_person.items()))))


def _waits_until(kind: type[BoardKind], board: Board) -> dict[Key, date]:
    """Of what stands in the ledger: until which day it is not sent. What was sent, for ever."""
    things = kind.model.objects.filter(**{kind.board: board.pk})
    rows = Reminder.objects.filter(kind=kind.name, subject_id__in=things.values("pk"))
    was_sent, is_snoozed = Q(state__in=(State.SENT, State.CLAIMED)), Q(not_before__isnull=False)
    return {
        (
            row.recipient_id,
            row.subject_id,
            row.due_on,
            row.recipient_role if row.is_escalation else row.schedule_step,
        ): (row.state == State.DUE and row.not_before) or date.max
        for row in rows.filter(was_sent | is_snoozed & Q(state=State.DUE)).order_by("pk")
    }


def _due_on(kind: type[BoardKind], board: Board, schedule: Schedule, day: date) -> Iterator[Any]:
    """Whom the sweep of the day would remind of what, were this the board's schedule."""
    asked = kind(day)
    asked.within, asked.schedules = Q(**{kind.board: board.pk}), {board.pk: schedule}
    names = ("recipient", "recipient_role", "is_escalation", "reference", "step", "due_on")
    for rows in chain.from_iterable(asked.to_record()):
        found = rows.filter(row_recipient__isnull=False).order_by()
        yield from found.values_list("pk", *(f"row_{name}" for name in names), named=True)


def _seen_by(kind: type[BoardKind], person: Person, rows: list[tuple[date, Any]]) -> Iterator[Planned]:
    """Of what the person would be reminded of: the things that they may see, on the first of these days."""
    asked = kind.model.objects.visible_to(person, rows[0][0]).filter(pk__in={row.pk for _, row in rows})
    seen = set(asked.order_by().values_list("pk", flat=True))
    for day, row in rows:
        if row.pk in seen:
            yield Planned(day, person.name, row.row_reference, row.row_step, row.row_due_on)
