"""The statutory bases of a response and their clocks: one row each, with its source (rules.md section 1)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, TextChoices

from oversight.days import day_in_words
from oversight.errors import RuleBroken
from oversight.folding import is_blank
from recommendations.rules import deadline_texts
from recommendations.rules.due_dates import require_within_reach


class Basis(TextChoices):
    S55 = "s55", "Police Act 1996 s.55"
    IOPC_28B = "iopc_28b", "Police Reform Act 2002 Sch 3 para 28B"
    NOTICE = "notice", "Term set by a notice"
    NONE = "none", "None"


@dataclass(frozen=True)
class Clock:
    """How long a response may take, and what meets it. `days` begin with the day of publication, which is day 1.

    A row and a test make another basis: nothing else in the register knows the laws.
    """

    days: int | None
    in_force_from: date | None
    source: str
    address: str = ""
    # Whether the Commissioner's comments are invited first, by a day that MOPAC sets.
    invites_comments: bool = False
    # Whether more time can be granted, if it is applied for before the time is over.
    is_extendable: bool = False
    # Whether publication alone meets it, at an address; otherwise the answer given to its issuer does.
    is_met_by_publication: bool = True


CLOCKS: dict[str, Clock] = {
    Basis.S55: Clock(
        56,
        date(2017, 5, 2),
        "Police Act 1996 s.55 as amended; SI 2017/399 reg 4(a)",
        "https://www.legislation.gov.uk/ukpga/1996/16/section/55",
        invites_comments=True,
    ),
    Basis.IOPC_28B: Clock(
        56,
        None,
        "Police Reform Act 2002 Sch 3 para 28B",
        "https://www.legislation.gov.uk/ukpga/2002/30/schedule/3/paragraph/28B",
        is_extendable=True,
        is_met_by_publication=False,
    ),
    Basis.NOTICE: Clock(None, None, "The notice itself", is_met_by_publication=False),
    Basis.NONE: Clock(None, None, "No statutory duty"),
}


def response_due_on(basis: str, published_on: date | None, term: str = "") -> date | None:
    """The last day for the response, or None where the law sets none.

    Calendar days, the day of publication being day 1: no allowance for weekends or holidays. A report from
    before the duty came into force has no day. A notice sets its own `term`, as text.
    """
    clock = CLOCKS[basis]
    if basis == Basis.NOTICE:
        return deadline_texts.read(term, published_on).on
    if published_on is None or clock.days is None:
        return None
    if clock.in_force_from and published_on < clock.in_force_from:
        return None
    return published_on + min(timedelta(days=clock.days - 1), date.max - published_on)


def sets_the_day(basis: str, term: str = "") -> bool:
    """Whether the last day follows from the law or the notice, so that nobody types it."""
    return CLOCKS[basis].days is not None or (basis == Basis.NOTICE and not is_blank(term))


def require_extension(*, due_on: date, new_due_on: date, applied_on: date, today: date) -> None:
    """Raise RuleBroken unless more time was applied for before the time was over, for a later day."""
    if applied_on > today:
        raise RuleBroken("An application cannot be dated in the future.", field="applied_on")
    if applied_on > due_on:
        raise RuleBroken(
            f"The time ended on {day_in_words(due_on)}: more can be granted only if it is applied for before that.",
            field="applied_on",
        )
    require_later(due_on=due_on, new_due_on=new_due_on)


def require_later(*, due_on: date, new_due_on: date) -> None:
    if new_due_on <= due_on:
        raise RuleBroken(
            f"More time means a day after the present last day, {day_in_words(due_on)}.", field="new_due_on"
        )
    require_within_reach(new_due_on, due_on, field="new_due_on")


def require_invitation(
    *, published_on: date | None, due_on: date | None, invited_on: date, comments_due_on: date, today: date
) -> None:
    """Raise RuleBroken unless comments were invited after publication, for a day that leaves time to publish them."""
    if published_on is not None and invited_on < published_on:
        raise RuleBroken("Comments cannot be invited before the report was published.", field="invited_on")
    if invited_on > today:
        raise RuleBroken("Record the invitation once it has been sent.", field="invited_on")
    if comments_due_on < invited_on:
        raise RuleBroken(
            "The day set for the comments lies before their invitation.", field="comments_due_on"
        )
    if due_on is not None and comments_due_on > due_on:
        raise RuleBroken(
            f"The response has to be published by {day_in_words(due_on)}: set an earlier day for the comments.",
            field="comments_due_on",
        )


def require_received(*, published_on: date | None, received_on: date, today: date) -> None:
    if received_on > today:
        raise RuleBroken("Comments cannot have been received on a day to come.", field="received_on")
    if published_on is not None and received_on < published_on:
        raise RuleBroken("Comments cannot have come before the report was published.", field="received_on")


def require_publication(
    *, basis: str, published_on: date | None, response_published_on: date, address: str, today: date
) -> None:
    """Raise RuleBroken unless the response was published since the report was, and where is recorded (section 1)."""
    if response_published_on > today:
        raise RuleBroken("A response cannot have been published on a day to come.", field="published_on")
    if published_on is not None and response_published_on < published_on:
        raise RuleBroken("The response cannot be published before the report was.", field="published_on")
    if CLOCKS[basis].is_met_by_publication and is_blank(address):
        raise RuleBroken(
            "Give the address: the duty is met by publication, not by a letter sent.", field="where"
        )


def response_awaited() -> Q:
    """Reports whose response has a last day, past or to come, and is not recorded as published."""
    return Q(comments_published_on__isnull=True, response_due_on__isnull=False)


def response_due(today: date) -> Q:
    """Reports whose response is not recorded as published, its last day today or still to come."""
    return response_awaited() & Q(response_due_on__gte=today)


def response_late(today: date) -> Q:
    """Reports whose last day is past with no publication recorded: late, or published without our knowing."""
    return response_awaited() & Q(response_due_on__lt=today)


def comments_awaited() -> Q:
    """Reports on which the Commissioner's comments were invited by a day, past or to come, and were not received."""
    return Q(
        comments_received_on__isnull=True, comments_published_on__isnull=True, comments_due_on__isnull=False
    )


def comments_late(today: date) -> Q:
    """Reports on which the Commissioner's comments were not received by the day set for them."""
    return comments_awaited() & Q(comments_due_on__lt=today)


def days_late(due_on: date | None, met_on: date | None, today: date) -> int:
    """By how many days a response came, or is, after its last day; 0 where it is in time. Late stays late for ever."""
    if due_on is None:
        return 0
    return max(((met_on or today) - due_on).days, 0)


def in_words(basis: str, published_on: date | None, term: str = "") -> str:
    """How the day was worked out, for the page: “Published 12 March 2019 (day 1); day 56 is 6 May 2019. …”."""
    due = response_due_on(basis, published_on, term)
    clock = CLOCKS[basis]
    if basis == Basis.NOTICE:
        return (
            deadline_texts.read(term, published_on).how if term.strip() else "The notice sets its own term."
        )
    if due is not None and published_on is not None:
        begun = f"Published {day_in_words(published_on)} (day 1)"
        return f"{begun}; day {clock.days} is {day_in_words(due)}. {clock.source}."
    if basis == Basis.S55 and published_on is not None:
        begun = "before the duty to respond within 56 days began on 2 May 2017."
        return f"Published {day_in_words(published_on)}, {begun}"
    if basis == Basis.NONE:
        return "No statutory period applies."
    return "Not worked out: the day of publication is not recorded."
