"""Attendance: who can have come for whom, and who can have left the room (rules.md section 9)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boards.rules.quorum import COUNTED

# Those who were in the room.
THERE = ("present", "deputy")


@dataclass(frozen=True)
class Problem:
    """What cannot be about one person's row: the field it concerns and a sentence."""

    person_id: int
    field: str
    sentence: str


def problems(
    rows: Iterable[Any], seats: Mapping[int, Collection[str]], item_ids: Collection[int]
) -> list[Problem]:
    """Everything that cannot be about an attendance as a whole.

    `rows` have `person`, `kind`, `deputy_for` and `left_ids`; `seats` are those in force on the meeting's day, by
    person; `item_ids` the meeting's own agenda.
    """
    rows = list(rows)
    present = {row.person.pk for row in rows if row.kind == "present"}
    stood_for = Counter(row.deputy_for.pk for row in rows if row.kind == "deputy" and row.deputy_for)
    found = []
    for row in rows:
        for field, sentence in (
            ("deputy_for", _deputy(row, seats, present, stood_for)),
            ("left_for", _left(row, item_ids)),
        ):
            if sentence:
                found.append(Problem(row.person.pk, field, sentence))
    return found


def _deputy(row: Any, seats: Mapping[int, Collection[str]], present: set[int], stood_for: Counter) -> str:
    member = row.deputy_for
    if row.kind != "deputy":
        return "Only a deputy attends for somebody else." if member else ""
    if member is None:
        return "A deputy attends for somebody: say for whom."
    if member.pk == row.person.pk:
        return "Nobody is their own deputy."
    if any(seat in COUNTED for seat in seats.get(row.person.pk, ())):
        return f"{row.person.name} sits on this board: record them as present, since a member counts once."
    if member.pk not in seats:
        return f"{member.name} had no seat on this board on the day of the meeting."
    if member.pk in present:
        return f"{member.name} was present: nobody deputised for them."
    if stood_for[member.pk] > 1:
        return f"{member.name} can have one deputy only."
    return ""


def _left(row: Any, item_ids: Collection[int]) -> str:
    if row.left_ids and row.kind not in THERE:
        return "Only somebody who was there can leave for an item."
    if not set(row.left_ids) <= set(item_ids):
        return "Only items of this meeting's agenda can be left."
    return ""
