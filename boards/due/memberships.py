"""Seats on boards that are about to end: somebody has to extend them, or to send another."""

from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from boards.due.base import BoardKind
from boards.models import Board, Membership
from boards.rules.reminders import SEAT_ENDS
from oversight.days import day_in_words
from oversight.reminders.recipients import OWNER, One, Recipients


class SeatsEnding(BoardKind):
    """Memberships with a last day today or ahead, and none of the same person after it; asked of the secretary.

    The reference names no person: of a board whose things are marked nothing else may be said.
    """

    name, called = "seat_ending", "Memberships about to end"
    asks = "Membership ends"
    model = Membership
    due_on = F("until_on")
    reference = Concat(F("board__abbreviation"), Value(" seat "), Cast("pk", CharField()))
    schedule = SEAT_ENDS
    day_called, late_called = "the membership ends", "since the membership ended"

    def rows(self) -> QuerySet[Any]:
        following = Membership.objects.filter(
            board=OuterRef("board"), person=OuterRef("person"), from_on__gt=OuterRef("until_on")
        )
        ending = Membership.objects.filter(until_on__gte=self.today).exclude(board__status=Board.Status.ENDED)
        return ending.filter(~Exists(following))

    def recipients(self) -> tuple[Recipients, ...]:
        return (One(OWNER, self.secretary()),)

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("board", "person")

    def group(self, record: Any) -> str:
        return record.board.name

    def title(self, record: Any) -> str:
        return f"{record.person}, {record.get_seat_display().lower()}"

    def state(self, record: Any) -> str:
        return f"The membership ends on {day_in_words(record.until_on)}."

    def url(self, record: Any) -> str:
        return reverse("board", args=[record.board.slug])

    def marking(self, record: Any) -> str:
        """As its board marks what hangs on it."""
        return record.board.default_marking
