"""The statuses of a meeting and the steps it takes, as one table. The only place that knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from boards.rules import access
from boards.rules.minutes import nothing_to_agree
from oversight.errors import RuleBroken
from oversight.steps import Button, StatusStep, Workflow, by_name


class Status(TextChoices):
    PROPOSED = "proposed", "Proposed"
    CONFIRMED = "confirmed", "Confirmed"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


COMING = (Status.PROPOSED, Status.CONFIRMED)

# What a calendar shows of a meeting: a change of any of these raises the number of its entry there.
IN_CALENDARS = ("title", "starts_at", "ends_at", "place", "status", "marking")
# What a step alone changes once the meeting is arranged -> the sentence for those who try otherwise.
BY_STEPS_ALONE = {
    "status": "The status of a meeting changes by its steps alone: confirm, hold or cancel it.",
    "status_reason": "The reason is given with the step: move or cancel the meeting.",
    "starts_at": "A meeting gets another time by the step “Move” alone, with the reason.",
    "ends_at": "A meeting gets another end by the step “Move” alone, with the reason.",
}


def not_begun(meeting: Any, now: datetime) -> str:
    return "A meeting that has not begun cannot have been held." if meeting.starts_at > now else ""


def begun(meeting: Any, now: datetime) -> str:
    return "This meeting has begun: its agenda can no longer be issued." if meeting.starts_at <= now else ""


STEPS = by_name(
    StatusStep(
        name="confirm_meeting", label="Confirm", done="Meeting confirmed", asks="an optional note",
        address="confirm", sources=(Status.PROPOSED,), target=Status.CONFIRMED,
    ),
    StatusStep(
        name="hold_meeting", label="Record as held", done="Meeting held", asks="an optional note",
        address="hold", sources=(Status.CONFIRMED,), target=Status.HELD, unless=not_begun,
    ),
    StatusStep(
        name="move_meeting", label="Move", done="Meeting moved",
        asks="the new time and place, and the reason", address="move", sources=COMING,
    ),
    StatusStep(
        name="issue_agenda", label="Issue the agenda", done="Agenda issued",
        asks="the reason, where the notice is short", sources=(Status.CONFIRMED,), unless=begun,
    ),
    StatusStep(
        name="cancel_meeting", label="Cancel the meeting", done="Meeting cancelled", asks="the reason",
        address="cancel", button=Button.END, sources=COMING, target=Status.CANCELLED,
    ),
    StatusStep(
        name="agree_minutes", label="Agree the minutes", done="Minutes agreed",
        asks="the later meeting that agreed them, and its corrections", sources=(Status.HELD,),
        unless=nothing_to_agree,
    ),
)  # fmt: skip

MEETINGS = Workflow("meeting", "a meeting", STEPS, access.MAY_TAKE)

# What is recorded of a meeting, apart from its steps -> what was done.
RECORDED: dict[str, str] = {"arrange_meeting": "Meeting arranged", "amend_meeting": "Meeting corrected"}


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


def require_another_time_or_place(present: Any, *, starts_at, ends_at, place: str, now: datetime) -> None:
    """Raise RuleBroken where a move would leave the meeting as it is, or put one that is to come into the past."""
    if (starts_at, ends_at, place) == (present.starts_at, present.ends_at, present.place):
        raise RuleBroken("That is when and where the meeting is already.", field="starts_at")
    if present.starts_at > now >= starts_at:
        raise RuleBroken("A meeting that has not begun cannot be moved into the past.", field="starts_at")
