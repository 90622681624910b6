"""A deadline is published text, a derived date and its basis (rules.md section 4)."""

import calendar
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices

from oversight.errors import RuleBroken


class DeadlineBasis(TextChoices):
    DAY = "day", "An exact day"
    MONTH = "month", "A month"
    SEASON = "season", "A season"
    CALENDAR_YEAR = "calendar_year", "A calendar year"
    FINANCIAL_YEAR = "financial_year", "A financial year"
    RELATIVE = "relative", "A period from publication"
    RECURRING = "recurring", "Recurring"
    GATE = "gate", "A condition to be met first"
    IMMEDIATE = "immediate", "Immediately"
    NONE = "none", "None stated"


# Bases from which no date follows: nothing of theirs is ever overdue.
DATELESS = (DeadlineBasis.RECURRING, DeadlineBasis.GATE, DeadlineBasis.IMMEDIATE, DeadlineBasis.NONE)

# Summer is taken to end with August, as the Met Office counts its seasons.
SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2}


def last_day(
    basis: str,
    *,
    published_on: date | None = None,
    months: int = 0,
    days: int = 0,
    year: int = 0,
    month: int = 0,
    season: str = "",
) -> date | None:
    """The last day of the deadline, or None where no date follows. A period means its last day.

    `months` and `days` count from publication; `year` is the calendar year, or the year in which a financial year
    (1 April to 31 March) or a winter ends.
    """
    if basis in DATELESS:
        return None
    if basis == DeadlineBasis.RELATIVE:
        return published_on + relativedelta(months=months, days=days) if published_on else None
    if basis == DeadlineBasis.CALENDAR_YEAR:
        return date(year, 12, 31)
    if basis == DeadlineBasis.FINANCIAL_YEAR:
        return date(year, 3, 31)
    if basis == DeadlineBasis.SEASON:
        month = SEASON_ENDS[season]
    if basis in (DeadlineBasis.SEASON, DeadlineBasis.MONTH):
        return date(year, month, calendar.monthrange(year, month)[1])
    raise ValueError(f"A deadline on the basis {basis!r} is a day of its own, not a derived one.")


def require_consistent(*, basis: str, deadline_on: date | None, published_on: date | None) -> None:
    """Raise RuleBroken where basis and day do not fit each other, or the day precedes the report."""
    if basis == DeadlineBasis.DAY and deadline_on is None:
        raise RuleBroken("Give the day, or choose another basis.", field="deadline_on")
    if basis in DATELESS and deadline_on is not None:
        raise RuleBroken("No day follows from this basis: leave the day empty.", field="deadline_on")
    if deadline_on is not None and published_on is not None and deadline_on < published_on:
        raise RuleBroken("The deadline lies before the day of publication.", field="deadline_on")
