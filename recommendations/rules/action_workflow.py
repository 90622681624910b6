"""The statuses of an action and the steps between them, as one table. The only place that knows."""

from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from oversight.steps import Button, StatusStep, Workflow, by_name
from recommendations.rules import access, scopes, separation_of_duties


class Status(TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    CLOSURE_PROPOSED = "closure_proposed", "Closure proposed"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.CLOSURE_PROPOSED)
FINISHED = (Status.CLOSED, Status.CANCELLED)
WORKING = (Status.NOT_STARTED, Status.IN_PROGRESS)


def date_request_waits(action: Any, now: datetime) -> str:
    return (
        "A request for a new due date is already waiting for a decision." if action.has_date_request else ""
    )


def no_date_request(action: Any, now: datetime) -> str:
    return "" if action.has_date_request else "No request for a new due date is waiting for a decision."


def was_withdrawn(action: Any, now: datetime) -> str:
    if action.withdrawn_on is None:
        return ""
    return "The entry of the action was withdrawn: enter it as a new one."


FORUM = "the meeting that agreed it, or the date and reason of an out-of-meeting decision"

STEPS = by_name(
    StatusStep(
        name="agree_closure", label="Agree closure", done="Closure agreed", asks=FORUM, button=Button.DECIDE,
        sources=(Status.CLOSURE_PROPOSED,), target=Status.CLOSED,
    ),
    StatusStep(
        name="agree_due_date", label="Agree the new due date", done="New due date agreed", asks=FORUM,
        button=Button.DECIDE, sources=OPEN, unless=no_date_request,
    ),
    StatusStep(
        name="return_closure", label="Return for more work", done="Returned for more work", asks="the reason",
        button=Button.QUIET, sources=(Status.CLOSURE_PROPOSED,), target=Status.IN_PROGRESS,
    ),
    StatusStep(
        name="decline_due_date", label="Decline the new due date", done="New due date declined",
        asks="the reason", sources=OPEN, unless=no_date_request,
    ),
    StatusStep(
        name="propose_closure", label="Propose closure", done="Closure proposed",
        asks="a statement against the complete-when test, the outcome, and evidence", sources=WORKING,
        target=Status.CLOSURE_PROPOSED,
    ),
    StatusStep(
        name="report_progress", label="Report progress", done="Progress reported",
        asks="what was done, and whether it is on track", sources=WORKING, target=Status.IN_PROGRESS,
    ),
    StatusStep(
        name="start", label="Start", done="Started", asks="an optional note", sources=(Status.NOT_STARTED,),
        target=Status.IN_PROGRESS,
    ),
    StatusStep(
        name="add_evidence", label="Add evidence", done="Evidence added",
        asks="a file or an address, what it shows, and its dates", button=Button.QUIET, sources=WORKING,
    ),
    StatusStep(
        name="ask_due_date", label="Ask for a new due date", done="New due date asked for",
        asks="the new date and the reason", sources=WORKING, unless=date_request_waits,
    ),
    StatusStep(
        name="hand_over", label="Hand over", done="Handed over",
        asks="the new owner or owning organisation, and the reason", button=Button.QUIET, any_time=True,
        sources=OPEN,
    ),
    StatusStep(
        name="reopen", label="Reopen", done="Reopened", asks="the reason", button=Button.QUIET,
        sources=FINISHED, target=Status.IN_PROGRESS, unless=was_withdrawn,
    ),
    StatusStep(
        name="cancel", label="Cancel the action", done="Cancelled", asks="the reason", button=Button.END,
        sources=WORKING, target=Status.CANCELLED,
    ),
)  # fmt: skip

ACTIONS = Workflow("action", "an action", STEPS, access.MAY_TAKE, separation_of_duties.BARS, scopes.SCOPES)

# What is recorded of an action apart from its steps -> what was done.
RECORDED: dict[str, str] = {
    "set_action": "Action set",
    "amend_action": "Corrected",
    "withdraw_action": "Entry withdrawn",
    "follow_meeting": "Due date followed the meeting",
    "risk_expired": "Reopened: the accepted risk has run out",
}
