"""What waits for a board's decision: closures proposed and new due dates asked for. Told to the board's secretary."""

from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from boards.due.base import Dues, day_in_words
from boards.due.hearers import Hearer, One, Oversight
from boards.rules.reminders import OWNER
from recommendations.due.actions import OfActions
from recommendations.due.recommendations import OfRecommendations
from recommendations.models import ClosureRequest, DueDateRequest
from recommendations.rules.reminders import CLOSURE_TO_DECIDE, DATE_TO_DECIDE


class Waiting(Dues):
    """Records on which a request waits; the day is the one (London) on which it was made."""

    requests: type[ClosureRequest] | type[DueDateRequest]
    # The names of the columns of a request: what it is about, and when it was made.
    about: str
    made_at: str

    @cached_property
    def day(self) -> Any:
        return TruncDate(self.of_request(self.made_at))

    def of_request(self, column: str) -> Subquery:
        """A column of the request that waits: a record has one at most."""
        waiting = self.requests._default_manager.filter(decision="open", **{self.about: OuterRef("pk")})
        return Subquery(waiting.order_by().values(column)[:1])

    def rows(self) -> QuerySet[Any]:
        waiting = self.requests._default_manager.filter(decision="open", **{f"{self.about}__isnull": False})
        return self.everything().filter(pk__in=waiting.order_by().values(self.about))


class Closures(Waiting):
    """Closures proposed, which the board agrees or returns."""

    requests, made_at = ClosureRequest, "proposed_at"
    ladder = CLOSURE_TO_DECIDE
    day_called, late_called = "the day closure was proposed", "waiting for a decision on closure"

    def state(self, record: Any) -> str:
        return f"Closure was proposed on {day_in_words(record.falls_on)} and waits for the board."


class ClosuresOfActions(Closures, OfActions):
    kind, called = "closure_of_action", "Closures of actions to decide"
    asks = "Decide the closure"
    about = "action"

    def hearers(self) -> tuple[Hearer, ...]:
        return (One(OWNER, self.secretary()), Oversight(self.today))


class ClosuresOfRecommendations(Closures, OfRecommendations):
    kind, called = "closure_of_recommendation", "Closures of recommendations to decide"
    asks = "Decide the closure"
    about = "recommendation"

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(withdrawn_on__isnull=True)


class DatesAsked(Waiting, OfActions):
    """Actions for which another due date was asked."""

    kind, called = "new_date_asked", "Requests for a new due date to decide"
    asks = "Decide the new due date"
    requests, about, made_at = DueDateRequest, "action", "asked_at"
    ladder = DATE_TO_DECIDE
    day_called, late_called = "the day a new due date was asked for", "waiting for a decision on its due date"

    def hearers(self) -> tuple[Hearer, ...]:
        return (One(OWNER, self.secretary()), Oversight(self.today))

    def for_lines(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().for_lines(rows).annotate(asked_for=self.of_request("new_due_on"))

    def state(self, record: Any) -> str:
        present = day_in_words(record.due_on) if record.due_on else "no date"
        return (
            f"On {day_in_words(record.falls_on)} a new due date was asked for: {day_in_words(record.asked_for)} "
            f"instead of {present}."
        )
