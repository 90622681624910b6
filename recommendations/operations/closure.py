"""Proposing, agreeing and returning closure (rules.md section 7)."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from boards.models import Meeting
from boards.operations import note_held
from oversight.errors import RuleBroken
from oversight.uploads import nothing_half_saved
from recommendations.models import Action, ClosureRequest, Evidence
from recommendations.operations.actions import end_date_request, taking
from recommendations.operations.evidence import add_evidence, look_into
from recommendations.rules import closure
from recommendations.rules.closure import Decision, Outcome
from recommendations.rules.due_dates import require_reason
from recommendations.rules.forum import require_forum


def open_closure_request(action: Action) -> ClosureRequest:
    """The proposal that waits for a decision; an action in closure proposed always has exactly one."""
    return action.closure_requests.get(decision=Decision.OPEN)


def propose_closure(
    action: Action,
    *,
    by,
    statement: str,
    outcome: str = Outcome.IMPLEMENTED,
    evidence: Sequence[Evidence] = (),
) -> None:
    """Put closure to the board, with a statement against the complete-when test and new evidence (unsaved rows).

    Evidence already on the action counts too. Raises RuleBroken where statement or evidence is missing.
    """
    closure.require_statement(statement)
    looked_into = [(item, look_into(item)) for item in evidence]
    with nothing_half_saved(), taking("propose_closure", action, by=by, note=statement) as locked:
        added = [add_evidence(locked, item, kind, by=by) for item, kind in looked_into]
        held = list(locked.evidence.exclude(pk__in=[item.pk for item in added]))
        closure.require_evidence(len(added) + len(held))
        request = ClosureRequest.objects.create(
            action=locked, proposed_by=by, statement=statement, outcome=outcome
        )
        request.evidence.set([*held, *added])


def agree_closure(
    action: Action,
    *,
    by,
    meeting: Meeting | None = None,
    out_of_meeting_on: date | None = None,
    out_of_meeting_reason: str = "",
    note: str = "",
) -> None:
    """Close the action as proposed, at a named meeting of its board or out of meeting with date and reason.

    Raises RuleBroken where the person proposed, owns or delivered it, or where the forum does not fit.
    """
    today = timezone.localdate()
    with taking("agree_closure", action, by=by, note=note) as locked:
        request = open_closure_request(locked)
        require_forum(
            meeting=meeting,
            board_id=locked.board_id,
            asked_on=timezone.localtime(request.proposed_at).date(),
            out_of_meeting_on=out_of_meeting_on,
            out_of_meeting_reason=out_of_meeting_reason,
            now=timezone.now(),
        )
        decide(
            request,
            Decision.AGREED,
            by=by,
            meeting=meeting,
            on=out_of_meeting_on,
            reason=out_of_meeting_reason,
            note=note,
        )
        end_date_request(locked, by=by, note="The action was closed.")
        request.evidence.filter(accepted_by__isnull=True).update(accepted_by=by, accepted_on=today)
        locked.outcome = request.outcome
        locked.closed_on = today


def return_closure(action: Action, *, by, reason: str) -> None:
    """Send a proposal back with the reason; work goes on."""
    require_reason(reason)
    with taking("return_closure", action, by=by, note=reason) as locked:
        decide(open_closure_request(locked), Decision.RETURNED, by=by, note=reason)


def decide(
    request, decision: str, *, by, meeting=None, on: date | None = None, reason: str = "", note: str = ""
) -> None:
    """Write the decision on a request of either kind."""
    if request.decision != Decision.OPEN:
        raise RuleBroken("This request has been decided already.")
    request.decision = decision
    request.decided_by = by
    request.decided_at = timezone.now()
    request.meeting = meeting
    request.out_of_meeting_on = on
    request.out_of_meeting_reason = reason
    request.decision_note = note
    request.save()
    if meeting is not None:
        note_held(meeting, by=by)
