"""Formal decisions: whose they are, and what their publication needs (rules.md section 9)."""

from datetime import date
from typing import Any

from oversight.errors import RuleBroken


def require_decider(decision: Any) -> None:
    """Raise RuleBroken where a board that takes no decisions is said to have taken this one itself."""
    if decision.is_boards_own and not decision.board.takes_decisions:
        raise RuleBroken("This board takes no decisions: record whose decision it is.", field="is_boards_own")


def require_dates(decision: Any, today: date) -> None:
    """Raise RuleBroken unless it was decided by now, and published afterwards at a place that is named."""
    if decision.decided_on > today:
        raise RuleBroken("A decision cannot be dated in the future.", field="decided_on")
    if decision.published_on is None:
        if decision.published_where:
            raise RuleBroken("Give the day on which it was published there.", field="published_on")
        return
    if not decision.published_where:
        raise RuleBroken("Say where it was published.", field="published_where")
    if decision.published_on < decision.decided_on:
        raise RuleBroken("A decision cannot be published before it is taken.", field="published_on")
    if decision.published_on > today:
        raise RuleBroken("The day of publication cannot lie in the future.", field="published_on")
