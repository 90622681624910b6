"""Working days in England, and clear working days between a notice and its meeting (rules.md section 9).

Clear means that neither the day of the notice nor the day of the meeting counts. Saturdays, Sundays and bank
holidays of England do not count either; those proclaimed once, such as 19 September 2022, are among them. One that
the package does not know yet is entered by the secretariat (boards/operations/bank_holidays.py).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

from oversight import context, ports

A_DAY = timedelta(days=1)
SATURDAY = 5
# Beyond these the package knows nothing, and fails at the end of the calendar.
FIRST_YEAR, LAST_YEAR = 1871, 2500


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of England in one year, by day, as they are called; of a year that nobody can mean, none."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    named = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return {day: name.replace("(observed)", "(substitute day)") for day, name in named.items()}


@dataclass(frozen=True)
class Entered:
    """A bank holiday that was proclaimed since the package was made, and the day from which the register knew it."""

    day: date
    name: str
    known_from: date


QUESTION = "bank holidays entered"


def entered() -> tuple[Entered, ...]:
    """Those of all apps (the port `bank_holidays`), in the order in which they became known.

    Asked once a request or task and kept no longer, so that no worker goes by old ones.
    """
    return context.once(QUESTION, ask_entered)


def ask_entered() -> tuple[Entered, ...]:
    found = (one for of_app in ports.offered("bank_holidays") for one in of_app)
    return tuple(sorted(found, key=lambda one: (one.known_from, one.day)))


def forget_entered() -> None:
    """To be called by what changes them, so that the rest of the same request goes by the new ones."""
    context.forget(QUESTION)


def bank_holiday(day: date) -> str:
    """What the bank holiday on this day is called; empty where it is none."""
    return bank_holidays(day.year).get(day, "") or next((one.name for one in entered() if one.day == day), "")


def is_working_day(day: date, also: Collection[date] | None = None) -> bool:
    """Whether it is a working day; `also`: the bank holidays entered, where they were read already."""
    if day.weekday() >= SATURDAY or day in bank_holidays(day.year):
        return False
    return day not in (_days(entered()) if also is None else also)


def _days(some: Iterable[Entered]) -> frozenset[date]:
    return frozenset(one.day for one in some)


def next_working_day(day: date) -> date:
    """The day itself where it is a working day, otherwise the first one after it."""
    while not is_working_day(day) and day < date.max:
        day += A_DAY
    return day


def last_working_day(day: date) -> date:
    """The day itself where it is a working day, otherwise the last one before it."""
    while not is_working_day(day) and day > date.min:
        day -= A_DAY
    return day


def clear_working_days(notice_on: date, meeting_on: date) -> int:
    """How many clear working days lie between the day of the notice and the day of the meeting.

    Monday 9 October 2017 to Tuesday 17 October 2017 is exactly 5. Zero where the notice is not before the meeting.
    A bank holiday that was not yet known on the day of the notice takes nothing from it.
    """
    between = range(1, (meeting_on - notice_on).days)
    known = _days(one for one in entered() if one.known_from <= notice_on)
    return sum(is_working_day(notice_on + timedelta(days=number), known) for number in between)


def last_day_for(meeting_on: date, clear_days: int) -> date:
    """The last day on which a notice or a paper gives so many clear working days; for none, the meeting's own day.

    A bank holiday moves it, unless it was past when the bank holiday became known: what is past stays.
    """
    if clear_days <= 0:
        return meeting_on
    known: frozenset[date] = frozenset()
    day = _last_day_for(meeting_on, clear_days, known)
    for one in entered():
        if day < one.known_from:
            break
        known |= {one.day}
        day = _last_day_for(meeting_on, clear_days, known)
    return day


def _last_day_for(meeting_on: date, clear_days: int, also: Collection[date]) -> date:
    day = meeting_on
    while clear_days and day > date.min + A_DAY:
        day -= A_DAY
        clear_days -= is_working_day(day, also)
    return max(day, date.min + A_DAY) - A_DAY
