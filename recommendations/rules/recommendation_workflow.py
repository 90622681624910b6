"""The four statuses of a recommendation and the steps that move them, as one table (rules.md section 6).

Response is MOPAC's, delivery the force's as reported, verification the board's, and the publisher's own word is
recorded, never decided. Closure stands beside the four: proposed, agreed by the board, never the publisher's status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, TextChoices

from oversight.errors import RuleBroken
from oversight.steps import Button, Step, Workflow, by_name
from recommendations.rules import access, scopes, separation_of_duties
from recommendations.rules.vocabulary import Delivery, Response, Verification


class Stage(TextChoices):
    """How far a recommendation is from leaving the register."""

    OPEN = "open", "Open"
    CLOSURE_PROPOSED = "closure_proposed", "Closure proposed"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Entry withdrawn"


class Listed(TextChoices):
    """The stages lists are filtered by: what waits for the board first."""

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


@dataclass(frozen=True, kw_only=True)
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

    def why_not(self, recommendation: Any, now: datetime) -> str:
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

STEPS = by_name(
    RecommendationStep(
        name="agree_recommendation_closure", label="Agree closure", done="Closure agreed", asks=FORUM,
        address="agree-closure", button=Button.DECIDE, stages=(Stage.CLOSURE_PROPOSED,),
    ),
    RecommendationStep(
        name="verify", label="Record as verified", done="Verified", asks=FORUM, button=Button.DECIDE,
        stages=(Stage.OPEN,), verifications=(Verification.UNDER_REVIEW,),
    ),
    RecommendationStep(
        name="find_wanting", label="Record as not satisfied", done="Not satisfied",
        asks=f"{FORUM}; and the reason", address="not-satisfied", button=Button.QUIET, stages=(Stage.OPEN,),
        verifications=(Verification.UNDER_REVIEW,),
    ),
    RecommendationStep(
        name="return_recommendation_closure", label="Return the proposal", done="Closure returned",
        asks="the reason", address="return-closure", button=Button.QUIET, stages=(Stage.CLOSURE_PROPOSED,),
    ),
    RecommendationStep(
        name="begin_review", label="Begin verification", done="Verification begun",
        asks="an optional note on what is looked into", stages=(Stage.OPEN,),
        deliveries=(Delivery.REPORTED_COMPLETE,), verifications=UNVERIFIED,
    ),
    RecommendationStep(
        name="respond", label="Record the response", done="Response recorded",
        asks="accepted, in part, rejected or noted, and what is done or proposed, or why nothing is",
        awaited=lambda recommendation: recommendation.response in ("", Response.AWAITING),
    ),
    RecommendationStep(
        name="report_delivery", label="Report delivery", done="Delivery reported",
        asks="how far it is, and what was done", stages=(Stage.OPEN,), verifications=UNVERIFIED,
    ),
    RecommendationStep(
        name="propose_recommendation_closure", label="Propose closure", done="Closure proposed",
        asks="the outcome, a statement of how it ended, and evidence", address="propose-closure",
        stages=(Stage.OPEN,), verifications=(*UNVERIFIED, Verification.VERIFIED),
    ),
    RecommendationStep(
        name="comment_recommendation", label="Record the Commissioner’s comment",
        done="Commissioner’s comment recorded", asks="the Commissioner’s comment on this recommendation",
        address="comment", any_time=True,
    ),
    RecommendationStep(
        name="add_recommendation_evidence", label="Add evidence", done="Evidence added",
        asks="a file or an address, what it shows, and its dates", address="add-evidence",
        button=Button.QUIET, any_time=True, stages=(Stage.OPEN,),
    ),
    RecommendationStep(
        name="record_publisher_status", label="Record the publisher’s status",
        done="Publisher’s status recorded",
        asks="the publisher’s own word, its date, and the address where it was read",
        address="publisher-status", button=Button.QUIET, any_time=True, stages=(*LIVE, Stage.CLOSED),
    ),
    RecommendationStep(
        name="reopen_recommendation", label="Reopen", done="Reopened", asks="the reason", address="reopen",
        button=Button.QUIET, stages=(Stage.CLOSED,),
    ),
    RecommendationStep(
        name="put_back_recommendation", label="Put the entry back", done="Entry put back",
        asks="an optional note", address="put-back", stages=(Stage.WITHDRAWN,),
    ),
    RecommendationStep(
        name="withdraw_recommendation", label="Withdraw the entry", done="Entry withdrawn",
        asks="the reason; only an entry on which nothing hangs yet", address="withdraw", button=Button.END,
        any_time=True, stages=(Stage.OPEN,), deliveries=("",),
    ),
)  # fmt: skip

RECOMMENDATIONS = Workflow(
    "recommendation",
    "a recommendation",
    STEPS,
    access.MAY_TAKE,
    separation_of_duties.BARS,
    scopes.SCOPES,
)

# What a step alone changes -> the sentence where a correction tries to.
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


# What is recorded of a recommendation apart from its steps -> what was done.
RECORDED: dict[str, str] = {
    "all_actions_closed": "Ready for verification: all its actions are closed",
    "action_reopened": "An action that answers it was taken up again",
    "add_recommendation_link": "Linked with another",
    "recommendation_risk_expired": "Reopened: the accepted risk has run out",
}
