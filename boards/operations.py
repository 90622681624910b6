"""The verbs of boards: the only code that gives out their references and records their Events."""

from django.db import transaction
from django.utils import timezone

from boards.models import Board, Meeting
from boards.rules import access
from oversight.errors import NotAllowed
from oversight.models import Counter
from oversight.operations import record_event, snapshot


def require_keeper(by, board: Board) -> None:
    """Raise NotAllowed unless the person keeps the records of this board."""
    if not access.may_keep(by, timezone.localdate(), board.pk, board.is_restricted):
        raise NotAllowed(
            "Only the secretariat, or the board's own secretary, keeps the records of this board."
        )


def arrange_meeting(meeting: Meeting, *, by) -> Meeting:
    """Save a new meeting under the next reference of its board and year, for instance CPPOG-2019-M02."""
    require_keeper(by, meeting.board)
    with transaction.atomic():
        year = timezone.localtime(meeting.starts_at).year
        number = Counter.next(f"meeting {meeting.board.abbreviation} {year}")
        meeting.reference = f"{meeting.board.abbreviation}-{year}-M{number:02d}"
        meeting.save()
        record_event(meeting, step="arrange_meeting", by=by, after=snapshot(meeting))
    return meeting
