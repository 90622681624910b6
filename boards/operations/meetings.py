"""Arranging, correcting and holding meetings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from boards.models import Meeting
from boards.operations.keeping import require_keeper
from oversight.errors import RuleBroken
from oversight.models import Counter
from oversight.operations import changing, record_event, snapshot
from oversight.records import amend_record


def arrange_meeting(meeting: Meeting, *, by) -> Meeting:
    """Save a new meeting under the next reference of its board and year, for instance CPPOG-2019-M02."""
    require_keeper(by, meeting.board)
    require_true_to_time(meeting)
    with transaction.atomic():
        year = timezone.localtime(meeting.starts_at).year
        number = Counter.next(f"meeting {meeting.board.abbreviation} {year}")
        meeting.reference = f"{meeting.board.abbreviation}-{year}-M{number:02d}"
        meeting.save()
        record_event(meeting, step="arrange_meeting", by=by, after=snapshot(meeting))
    return meeting


def note_held(meeting: Meeting, *, by) -> None:
    """A decision was taken at the meeting, so it was held: from now on it can be neither moved nor cancelled."""
    if meeting.status == Meeting.Status.CONFIRMED:
        with changing(meeting, step="hold_meeting", by=by, note="A decision was recorded at it.") as locked:
            locked.status = Meeting.Status.HELD


def require_true_to_time(meeting: Meeting) -> None:
    """Raise RuleBroken where a meeting is said to have been held before it began."""
    if meeting.status == Meeting.Status.HELD and meeting.starts_at > timezone.now():
        raise RuleBroken("A meeting that has not begun cannot have been held.", field="status")


def _require_kept(present: Meeting, changes: Mapping[str, Any]) -> None:
    """Raise RuleBroken where what was held would be moved to another day or undone."""
    if present.status != Meeting.Status.HELD:
        return
    if changes.get("status", present.status) != Meeting.Status.HELD:
        raise RuleBroken("This meeting was held: that cannot be undone.", field="status")
    day = timezone.localtime(present.starts_at).date()
    if timezone.localtime(changes.get("starts_at", present.starts_at)).date() != day:
        raise RuleBroken("This meeting was held: it cannot be moved to another day.", field="starts_at")


def amend_meeting(meeting: Meeting, *, by, changes: Mapping[str, Any]) -> Meeting:
    """Correct or move a meeting. It stays its board's: the reference says whose it is."""
    _require_kept(Meeting.objects.get(pk=meeting.pk), changes)
    moves = any(name in changes for name in ("starts_at", "ends_at", "place", "status"))

    def check(locked: Meeting) -> None:
        require_keeper(by, locked.board)
        require_true_to_time(locked)
        if moves:  # calendars take a changed entry for a new one unless its number rises
            locked.calendar_sequence += 1

    if "board" in changes:
        raise RuleBroken(
            "A meeting cannot be given to another board: cancel it and arrange one.", field="board"
        )
    return amend_record(meeting, by=by, changes=changes, step="amend_meeting", check=check)
