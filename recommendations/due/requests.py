"""What waits for a board's decision: closures proposed and new due dates asked for. Asked of the board's secretary."""

from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import TruncDate

from boards.due.base import BoardKind
from boards.due.recipients import Oversight
from oversight.days import day_in_words
from oversight.reminders.recipients import OWNER, One, Recipients
from recommendations.due.actions import OfActions
from recommendations.due.recommendations import OfRecommendations
from recommendations.rules.reminders import CLOSURE_TO_DECIDE, DATE_TO_DECIDE


class Waiting(BoardKind):
    """Records on which a request waits; the day is the one (London) on which it was made."""

    # The relation to the requests, and the column that says when one was made.
    requests: str
    made_at: str

    def _dated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With `waiting`, the request that does: a record has one at most."""
        waiting = FilteredRelation(self.requests, condition=Q(**{f"{self.requests}__decision": "open"}))
        return rows.annotate(waiting=waiting, falls_on=TruncDate(f"waiting__{self.made_at}"))

    def rows(self) -> QuerySet[Any]:
        return self.everything().filter(**{f"{self.requests}__decision": "open"})


class Closures(Waiting):
    """Closures proposed, which the board agrees or returns."""

    requests, made_at = "closure_requests", "proposed_at"
    schedule = CLOSURE_TO_DECIDE
    day_called, late_called = "the day closure was proposed", "waiting for a decision on closure"

    def state(self, record: Any) -> str:
        return f"Closure was proposed on {day_in_words(record.falls_on)} and waits for the board."


class ClosuresOfActions(Closures, OfActions):
    name, called = "closure_of_action", "Closures of actions to decide"
    asks = "Decide the closure"

    def recipients(self) -> tuple[Recipients, ...]:
        return (One(OWNER, self.secretary()), Oversight(self.today))


class ClosuresOfRecommendations(Closures, OfRecommendations):
    name, called = "closure_of_recommendation", "Closures of recommendations to decide"
    asks = "Decide the closure"

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(withdrawn_on__isnull=True)


class DatesAsked(Waiting, OfActions):
    """Actions for which another due date was asked."""

    name, called = "new_date_asked", "Requests for a new due date to decide"
    asks = "Decide the new due date"
    requests, made_at = "due_date_requests", "asked_at"
    schedule = DATE_TO_DECIDE
    day_called, late_called = "the day a new due date was asked for", "waiting for a decision on its due date"

    def recipients(self) -> tuple[Recipients, ...]:
        return (One(OWNER, self.secretary()), Oversight(self.today))

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().for_entries(rows).annotate(asked_for=F("waiting__new_due_on"))

    def state(self, record: Any) -> str:
        present = day_in_words(record.due_on) if record.due_on else "no date"
        return (
            f"On {day_in_words(record.falls_on)} a new due date was asked for: {day_in_words(record.asked_for)} "
            f"instead of {present}."
        )
