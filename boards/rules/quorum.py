"""Quorum: how many members have to be there, of the meeting and of each of its items (rules.md section 9)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from boards.rules.roles import Seat

# The seats that count. A secretary, an adviser or an observer attends, and makes no quorum.
COUNTED = (Seat.CHAIR, Seat.DEPUTY_CHAIR, Seat.MEMBER)


@dataclass(frozen=True)
class Quorum:
    """How many members were there of those needed."""

    needed: int
    there: int

    @property
    def is_quorate(self) -> bool:
        return self.there >= self.needed

    @property
    def in_words(self) -> str:
        """“Quorate: 4 members there, 3 needed.”"""
        said = "Quorate" if self.is_quorate else "Not quorate"
        return f"{said}: {self.there} member{'' if self.there == 1 else 's'} there, {self.needed} needed."


def quorum(
    needed: int | None, attendance: Iterable[Any], members: Collection[int], *, item_id: int | None = None
) -> Quorum | None:
    """The quorum of a meeting, or of one of its items; None where the board has none or nobody is recorded.

    `attendance` are rows with `person_id`, `kind`, `deputy_for_id` and, where an item is asked about, `left_ids`:
    the items they left the room for. `members` are the people with a seat that counts on the day. A deputy
    stands for the member they came for, and nobody counts twice.
    """
    rows = list(attendance)
    if needed is None or not rows:
        return None
    there = set()
    for row in rows:
        if item_id is not None and item_id in row.left_ids:
            continue
        counted = {"present": row.person_id, "deputy": row.deputy_for_id}.get(row.kind)
        if counted in members:
            there.add(counted)
    return Quorum(needed, len(there))
