"""Papers: what is taken in, when one is late, what may still happen to it (rules.md section 9).

The steps of a paper stand in paper_workflow.py.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from boards.rules.meeting_workflow import Status
from boards.rules.minutes import are_agreed
from oversight.content_types import BOUND_TYPES
from oversight.errors import RuleBroken
from oversight.folding import is_blank
from oversight.working_days import clear_working_days, last_day_for

# Endings of names of the kinds that boards work with.
ACCEPTED_ENDINGS = (
    ".pdf",
    ".docx",
    ".xlsx",
    ".pptx",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".tif",
    ".tiff",
    ".webp",
)


# How a paper is handled stays to be set right whatever became of its meeting; the rest is fixed with the minutes.
HANDLING = ("marking", "is_publishable")
# Items that no longer lead to a discussion at this meeting -> why.
ITEM_CLOSED = {"withdrawn": "is withdrawn", "carried_over": "is carried over to a later meeting"}


# --- What may still happen -------------------------------------------------------------------------


def why_closed(meeting: Any) -> str:
    """Why this meeting takes no papers, or no more; nothing while it does."""
    if not meeting.board.keeps_records:
        return "This board keeps no records: it takes no papers."
    if meeting.status == Status.CANCELLED:
        return "This meeting is cancelled: it takes no more papers."
    if are_agreed(meeting):
        return "The minutes of this meeting are agreed: it takes no more papers."
    return ""


def withdrawn(paper: Any) -> str:
    return "This paper is withdrawn: it is kept as it was." if paper.withdrawn_at is not None else ""


def require_item(item: Any, meeting: Any) -> None:
    """Raise unless a paper can come under this item of the agenda; it need not come under any."""
    if item is None:
        return
    if item.meeting_id != meeting.pk:
        raise RuleBroken("That item is on the agenda of another meeting.", field="agenda_item")
    if why := ITEM_CLOSED.get(item.status):
        raise RuleBroken(f"Item {item.number} {why}: put the paper under another item.", field="agenda_item")


def require_title(title: str) -> None:
    if is_blank(title):
        raise RuleBroken("Give the paper a title.", field="title")


def require_another(sha256: str, held: Iterable[str]) -> None:
    """Raise where the new version is, to the last bit, the one it would supersede."""
    if sha256 in held:
        raise RuleBroken("This is the same file as the latest version.", field="file")


# --- In the pack -----------------------------------------------------------------------------------

LISTED = "Listed in packs, not bound: it is neither a PDF nor a picture."


def why_not_bound(version: Any) -> str:
    """What is said beside a version that packs do not hold, or in part; nothing where they do, as far as is known."""
    if version.content_type not in BOUND_TYPES:
        return LISTED
    return (
        f"Not bound into the latest pack: it {version.not_bound}"
        if version.not_bound
        else version.left_behind
    )


# --- Late ------------------------------------------------------------------------------------------


def require_received(received_on: date | None, today: date) -> None:
    if received_on is not None and received_on > today:
        raise RuleBroken("A paper cannot have been received on a day to come.", field="received_on")


def is_late(received_at: datetime, starts_at: datetime, paper_days: int | None) -> bool:
    """Received with fewer clear working days before the meeting than its board asks for, or once it had begun.

    A board that asks for no days has no late papers but those that came when the meeting had begun.
    """
    if received_at > starts_at:
        return True
    if paper_days is None:
        return False
    received_on, meeting_on = (timezone.localtime(at).date() for at in (received_at, starts_at))
    return clear_working_days(received_on, meeting_on) < paper_days


def last_days(meeting: Any) -> dict[str, date | None]:
    """The last day for the notice, while it is still to be given, and for the papers; none where none is asked for."""
    board, day = meeting.board, timezone.localtime(meeting.starts_at).date()
    is_given = meeting.agenda_issued_at is not None
    return {
        "Notice": None if is_given or not board.notice_days else last_day_for(day, board.notice_days),
        "Papers": last_day(meeting.starts_at, board.paper_days) if board.keeps_records else None,
    }


def last_day(starts_at: datetime, paper_days: int | None) -> date | None:
    """The last day on which a paper is in time; none where the board asks for no days."""
    if paper_days is None:
        return None
    return last_day_for(timezone.localtime(starts_at).date(), paper_days)
