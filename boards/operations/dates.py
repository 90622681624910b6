"""A year's dates of a board, entered as proposed meetings: all of them or none."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from boards.models import Board, Meeting
from boards.operations.keeping import require_keeper
from boards.operations.meetings import arrange_meeting
from oversight import context
from oversight.days import day_in_full
from oversight.errors import RuleBroken


def meetings_on(board: Board, days: Sequence[date]) -> Mapping[date, Meeting]:
    """The meetings of the board, cancelled ones aside, that lie on these days already."""
    standing = board.meetings.exclude(status=Meeting.Status.CANCELLED).filter(starts_at__date__in=days)
    return {
        timezone.localtime(meeting.starts_at).date(): meeting for meeting in standing.order_by("starts_at")
    }


def propose_meetings(
    board: Board, *, by, starts: Sequence[datetime], length: timedelta | None = None, place: str = ""
) -> list[Meeting]:
    """Enter a meeting as proposed for each of these moments. People confirm them, one by one or together.

    A refusal names the moment it concerns by its place among `starts`, counted from 0: field “starts-3”.
    """
    require_keeper(by, board)
    if board.status == Board.Status.ENDED:
        raise RuleBroken("This board has ended: no meeting of it is proposed any more.")
    if not board.keeps_records:
        raise RuleBroken("This board keeps no records: its meetings are not arranged here.")
    if not starts:
        raise RuleBroken("Tick at least one date.")
    with transaction.atomic():
        # Locked, so that two people who propose the same year do not both do so.
        Board.objects.select_for_update().get(pk=board.pk)
        _require_free_days(board, starts)
        return [
            arrange_meeting(
                Meeting(
                    board=board,
                    starts_at=moment,
                    ends_at=moment + length if length else None,
                    place=place,
                    status=Meeting.Status.PROPOSED,
                    marking=board.default_marking,
                ),
                by=by,
            )
            for moment in sorted(starts)
        ]


def _require_free_days(board: Board, starts: Sequence[datetime]) -> None:
    days = [timezone.localtime(moment).date() for moment in starts]
    standing = meetings_on(board, days)
    for number, (moment, day) in enumerate(zip(starts, days, strict=True)):
        field, words = f"starts-{number}", f"{day_in_full(day)}"
        if moment <= context.now():
            raise RuleBroken(f"{words} lies in the past: only a meeting to come is proposed.", field=field)
        if day in days[:number]:
            raise RuleBroken(f"{words} is proposed twice.", field=field)
        if day in standing:
            raise RuleBroken(
                f"The board meets on {words} already: {standing[day].reference}.",
                field=field,
            )
