"""Where a decision was taken: at a named meeting of the board, or out of meeting with its date and reason."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from oversight.errors import RuleBroken
from oversight.folding import is_blank


def require_forum(
    *,
    meeting,
    boards: Collection[int],
    asked_on: date,
    out_of_meeting_on: date | None,
    out_of_meeting_reason: str,
    now: datetime,
) -> None:
    """Raise RuleBroken unless exactly one forum is named and it could have taken the decision.

    A meeting is one of the boards that may decide on the thing, confirmed, begun by now, and of no earlier day than
    the one on which the question was put (rules.md sections 5 and 7).
    """
    if meeting is not None and out_of_meeting_on is not None:
        raise RuleBroken("Name either a meeting or an out-of-meeting decision, not both.", field="meeting")
    if meeting is None:
        if out_of_meeting_on is None:
            raise RuleBroken(
                "Name the meeting that decided, or give the date and reason of an out-of-meeting decision.",
                field="meeting",
            )
        _require_out_of_meeting(
            asked_on, out_of_meeting_on, out_of_meeting_reason, timezone.localtime(now).date()
        )
        return
    if meeting.board_id not in boards:
        raise RuleBroken(
            "That meeting is of another board: name one of a board that may decide on this.", field="meeting"
        )
    if meeting.status == "cancelled":
        raise RuleBroken("That meeting was cancelled.", field="meeting")
    if meeting.status == "proposed":
        raise RuleBroken("That meeting is only proposed: it has to be confirmed first.", field="meeting")
    if meeting.starts_at > now:
        raise RuleBroken("That meeting has not been held yet.", field="meeting")
    if meeting_day(meeting) < asked_on:
        raise RuleBroken("That meeting was held before the question was put.", field="meeting")


def _require_out_of_meeting(asked_on: date, on: date, reason: str, today: date) -> None:
    if is_blank(reason):
        raise RuleBroken("Give the reason for deciding out of meeting.", field="out_of_meeting_reason")
    if on > today:
        raise RuleBroken("A decision cannot be dated in the future.", field="out_of_meeting_on")
    if on < asked_on:
        raise RuleBroken("A decision cannot be dated before the question was put.", field="out_of_meeting_on")


def meeting_day(meeting) -> date:
    """The day of a meeting in London."""
    return timezone.localtime(meeting.starts_at).date()
