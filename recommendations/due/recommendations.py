"""What falls due on recommendations: verification once all was delivered, and the risk accepted when one was closed."""

from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, When
from django.utils.text import Truncator

from boards.due.base import BoardKind
from boards.due.recipients import BoardAt, Oversight, secretary
from oversight.reminders.recipients import OWNER, One, Recipients
from recommendations.due.risks import Risks, day_in_words
from recommendations.models import Recommendation
from recommendations.rules.reminders import TO_VERIFY

LEADS = BoardAt("lead_board", {"board": OuterRef("lead_board")}, Q(lead_board__isnull=False))
OVERSEE = BoardAt("report__boards", {"board__reports": OuterRef("report")}, Q(lead_board__isnull=True))


class OfRecommendations(BoardKind):
    """Asked of the secretary of the board that leads on it, or else of one that oversees its report."""

    model = Recommendation
    board = "lead_board"

    def secretary(self) -> Any:
        leads, oversees = (secretary(self.today, **board.of) for board in (LEADS, OVERSEE))
        return Case(When(lead_board__isnull=False, then=leads), default=oversees)

    def recipients(self) -> tuple[Recipients, ...]:
        return (One(OWNER, self.secretary()), Oversight(self.today, LEADS, OVERSEE))

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("lead_board", "report")

    def group(self, record: Any) -> str:
        return record.lead_board.name if record.lead_board else record.report.title

    def title(self, record: Any) -> str:
        return Truncator(record.summary).words(20)


class ToVerify(OfRecommendations):
    """Recommendations all of whose actions were delivered: the board has to look into them."""

    name, called = "to_verify", "Recommendations ready for verification"
    asks = "Verify"
    due_on = F("delivered_on")
    schedule = TO_VERIFY
    day_called, late_called = "the day it was ready for verification", "ready for verification"

    def rows(self) -> QuerySet[Any]:
        return Recommendation.objects.ready_for_verification()

    def state(self, record: Any) -> str:
        return f"Reported complete on {day_in_words(record.delivered_on)}; ready for verification."


class RisksOfRecommendations(Risks, OfRecommendations):
    name, called = "risk_of_recommendation", "Accepted risks of recommendations running out"
