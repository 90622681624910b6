"""Seats on a board in time: each person has one at a time, and the board one chair."""

from datetime import date

from django.db.models import Q

from boards.rules.roles import Seat
from oversight.days import day_in_words
from oversight.errors import RuleBroken


def in_common(from_on: date, until_on: date | None) -> Q:
    """Of memberships: those that share at least one day with these; both ends are days of the seat."""
    lasting = Q(until_on__isnull=True) | Q(until_on__gte=from_on)
    return lasting if until_on is None else lasting & Q(from_on__lte=until_on)


def require_days(from_on: date, until_on: date | None) -> None:
    """Raise RuleBroken where the seat would end before it begins. It can end on its first day."""
    if until_on is not None and until_on < from_on:
        raise RuleBroken("A membership cannot end before it begins.", field="until_on")


def refuse_second_seat(membership, standing) -> None:
    """Raise RuleBroken: the person has a seat on the board already, on some of these days."""
    raise RuleBroken(
        f"{standing.person} is {_called(standing)} of {standing.board} already, {_when(standing)}. "
        "End that seat first, or give this one from the day after.",
        field="from_on" if standing.from_on <= membership.from_on else "until_on",
    )


def refuse_second_chair(standing) -> None:
    """Raise RuleBroken: somebody else chairs the board on some of these days."""
    raise RuleBroken(
        f"{standing.person} is chair of {standing.board} {_when(standing)}: a board has one chair at a time. "
        "End that seat first, or make this one deputy chair.",
        field="seat",
    )


def _called(membership) -> str:
    return Seat(membership.seat).label.lower()


def _when(membership) -> str:
    begun = f"from {day_in_words(membership.from_on)}"
    return begun if membership.until_on is None else f"{begun} until {day_in_words(membership.until_on)}"
