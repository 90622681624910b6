"""Who hears of a thing that falls due: one person, or all who preside over its board and the Deputy Mayor's staff.

Each is asked two ways round, of many things at once: whom to tell of each, and of which a person is told.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from boards.models import Membership, Person
from boards.rules.access import under
from boards.rules.reminders import OVERSIGHT
from boards.rules.roles import Seat
from oversight.roles import Role

# Whoever has gone, has no address or is a system gets no e-mail: somebody else has to be told.
REACHABLE = Q(is_active=True, is_service=False, email__gt="")
NOBODY = Value(None, output_field=BigIntegerField())


def why_out_of_reach(person: Person) -> str:
    """Why a person is not REACHABLE, as said after their name; empty where they are."""
    if person.is_service:
        return "is a system"
    if not person.is_active:
        return "is no longer active"
    return "" if person.email else "has no e-mail address"


def secretary(today: date, **of: Any) -> Subquery:
    """The secretary in force, of those who can be reached the one who has sat longest, of the board that `of` says."""
    held = Membership.objects.in_force(today).filter(under("person", REACHABLE), seat=Seat.SECRETARY, **of)
    return Subquery(held.order_by("from_on", "pk").values("person")[:1])


class Hearer(Protocol):
    """Some who are told of each thing, as one of boards.rules.reminders.TOLD_AS."""

    told_as: str
    # In whose place they are told, for each row; null where in nobody's.
    in_place_of: Any

    def owed(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """The rows with `told`, the person's id or null for nobody; a row for each person where there are several."""

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what `tells` asks about."""

    def tells(self, person: Any) -> Q:
        """Of rows that are `named`: those of which the person (an id, or an OuterRef to one) is told."""


def told_of(hearer: Hearer, rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    """Those rows of which the hearer tells the person (an id, or an OuterRef to one)."""
    return hearer.named(rows).filter(hearer.tells(person))


class One:
    """The one person that an expression names for each row."""

    def __init__(self, told_as: str, told: Any, in_place_of: Any = NOBODY) -> None:
        self.told_as, self.told, self.in_place_of = told_as, told, in_place_of

    def owed(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        return [rows.annotate(told=self.told)]

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.alias(told=self.told)

    def tells(self, person: Any) -> Q:
        return Q(told=person)


class Several:
    """The people that several expressions name for each row; nobody where none of them does."""

    in_place_of = NOBODY

    def __init__(self, told_as: str, *told: Any) -> None:
        self.told_as, self.told = told_as, told

    def owed(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        others = (rows.annotate(told=each).filter(told__isnull=False) for each in self.told[1:])
        return [rows.annotate(told=Coalesce(*self.told, output_field=BigIntegerField())), *others]

    @property
    def _names(self) -> dict[str, Any]:
        return {f"told_{number}": each for number, each in enumerate(self.told)}

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.alias(**self._names)

    def tells(self, person: Any) -> Q:
        return Q(*((name, person) for name in self._names), _connector=Q.OR)


@dataclass(frozen=True)
class BoardAt:
    """Where the board of a row lies: the path to it, how a membership is found from the row, and for which rows."""

    path: str
    of: dict[str, Any]
    holds: Q = field(default_factory=Q)


AT_BOARD = BoardAt("board", {"board": OuterRef("board")})


class Oversight:
    """Whoever chairs the board, and the Deputy Mayor's staff."""

    told_as = OVERSIGHT
    in_place_of = NOBODY

    def __init__(self, today: date, *boards: BoardAt) -> None:
        self.boards = boards or (AT_BOARD,)
        sits = Q(seat=Seat.CHAIR, from_on__lte=today) & (Q(until_on__isnull=True) | Q(until_on__gte=today))
        self.chairs = sits & under("person", REACHABLE)
        self.staff = Person.objects.filter(REACHABLE, role=Role.DMPC_STAFF).order_by("pk")

    def owed(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        told = [self._chaired(rows, board) for board in self.boards]
        staff = list(self.staff.values_list("pk", flat=True))
        told.extend(rows.annotate(told=Value(pk, output_field=BigIntegerField())) for pk in staff)
        if not staff:
            told.append(rows.exclude(self._is_chaired()).annotate(told=NOBODY))
        return told

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows

    def tells(self, person: Any) -> Q:
        inner = OuterRef(person) if isinstance(person, OuterRef) else person
        return self._is_chaired(person=inner) | Q(Exists(self.staff.filter(pk=inner)))

    def _chaired(self, rows: QuerySet[Any], board: BoardAt) -> QuerySet[Any]:
        """Asked in one filter, so that all of it is about one seat: a row for each chair."""
        seated = rows.filter(board.holds, under(f"{board.path}__memberships", self.chairs))
        return seated.annotate(told=F(f"{board.path}__memberships__person"))

    def _is_chaired(self, **by: Any) -> Q:
        chaired = Q(pk__in=[])
        for board in self.boards:
            chaired |= board.holds & Q(Exists(Membership.objects.filter(self.chairs, **board.of, **by)))
        return chaired
