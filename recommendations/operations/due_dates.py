"""Asking for a new due date and deciding on it (rules.md section 5)."""

from datetime import date
from typing import Unpack

from django.utils import timezone

from oversight import context
from oversight.steps import require_reason
from recommendations.models import Action, DueDateRequest
from recommendations.operations.actions import open_date_request, taking
from recommendations.operations.forum import Where, decide, decide_at
from recommendations.rules import due_dates
from recommendations.rules.closure import Decision
from recommendations.rules.due_dates import DueBasis


def ask_due_date(action: Action, *, by, new_due_on: date, reason: str) -> None:
    """Ask for another due date. The present one holds until the request is agreed."""
    require_reason(reason)
    with taking("ask_due_date", action, by=by, note=reason) as locked:
        due_dates.require_new_date(present=locked.due_on, proposed=new_due_on, today=context.today())
        DueDateRequest.objects.create(
            action=locked, old_due_on=locked.due_on, new_due_on=new_due_on, reason=reason, asked_by=by
        )


def agree_due_date(action: Action, *, by, note: str = "", **where: Unpack[Where]) -> None:
    """Move the due date as asked, at a named meeting or out of meeting. The first date stays as it was."""
    with taking("agree_due_date", action, by=by, note=note) as locked:
        request = open_date_request(locked)
        decide_at(
            request,
            Decision.AGREED,
            by=by,
            about=locked,
            boards=(locked.board_id,),
            asked_on=timezone.localtime(request.asked_at).date(),
            where=where,
            note=note,
        )
        locked.due_on = request.new_due_on
        locked.first_due_on = locked.first_due_on or request.new_due_on
        # A day of its own from now on: it no longer moves with a meeting.
        locked.due_basis, locked.due_meeting, locked.due_meeting_of = DueBasis.DAY, None, None


def decline_due_date(action: Action, *, by, reason: str) -> None:
    """Refuse the date asked for; the present one stands."""
    require_reason(reason)
    with taking("decline_due_date", action, by=by, note=reason) as locked:
        decide(open_date_request(locked), Decision.DECLINED, by=by, note=reason)
