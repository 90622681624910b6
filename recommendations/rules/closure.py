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
