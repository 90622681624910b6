"""Minutes: when they are written, what a save may overwrite, which meeting agrees them (rules.md section 9)."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from oversight.errors import RuleBroken, WrongState

# What is recorded of a meeting and its items here -> what was done, in the words of a timeline.
RECORDED = {
    "take_minutes": "Minutes begun",
    "minute_opening": "Opening minuted",
    "minute_item": "Item minuted",
    "record_outcome": "Outcome recorded",
    "amend_outcome": "Outcome corrected",
    "record_attendance": "Attendance recorded",
}


def require_minuted(meeting: Any, now: datetime) -> None:
    """Raise unless minutes and attendance can be taken of this meeting now: a record is kept, and it has begun."""
    if not meeting.board.keeps_records:
        raise RuleBroken("This board keeps no records: no minutes or attendance are taken.")
    if meeting.status == "cancelled":
        raise WrongState("This meeting was cancelled: there is nothing to minute.")
    if meeting.status == "proposed":
        raise WrongState("This meeting is only proposed: it has to be confirmed first.")
    if not can_be_minuted(meeting, now):
        raise WrongState("This meeting has not begun: minutes and attendance are taken from its beginning.")


def can_be_minuted(meeting: Any, now: datetime) -> bool:
    """Whether minutes are taken of this meeting, or were."""
    return meeting.board.keeps_records and (
        meeting.status == "held" or (meeting.status == "confirmed" and meeting.starts_at <= now)
    )


def are_agreed(meeting: Any) -> bool:
    """Whether the minutes of the meeting were agreed."""
    minutes = getattr(meeting, "minutes", None)
    return minutes is not None and minutes.status == "agreed"


def agreed(minutes: Any) -> str:
    """That the minutes are agreed and at which meeting; nothing while they are not."""
    if minutes is None or minutes.status != "agreed":
        return ""
    return f"The minutes were agreed at {minutes.agreed_at_meeting.reference}: what they record no longer changes."


def require_not_agreed(minutes: Any) -> None:
    """Raise WrongState where the minutes were agreed."""
    if sentence := agreed(minutes):
        raise WrongState(sentence)


# What of a meeting its minutes say at their head.
SAID_OF_THE_MEETING = ("title", "place", "chaired_by")


def nothing_to_agree(meeting: Any, now: datetime) -> str:
    """Why the minutes of the meeting cannot be agreed, whichever meeting would do so."""
    minutes = getattr(meeting, "minutes", None)
    if minutes is None:
        return "Nothing is minuted yet: there are no minutes to agree."
    return agreed(minutes)


def require_agreeing(meeting: Any, agreed_at: Any, now: datetime) -> None:
    """Raise unless `agreed_at` may agree the minutes: a later meeting of the same board, confirmed and begun."""
    if agreed_at.pk == meeting.pk:
        raise RuleBroken("A meeting cannot agree its own minutes: name a later one.", field="agreed_at")
    if agreed_at.board_id != meeting.board_id:
        raise RuleBroken(
            "That meeting is of another board: minutes are agreed by the board they are of.",
            field="agreed_at",
        )
    if agreed_at.starts_at <= meeting.starts_at:
        raise RuleBroken("That meeting was earlier: name a later one.", field="agreed_at")
    if agreed_at.status == "cancelled":
        raise RuleBroken("That meeting was cancelled.", field="agreed_at")
    if agreed_at.status == "proposed":
        raise RuleBroken("That meeting is only proposed: it has to be confirmed first.", field="agreed_at")
    if agreed_at.starts_at > now:
        raise RuleBroken("That meeting has not been held yet.", field="agreed_at")


# A draft of minutes that nobody touched for so many days is deleted.
DRAFT_DAYS = 28


def drafts_kept_since(now: datetime) -> datetime:
    """Drafts last kept before this moment are old."""
    return now - timedelta(days=DRAFT_DAYS)


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
