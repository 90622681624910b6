"""A board's cadence proposes dates; people confirm them (rules.md section 9). And when a board has fallen behind it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db.models import TextChoices

from oversight.days import day_in_full, day_in_words
from oversight.working_days import bank_holiday, next_working_day

# More often than every week is no cadence of a board.
MOST_A_YEAR = 52
MONTHS, WEEKS = 12, 52
# A board is not behind as soon as the time between two meetings has passed: four weeks are allowed for.
GRACE_DAYS = 28

IN_WORDS = {
    1: "once a year",
    2: "twice a year",
    3: "three times a year",
    4: "quarterly",
    6: "every two months",
    12: "monthly",
    26: "every two weeks",
    52: "weekly",
}


class Pattern(TextChoices):
    """What the days of a year's meetings have in common."""

    WEEKDAY = "weekday", "The same weekday of the month, such as the second Tuesday"
    DAY = "day", "The same day of the month, such as the 14th"


@dataclass(frozen=True)
class Proposal:
    """A day proposed, the day on which the pattern would have put it, and why it moved where it did."""

    day: date
    by_pattern: date

    @property
    def why_moved(self) -> str:
        if self.day == self.by_pattern:
            return ""
        named = bank_holiday(self.by_pattern)
        because = f"is a bank holiday ({named})" if named else "is no working day"
        return f"{day_in_full(self.by_pattern)} {because}; moved to {day_in_full(self.day)}."


def propose(first: date, *, how_many: int, pattern: str) -> list[Proposal]:
    """The days of a year's meetings, the first one from `first` on, spread evenly and each on a working day.

    Up to twelve go by months: a number that does not divide the year leaves gaps that differ by one month. More go
    by weeks, on the weekday of the first. The fifth weekday of a month stands for its last, and the 29th to 31st for
    the last day of a month that is shorter.
    """
    if how_many > MONTHS:
        steps, days = WEEKS, list(rrule(WEEKLY, dtstart=_midnight(first), count=WEEKS))
    else:
        steps, days = MONTHS, _months(first, pattern)
    chosen = [days[number * steps // how_many].date() for number in range(how_many)]
    return [Proposal(next_working_day(day), day) for day in chosen]


def _months(first: date, pattern: str) -> list[datetime]:
    if pattern == Pattern.WEEKDAY:
        nth = (first.day - 1) // 7 + 1
        on: dict[str, Any] = {"byweekday": weekday(first.weekday(), nth if nth < 5 else -1)}
    elif first.day > 28:
        on = {"bymonthday": range(28, first.day + 1), "bysetpos": -1}
    else:
        on = {"bymonthday": first.day}
    return list(rrule(MONTHLY, dtstart=_midnight(first), count=MONTHS, **on))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


@dataclass(frozen=True)
class Behind:
    """How far a board has fallen behind its cadence, and the words for it."""

    meetings_a_year: int
    last_met_on: date
    since: date
    days: int

    def __str__(self) -> str:
        meets = IN_WORDS.get(self.meetings_a_year, f"{self.meetings_a_year} times a year")
        days = "one day" if self.days == 1 else f"{self.days} days"
        return (
            f"Meets {meets}; last met {day_in_words(self.last_met_on)}, {days} longer ago than that allows with "
            f"four weeks’ grace. Behind since {day_in_words(self.since)}."
        )


def behind(meetings_a_year: int | None, last_met_on: date | None, today: date) -> Behind | None:
    """Where the board stands behind, or None: more days since it last met than its cadence and the grace allow.

    Never where no cadence or no meeting is recorded: nothing is known that it could be measured by.
    """
    if not meetings_a_year or last_met_on is None:
        return None
    allowed = timedelta(days=365 // meetings_a_year + GRACE_DAYS)
    if today - last_met_on <= allowed:
        return None
    last_allowed = last_met_on + allowed
    return Behind(meetings_a_year, last_met_on, last_allowed + timedelta(days=1), (today - last_allowed).days)
