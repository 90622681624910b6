"""What was to be done when, and by which day, as the versions of records tell: the ground on which a ladder is tried
out (past.py)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from boards.models import Board
from oversight.working_days import A_DAY


@dataclass(frozen=True)
class Stood:
    """A thing was to be done by this day, and told of from one day on until another, both included."""

    pk: int
    due_on: date
    from_on: date
    until_on: date = date.max


@dataclass(frozen=True)
class Version:
    """A thing as it was from one day on: to be done by a day, or not at all (None)."""

    pk: int
    from_on: date
    due_on: date | None
    # The last day on which what stood before was told; the same day where nothing is said.
    earlier_until: date | None = None


def told_until(at: datetime) -> date:
    """The last day on which a thing was told that changed at this moment: that very day, where digests had left."""
    local = timezone.localtime(at)
    return local.date() if local.hour >= settings.REMINDER_HOUR else local.date() - A_DAY


def spans(versions: Iterable[Version]) -> Iterator[Stood]:
    """What stood when, from the versions of each thing in their order; of several on one day the last.

    Versions that have a thing done by the same day are one: people were not told anew.
    """
    for pk, of_one in groupby(versions, key=attrgetter("pk")):
        days: dict[date, Version] = {}
        for version in of_one:
            first = days.get(version.from_on, version)
            days[version.from_on] = replace(version, earlier_until=first.earlier_until)
        changes = [next(same) for _, same in groupby(days.values(), key=attrgetter("due_on"))]
        ends = [later.earlier_until or later.from_on for later in changes[1:]]
        for version, until_on in zip(changes, [*ends, date.max], strict=True):
            if version.due_on is not None:
                yield Stood(pk, version.due_on, version.from_on, until_on)


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
            yield Version(row.id, day, due_on(row) if is_theirs else None, told_until(row.history_date))

    return spans(versions())


def stood_until(ended_at: datetime | None, pk: int, due_on: date, from_on: date) -> Iterator[Stood]:
    """What stood until a moment, or still does; not what came and went on one day."""
    if ended_at is None:
        yield Stood(pk, due_on, from_on)
    elif timezone.localdate(ended_at) > from_on:
        yield Stood(pk, due_on, from_on, told_until(ended_at))


def until_its_day(stood: Iterable[Stood]) -> Iterator[Stood]:
    """Of things of which nobody hears once their day has passed."""
    for each in stood:
        yield replace(each, until_on=min(each.until_on, each.due_on))
