"""The statutory bases of a response and their clocks: one row each, with its source (rules.md section 1)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, TextChoices


class Basis(TextChoices):
    S55 = "s55", "Police Act 1996 s.55"
    IOPC_28B = "iopc_28b", "Police Reform Act 2002 Sch 3 para 28B"
    NOTICE = "notice", "Term set by a notice"
    NONE = "none", "None"


@dataclass(frozen=True)
class Clock:
    """How long a response may take. `days` begin with the day of publication, which is day 1."""

    days: int | None
    in_force_from: date | None
    source: str


CLOCKS: dict[str, Clock] = {
    Basis.S55: Clock(56, date(2017, 5, 2), "Police Act 1996 s.55 as amended; SI 2017/399 reg 4(a)"),
    Basis.IOPC_28B: Clock(56, None, "Police Reform Act 2002 Sch 3 para 28B"),
    Basis.NOTICE: Clock(None, None, "The notice itself"),
    Basis.NONE: Clock(None, None, "No statutory duty"),
}


def response_due_on(basis: str, published_on: date | None) -> date | None:
    """The last day for publishing the response, or None where the law sets none.

    Calendar days, the day of publication being day 1: no allowance for weekends or holidays. A report from
    before the duty came into force has no day.
    """
    clock = CLOCKS[basis]
    if published_on is None or clock.days is None:
        return None
    if clock.in_force_from and published_on < clock.in_force_from:
        return None
    return published_on + timedelta(days=clock.days - 1)


def response_due(today: date) -> Q:
    """Reports whose response is not recorded as published, its last day today or still to come."""
    return Q(comments_published_on__isnull=True, response_due_on__gte=today)


def response_late(today: date) -> Q:
    """Reports whose last day is past with no publication recorded: late, or published without our knowing."""
    return Q(comments_published_on__isnull=True, response_due_on__lt=today)


def in_words(basis: str, published_on: date | None) -> str:
    """How the day was worked out, for the page."""
    due = response_due_on(basis, published_on)
    clock = CLOCKS[basis]
    if due is not None and published_on is not None:
        return f"Published {published_on:%-d %B %Y} (day 1); day {clock.days} is {due:%-d %B %Y}. {clock.source}."
    if basis == Basis.S55 and published_on is not None:
        return f"Published {published_on:%-d %B %Y}, before the duty to respond within 56 days began on 2 May 2017."
    if basis == Basis.NOTICE:
        return "The notice sets its own term."
    if basis == Basis.NONE:
        return "No statutory period applies."
    return "Not worked out: the day of publication is not recorded."
