"""Who came to a board's meetings through the year: each member held against each meeting."""

from dataclasses import dataclass, field
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.utils import timezone

from boards.models import Attendance, Board, Meeting, Membership, Person
from boards.rules.memberships import in_common

MONTHS = 12


@dataclass(frozen=True)
class Cell:
    """What is recorded of one member at one meeting: its words, and the kind that colours them."""

    meeting: Meeting
    kind: str
    words: str


@dataclass
class Row:
    """One member through the year, as far as they sat on the board."""

    person: Person
    cells: list[Cell] = field(default_factory=list)

    @property
    def present(self) -> int:
        return sum(cell.kind == Attendance.Kind.PRESENT for cell in self.cells)

    @property
    def of(self) -> int:
        """Of how many meetings their attendance is recorded."""
        return sum(cell.kind in Attendance.Kind.values for cell in self.cells)


@dataclass(frozen=True)
class Year:
    meetings: list[Meeting]
    rows: list[Row]


def attendance_of_the_year(board: Board, user, now: datetime) -> Year:
    """The last twelve months, the oldest meeting first: three queries, however many meetings and members."""
    today = timezone.localdate(now)
    since = today - relativedelta(months=MONTHS)
    met = Q(status=Meeting.Status.HELD) | Q(status=Meeting.Status.CONFIRMED)
    meetings = list(
        Meeting.objects.visible_to(user, today)
        .filter(met, board=board, starts_at__lte=now, starts_at__date__gt=since)
        .order_by("starts_at")
    )
    if not meetings:
        return Year([], [])
    recorded: dict[tuple[int, int], str] = {}
    attended = Attendance.objects.visible_to(user, today).filter(meeting__in=meetings)
    for meeting_id, person_id, kind, deputy_for_id in attended.values_list(
        "meeting_id", "person_id", "kind", "deputy_for_id"
    ):
        if kind == Attendance.Kind.DEPUTY:
            recorded[meeting_id, deputy_for_id] = kind  # whatever else is said of whom they came for
        else:
            recorded.setdefault((meeting_id, person_id), kind)
    seats: dict[Person, list[Membership]] = {}
    for seat in (
        Membership.objects.visible_to(user, today)
        .filter(in_common(since, today), board=board)
        .select_related("person")
        .order_by("person__name", "from_on")
    ):
        seats.setdefault(seat.person, []).append(seat)
    return Year(meetings, [_row(person, held, meetings, recorded) for person, held in seats.items()])


def _row(
    person: Person, seats: list[Membership], meetings: list[Meeting], recorded: dict[tuple[int, int], str]
) -> Row:
    row = Row(person)
    for meeting in meetings:
        day = timezone.localtime(meeting.starts_at).date()
        if not any(seat.from_on <= day and (seat.until_on is None or day <= seat.until_on) for seat in seats):
            row.cells.append(Cell(meeting, "", "Not a member then"))
        elif kind := recorded.get((meeting.pk, person.pk)):
            row.cells.append(Cell(meeting, kind, Attendance.Kind(kind).label))
        else:
            row.cells.append(Cell(meeting, "", "Not recorded"))
    return row
