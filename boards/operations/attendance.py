"""Who came to a meeting, recorded and corrected all at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from boards.models import AgendaItem, Attendance, Meeting, Person
from boards.operations.keeping import require_keeper
from boards.operations.minutes import require_open_to_minutes
from boards.rules import attendance as rules
from boards.rules.quorum import COUNTED, Quorum, quorum
from oversight.errors import RuleBroken
from oversight.markings import Marking
from oversight.operations import record_event
from oversight.visibility import hidden_members


@dataclass
class Row:
    """One person's attendance as somebody gives it."""

    person: Person
    kind: str
    deputy_for: Person | None = None
    left_for: Collection[AgendaItem] = ()
    declared_interest: str = ""

    def __post_init__(self):
        self.left_for = tuple(sorted(self.left_for, key=lambda item: item.number))

    @cached_property
    def left_ids(self) -> set[int]:
        return {item.pk for item in self.left_for}

    @property
    def in_words(self) -> str:
        """“Chair: present, left for item 3”, as the history keeps it; an item that is marked is not named in it."""
        words = f"{self.person.name}: {Attendance.Kind(self.kind).label.lower()}"
        if self.deputy_for is not None:
            words += f" for {self.deputy_for.name}"
        named = [str(item.number) for item in self.left_for if item.marking == Marking.OFFICIAL]
        if named:
            numbers = ", ".join(named)
            words += f", left for item {numbers}"
        if self.declared_interest:
            words += f", declared an interest: {self.declared_interest}"
        return words


class AttendanceRefused(RuleBroken):
    """What cannot be about an attendance; `problems` says it of every row."""

    def __init__(self, problems: list[rules.Problem]):
        super().__init__(problems[0].sentence, field=problems[0].field)
        self.problems = problems


def seats_on_day(meeting: Meeting) -> dict[int, set[str]]:
    """Who had a seat on the meeting's day, and which."""
    held: dict[int, set[str]] = defaultdict(set)
    day = timezone.localtime(meeting.starts_at).date()
    for person, seat in meeting.board.memberships.in_force(day).values_list("person_id", "seat"):
        held[person].add(seat)
    return dict(held)


def counted_members(meeting: Meeting) -> set[int]:
    """The people who count towards the quorum of this meeting."""
    return {person for person, seats in seats_on_day(meeting).items() if seats & set(COUNTED)}


def quorum_of(meeting: Meeting) -> Quorum | None:
    """The quorum of the meeting as recorded so far; None where its board has none or nobody is recorded."""
    if meeting.board.quorum is None:
        return None
    return quorum(meeting.board.quorum, meeting.attendance.all(), counted_members(meeting))


def record_attendance(meeting: Meeting, *, by, rows: Iterable[Row]) -> int:
    """Record who came; how many rows that changed. People not named stay as they were recorded.

    The attendance is judged as it stands afterwards, so that a member can be given a deputy in the same save that takes
    them off those present. Raises NotAllowed, WrongState, RuleBroken; then nothing is saved.
    """
    with transaction.atomic():
        locked = Meeting.objects.select_for_update().select_related("board").get(pk=meeting.pk)
        require_keeper(by, locked.board)
        require_open_to_minutes(locked)
        saved = {row.person_id: row for row in _saved(locked)}
        before = {person: _row_of(row) for person, row in saved.items()}
        after = before | {row.person.pk: _with_hidden(row, saved.get(row.person.pk), by) for row in rows}
        items = set(locked.agenda_items.values_list("pk", flat=True))
        if found := rules.problems(after.values(), seats_on_day(locked), items):
            raise AttendanceRefused(found)
        changed = [person for person, row in after.items() if before.get(person) != row]
        for person in changed:
            _save(saved.get(person) or Attendance(meeting=locked, person_id=person), after[person])
        if changed:
            record_event(
                locked,
                step="record_attendance",
                by=by,
                before={"who_came": [before[person].in_words for person in changed if person in before]},
                after={"who_came": [after[person].in_words for person in changed]},
            )
    return len(changed)


def _saved(meeting: Meeting) -> Iterable[Attendance]:
    return meeting.attendance.select_related("person", "deputy_for").prefetch_related("left_for")


def _row_of(saved: Attendance) -> Row:
    return Row(
        person=saved.person,
        kind=saved.kind,
        deputy_for=saved.deputy_for,
        left_for=saved.left_for.all(),
        declared_interest=saved.declared_interest,
    )


def _with_hidden(row: Row, saved: Attendance | None, by) -> Row:
    """With the items left that the person cannot see, and so cannot take away."""
    hidden = hidden_members(saved, "left_for", by) if saved else []
    return replace(row, left_for=[*row.left_for, *hidden]) if hidden else row


def _save(saved: Attendance, row: Row) -> None:
    saved.kind, saved.deputy_for, saved.declared_interest = row.kind, row.deputy_for, row.declared_interest
    saved.save()
    saved.left_for.set(row.left_for)
