"""The steps a meeting takes: confirmed, moved, cancelled, held; and what every step of a meeting is written with."""

from copy import copy
from datetime import datetime
from functools import partial
from typing import Any

from boards.models import Meeting
from boards.operations.keeping import lock_meeting
from boards.rules import meeting_workflow
from boards.rules.meeting_workflow import IN_CALENDARS, MEETINGS
from oversight import context, operations
from oversight.operations import bring_up_to_date, changing_locked
from oversight.steps import require_reason


def raise_calendar_number(was: Meeting, locked: Meeting, step: Any = None) -> None:
    """Calendars take a changed entry for the old one unless its number rises."""
    if any(getattr(was, name) != getattr(locked, name) for name in IN_CALENDARS):
        locked.calendar_sequence += 1


taking = partial(operations.taking, MEETINGS, after=raise_calendar_number)


def confirm_meeting(meeting: Meeting, *, by, note: str = "") -> None:
    """The proposed date stands: from now on members can rely on it."""
    with taking("confirm_meeting", meeting, by=by, note=note):
        pass


def move_meeting(
    meeting: Meeting,
    *,
    by,
    starts_at: datetime,
    reason: str,
    ends_at: datetime | None = None,
    place: str = "",
) -> None:
    """Give a meeting that is still to be held another time or place."""
    require_reason(reason)
    meeting_workflow.require_times(starts_at, ends_at)
    with taking("move_meeting", meeting, by=by, note=reason) as locked:
        meeting_workflow.require_another_time_or_place(
            locked, starts_at=starts_at, ends_at=ends_at, place=place, now=context.now()
        )
        locked.starts_at, locked.ends_at, locked.place = starts_at, ends_at, place
        locked.status_reason = reason


def cancel_meeting(meeting: Meeting, *, by, reason: str) -> None:
    """The meeting will not take place. It stays in the record, and in calendars as cancelled."""
    require_reason(reason)
    with taking("cancel_meeting", meeting, by=by, note=reason) as locked:
        locked.status_reason = reason


def hold_meeting(meeting: Meeting, *, by, note: str = "") -> None:
    """The meeting took place; that cannot be undone."""
    with taking("hold_meeting", meeting, by=by, note=note):
        pass


def note_held(meeting: Meeting, *, by) -> None:
    """A decision is taken at the meeting, so it was held: from now on it can be neither moved nor cancelled.

    To be called inside the transaction of the decision.

    A person who may take the decision need not keep the board; so this is no step that they take.
    """
    if meeting.status != Meeting.Status.CONFIRMED:
        return
    locked = lock_meeting(meeting.pk)
    if locked.status == Meeting.Status.CONFIRMED:
        with changing_locked(locked, step="hold_meeting", by=by, note="A decision was recorded at it."):
            was = copy(locked)
            locked.status = Meeting.Status.HELD
            raise_calendar_number(was, locked)
    bring_up_to_date(meeting, locked)
