"""What it takes to close an action (rules.md section 7)."""

from django.db.models import TextChoices

from oversight.errors import RuleBroken


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


def require_evidence(count: int) -> None:
    """Nothing closes without evidence."""
    if count < 1:
        raise RuleBroken(
            "Closure needs evidence: attach a file or give the address of the evidence.",
            field="evidence_address",
        )


def require_statement(statement: str) -> None:
    if not statement.strip():
        raise RuleBroken("Say how the complete-when test is met.", field="statement")


def require_independent(by, *, proposed_by_id: int, owned_by: set[int], delivered_by: set[int]) -> None:
    """Whoever proposed, owned or delivered cannot agree: superusers and MOPAC's own actions included.

    `owned_by` holds the ids of everybody who owns or ever owned the action, `delivered_by` those of everybody
    who reported progress on it.
    """
    if by.pk == proposed_by_id:
        raise RuleBroken("You proposed this closure: somebody else has to agree it.")
    if by.pk in owned_by:
        raise RuleBroken("You own this action, or owned it before: somebody else has to agree its closure.")
    if by.pk in delivered_by:
        raise RuleBroken(
            "You reported progress on this action: somebody who did not deliver it has to agree its closure."
        )


def require_not_own(by, *, owner_id: int | None) -> None:
    """Nobody releases themselves: the owner cannot cancel their own action."""
    if by.pk == owner_id:
        raise RuleBroken("You own this action: somebody else has to cancel it.")
