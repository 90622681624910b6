"""What was to be done when, and by which day, as the versions of records tell: the ground on which a ladder is tried
out (past.py)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db import models
from django.utils import timezone

from boards.models import Board


@dataclass(frozen=True)
class Stood:
    """A thing was to be done by this day, from one day on until another, both included: it may change at any hour."""

    pk: int
    due_on: date
    from_on: date = date.min
    until_on: date = date.max


@dataclass(frozen=True)
class Version:
    """A thing as it was from one day on: to be done by a day, or not at all (None)."""

    pk: int
    from_on: date
    due_on: date | None


def spans(versions: Iterable[Version]) -> Iterator[Stood]:
    """What stood when, from the versions of each thing in their order; of several on one day the last.

    Versions that have a thing done by the same day are one: people were not told anew.
    """
    for pk, of_one in groupby(versions, key=attrgetter("pk")):
        days = {version.from_on: version.due_on for version in of_one}
        changes = [(next(same)[0], due_on) for due_on, same in groupby(days.items(), key=itemgetter(1))]
        ends = [day for day, _ in changes[1:]]
        for (from_on, due_on), until_on in zip(changes, [*ends, date.max], strict=True):
            if due_on is not None:
                yield Stood(pk, due_on, from_on, until_on)


def by_versions(
    model: type[models.Model],
    path: str,
    board: Board,
    due_on: Callable[[Any], date | None],
    *columns: str,
    begun: str = "",
) -> Iterator[Stood]:
    """What stood when of everything that was ever of this board, which each version names at `path`.

    `due_on` reads the columns of a version; `begun` is the column with the day from which the first of them holds,
    where that is earlier than the day it was entered.
    """
    every = model.history.all()  # type: ignore[attr-defined]
    of_board = every.filter(**{path: board.pk}).order_by().values("id")
    rows = every.filter(id__in=of_board).order_by("id", "history_date", "history_id")
    read = dict.fromkeys(["id", "history_date", "history_type", path, *filter(None, [begun]), *columns])
    known: set[int] = set()

    def versions() -> Iterator[Version]:
        for row in rows.values_list(*read, named=True):
            day = timezone.localdate(row.history_date)
            if begun and row.id not in known:
                day = min(day, getattr(row, begun))
            known.add(row.id)
            is_theirs = row.history_type != "-" and getattr(row, path) == board.pk
            yield Version(row.id, day, due_on(row) if is_theirs else None)

    return spans(versions())


def until_its_day(stood: Iterable[Stood]) -> Iterator[Stood]:
    """Of things of which nobody hears once their day has passed."""
    for each in stood:
        yield replace(each, until_on=min(each.until_on, each.due_on))
