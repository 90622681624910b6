"""The statuses of an action and the steps between them, as one table. The only place that knows.

Pages, the admin, the API and the tests' matrix are all drawn from `STEPS`.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from recommendations.rules.steps import Step


class Status(TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    CLOSURE_PROPOSED = "closure_proposed", "Closure proposed"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.CLOSURE_PROPOSED)
FINISHED = (Status.CLOSED, Status.CANCELLED)
WORKING = (Status.NOT_STARTED, Status.IN_PROGRESS)


class DateRequest(StrEnum):
    """What a step needs of the action's request for a new due date."""

    NONE_OPEN = "none_open"
    OPEN = "open"


@dataclass(frozen=True)
class ActionStep(Step):
    """A step of an action: from which statuses, to which (None: it stays), and what it needs of a date request."""

    sources: tuple[Status, ...] = ()
    target: Status | None = None
    date_request: DateRequest | None = None

    @property
    def from_to(self) -> str:
        words = ", ".join(Status(source).label for source in self.sources)
        return f"{words} → {Status(self.target).label}" if self.target else words

    def why_not(self, action) -> str:
        if action.status not in self.sources:
            wanted = " or ".join(f"“{Status(source).label}”" for source in self.sources)
            present = Status(action.status).label
            return (
                f"“{self.label}” is not possible: the action stands at “{present}”; "
                f"it would have to stand at {wanted}."
            )
        if self.date_request is DateRequest.NONE_OPEN and action.has_date_request:
            return "A request for a new due date is already waiting for a decision."
        if self.date_request is DateRequest.OPEN and not action.has_date_request:
            return "No request for a new due date is waiting for a decision."
        return ""


STEPS: dict[str, ActionStep] = {
    step.name: step
    for step in (
        ActionStep(
            "start",
            "Start",
            "Started",
            "an optional note",
            sources=(Status.NOT_STARTED,),
            target=Status.IN_PROGRESS,
        ),
        ActionStep(
            "report_progress",
            "Report progress",
            "Progress reported",
            "what was done, and whether it is on track",
            sources=WORKING,
            target=Status.IN_PROGRESS,
        ),
        ActionStep(
            "add_evidence",
            "Add evidence",
            "Evidence added",
            "a file or an address, what it shows, and its dates",
            sources=WORKING,
        ),
        ActionStep(
            "propose_closure",
            "Propose closure",
            "Closure proposed",
            "a statement against the complete-when test, the outcome, and evidence",
            sources=WORKING,
            target=Status.CLOSURE_PROPOSED,
        ),
        ActionStep(
            "agree_closure",
            "Agree closure",
            "Closure agreed",
            "the meeting that agreed it, or the date and reason of an out-of-meeting decision",
            sources=(Status.CLOSURE_PROPOSED,),
            target=Status.CLOSED,
        ),
        ActionStep(
            "return_closure",
            "Return for more work",
            "Returned for more work",
            "the reason",
            sources=(Status.CLOSURE_PROPOSED,),
            target=Status.IN_PROGRESS,
        ),
        ActionStep("reopen", "Reopen", "Reopened", "the reason", sources=FINISHED, target=Status.IN_PROGRESS),
        ActionStep(
            "cancel", "Cancel the action", "Cancelled", "the reason", sources=WORKING, target=Status.CANCELLED
        ),
        ActionStep(
            "ask_due_date",
            "Ask for a new due date",
            "New due date asked for",
            "the new date and the reason",
            sources=WORKING,
            date_request=DateRequest.NONE_OPEN,
        ),
        ActionStep(
            "agree_due_date",
            "Agree the new due date",
            "New due date agreed",
            "the meeting that agreed it, or the date and reason of an out-of-meeting decision",
            sources=OPEN,
            date_request=DateRequest.OPEN,
        ),
        ActionStep(
            "decline_due_date",
            "Decline the new due date",
            "New due date declined",
            "the reason",
            sources=OPEN,
            date_request=DateRequest.OPEN,
        ),
    )
}

# What is recorded of an action besides its steps -> what was done.
RECORDED: dict[str, str] = {
    "set_action": "Action set",
    "amend_action": "Corrected",
    "follow_meeting": "Due date followed the meeting",
    "risk_expired": "Reopened: the accepted risk has run out",
}
# What was done, of everything that happens to an action.
DONE: dict[str, str] = {name: step.done for name, step in STEPS.items()} | RECORDED

BY_SLUG: dict[str, ActionStep] = {step.slug: step for step in STEPS.values()}
