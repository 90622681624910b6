"""What a ladder would have sent about the things of a board over the last weeks, had it run on every working day.

Nothing is read from the ledger and nothing written. The steps are the ladder's own; who hears is asked as of today;
what was open when, and with which date, is as the history of each thing tells.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from boards.due.base import Dues
from boards.due.stood import Stood
from boards.models import Board, Person
from boards.rules.reminders import OWNER
from oversight.reminders.ladder import Ladder
from oversight.working_days import next_working_day

DAYS = 90


@dataclass(frozen=True, order=True)
class Sent:
    """One line that would have gone out."""

    day: date
    person: str
    reference: str
    step: str
    due_on: date


@dataclass(frozen=True)
class Past:
    """All of it, and what it comes to."""

    lines: list[Sent]

    @property
    def digests(self) -> int:
        return len({(line.day, line.person) for line in self.lines})

    @property
    def by_person(self) -> list[tuple[str, int]]:
        return Counter(line.person for line in self.lines).most_common()


def would_have_sent(kind: type[Dues], board: Board, ladder: Ladder, today: date, days: int = DAYS) -> Past:
    """What this ladder would have sent from so many days ago until today, the earliest first."""
    source = kind(today)
    since = today - timedelta(days=days)
    steps = [
        (day, each, told_as, step)
        for each in source.stood(board, since)
        for told_as, step, day in _steps(ladder, each, since, today)
    ]
    about = {each.pk for _, each, *_ in steps}
    told, references = _who_hears(source, about), _references(source, about)
    # Each is told once, as the ledger has it: on the first of the days where a thing was taken up again.
    first: dict[tuple[str, str, str, date], date] = {}
    for day, each, told_as, step in sorted(steps, key=itemgetter(0)):
        for name in told.get((told_as, each.pk), ()):
            first.setdefault((name, references[each.pk], step, each.due_on), day)
    return Past(sorted(Sent(day, *line) for line, day in first.items()))


def _steps(ladder: Ladder, stood: Stood, since: date, today: date) -> Iterator[tuple[str, str, date]]:
    """Each step that would have gone out: as whom, the step, the day. One overtaken before its day is not told."""
    begins = next_working_day(max(stood.from_on, since))
    for (step, day), following in _with_next(ladder.calendar(stood.due_on, today)):
        sent_on = max(day, begins)
        overtaken = following is not None and following <= sent_on
        if not overtaken and since <= sent_on <= today and sent_on <= stood.until_on:
            yield OWNER, step, sent_on
    for told_as in ladder.late:
        step, day = ladder.late_step(told_as, stood.due_on)
        sent_on = max(day, begins)
        if since <= sent_on <= today and sent_on <= stood.until_on:
            yield told_as, step, sent_on


def _with_next(steps: list[tuple[str, date]]) -> Iterator[tuple[tuple[str, date], date | None]]:
    days = [day for _, day in steps[1:]]
    yield from zip(steps, [*days, None], strict=True) if steps else ()


def _references(source: Dues, keys: set[int]) -> dict[int, str]:
    named = source.everything().filter(pk__in=keys).annotate(told_reference=source.reference)
    return dict(named.values_list("pk", "told_reference"))


def _who_hears(source: Dues, keys: set[int]) -> dict[tuple[str, int], list[str]]:
    """As what, and of which -> the names of those who would be told today."""
    told: dict[tuple[str, int], set[int]] = {}
    for hearer in source.hearers():
        for rows in hearer.owed(source.everything().filter(pk__in=keys)):
            for pk, person in rows.order_by().values_list("pk", "told"):
                if person is not None:
                    told.setdefault((hearer.told_as, pk), set()).add(person)
    names = dict(Person.objects.filter(pk__in=set().union(*told.values())).values_list("pk", "name"))
    return {at: sorted(names[person] for person in people) for at, people in told.items()}
