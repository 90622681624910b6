"""What waits to be sent, as far as one reader may see it: the preview before a hold is released."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from oversight.reminders.ledger import Reminder, State
from oversight.reminders.sources import Source, sources

# So many lines are shown; all are counted.
SHOWN = 300


@dataclass(frozen=True)
class Waits:
    """One line: the ledger's row, and what it is about, empty where that is marked."""

    reminder: Reminder
    title: str


@dataclass(frozen=True)
class Waiting:
    """How much would go to how many people, by kind; and the lines the reader may see, by person."""

    lines: int
    people: int
    by_kind: list[tuple[str, int]]
    shown: list[tuple[Any, list[Waits]]] = field(default_factory=list)
    not_shown: int = 0


def waiting(reader: Any, today: date) -> Waiting:
    """What the next delivery would carry, as the ledger stands: one e-mail to each of the people."""
    to_go = Reminder.objects.to_go(today).order_by().values("pk")
    owed = Reminder.objects.filter(Q(pk__in=to_go) | Q(state=State.FAILED))
    asked = {source.kind: source for source in sources(today)}
    kinds = Counter(dict(owed.values_list("kind").annotate(n=Count("pk")).order_by()))
    seen = owed.visible_to(reader, today).select_related("recipient")
    rows = list(seen.order_by("recipient__name", "recipient", "due_on", "pk")[:SHOWN])
    titles = _titles(reader, rows, asked)
    lines = [Waits(row, titles.get(row.pk, "")) for row in rows]
    return Waiting(
        lines=kinds.total(),
        people=owed.order_by().values("recipient").distinct().count(),
        by_kind=[
            (asked[kind].called if kind in asked else kind, number) for kind, number in kinds.most_common()
        ],
        shown=[
            (person, list(held)) for person, held in groupby(lines, key=lambda line: line.reminder.recipient)
        ],
        not_shown=kinds.total() - len(rows),
    )


def _titles(reader: Any, rows: list[Reminder], asked: dict[str, Source]) -> dict[int, str]:
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    return {
        pk: title
        for kind, held in by_kind.items()
        if kind in asked
        for pk, title in asked[kind].titles(reader, held).items()
    }
