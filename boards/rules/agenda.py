"""The agenda of a meeting: what may still change on it, the order of its items, their times, and its issue.

Rules.md section 9; the steps of an item stand in item_workflow.py.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from boards.rules.meeting_workflow import Status
from boards.rules.minutes import are_agreed
from oversight.errors import RuleBroken
from oversight.folding import is_blank
from oversight.working_days import clear_working_days

# The title of item 1, which the system puts on every agenda.
MINUTES_AND_ACTIONS = "Minutes and actions"
# Statuses of items that stay on the agenda to be read but are not taken at this meeting.
NOT_TAKEN_HERE = ("withdrawn", "carried_over")


# What is recorded of an agenda and its items, apart from their steps -> what was done.
RECORDED: dict[str, str] = {
    "add_item": "Item put on the agenda",
    "amend_item": "Item corrected",
    "add_carried_item": "Item carried over from an earlier meeting",
    "open_agenda": "Item 1 put on the agenda",
    "renumber_agenda": "Items put in another order",
    "issue_agenda_again": "Agenda issued again",
}


# --- What may still change -------------------------------------------------------------------------


def why_closed(meeting: Any, *, but_cancelled: bool = False) -> str:
    """Why nothing changes on the agenda of this meeting, in a sentence; empty where it may.

    `but_cancelled`: what may be done even where the meeting is cancelled.
    """
    if not meeting.board.keeps_records:
        return "This board keeps no records: its meetings have no agenda here."
    if meeting.status == Status.CANCELLED and not but_cancelled:
        return "This meeting is cancelled: its agenda no longer changes. Its items can still be carried over."
    if are_agreed(meeting):
        return "The minutes of this meeting are agreed: its agenda no longer changes."
    return ""


def require_minutes_allotted(minutes: int | None) -> None:
    """Raise where an item would be given no time at all; that its time is not known yet is said by leaving it empty."""
    if minutes == 0:
        raise RuleBroken("Give the item at least one minute, or leave it empty.", field="minutes_allotted")


# --- The order of the items ------------------------------------------------------------------------


def require_free(number: int, given: Collection[int]) -> None:
    """Raise RuleBroken unless the number can be given to an item: from 1, and to one item alone."""
    if number < 1:
        raise RuleBroken("Items are numbered from 1.", field="number")
    if number in given:
        raise RuleBroken(f"Two items are given the number {number}.", field="number")


def new_order(present: Sequence[Any], wanted: Mapping[Any, int]) -> list[Any]:
    """The items in their new order: those in `wanted` at the numbers wanted for them, the others as they stood.

    `present` is every item in its present order; an item that is not yet on the agenda stands last. A number
    beyond the last puts the item last. Raises RuleBroken where two are wanted at one number.
    """
    given: set[int] = set()
    for number in wanted.values():
        require_free(number, given)
        given.add(number)
    order = [item for item in present if item not in wanted]
    for item, number in sorted(wanted.items(), key=lambda each: each[1]):
        order.insert(number - 1, item)
    return order


def require_first(order: Sequence[Any]) -> None:
    """Raise unless “Minutes and actions”, where the agenda has it, is item 1."""
    if any(item.is_minutes_and_actions for item in order[1:]):
        raise RuleBroken(f"Item 1 is “{MINUTES_AND_ACTIONS}” on every agenda.", field="number")


# --- Issuing it ------------------------------------------------------------------------------------


def require_something_on(items: Iterable[Any]) -> None:
    """Raise unless the agenda has an item to be taken apart from the one the system puts on."""
    if all(item.is_minutes_and_actions or item.status in NOT_TAKEN_HERE for item in items):
        raise RuleBroken(
            f"The agenda has nothing on it but “{MINUTES_AND_ACTIONS}”: put an item on it first."
        )


def notice_day(given_on: date | None, today: date) -> date:
    """The day notice counts from: the one recorded, or today where none is or it is still to come."""
    return today if given_on is None else min(given_on, today)


def short_notice(notice_on: date, meeting_on: date, notice_days: int | None) -> str:
    """By how much the notice is short of what the board asks for, in words; nothing where it is in time."""
    clear = clear_working_days(notice_on, meeting_on)
    if notice_days is None or clear >= notice_days:
        return ""
    days = f"{clear} clear working day{'' if clear == 1 else 's'}"
    return f"The notice is short: {days} before the meeting, and the board asks for {notice_days}"


def require_notice_or_reason(short: str, *, given: str, recorded: str) -> None:
    """Raise where notice is short and nobody has said why, or is in time and somebody does."""
    if short and is_blank(given) and not recorded:
        raise RuleBroken(f"{short}. Give the reason.", field="short_notice_reason")
    if not is_blank(given) and not short:
        raise RuleBroken("The notice is not short: leave the reason empty.", field="short_notice_reason")


# --- The running order -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """One item and the moment it begins; None where that cannot be known or the item is not taken."""

    item: Any
    starts_at: datetime | None


@dataclass(frozen=True)
class RunningOrder:
    """The items in order with their times, the moment the last one ends, and what is to be said of the whole."""

    slots: list[Slot]
    ends_at: datetime | None
    note: str

    def of(self, items: Iterable[Any]) -> "RunningOrder":
        """The same times for fewer items: those its reader may see."""
        kept = {item.pk for item in items}
        return RunningOrder([slot for slot in self.slots if slot.item.pk in kept], self.ends_at, self.note)


def running_order(meeting: Any, items: Iterable[Any]) -> RunningOrder:
    """When each item of the agenda begins, from the start of the meeting and the minutes allotted.

    `items` is the whole agenda: an item its reader may not see takes its time all the same, so ask for every
    one and choose afterwards with `of`. After an item without minutes nobody knows when the next begins.
    Moments are as aware as the meeting's start.
    """
    items = sorted(items, key=lambda item: item.number)
    slots, at = [], meeting.starts_at
    for item in items:
        if item.status in NOT_TAKEN_HERE:
            slots.append(Slot(item, None))
            continue
        slots.append(Slot(item, at))
        if at is not None:
            at = at + timedelta(minutes=item.minutes_allotted) if item.minutes_allotted else None
    taken = [item for item in items if item.status not in NOT_TAKEN_HERE]
    return RunningOrder(slots, at if taken else None, _overrun(meeting, taken))


def _overrun(meeting: Any, taken: list[Any]) -> str:
    """That the minutes allotted do not fit into the meeting; nothing where they do or its end is not known."""
    if meeting.ends_at is None:
        return ""
    allotted = sum(item.minutes_allotted or 0 for item in taken)
    length = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    if allotted <= length:
        return ""
    return f"The items are allotted {allotted} minutes in all; the meeting lasts {length}."
