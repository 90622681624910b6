"""The statuses of a meeting and the steps it takes, as one table. The only place that knows.

The desk's tools are drawn from `STEPS`. A step is added in four places, each a line or a function named after it:

1. here, a `Step` in `STEPS`: its name, its words, from where, to where, what it asks for, and in `unless` a function
   that says in a sentence why this meeting cannot take it now ("" where it can), whatever its status. The function
   gets the meeting and the present moment and may read what hangs on the meeting (`meeting.minutes`);
2. an operation of the same name, `name(meeting, *, by, ...)`, exported by `boards.operations` and written with
   `boards.operations.meeting_steps.taking`, which asks who may, then these rules, moves the status and raises the
   calendar's number;
3. a form in `boards.forms`, entered in `MEETING_STEP_FORMS`: its `inputs()` are the operation's keyword arguments;
4. tests/meetings/, a test of its own.

Nothing else: button, page, refusals with their status, event in words and actions that follow come by themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from boards.rules.minutes import nothing_to_agree
from oversight.errors import RuleBroken, WrongState


class Status(TextChoices):
    PROPOSED = "proposed", "Proposed"
    CONFIRMED = "confirmed", "Confirmed"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


COMING = (Status.PROPOSED, Status.CONFIRMED)

# What a calendar shows of a meeting: a change of any of these raises the number of its entry there.
IN_CALENDARS = ("title", "starts_at", "ends_at", "place", "status", "marking")
# What a step alone changes once the meeting is arranged -> the sentence for whoever tries otherwise.
BY_STEPS_ALONE = {
    "status": "The status of a meeting changes by its steps alone: confirm, hold or cancel it.",
    "status_reason": "The reason is given with the step: move or cancel the meeting.",
    "starts_at": "A meeting gets another time by the step “Move” alone, with the reason.",
    "ends_at": "A meeting gets another end by the step “Move” alone, with the reason.",
}


def never(meeting: Any, now: datetime) -> str:
    """Nothing but its status stands in the way of the step."""
    return ""


def not_begun(meeting: Any, now: datetime) -> str:
    return "A meeting that has not begun cannot have been held." if meeting.starts_at > now else ""


def begun(meeting: Any, now: datetime) -> str:
    return "This meeting has begun: its agenda can no longer be issued." if meeting.starts_at <= now else ""


@dataclass(frozen=True)
class Step:
    """One step: its name in code, its words on a button, from where, to where (None: it stays)."""

    name: str
    label: str
    done: str
    sources: tuple[Status, ...]
    target: Status | None
    asks: str
    unless: Callable[[Any, datetime], str] = never

    @property
    def slug(self) -> str:
        """The name in addresses: `confirm`, `issue-agenda`."""
        return self.name.removesuffix("_meeting").replace("_", "-")


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "confirm_meeting",
            "Confirm",
            "Meeting confirmed",
            (Status.PROPOSED,),
            Status.CONFIRMED,
            "an optional note",
        ),
        Step(
            "hold_meeting",
            "Record as held",
            "Meeting held",
            (Status.CONFIRMED,),
            Status.HELD,
            "an optional note",
            not_begun,
        ),
        Step(
            "move_meeting",
            "Move",
            "Meeting moved",
            COMING,
            None,
            "the new time and place, and the reason",
        ),
        Step(
            "issue_agenda",
            "Issue the agenda",
            "Agenda issued",
            (Status.CONFIRMED,),
            None,
            "the reason, where the notice is short",
            begun,
        ),
        Step(
            "cancel_meeting",
            "Cancel the meeting",
            "Meeting cancelled",
            COMING,
            Status.CANCELLED,
            "the reason",
        ),
        Step(
            "agree_minutes",
            "Agree the minutes",
            "Minutes agreed",
            (Status.HELD,),
            None,
            "the later meeting that agreed them, and its corrections",
            nothing_to_agree,
        ),
    )
}

# What is recorded of a meeting besides its steps -> what was done.
RECORDED: dict[str, str] = {"arrange_meeting": "Meeting arranged", "amend_meeting": "Meeting corrected"}
# What was done, of everything that happens to a meeting.
DONE: dict[str, str] = {name: step.done for name, step in STEPS.items()} | RECORDED

BY_SLUG: dict[str, Step] = {step.slug: step for step in STEPS.values()}


def require(step: Step, meeting: Any, now: datetime) -> None:
    """Raise WrongState, in words, unless the meeting can take the step from where it is."""
    if meeting.status not in step.sources:
        wanted = " or ".join(f"“{Status(source).label}”" for source in step.sources)
        raise WrongState(
            f"“{step.label}” is not possible: the meeting stands at “{Status(meeting.status).label}”; "
            f"it would have to stand at {wanted}."
        )
    if sentence := step.unless(meeting, now):
        raise WrongState(sentence)


def steps_open_to(meeting: Any, now: datetime) -> list[Step]:
    """The steps the meeting can take now. Who may take them is whoever may keep its board."""
    return [
        step for step in STEPS.values() if meeting.status in step.sources and not step.unless(meeting, now)
    ]


def require_by_steps(present: Any, changes: Mapping[str, Any]) -> None:
    """Raise RuleBroken where a correction would change what a step alone changes."""
    for name, sentence in BY_STEPS_ALONE.items():
        if name in changes and changes[name] != getattr(present, name):
            raise RuleBroken(sentence, field=name)


def require_times(starts_at: datetime, ends_at: datetime | None) -> None:
    """Raise RuleBroken unless the meeting ends after it starts."""
    if ends_at is not None and ends_at <= starts_at:
        raise RuleBroken("A meeting cannot end before it starts.", field="ends_at")


def require_true_to_time(meeting: Any, now: datetime) -> None:
    """Raise RuleBroken where a meeting is said to have been held before it began."""
    if meeting.status == Status.HELD and (sentence := not_begun(meeting, now)):
        raise RuleBroken(sentence, field="status")


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("Give the reason.", field="reason")


def require_another_time_or_place(present: Any, *, starts_at, ends_at, place: str, now: datetime) -> None:
    """Raise RuleBroken where a move would leave the meeting as it is, or put one that is to come into the past."""
    if (starts_at, ends_at, place) == (present.starts_at, present.ends_at, present.place):
        raise RuleBroken("That is when and where the meeting is already.", field="starts_at")
    if present.starts_at > now >= starts_at:
        raise RuleBroken("A meeting that has not begun cannot be moved into the past.", field="starts_at")
