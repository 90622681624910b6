"""Proposing, agreeing and returning the closure of an action (rules.md section 7)."""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from django.utils import timezone

from oversight import context
from oversight.operations import ExtraChanges, members_in_words
from oversight.steps import require_reason
from oversight.uploads import nothing_half_saved
from recommendations.models import Action, ClosureRequest, Evidence
from recommendations.operations.actions import end_date_request, taking
from recommendations.operations.delivery import note_ended
from recommendations.operations.evidence import accept_evidence, attach_evidence, look_into_all
from recommendations.operations.forum import Where, decide, decide_at
from recommendations.rules import closure
from recommendations.rules.closure import Decision, Ending, Outcome


def open_closure_request(action: Action) -> ClosureRequest:
    """The proposal that waits for a decision; an action in closure proposed always has exactly one."""
    return action.closure_requests.get(decision=Decision.OPEN)


def propose_closure(
    action: Action,
    *,
    by,
    statement: str,
    outcome: str = Outcome.IMPLEMENTED,
    superseded_by: Action | None = None,
    risk_accepted_by: str = "",
    risk_accepted_until: date | None = None,
    evidence: Sequence[Evidence] = (),
) -> None:
    """Put closure to the board, with a statement against the complete-when test and new evidence (unsaved rows).

    Evidence already on the action counts too. Raises RuleBroken where statement or evidence is missing, or what
    the outcome has to name.
    """
    closure.require_statement(statement)
    ending = Ending(outcome, superseded_by, risk_accepted_by, risk_accepted_until)
    closure.require_ending(ending, of=action, today=context.today())
    looked_into = look_into_all(evidence)
    extra: ExtraChanges = ({}, {})
    with (
        nothing_half_saved(),
        taking("propose_closure", action, by=by, note=statement, extra=extra) as locked,
    ):
        held = attach_evidence(locked, looked_into, by=by)
        closure.require_evidence(len(held))
        request = ClosureRequest.objects.create(
            action=locked,
            proposed_by=by,
            statement=statement,
            outcome=outcome,
            superseded_by_action=superseded_by,
            risk_accepted_by=risk_accepted_by,
            risk_accepted_until=risk_accepted_until,
        )
        request.evidence.set(held)
        extra[1]["evidence"] = members_in_words(held)


def agree_closure(action: Action, *, by, note: str = "", **where: Unpack[Where]) -> None:
    """Close the action as proposed, at a named meeting of its board or out of meeting with date and reason.

    Raises RuleBroken where the person proposed, owns or delivered it, or where the forum does not fit.
    """
    today = context.today()
    with taking("agree_closure", action, by=by, note=note) as locked:
        request = open_closure_request(locked)
        decide_at(
            request,
            Decision.AGREED,
            by=by,
            about=locked,
            boards=(locked.board_id,),
            asked_on=timezone.localtime(request.proposed_at).date(),
            where=where,
            note=note,
        )
        closure.require_still_ahead(request.risk_accepted_until, today)
        end_date_request(locked, by=by, note="The action was closed.")
        accept_evidence(request.evidence, by=by)
        locked.outcome, locked.closed_on = request.outcome, today
        locked.risk_accepted_until = request.risk_accepted_until
        note_ended(locked)


def return_closure(action: Action, *, by, reason: str) -> None:
    """Send a proposal back with the reason; work goes on."""
    require_reason(reason)
    with taking("return_closure", action, by=by, note=reason) as locked:
        decide(open_closure_request(locked), Decision.RETURNED, by=by, note=reason)
