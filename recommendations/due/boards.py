"""What a board's secretary hears of: recommendations ready for verification, and accepted risks about to run out."""

from typing import Any

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Value, When
from django.utils.text import Truncator

from recommendations.due.actions import OfActions
from recommendations.due.base import Dues, secretary
from recommendations.models import Recommendation
from recommendations.rules.reminders import RISK_EXPIRES

READY = "ready"


def _day(when) -> str:
    return f"{when:%-d %B %Y}"


class OfRecommendations(Dues):
    """Told to the secretary of the board that leads on it, or else of one that oversees its report."""

    model = Recommendation

    @property
    def told(self) -> Any:
        leads = secretary(self.today, board=OuterRef("lead_board"))
        oversees = secretary(self.today, board__reports=OuterRef("report"))
        return Case(When(lead_board__isnull=False, then=leads), default=oversees)

    def for_lines(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("lead_board", "report")

    def group(self, record: Any) -> str:
        return record.lead_board.name if record.lead_board else record.report.title

    def title(self, record: Any) -> str:
        return Truncator(record.summary).words(20)


class ToVerify(OfRecommendations):
    """Recommendations all of whose actions were delivered: the board has to look into them."""

    kind = "to_verify"
    due = "delivered_on"

    def rows(self) -> QuerySet[Any]:
        return Recommendation.objects.ready_for_verification()

    @staticmethod
    def step_in_words(step: str) -> str:
        return "Ready for verification" if step == READY else step

    def step_of(self, day: str) -> Any:
        return Case(
            When(Q(**{f"{day}__isnull": False}), then=Value(READY)),
            default=Value(""),
            output_field=CharField(),
        )

    def state(self, record: Any) -> str:
        return f"Reported complete on {_day(record.delivered_on)}; ready for verification."


class Risks(Dues):
    """Closed with an accepted risk, which runs out before long."""

    due = "risk_accepted_until"

    def rows(self) -> QuerySet[Any]:
        ahead = RISK_EXPIRES.horizon(self.today)
        return self.model._default_manager.filter(risk_accepted_until__range=(self.today, ahead))

    @staticmethod
    def step_in_words(step: str) -> str:
        return Dues.step_in_words(step).replace("the due date", "the accepted risk runs out")

    def step_of(self, day: str) -> Any:
        return RISK_EXPIRES.expression(day, self.today, self.today)

    def state(self, record: Any) -> str:
        return (
            f"The risk is accepted until {_day(record.risk_accepted_until)}; after that it is taken up again."
        )


class RisksOfActions(Risks, OfActions):
    kind = "risk_of_action"

    @property
    def told(self) -> Any:
        return secretary(self.today, board=OuterRef("board"))


class RisksOfRecommendations(Risks, OfRecommendations):
    kind = "risk_of_recommendation"
