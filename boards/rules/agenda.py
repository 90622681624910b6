"""The agenda of a meeting: its running order with times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# Statuses of items that stay on the agenda to be read but are not taken at this meeting.
NOT_TAKEN_HERE = ("withdrawn", "carried_over")


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
    one and narrow afterwards with `of`. After an item without minutes nobody knows when the next begins.
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
