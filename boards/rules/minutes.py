"""Minutes: who may still write them, what a save may overwrite, and which meeting may agree them (rules.md section 9)."""

import hashlib
from datetime import datetime
from typing import Any

from oversight.errors import RuleBroken, WrongState

# What was done, in the words of a timeline.
DONE = {
    "take_minutes": "Minutes begun",
    "minute_opening": "Opening minuted",
    "minute_item": "Item minuted",
    "record_outcome": "Outcome recorded",
    "amend_outcome": "Outcome corrected",
    "record_attendance": "Attendance recorded",
    "amend_attendance": "Attendance corrected",
    "agree_minutes": "Minutes agreed",
}


def require_minuted(meeting: Any, now: datetime) -> None:
    """Raise unless minutes and attendance can be taken of this meeting now: a record is kept, and it has begun."""
    if not meeting.board.keeps_records:
        raise RuleBroken("This board keeps no records: no minutes or attendance are taken.")
    if meeting.status == "cancelled":
        raise WrongState("This meeting was cancelled: there is nothing to minute.")
    if meeting.status == "proposed":
        raise WrongState("This meeting is only proposed: it has to be confirmed first.")
    if meeting.starts_at > now:
        raise WrongState("This meeting has not begun: minutes and attendance are taken from its beginning.")


def require_not_agreed(minutes: Any) -> None:
    """Raise WrongState where the minutes were agreed: what they record no longer changes."""
    if minutes is not None and minutes.status == "agreed":
        raise WrongState(
            f"The minutes were agreed at {minutes.agreed_at_meeting.reference}: what they record no longer changes."
        )


def require_agreeing(meeting: Any, agreed_at: Any, now: datetime) -> None:
    """Raise unless `agreed_at` may agree the minutes of `meeting`: a later one of the same board, confirmed and begun."""
    if meeting.status != "held":
        raise WrongState("Record first that the meeting was held: then its minutes can be agreed.")
    if agreed_at.pk == meeting.pk:
        raise RuleBroken("A meeting cannot agree its own minutes: name a later one.", field="meeting")
    if agreed_at.board_id != meeting.board_id:
        raise RuleBroken(
            "That meeting is of another board: minutes are agreed by the board they are of.", field="meeting"
        )
    if agreed_at.starts_at <= meeting.starts_at:
        raise RuleBroken("That meeting was earlier: name a later one.", field="meeting")
    if agreed_at.status == "cancelled":
        raise RuleBroken("That meeting was cancelled.", field="meeting")
    if agreed_at.status == "proposed":
        raise RuleBroken("That meeting is only proposed: it has to be confirmed first.", field="meeting")
    if agreed_at.starts_at > now:
        raise RuleBroken("That meeting has not been held yet.", field="meeting")


def tidy(text: str) -> str:
    """A text as it is kept: lines end in one way, no blanks at its ends."""
    return "\n".join(
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()


def revision(text: str) -> str:
    """What tells one state of a text from another: a form carries that of the text it was opened on."""
    return hashlib.sha256(tidy(text).encode()).hexdigest()[:24]


def collides(*, saved: str, typed: str, opened_on: str) -> bool:
    """Whether a save would overwrite what somebody else wrote meanwhile.

    A text left as it was opened overwrites nothing; the same words typed by two collide with nothing.
    """
    return opened_on not in (revision(saved), revision(typed)) and revision(saved) != revision(typed)
