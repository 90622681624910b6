"""What falls due before a meeting: its papers, of its secretary and of those who lead an item without one.

Only boards that ask for papers so many clear working days before have a last day (rules.md section 9). Items need no
paper where they are on every agenda; of the others the register cannot tell which will do without.
"""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from boards.due.base import BoardKind
from boards.due.meetings import OfMeetings, day_of
from boards.models import AgendaItem, Meeting, Paper
from boards.rules.access import under
from boards.rules.papers import last_day
from boards.rules.reminders import PAPERS_DUE
from oversight.markings import Marking
from oversight.reminders.recipients import OWNER, REACHABLE, One, Recipients


def awaiting(today: date) -> QuerySet[Meeting]:
    """Confirmed meetings to come whose papers have a last day."""
    return Meeting.objects.coming(today).filter(
        status=Meeting.Status.CONFIRMED, board__keeps_records=True, board__paper_days__isnull=False
    )


def expected() -> QuerySet[AgendaItem]:
    """Items to be taken that a paper may be brought under."""
    planned = AgendaItem.objects.filter(status=AgendaItem.Status.PLANNED, is_minutes_and_actions=False)
    return planned.exclude(kind=AgendaItem.Kind.STANDING)


def without_paper() -> QuerySet[AgendaItem]:
    """Of these, the ones that have none. Where an item was carried over, its papers stay with what it came from."""
    brought = Paper.objects.filter(
        Q(agenda_item=OuterRef("pk")) | Q(agenda_item__carried_to=OuterRef("pk")), withdrawn_at__isnull=True
    )
    return expected().filter(~Exists(brought))


class Papers(BoardKind):
    """The last day for the papers of a meeting, at `meeting` of each row."""

    meeting: str
    schedule = PAPERS_DUE
    day_called, late_called = "the last day for papers", "past the last day for papers"

    @cached_property
    def due_on(self) -> Any:
        """Clear working days go by the calendar, which the database does not know: the few meetings are named."""
        meetings: dict[date | None, list[int]] = defaultdict(list)
        for pk, starts_at, paper_days in awaiting(self.today).values_list(
            "pk", "starts_at", "board__paper_days"
        ):
            meetings[last_day(starts_at, paper_days)].append(pk)
        days = (When(**{f"{self.meeting}__in": keys}, then=Value(day)) for day, keys in meetings.items())
        return Cast(Case(*days, default=Value(None), output_field=DateField()), DateField())


class PapersDue(Papers, OfMeetings):
    """Meetings to come with items that have no paper."""

    name, called = "papers_due", "Papers of meetings to come"
    asks = "Papers"
    meeting = "pk"

    def rows(self) -> QuerySet[Any]:
        return awaiting(self.today).filter(Exists(without_paper().filter(meeting=OuterRef("pk"))))

    def recipients(self) -> tuple[Recipients, ...]:
        return super().recipients()[:1]

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return (
            super().for_entries(rows).annotate(expected=_number(expected()), lacking=_number(without_paper()))
        )

    def state(self, record: Any) -> str:
        return f"{record.lacking} of {record.expected} items have none yet."


def _number(items: QuerySet[AgendaItem]) -> Any:
    """How many of the items are on the agenda of each meeting."""
    counted = items.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


class PaperOfItem(Papers):
    """Items of meetings to come that have no paper, under the name of the board; asked of their leads."""

    name, called = "paper_of_item", "Papers of items"
    asks = "Paper"
    model = AgendaItem
    board, meeting = "meeting__board", "meeting"
    reference = Concat(F("meeting__reference"), Value(" item "), Cast("number", CharField()))

    def rows(self) -> QuerySet[Any]:
        return without_paper().filter(meeting__in=awaiting(self.today).order_by(), lead__isnull=False)

    def recipients(self) -> tuple[Recipients, ...]:
        lead = Case(
            When(under("lead", REACHABLE), then=F("lead")), default=None, output_field=BigIntegerField()
        )
        return (One(OWNER, lead),)

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("meeting__board")

    def group(self, record: Any) -> str:
        return record.meeting.board.name

    def title(self, record: Any) -> str:
        return record.title

    def state(self, record: Any) -> str:
        return f"Item {record.number} of the meeting of {day_of(record.meeting)} has none yet."

    def url(self, record: Any) -> str:
        return f"{reverse('meeting', args=[record.meeting.reference])}#item-{record.number}"

    def marking(self, record: Any) -> str:
        """As the item, and as the meeting, whose day and board the entry names."""
        return record.marking if record.marking != Marking.OFFICIAL else record.meeting.marking

    def is_illustrative(self, record: Any) -> bool:
        return record.meeting.is_illustrative
