"""Arranging and correcting meetings; what moves them stands in meeting_workflow.py."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from boards.models import Meeting
from boards.operations.agenda import open_agenda
from boards.operations.keeping import require_keeper
from boards.operations.meeting_steps import raise_calendar_number
from boards.operations.minutes import minutes_of
from boards.rules import meeting_workflow, minutes
from oversight import context
from oversight.errors import RuleBroken
from oversight.models import Counter
from oversight.operations import record_event, snapshot
from oversight.plain_records import amend_record


def arrange_meeting(meeting: Meeting, *, by) -> Meeting:
    """Save a new meeting under the next reference of its board and year, for instance CPPOG-2019-M02."""
    require_keeper(by, meeting.board)
    meeting_workflow.require_true_to_time(meeting, context.now())
    meeting_workflow.require_times(meeting.starts_at, meeting.ends_at)
    with transaction.atomic():
        year = timezone.localtime(meeting.starts_at).year
        number = Counter.next(f"meeting {meeting.board.abbreviation} {year}")
        meeting.reference = f"{meeting.board.abbreviation}-{year}-M{number:02d}"
        meeting.save()
        record_event(meeting, step="arrange_meeting", by=by, after=snapshot(meeting))
        open_agenda(meeting)
    return meeting


def amend_meeting(meeting: Meeting, *, by, changes: Mapping[str, Any]) -> Meeting:
    """Correct a meeting's particulars: its time and status move by steps alone, and it stays its board's.

    What agreed minutes say of it no longer changes.
    """
    if "board" in changes:
        raise RuleBroken(
            "A meeting cannot be given to another board: cancel it and arrange one.", field="board"
        )

    def check(locked: Meeting) -> None:
        present = Meeting.objects.get(pk=locked.pk)
        require_keeper(by, locked.board)
        meeting_workflow.require_by_steps(present, changes)
        if any(getattr(present, name) != getattr(locked, name) for name in minutes.SAID_OF_THE_MEETING):
            minutes.require_not_agreed(minutes_of(present))
        raise_calendar_number(present, locked)

    return amend_record(meeting, by=by, changes=changes, step="amend_meeting", check=check)
