"""The statuses of an action and the steps between them, as one table. The only place that knows.

Pages, the admin, the API and the tests' matrix are all drawn from `STEPS`.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from oversight.errors import WrongState


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
class Step:
    """One step: its name in code, its words on a button, from where, to where (None: it stays)."""

    name: str
    label: str
    done: str
    sources: tuple[Status, ...]
    target: Status | None
    asks: str
    date_request: DateRequest | None = None

    @property
    def slug(self) -> str:
        """The name in addresses: `propose-closure`."""
        return self.name.replace("_", "-")


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("start", "Start", "Started", (Status.NOT_STARTED,), Status.IN_PROGRESS, "an optional note"),
        Step(
            "report_progress",
            "Report progress",
            "Progress reported",
            WORKING,
            Status.IN_PROGRESS,
            "what was done, and whether it is on track",
        ),
        Step(
            "propose_closure",
            "Propose closure",
            "Closure proposed",
            WORKING,
            Status.CLOSURE_PROPOSED,
            "a statement against the complete-when test, and evidence",
        ),
        Step(
            "agree_closure",
            "Agree closure",
            "Closure agreed",
            (Status.CLOSURE_PROPOSED,),
            Status.CLOSED,
            "the meeting that agreed it, or the date and reason of an out-of-meeting decision",
        ),
        Step(
            "return_closure",
            "Return for more work",
            "Returned for more work",
            (Status.CLOSURE_PROPOSED,),
            Status.IN_PROGRESS,
            "the reason",
        ),
        Step("reopen", "Reopen", "Reopened", FINISHED, Status.IN_PROGRESS, "the reason"),
        Step("cancel", "Cancel the action", "Cancelled", WORKING, Status.CANCELLED, "the reason"),
        Step(
            "ask_due_date",
            "Ask for a new due date",
            "New due date asked for",
            WORKING,
            None,
            "the new date and the reason",
            DateRequest.NONE_OPEN,
        ),
        Step(
            "agree_due_date",
            "Agree the new due date",
            "New due date agreed",
            OPEN,
            None,
            "the meeting that agreed it, or the date and reason of an out-of-meeting decision",
            DateRequest.OPEN,
        ),
        Step(
            "decline_due_date",
            "Decline the new due date",
            "New due date declined",
            OPEN,
            None,
            "the reason",
            DateRequest.OPEN,
        ),
    )
}

# What is recorded of an action besides its steps -> what was done.
RECORDED: dict[str, str] = {
    "set_action": "Action set",
    "amend_action": "Corrected",
    "follow_meeting": "Due date followed the meeting",
}
# What was done, of everything that happens to an action.
DONE: dict[str, str] = {name: step.done for name, step in STEPS.items()} | RECORDED

BY_SLUG: dict[str, Step] = {step.slug: step for step in STEPS.values()}


def is_open_to_step(step: Step, status: str, *, has_date_request: bool) -> bool:
    """Whether an action in this status, with or without an open date request, can take the step at all."""
    if status not in step.sources:
        return False
    if step.date_request is DateRequest.OPEN:
        return has_date_request
    if step.date_request is DateRequest.NONE_OPEN:
        return not has_date_request
    return True


def require(step: Step, status: str, *, has_date_request: bool) -> None:
    """Raise WrongState, in words, unless the action can take the step from where it is."""
    if status not in step.sources:
        wanted = " or ".join(f"“{Status(source).label}”" for source in step.sources)
        present = Status(status).label
        raise WrongState(
            f"“{step.label}” is not possible: the action stands at “{present}”; it would have to stand at {wanted}."
        )
    if not is_open_to_step(step, status, has_date_request=has_date_request):
        if has_date_request:
            raise WrongState("A request for a new due date is already waiting for a decision.")
        raise WrongState("No request for a new due date is waiting for a decision.")
