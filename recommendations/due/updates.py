"""Progress updates that are expected of actions: a late update is not a late action, and is a kind of its own."""

from typing import Any

from django.db.models import F, QuerySet

from boards.rules.reminders import LEAD, SECRETARY
from oversight.reminders.recipients import One, Recipients
from recommendations.due.actions import THE_LEAD, OfOwners
from recommendations.models import Action
from recommendations.rules import updates
from recommendations.rules.reminders import UPDATE_DUE


class UpdatesDue(OfOwners):
    """Open actions of which an update is expected; not while closure is proposed, which is the board's turn."""

    name, called = "update_due", "Progress updates expected"
    asks = "Report progress"
    due_on = F("update_due_on")
    schedule = UPDATE_DUE
    day_called, late_called = "the day an update is expected", "late with an update"

    def rows(self) -> QuerySet[Any]:
        return Action.objects.filter(updates.awaited())

    def recipients(self) -> tuple[Recipients, ...]:
        return (self.owner(), One(LEAD, THE_LEAD), One(SECRETARY, self.secretary()))

    def state(self, record: Any) -> str:
        expected = updates.in_words(record.update_due_on, record.status, self.today)
        return f"{expected}. {record.get_status_display()}."
