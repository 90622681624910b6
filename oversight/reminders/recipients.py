"""Who is reminded of a thing that falls due: for each row one person, or several.

Each is asked two ways round, of many things at once: whom to remind of each, and of which a person is reminded.
"""

from typing import Any, Protocol

from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

# The role of those a thing is asked of. Who is reminded in any other role gets an escalation.
OWNER = "owner"
# Who has gone, has no address or is a system gets no e-mail: somebody else has to be reminded.
REACHABLE = Q(is_active=True, is_service=False, email__gt="")
NOBODY = Value(None, output_field=BigIntegerField())


def why_out_of_reach(person: Any) -> str:
    """Why a person is not REACHABLE, as said after their name; empty where they are."""
    if person.is_service:
        return "is a system"
    if not person.is_active:
        return "is no longer active"
    return "" if person.email else "has no e-mail address"


class Recipients(Protocol):
    """Some who are reminded of each thing, all in one role."""

    role: str
    # On whose behalf they are, for each row; null where on nobody's.
    on_behalf_of: Any

    def to_record(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """The rows with `row_recipient`, the person's id or null for nobody; a row for each person where there are
        several."""

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what `include` asks about."""

    def include(self, person: Any) -> Q:
        """Of rows that are `named`: those of which the person (an id, or an OuterRef to one) is reminded."""


def of_recipient(recipients: Recipients, rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    """Those rows of which the person (an id, or an OuterRef to one) is among the recipients."""
    return recipients.named(rows).filter(recipients.include(person))


class One:
    """The one person that an expression names for each row."""

    def __init__(self, role: str, person: Any, on_behalf_of: Any = NOBODY) -> None:
        self.role, self.person, self.on_behalf_of = role, person, on_behalf_of

    def to_record(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        return [rows.annotate(row_recipient=self.person)]

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.alias(row_recipient=self.person)

    def include(self, person: Any) -> Q:
        return Q(row_recipient=person)


class Several:
    """The people that several expressions name for each row; nobody where none of them does."""

    on_behalf_of = NOBODY

    def __init__(self, role: str, *people: Any) -> None:
        self.role, self.people = role, people

    def to_record(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        first = Coalesce(*self.people, output_field=BigIntegerField())
        others = (
            rows.annotate(row_recipient=each).filter(row_recipient__isnull=False) for each in self.people[1:]
        )
        return [rows.annotate(row_recipient=first), *others]

    @property
    def _names(self) -> dict[str, Any]:
        return {f"row_recipient_{number}": each for number, each in enumerate(self.people)}

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.alias(**self._names)

    def include(self, person: Any) -> Q:
        return Q(*((name, person) for name in self._names), _connector=Q.OR)
