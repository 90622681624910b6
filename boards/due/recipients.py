"""Who is reminded of what falls due on a board: its secretary, its chair, the Deputy Mayor's staff."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from boards.models import Membership, Person
from boards.rules.access import under
from boards.rules.reminders import OVERSIGHT
from boards.rules.roles import Seat
from oversight.reminders.recipients import NOBODY, REACHABLE
from oversight.roles import Role


def secretary(today: date, **of: Any) -> Subquery:
    """The secretary in force, of those who can be reached the one who has sat longest, of the board that `of` says."""
    held = Membership.objects.in_force(today).filter(under("person", REACHABLE), seat=Seat.SECRETARY, **of)
    return Subquery(held.order_by("from_on", "pk").values("person")[:1])


@dataclass(frozen=True)
class BoardAt:
    """Where the board of a row lies: the path to it, how a membership is found from the row, and for which rows."""

    path: str
    of: dict[str, Any]
    holds: Q = field(default_factory=Q)


AT_BOARD = BoardAt("board", {"board": OuterRef("board")})


class Oversight:
    """The chair of the board, and the Deputy Mayor's staff."""

    role = OVERSIGHT
    on_behalf_of = NOBODY

    def __init__(self, today: date, *boards: BoardAt) -> None:
        self.boards = boards or (AT_BOARD,)
        sits = Q(seat=Seat.CHAIR, from_on__lte=today) & (Q(until_on__isnull=True) | Q(until_on__gte=today))
        self.chairs = sits & under("person", REACHABLE)
        self.staff = Person.objects.filter(REACHABLE, role=Role.DMPC_STAFF).order_by("pk")

    def to_record(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        recipients = [self._chaired(rows, board) for board in self.boards]
        staff = list(self.staff.values_list("pk", flat=True))
        recipients += [rows.annotate(row_recipient=Value(pk, output_field=BigIntegerField())) for pk in staff]
        if not staff:
            recipients.append(rows.exclude(self._is_chaired()).annotate(row_recipient=NOBODY))
        return recipients

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows

    def include(self, person: Any) -> Q:
        inner = OuterRef(person) if isinstance(person, OuterRef) else person
        return self._is_chaired(person=inner) | Q(Exists(self.staff.filter(pk=inner)))

    def _chaired(self, rows: QuerySet[Any], board: BoardAt) -> QuerySet[Any]:
        """Asked in one filter, so that all of it is about one seat: a row for each chair."""
        seated = rows.filter(board.holds, under(f"{board.path}__memberships", self.chairs))
        return seated.annotate(row_recipient=F(f"{board.path}__memberships__person"))

    def _is_chaired(self, **by: Any) -> Q:
        chaired = Q(pk__in=[])
        for board in self.boards:
            chaired |= board.holds & Q(Exists(Membership.objects.filter(self.chairs, **board.of, **by)))
        return chaired
