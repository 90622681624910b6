"""The four statuses of a recommendation and the steps that move them, as one table (rules.md section 6).

Response is MOPAC's, delivery the force's as reported, verification the board's, and the publisher's own word is
recorded, never decided. Closure stands beside the four: proposed, agreed by the board, never the publisher's status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices

from oversight.errors import RuleBroken
from recommendations.rules.steps import Step
from recommendations.rules.vocabulary import Delivery, Verification


class Stage(TextChoices):
    """How far a recommendation is from leaving the register."""

    OPEN = "open", "Open"
    CLOSURE_PROPOSED = "closure_proposed", "Closure proposed"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Entry withdrawn"


class Listed(TextChoices):
    """How lists are narrowed by stage: what waits for the board first."""

    READY = "ready", "Ready for verification"
    PROPOSED = "proposed", "Closure proposed"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


LIVE = (Stage.OPEN, Stage.CLOSURE_PROPOSED)
# Not looked into, or looked into and found wanting.
UNVERIFIED = ("", Verification.NOT_VERIFIED, Verification.NOT_SATISFIED)


def stage(recommendation) -> Stage:
    """Of a recommendation that carries `has_closure_request`."""
    if recommendation.withdrawn_on is not None:
        return Stage.WITHDRAWN
    if recommendation.closed_on is not None:
        return Stage.CLOSED
    return Stage.CLOSURE_PROPOSED if recommendation.has_closure_request else Stage.OPEN


def ready_for_verification() -> Q:
    """Recommendations reported complete that nobody has looked into yet (rules.md section 8)."""
    return Q(
        withdrawn_on__isnull=True,
        closed_on__isnull=True,
        delivery=Delivery.REPORTED_COMPLETE,
        verification__in=[str(v) for v in UNVERIFIED],
    )


def is_ready_for_verification(recommendation) -> bool:
    """`ready_for_verification` as Python asks it."""
    return (
        recommendation.withdrawn_on is None
        and recommendation.closed_on is None
        and recommendation.delivery == Delivery.REPORTED_COMPLETE
        and recommendation.verification in UNVERIFIED
    )


@dataclass(frozen=True)
class RecommendationStep(Step):
    """A step of a recommendation: at which stages, and from which delivery and verification (None: any)."""

    stages: tuple[Stage, ...] = LIVE
    deliveries: tuple[str, ...] | None = None
    verifications: tuple[str, ...] | None = None

    @property
    def from_to(self) -> str:
        words = [_either(Stage, self.stages)]
        if self.deliveries is not None:
            words.append(f"delivery {_either(Delivery, self.deliveries)}")
        if self.verifications is not None:
            words.append(f"verification {_either(Verification, self.verifications)}")
        return _capital("; ".join(words))

    def why_not(self, recommendation) -> str:
        standing = (
            ("", Stage, stage(recommendation), self.stages),
            ("its delivery ", Delivery, recommendation.delivery, self.deliveries),
            ("its verification ", Verification, recommendation.verification, self.verifications),
        )
        for what, kind, present, wanted in standing:
            if wanted is not None and present not in wanted:
                named = " or ".join(f"“{_label(kind, one)}”" for one in wanted)
                return (
                    f"“{self.label}” is not possible: {what or 'the recommendation '}stands at "
                    f"“{_label(kind, present)}”; it would have to stand at {named}."
                )
        return ""


def _label(kind: type[TextChoices], value: str) -> str:
    return str(kind(value).label) if value else "Not recorded"


def _either(kind: type[TextChoices], values: tuple[str, ...]) -> str:
    """Within a sentence: “open, closure proposed or closed”."""
    *first, last = [_label(kind, value).lower() for value in values]
    return f"{', '.join(first)} or {last}" if first else last


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


FORUM = "the meeting that decided it, or the date and reason of an out-of-meeting decision"

STEPS: dict[str, RecommendationStep] = {
    step.name: step
    for step in (
        RecommendationStep(
            "respond",
            "Record the response",
            "Response recorded",
            "accepted, in part, rejected or noted, and what is done or proposed, or why nothing is",
        ),
        RecommendationStep(
            "comment_recommendation",
            "Record the Commissioner’s comment",
            "Commissioner’s comment recorded",
            "the Commissioner’s comment on this recommendation",
            address="comment",
        ),
        RecommendationStep(
            "report_delivery",
            "Report delivery",
            "Delivery reported",
            "how far it is, and what was done",
            stages=(Stage.OPEN,),
            verifications=UNVERIFIED,
        ),
        RecommendationStep(
            "add_recommendation_evidence",
            "Add evidence",
            "Evidence added",
            "a file or an address, what it shows, and its dates",
            stages=(Stage.OPEN,),
            address="add-evidence",
        ),
        RecommendationStep(
            "begin_review",
            "Begin verification",
            "Verification begun",
            "an optional note on what is looked into",
            stages=(Stage.OPEN,),
            deliveries=(Delivery.REPORTED_COMPLETE,),
            verifications=UNVERIFIED,
        ),
        RecommendationStep(
            "verify",
            "Record as verified",
            "Verified",
            FORUM,
            stages=(Stage.OPEN,),
            verifications=(Verification.UNDER_REVIEW,),
        ),
        RecommendationStep(
            "find_wanting",
            "Record as not satisfied",
            "Not satisfied",
            f"{FORUM}; and the reason",
            stages=(Stage.OPEN,),
            verifications=(Verification.UNDER_REVIEW,),
            address="not-satisfied",
        ),
        RecommendationStep(
            "propose_recommendation_closure",
            "Propose closure",
            "Closure proposed",
            "the outcome, a statement of how it ended, and evidence",
            stages=(Stage.OPEN,),
            verifications=(*UNVERIFIED, Verification.VERIFIED),
            address="propose-closure",
        ),
        RecommendationStep(
            "agree_recommendation_closure",
            "Agree closure",
            "Closure agreed",
            FORUM,
            stages=(Stage.CLOSURE_PROPOSED,),
            address="agree-closure",
        ),
        RecommendationStep(
            "return_recommendation_closure",
            "Return the proposal",
            "Closure returned",
            "the reason",
            stages=(Stage.CLOSURE_PROPOSED,),
            address="return-closure",
        ),
        RecommendationStep(
            "reopen_recommendation",
            "Reopen",
            "Reopened",
            "the reason",
            stages=(Stage.CLOSED,),
            address="reopen",
        ),
        RecommendationStep(
            "record_publisher_status",
            "Record the publisher’s status",
            "Publisher’s status recorded",
            "the publisher’s own word, its date, and the address where it was read",
            stages=(*LIVE, Stage.CLOSED),
            address="publisher-status",
        ),
        RecommendationStep(
            "withdraw_recommendation",
            "Withdraw the entry",
            "Entry withdrawn",
            "the reason; only an entry on which nothing hangs yet",
            stages=(Stage.OPEN,),
            deliveries=("",),
            address="withdraw",
        ),
        RecommendationStep(
            "put_back_recommendation",
            "Put the entry back",
            "Entry put back",
            "an optional note",
            stages=(Stage.WITHDRAWN,),
            address="put-back",
        ),
    )
}

# What a step alone changes -> the sentence for whoever tries otherwise.
BY_STEPS_ALONE: dict[str, str] = {
    "response": "It is recorded by the step “Record the response”.",
    "response_explanation": "It is recorded by the step “Record the response”.",
    "commissioner_comment": "It is recorded by the step “Record the Commissioner’s comment”.",
    "delivery": "It is reported by the step “Report delivery”.",
    "verification": "It is decided by the steps of verification.",
    "outcome": "It is decided by the steps of closure.",
}


def require_by_steps(present, changes: Mapping[str, Any]) -> None:
    """Raise RuleBroken where a correction would change what a step alone changes."""
    for name, sentence in BY_STEPS_ALONE.items():
        if name in changes and changes[name] != getattr(present, name):
            raise RuleBroken(sentence, field=name)


# What is recorded of a recommendation besides its steps -> what was done.
RECORDED: dict[str, str] = {
    "all_actions_closed": "Ready for verification: all its actions are closed",
    "action_reopened": "An action that answers it was taken up again",
    "add_recommendation_link": "Linked with another",
    "recommendation_risk_expired": "Reopened: the accepted risk has run out",
}
DONE: dict[str, str] = {name: step.done for name, step in STEPS.items()} | RECORDED

BY_SLUG: dict[str, RecommendationStep] = {step.slug: step for step in STEPS.values()}
