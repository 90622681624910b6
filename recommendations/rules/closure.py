"""What it takes to close an action or a recommendation, and how it may end (rules.md section 7)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, TextChoices

from oversight.days import day_in_words
from oversight.errors import RuleBroken
from oversight.folding import is_blank
from recommendations.rules.due_dates import require_within_reach
from recommendations.rules.vocabulary import RecommendationType, Verification


class Outcome(TextChoices):
    """How a thing ended. The five are counted apart."""

    IMPLEMENTED = "implemented", "Implemented"
    NOT_IMPLEMENTED = "not_implemented", "Not implemented"
    SUPERSEDED = "superseded", "Superseded"
    RISK_ACCEPTED = "risk_accepted", "Risk accepted"
    NO_LONGER_APPLICABLE = "no_longer_applicable", "No longer applicable"


class Decision(TextChoices):
    """Where a request stands: for closure or for a new due date."""

    OPEN = "open", "Waiting for a decision"
    AGREED = "agreed", "Agreed"
    RETURNED = "returned", "Returned"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Lapsed"


@dataclass(frozen=True)
class Ending:
    """How a thing is to end: the outcome, and what this outcome has to name."""

    outcome: str = Outcome.IMPLEMENTED
    superseded_by: Any = None
    risk_accepted_by: str = ""
    risk_accepted_until: date | None = None


def require_ending(ending: Ending, *, of: Any, today: date) -> None:
    """Raise RuleBroken unless the outcome names what it must, and nothing that belongs to another outcome.

    Superseded: by what. Risk accepted: by whom and until when.
    """
    if ending.outcome == Outcome.SUPERSEDED:
        if ending.superseded_by is None:
            raise RuleBroken("Name what it is superseded by.", field="superseded_by")
        if ending.superseded_by == of:
            raise RuleBroken("Nothing is superseded by itself.", field="superseded_by")
    elif ending.superseded_by is not None:
        raise RuleBroken(
            "A successor is named only where the outcome is “Superseded”.", field="superseded_by"
        )
    if ending.outcome == Outcome.RISK_ACCEPTED:
        if is_blank(ending.risk_accepted_by):
            raise RuleBroken("Say by whom the risk is accepted.", field="risk_accepted_by")
        if ending.risk_accepted_until is None:
            raise RuleBroken("Say until when the risk is accepted.", field="risk_accepted_until")
        if ending.risk_accepted_until <= today:
            raise RuleBroken("A risk is accepted until a day to come.", field="risk_accepted_until")
        require_within_reach(ending.risk_accepted_until, today, field="risk_accepted_until")
    elif ending.risk_accepted_by or ending.risk_accepted_until:
        raise RuleBroken(
            "Who accepts a risk, and until when, is given only where the outcome is “Risk accepted”.",
            field="risk_accepted_until",
        )


def require_still_ahead(risk_accepted_until: date | None, today: date) -> None:
    """A proposal that waited too long: nobody agrees to a risk whose time is over."""
    if risk_accepted_until is not None and risk_accepted_until <= today:
        raise RuleBroken(
            f"The risk was to be accepted until {day_in_words(risk_accepted_until)}, which is past: "
            "return the proposal."
        )


def has_run_out(today: date) -> Q:
    """Closed with an accepted risk whose last day is past: it is taken up again."""
    return Q(risk_accepted_until__lt=today)


def require_verified(*, outcome: str, verification: str) -> None:
    """A recommendation is closed as implemented once the board has verified it; the other ends need no verification."""
    if outcome == Outcome.IMPLEMENTED and verification != Verification.VERIFIED:
        raise RuleBroken(
            "It can be closed as implemented once it is verified. How else it may end: not implemented, superseded, "
            "risk accepted or no longer applicable.",
            field="outcome",
        )


def require_parts_ended(*, outcome: str, open_parts: str) -> None:
    """What has parts is implemented when they are: a cause of concern by its recommendations, those by their limbs.

    `open_parts` names those that are not closed.
    """
    if outcome == Outcome.IMPLEMENTED and open_parts:
        raise RuleBroken(
            f"It can be closed as implemented once its parts are closed. Still open: {open_parts}.",
            field="outcome",
        )


def require_confirmation(*, type: str, is_confirmed: bool) -> None:
    """A legal duty ends when those who imposed it say so (rules.md section 2)."""
    if type == RecommendationType.ENFORCEMENT and not is_confirmed:
        raise RuleBroken(
            "An enforcement requirement closes only when the issuer’s own confirmation is held as evidence: add it, "
            "and mark it as the issuer’s confirmation.",
            field="evidence_is_confirmation",
        )


def require_evidence(count: int) -> None:
    """Nothing closes without evidence."""
    if count < 1:
        raise RuleBroken(
            "Closure needs evidence: attach a file or give the address of the evidence.",
            field="evidence_address",
        )


def require_statement(statement: str, *, asks: str = "Say how the complete-when test is met.") -> None:
    if is_blank(statement):
        raise RuleBroken(asks, field="statement")
