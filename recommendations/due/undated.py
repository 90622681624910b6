"""Actions due at the next meeting of a board that has arranged none: they have no date, and are never overdue."""

from typing import Any

from django.db.models import Case, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce, Greatest

from boards.due.recipients import secretary
from oversight.reminders.recipients import OWNER, One, Recipients
from oversight.roles import READS_ALL
from recommendations.due.actions import OfActions
from recommendations.models import Action
from recommendations.rules.due_dates import DueBasis
from recommendations.rules.reminders import UNDATED


class Undated(OfActions):
    """Open actions that wait for a meeting to be arranged.

    The day is the one on which they were set, or were first due, where a meeting had been arranged and fell through.
    """

    name, called = "undated", "Actions whose next meeting has no date"
    schedule = UNDATED
    is_dated = False
    due_on = Greatest("set_on", Coalesce("first_due_on", "set_on"))
    day_called, late_called = "the day it was set or first due", "on, and no meeting arranged yet"

    def rows(self) -> QuerySet[Any]:
        return Action.objects.open().filter(due_basis=DueBasis.NEXT_MEETING, due_on__isnull=True)

    def recipients(self) -> tuple[Recipients, ...]:
        """The secretary of the board that is to meet, where they read other boards' actions; else of its own."""
        arranges = secretary(self.today, board=OuterRef("due_meeting_of"), person__role__in=READS_ALL)
        own = self.secretary()
        return (One(OWNER, Case(When(board__is_restricted=True, then=own), default=Coalesce(arranges, own))),)

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().for_entries(rows).select_related("due_meeting_of")

    def state(self, record: Any) -> str:
        return f"Due at the next meeting of {record.due_meeting_of}: no meeting arranged yet."
