"""Asking for a new due date and deciding on it (rules.md section 5)."""

from datetime import date

from django.utils import timezone

from boards.models import Meeting
from recommendations.models import Action, DueDateRequest
from recommendations.operations.actions import open_date_request, taking
from recommendations.operations.closure import decide
from recommendations.rules import due_dates
from recommendations.rules.closure import Decision
from recommendations.rules.due_dates import DueBasis
from recommendations.rules.forum import require_forum


def ask_due_date(action: Action, *, by, new_due_on: date, reason: str) -> None:
    """Ask for another due date. The present one holds until the request is agreed."""
    due_dates.require_reason(reason)
    with taking("ask_due_date", action, by=by, note=reason) as locked:
        due_dates.require_new_date(present=locked.due_on, proposed=new_due_on, today=timezone.localdate())
        DueDateRequest.objects.create(
            action=locked, old_due_on=locked.due_on, new_due_on=new_due_on, reason=reason, asked_by=by
        )


def agree_due_date(
    action: Action,
    *,
    by,
    meeting: Meeting | None = None,
    out_of_meeting_on: date | None = None,
    out_of_meeting_reason: str = "",
    note: str = "",
) -> None:
    """Move the due date as asked, at a named meeting or out of meeting. The first date stays as it was."""
    with taking("agree_due_date", action, by=by, note=note) as locked:
        request = open_date_request(locked)
        require_forum(
            meeting=meeting,
            board_id=locked.board_id,
            asked_on=timezone.localtime(request.asked_at).date(),
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
        locked.due_on = request.new_due_on
        locked.first_due_on = locked.first_due_on or request.new_due_on
        # A day of its own from now on: it no longer moves with a meeting.
        locked.due_basis, locked.due_meeting, locked.due_meeting_of = DueBasis.DAY, None, None


def decline_due_date(action: Action, *, by, reason: str) -> None:
    """Refuse the date asked for; the present one stands."""
    due_dates.require_reason(reason)
    with taking("decline_due_date", action, by=by, note=reason) as locked:
        request = open_date_request(locked)
        decide(request, Decision.DECLINED, by=by, note=reason)
