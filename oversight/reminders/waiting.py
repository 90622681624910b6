"""What waits to be sent, as far as one reader may see it: the preview before a hold is released."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from oversight.reminders.ledger import Reminder, State
from oversight.reminders.sources import sources

# So many lines are shown; all are counted.
SHOWN = 300


@dataclass(frozen=True)
class Waiting:
    """How much would go to how many people, by kind; and the lines the reader may see, by person."""

    lines: int
    people: int
    by_kind: list[tuple[str, int]]
    shown: list[tuple[Any, list[Reminder]]] = field(default_factory=list)
    not_shown: int = 0


def waiting(reader: Any, today: date) -> Waiting:
    """What the next delivery would carry, as the ledger stands."""
    to_go = Reminder.objects.to_go(today).order_by().values("pk")
    owed = Reminder.objects.filter(Q(pk__in=to_go) | Q(state=State.FAILED))
    called = {source.kind: source.called for source in sources(today)}
    kinds = Counter(dict(owed.values_list("kind").annotate(n=Count("pk")).order_by()))
    seen = owed.visible_to(reader, today).select_related("recipient")
    rows = list(seen.order_by("recipient__name", "recipient", "due_on", "pk")[:SHOWN])
    return Waiting(
        lines=kinds.total(),
        people=owed.order_by().values("recipient").distinct().count(),
        by_kind=[(called.get(kind, kind), number) for kind, number in kinds.most_common()],
        shown=_by_person(rows),
        not_shown=kinds.total() - len(rows),
    )


def _by_person(rows: Iterable[Reminder]) -> list[tuple[Any, list[Reminder]]]:
    return [(person, list(held)) for person, held in groupby(rows, key=lambda row: row.recipient)]
