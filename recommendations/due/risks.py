"""Accepted risks that are about to run out: what was closed with one is then taken up again."""

from typing import Any

from django.db.models import F, QuerySet

from boards.due.base import BoardKind
from oversight.days import day_in_words
from recommendations.rules.reminders import RISK_EXPIRES


class Risks(BoardKind):
    """Closed with an accepted risk, which runs out before long."""

    asks = "Look at the accepted risk again"
    due_on = F("risk_accepted_until")
    schedule = RISK_EXPIRES
    day_called = "the accepted risk runs out"

    def rows(self) -> QuerySet[Any]:
        return self.everything().filter(risk_accepted_until__gte=self.today)

    def state(self, record: Any) -> str:
        until = day_in_words(record.risk_accepted_until)
        return f"The risk is accepted until {until}; after that it is taken up again."
