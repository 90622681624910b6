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

from boards.due.base import Dues
from boards.models import Board, Person
from oversight.reminders.ladder import Ladder
from oversight.reminders.ledger import Digest, Reminder, State
from oversight.working_days import is_working_day

DAYS = 90

# Recipient, thing, its due date, and the step; of an escalation the recipient's role, since it is sent once.
Key = tuple[int, int, date, str]


@dataclass(frozen=True, order=True)
class Planned:
    """One line that would go out."""

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


def would_send(kind: type[Dues], board: Board, ladder: Ladder, today: date, days: int = DAYS) -> Ahead:
    """What this schedule would send from today on, so many days ahead. Whoever had a digest today hears tomorrow."""
    waits = _waits_until(kind, board)
    had_today = set(Digest.objects.filter(on_day=today, state=State.SENT).values_list("recipient", flat=True))
    of_person: dict[int, list[tuple[date, Any]]] = defaultdict(list)
    for day in filter(is_working_day, (today + timedelta(days=number) for number in range(days + 1))):
        for row in _due_on(kind, board, ladder, day):
            key = _key(row.told, row.pk, row.told_due_on, row.told_is_escalation, row.told_as, row.told_step)
            if waits.get(key, day) <= day and not (day == today and row.told in had_today):
                waits[key] = date.max
                of_person[row.told].append((day, row))
    people = Person.objects.in_bulk(of_person)
    return Ahead(sorted(chain(*(_seen_by(kind, people[pk], rows) for pk, rows in of_person.items()))))


def _key(recipient: int, thing: int, due_on: date, is_escalation: bool, role: str, step: str) -> Key:
    return (recipient, thing, due_on, role if is_escalation else step)


def _waits_until(kind: type[Dues], board: Board) -> dict[Key, date]:
    """Of what stands in the ledger: until which day it is not sent. What was sent, for ever."""
    things = kind.model._default_manager.filter(**{kind.board: board.pk})
    rows = Reminder.objects.filter(
        kind=kind.kind, subject_id__in=things.values("pk"), recipient__isnull=False
    )
    told = rows.filter(
        Q(state__in=(State.SENT, State.CLAIMED)) | Q(state=State.OWED, not_before__isnull=False)
    )
    columns = ("recipient", "subject_id", "due_on", "is_escalation", "told_as", "rung", "state", "not_before")
    return {
        _key(*key): not_before if state == State.OWED else date.max
        for *key, state, not_before in told.order_by("pk").values_list(*columns)
    }


def _due_on(kind: type[Dues], board: Board, ladder: Ladder, day: date) -> Iterator[Any]:
    """Whom the sweep of the day would remind of what, were this the board's schedule."""
    source = kind(day)
    source.within, source.ladders = Q(**{kind.board: board.pk}), {board.pk: ladder}
    columns = ("told", "pk", "told_due_on", "told_is_escalation", "told_as", "told_step", "told_reference")
    for rows in chain.from_iterable(source.owed()):
        yield from rows.filter(told__isnull=False).order_by().values_list(*columns, named=True)


def _seen_by(kind: type[Dues], person: Person, rows: list[tuple[date, Any]]) -> Iterator[Planned]:
    """Of what the person would be told: the things that they may see, on the first of these days."""
    objects: Any = kind.model._default_manager
    asked = objects.visible_to(person, rows[0][0]).filter(pk__in={row.pk for _, row in rows})
    seen = set(asked.order_by().values_list("pk", flat=True))
    for day, row in rows:
        if row.pk in seen:
            yield Planned(day, person.name, row.told_reference, row.told_step, row.told_due_on)
