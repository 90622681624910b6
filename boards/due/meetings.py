"""What falls due after a meeting: its minutes, and that a later meeting agrees them (rules.md section 9)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from boards.due.backlog import entered_in_time
from boards.due.base import BoardKind
from boards.due.recipients import Oversight
from boards.models import Meeting, Minutes
from boards.rules.reminders import AGREED_WITHIN_DAYS, MINUTES_DAYS, MINUTES_DUE, MINUTES_TO_AGREE
from oversight.day_sql import days_after
from oversight.days import day_in_words
from oversight.reminders.recipients import OWNER, One, Recipients


def day_of(meeting: Meeting) -> str:
    """The day of a meeting in London, in words."""
    return day_in_words(timezone.localtime(meeting.starts_at))


def taken_place(today: date) -> Q:
    """Meetings held before the day; those that nobody recorded as held too, since their minutes can be taken."""
    return Q(status=Meeting.Status.HELD) | Q(status=Meeting.Status.CONFIRMED, starts_at__date__lt=today)


class OfMeetings(BoardKind):
    """Meetings of boards that keep records, under the name of their board; asked of its secretary."""

    model = Meeting

    def rows(self) -> QuerySet[Any]:
        return self.everything().filter(board__keeps_records=True)

    def recipients(self) -> tuple[Recipients, ...]:
        return (One(OWNER, self.secretary()), Oversight(self.today))

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("board")

    def group(self, record: Any) -> str:
        return record.board.name

    def title(self, record: Any) -> str:
        return f"Meeting of {day_of(record)}"


class MinutesDue(OfMeetings):
    """Meetings of which nothing is minuted yet."""

    name, called = "minutes_due", "Minutes to be taken"
    asks = "Take the minutes"
    due_on = days_after(TruncDate("starts_at"), MINUTES_DAYS)
    schedule = MINUTES_DUE
    day_called, late_called = "the day the minutes are expected", "late with the minutes"

    def rows(self) -> QuerySet[Any]:
        unminuted = super().rows().filter(taken_place(self.today), minutes__isnull=True)
        return entered_in_time(unminuted, self.due_on)

    def state(self, record: Any) -> str:
        if record.status == Meeting.Status.HELD:
            return "Nothing is minuted yet."
        return "Nothing is minuted yet, and the meeting is not recorded as held."


class MinutesToAgree(OfMeetings):
    """Meetings whose minutes are a draft though the board met again weeks ago; the day is the one they are of."""

    name, called = "minutes_to_agree", "Minutes to be agreed"
    due_on = TruncDate("starts_at")
    schedule = MINUTES_TO_AGREE
    is_dated = False
    day_called, late_called = "the day of the meeting", "after the meeting, and the minutes still a draft"

    def rows(self) -> QuerySet[Any]:
        long_enough = self.today - timedelta(days=AGREED_WITHIN_DAYS)
        later = self._later().filter(starts_at__date__lte=long_enough)
        drafts = super().rows().filter(Exists(later), minutes__status=Minutes.Status.DRAFT)
        return entered_in_time(drafts, self.due_on)

    def _later(self) -> QuerySet[Meeting]:
        """The meetings that could have agreed them, the first of them first."""
        later = {"board": OuterRef("board"), "starts_at__gt": OuterRef("starts_at")}
        return Meeting.objects.filter(taken_place(self.today), **later).order_by("starts_at")

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return (
            super().for_entries(rows).annotate(met_again_at=Subquery(self._later().values("starts_at")[:1]))
        )

    def state(self, record: Any) -> str:
        met_again = day_in_words(timezone.localtime(record.met_again_at))
        return f"The minutes are a draft, and the board met again on {met_again}."
