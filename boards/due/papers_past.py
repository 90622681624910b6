"""The agendas of a board's meetings as they were, day by day: what was without a paper, and by which day one was asked
for (papers.py)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from boards.due.entered import entered_on
from boards.due.stood import Version
from boards.models import AgendaItem, Board, Meeting, Paper
from boards.rules.papers import last_day
from oversight.working_days import A_DAY


class Was:
    """One record, by day, as its versions tell."""

    def __init__(self) -> None:
        self._versions: dict[date, Any] = {}

    def add(self, version: Any) -> None:
        self._versions[timezone.localdate(version.history_date)] = version

    @property
    def days(self) -> set[date]:
        return set(self._versions)

    @property
    def versions(self) -> list[Any]:
        return list(self._versions.values())

    def on(self, day: date) -> Any:
        """The last version of that day or of one before it; None before the first, and once it was removed."""
        last = max((each for each in self._versions if each <= day), default=None)
        version = None if last is None else self._versions[last]
        return None if version is None or version.history_type == "-" else version


def _as_they_were(versions: Any) -> dict[int, Was]:
    found: dict[int, Was] = defaultdict(Was)
    for version in versions.order_by("history_date", "history_id"):
        found[version.id].add(version)
    return found


class Agendas:
    """Of the meetings of a board from a day on; papers are asked for as many days before as the board asks today.

    `expected` says under which items a paper is.
    """

    def __init__(self, board: Board, since: date, expected: Q) -> None:
        self._paper_days = board.paper_days if board.keeps_records else None
        meetings = Meeting.objects.filter(board=board, starts_at__date__gte=since)
        self._meetings = _as_they_were(Meeting.history.filter(id__in=meetings.values("pk")))
        items_were = AgendaItem.history.filter(meeting__in=meetings.values("pk"))
        is_expected = ExpressionWrapper(expected, output_field=BooleanField())
        self._items = _as_they_were(items_were.annotate(is_expected=is_expected))
        # The items of each meeting, and of each item itself and the one it was carried over from.
        self._of: dict[int, list[int]] = defaultdict(list)
        self._papers_at: dict[int, set[int | None]] = {}
        items = AgendaItem.objects.filter(meeting__in=meetings)
        for pk, meeting, carried_from in items.values_list("pk", "meeting", "carried_from"):
            self._of[meeting].append(pk)
            self._papers_at[pk] = {pk, carried_from}
        # From which day until which each item had a paper.
        self._papers: dict[int | None, list[tuple[date, date]]] = defaultdict(list)
        papers = Paper.objects.filter(agenda_item__in=set().union(*self._papers_at.values()) - {None})
        days = papers.annotate(brought_on=entered_on(Paper), withdrawn_on=TruncDate("withdrawn_at"))
        for item, brought_on, withdrawn_on in days.values_list("agenda_item", "brought_on", "withdrawn_on"):
            self._papers[item].append((brought_on or date.min, withdrawn_on or date.max))

    def of_meetings(self) -> Iterator[Version]:
        """Each meeting, as long as any of its items was without a paper."""
        for meeting, items in self._of.items():
            for day in self._days(meeting):
                lacking = any(self._is_without(item, day) for item in items)
                yield self._version(meeting, meeting, day, lacking)

    def of_items(self) -> Iterator[Version]:
        """Each item that somebody led, as long as it was without a paper."""
        for meeting, items in self._of.items():
            days = self._days(meeting)
            for item in items:
                for day in days:
                    lacking = self._is_without(item, day) and self._items[item].on(day).lead_id is not None
                    yield self._version(item, meeting, day, lacking)

    def _version(self, pk: int, meeting: int, day: date, lacking: bool) -> Version:
        """As on the day. A meeting that was held ends on its own day; whatever else changed was told that day still."""
        was = self._meetings[meeting].on(day)
        is_over = was is not None and timezone.localdate(was.starts_at) < day
        last_day = self._last_day(meeting, day) if lacking else None
        return Version(pk, day, last_day, day - A_DAY if is_over else day)

    def _days(self, meeting: int) -> list[date]:
        """The days on which anything about a meeting and its papers changed."""
        days = set(self._meetings[meeting].days)
        days |= {timezone.localdate(was.starts_at) + A_DAY for was in self._meetings[meeting].versions}
        for item in self._of[meeting]:
            days |= self._items[item].days
            for place in self._papers_at[item]:
                days |= {day for paper in self._papers[place] for day in paper}
        return sorted(days)

    def _last_day(self, meeting: int, day: date) -> date | None:
        """The last day for papers, as it was on that day; None where none were awaited then."""
        was = self._meetings[meeting].on(day)
        if was is None or was.status != Meeting.Status.CONFIRMED or timezone.localdate(was.starts_at) < day:
            return None
        return last_day(was.starts_at, self._paper_days)

    def _is_without(self, item: int, day: date) -> bool:
        was = self._items[item].on(day)
        return (
            was is not None
            and was.is_expected
            and not any(
                brought_on <= day < withdrawn_on
                for place in self._papers_at[item]
                for brought_on, withdrawn_on in self._papers[place]
            )
        )
