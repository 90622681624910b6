"""Working days in England, and clear working days between a notice and its meeting (rules.md section 9).

Clear means that neither the day of the notice nor the day of the meeting counts. Saturdays, Sundays and bank
holidays of England do not count either; those proclaimed once, such as 19 September 2022, are among them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import holidays

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


def bank_holiday(day: date) -> str:
    """What the bank holiday on this day is called; empty where it is none."""
    return bank_holidays(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and not bank_holiday(day)


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
    """
    between = range(1, (meeting_on - notice_on).days)
    return sum(is_working_day(notice_on + timedelta(days=number)) for number in between)


def last_day_for(meeting_on: date, clear_days: int) -> date:
    """The last day on which a notice or a paper gives so many clear working days; for none, the meeting's own day."""
    if clear_days <= 0:
        return meeting_on
    day = meeting_on
    while clear_days and day > date.min + A_DAY:
        day -= A_DAY
        clear_days -= is_working_day(day)
    return max(day, date.min + A_DAY) - A_DAY
