"""What waits to be sent, as far as one reader may see it: the preview before reminders are resumed."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from oversight.reminders.kinds import kind_in_words, kind_named
from oversight.reminders.ledger import Reminder
from oversight.reminders.states import State

# So many lines are shown; all are counted.
SHOWN = 300


@dataclass(frozen=True)
class Waiting:
    """One reminder, and what it is about, empty where that is marked."""

    reminder: Reminder
    title: str


@dataclass(frozen=True)
class Preview:
    """How much would go to how many people, by kind; and what the reader may see of it, by person."""

    reminders: int
    people: int
    by_kind: list[tuple[str, int]]
    shown: list[tuple[Any, list[Waiting]]] = field(default_factory=list)
    not_shown: int = 0


def preview(reader: Any, today: date) -> Preview:
    """What the next delivery would carry, as the ledger stands: one e-mail to each of the people."""
    to_go = Reminder.objects.to_go(today).order_by().values("pk")
    due = Reminder.objects.filter(Q(pk__in=to_go) | Q(state=State.FAILED))
    by_kind = Counter(dict(due.values_list("kind").annotate(n=Count("pk")).order_by()))
    seen = due.visible_to(reader, today).select_related("recipient")
    rows = list(seen.order_by("recipient__name", "recipient", "due_on", "pk")[:SHOWN])
    titles = _titles(reader, rows, today)
    shown = groupby(
        [Waiting(row, titles.get(row.pk, "")) for row in rows], lambda one: one.reminder.recipient
    )
    return Preview(
        reminders=by_kind.total(),
        people=due.order_by().values("recipient").distinct().count(),
        by_kind=[(kind_in_words(name), number) for name, number in by_kind.most_common()],
        shown=[(person, list(theirs)) for person, theirs in shown],
        not_shown=by_kind.total() - len(rows),
    )


def _titles(reader: Any, rows: list[Reminder], today: date) -> dict[int, str]:
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    titles: dict[int, str] = {}
    for name, held in by_kind.items():
        if kind := kind_named(name):
            titles |= kind(today).titles(reader, held)
    return titles
