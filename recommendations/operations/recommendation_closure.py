"""How a recommendation leaves the register: proposed, agreed by the board, reopened where need be (section 7).

An agreed closure here never changes the publisher's own status.
"""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from django.utils import timezone

from oversight import context
from oversight.operations import ExtraChanges, members_in_words
from oversight.steps import require_reason
from oversight.uploads import nothing_half_saved
from recommendations.models import ClosureRequest, Evidence, Recommendation, RecommendationLink
from recommendations.operations.delivery import take_up
from recommendations.operations.evidence import accept_evidence, attach_evidence, look_into_all
from recommendations.operations.forum import Where, decide, decide_at
from recommendations.operations.links import require_no_circle_of_successors
from recommendations.operations.naming import named
from recommendations.operations.recommendations import taking
from recommendations.rules import closure
from recommendations.rules.access import overseers
from recommendations.rules.closure import Decision, Ending, Outcome
from recommendations.rules.vocabulary import LinkKind


def propose_recommendation_closure(
    recommendation: Recommendation,
    *,
    by,
    statement: str,
    outcome: str = Outcome.IMPLEMENTED,
    superseded_by: Recommendation | None = None,
    risk_accepted_by: str = "",
    risk_accepted_until: date | None = None,
    evidence: Sequence[Evidence] = (),
) -> None:
    """Put its closure to the board, with a statement of how it ended and new evidence (unsaved rows).

    The evidence of the recommendation counts, and that of its closed actions. Raises RuleBroken where something
    is missing that this outcome, or this type, needs.
    """
    closure.require_statement(statement, asks="Say how it ended, and what shows it.")
    ending = Ending(outcome, superseded_by, risk_accepted_by, risk_accepted_until)
    closure.require_ending(ending, of=recommendation, today=context.today())
    looked_into = look_into_all(evidence)
    step = "propose_recommendation_closure"
    extra: ExtraChanges = ({}, {})
    with nothing_half_saved(), taking(step, recommendation, by=by, note=statement, extra=extra) as locked:
        held = attach_evidence(locked, looked_into, by=by)
        held += Evidence.objects.filter(
            action__recommendations=locked, action__status="closed", replaced_by__isnull=True
        )
        closure.require_evidence(len(held))
        require_closable(locked, outcome, by=by)
        if superseded_by is not None:
            require_no_circle_of_successors(locked, superseded_by)
        request = ClosureRequest.objects.create(
            recommendation=locked,
            proposed_by=by,
            statement=statement,
            outcome=outcome,
            superseded_by=superseded_by,
            risk_accepted_by=risk_accepted_by,
            risk_accepted_until=risk_accepted_until,
        )
        request.evidence.set(held)
        extra[1]["evidence"] = members_in_words(held)


def require_closable(recommendation: Recommendation, outcome: str, *, by) -> None:
    """Raise RuleBroken unless the recommendation itself allows this end: verified, its parts ended, confirmed."""
    closure.require_verified(outcome=outcome, verification=recommendation.verification)
    parts = recommendation.parts.filter(closed_on__isnull=True).order_by("position", "reference")
    closure.require_parts_ended(outcome=outcome, open_parts=named(parts, by))
    closure.require_confirmation(
        type=recommendation.type,
        is_confirmed=recommendation.evidence.filter(is_confirmation=True, replaced_by__isnull=True).exists(),
    )


def agree_recommendation_closure(
    recommendation: Recommendation, *, by, note: str = "", **where: Unpack[Where]
) -> None:
    """Close it as proposed, at a named meeting of a board that oversees it or out of meeting, with date and reason."""
    today = context.today()
    with taking("agree_recommendation_closure", recommendation, by=by, note=note) as locked:
        request = open_request(locked)
        require_closable(locked, request.outcome, by=by)
        closure.require_still_ahead(request.risk_accepted_until, today)
        decide_at(
            request,
            Decision.AGREED,
            by=by,
            about=locked,
            boards=[board.pk for board in overseers(locked)],
            asked_on=timezone.localtime(request.proposed_at).date(),
            where=where,
            note=note,
        )
        accept_evidence(request.evidence, by=by)
        if request.superseded_by is not None:
            require_no_circle_of_successors(locked, request.superseded_by)
            RecommendationLink.objects.get_or_create(
                source=locked, kind=LinkKind.SUPERSEDED_BY, target=request.superseded_by
            )
        locked.outcome, locked.closed_on = request.outcome, today
        locked.risk_accepted_until = request.risk_accepted_until


def return_recommendation_closure(recommendation: Recommendation, *, by, reason: str) -> None:
    """Send the proposal back with the reason; the recommendation stays open."""
    require_reason(reason)
    with taking("return_recommendation_closure", recommendation, by=by, note=reason) as locked:
        decide(open_request(locked), Decision.RETURNED, by=by, note=reason)


def reopen_recommendation(recommendation: Recommendation, *, by, reason: str) -> None:
    """Take a closed recommendation up again, with the reason; what closed it stays in its history."""
    require_reason(reason)
    with taking("reopen_recommendation", recommendation, by=by, note=reason) as locked:
        reopen_locked(locked)


def reopen_locked(recommendation: Recommendation) -> None:
    """Undo on the locked recommendation how it ended: delivery and verification start again."""
    recommendation.outcome, recommendation.closed_on, recommendation.risk_accepted_until = "", None, None
    take_up(recommendation)


def open_request(recommendation: Recommendation) -> ClosureRequest:
    """The proposal that waits for a decision."""
    return recommendation.closure_requests.get(decision=Decision.OPEN)
