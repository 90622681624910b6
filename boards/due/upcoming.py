"""Everything that is due and that somebody may see, of all kinds in one order: by day, then by kind and record.

The same kinds as the reminders', asked what is due whether or not anybody is reminded of it yet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from oversight.reminders.kinds import ReminderKind, kinds


@dataclass(frozen=True, order=True)
class Place:
    """Where a due stands in the order."""

    due_on: date
    kind: str
    pk: int


@dataclass(frozen=True)
class Due:
    """One thing that is due."""

    place: Place
    kind: ReminderKind
    record: Any


Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]


def due(
    reader: Any,
    today: date,
    *,
    most: int,
    narrow: Narrow = lambda rows: rows,
    beyond: Place | None = None,
    backward: bool = False,
) -> list[Due]:
    """At most so many of what the reader may see, beyond a place where one is given, the soonest first.

    Backward, those next before the place, still the soonest first. `narrow` is given the rows of each kind with
    `falls_on`, `due_kind`, `due_board` (the slug of its board, or null) and `is_asked` (of the reader).
    A query or two a kind, however many are due.
    """
    found: list[Due] = []
    for kind in dated(today):
        rows = narrow(_rows(kind, reader))
        if beyond is not None:
            rows = rows.filter(_beyond(beyond, kind.name, backward))
        sign = "-" if backward else ""
        for record in kind.for_entries(rows.order_by(f"{sign}falls_on", f"{sign}pk"))[:most]:
            found.append(Due(Place(record.falls_on, kind.name, record.pk), kind, record))
    found.sort(key=attrgetter("place"))
    return found[-most:] if backward else found[:most]


def count(reader: Any, today: date, narrow: Narrow = lambda rows: rows) -> int:
    """How many in all."""
    return sum(narrow(_rows(kind, reader)).count() for kind in dated(today))


def dated(today: date) -> list[ReminderKind]:
    """The kinds whose day is one by which a thing is to be done."""
    return [kind for kind in kinds(today) if kind.is_dated]


def _rows(kind: ReminderKind, reader: Any) -> QuerySet[Any]:
    board = F(f"{kind.scope}__slug") if kind.scope else Value(None, output_field=CharField())
    return kind.upcoming(reader).annotate(due_kind=Value(kind.name), due_board=board)


def _beyond(place: Place, kind: str, backward: bool) -> Q:
    way = "lt" if backward else "gt"
    later = Q(**{f"falls_on__{way}": place.due_on})
    here = Q(falls_on=place.due_on)
    if kind == place.kind:
        return later | here & Q(**{f"pk__{way}": place.pk})
    return later | here if (kind < place.kind) == backward else later
