"""Days and times as people write them: one reader for forms, admin, spreadsheets and commands; and how a day is shown.

Pure. Plain British forms are read and nothing is guessed: a year has four digits, the day comes before the month where
both are figures, and a weekday has to be the day's own. What cannot be read raises Unread, with an example. The API
takes ISO 8601 alone (oversight/api/json.py).
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_EXAMPLE, ISO_EXAMPLE, TIME_EXAMPLE = "31/12/2026", "2026-12-31", "14:30"
LONDON = ZoneInfo("Europe/London")

# Characters: the longest plain form, “Wednesday the 30th of September, 2026 at 10:30:00 am”, with room around it.
LONGEST = 80
MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTH_NAMES = {
    **{name.lower(): number for number, name in enumerate(calendar.month_name) if name},
    **MONTHS,
    "sept": 9,
}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS |= {short: number for name, number in WEEKDAYS.items() for short in (name[:3], name[:4], name[:5])}

_NAME = r"(?P<month>[^\W\d_]{3,9})\.?"
_ORDINAL = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_BETWEEN = r"(?: ?[/.-] ?| )"
FIGURES = re.compile(rf"(?P<day>[0-9]{{1,2}}){_BETWEEN}(?P<month>[0-9]{{1,2}}){_BETWEEN}(?P<year>[0-9]{{4}})")
YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4}) ?[/.-] ?(?P<month>[0-9]{1,2}) ?[/.-] ?(?P<day>[0-9]{1,2})")
NAMED = re.compile(rf"(?:the )?{_ORDINAL}(?: of)?[ -]?{_NAME},?[ -]?(?P<year>[0-9]{{4}})", re.IGNORECASE)
NAMED_FIRST = re.compile(rf"{_NAME} {_ORDINAL},? (?P<year>[0-9]{{4}})", re.IGNORECASE)
WHOLE_MONTH = re.compile(rf"{_NAME},?[ -](?P<year>[0-9]{{4}})")
SHORT_YEAR = re.compile(
    r"(?:[0-9]{1,2}[ /.-]{1,3}[0-9]{1,2}|(?:[0-9]{1,2}(?:st|nd|rd|th)?[ /.-]{1,3})?[^\W\d_]{3,9}\.?),?"
    r"[ /.-]{1,3}['’]?[0-9]{2}",
    re.IGNORECASE,
)
WEEKDAY = re.compile(
    rf"(?P<weekday>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\.?,? (?P<rest>.+)", re.IGNORECASE
)
SERIAL = re.compile(r"[0-9]{1,7}(?:\.0+)?")

_CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
TIME = re.compile(rf"{_CLOCK}|(?P<military>[0-9]{{4}})|(?P<noon>noon|midday)", re.IGNORECASE)
# A time after a day; what bears an offset is turned to London's clock.
AFTER_DAY = re.compile(
    rf"(?P<of_day>.*?[0-9]{{4}}|[0-9]{{4}}[/.-][0-9]{{1,2}}[/.-][0-9]{{1,2}}|.*?[0-9]{{2}}(?=[ T,].*:))"
    r"(?:,? at |, | |T)"
    rf"(?P<time>(?:{_CLOCK}|noon|midday))(?P<offset> ?Z|[+-][0-9]{{2}}:?[0-9]{{2}})?",
    re.IGNORECASE,
)

# The day from which Excel counts, set back by the day of 1900 that it believes in and that never was.
FIRST_OF_EXCEL, LAST_OF_EXCEL = date(1899, 12, 30), 2_958_465


class Unread(ValueError):
    """What is wrong with a text, as the end of a sentence that begins with it: “soon” + “is not a date: …”."""


NOT_A_DAY = "is not a date: write it as in 31/12/2026 or 2026-12-31"
NO_SUCH_DAY = "is not a date: no calendar has it; the day comes first, as in 31/12/2026"
TWO_DIGITS = "gives its year in two digits: write it in full, as in 31/12/2026"
NOT_A_TIME = "is not a time: write it as in 14:30 or 2.30pm"
NOT_A_MOMENT = "is not a day with its time: write it as in 31/12/2026 14:30"


# --- Showing -----------------------------------------------------------------------------------------


def day_in_words(day: date) -> str:
    """6 May 2019; the year always in four digits, which strftime of Linux does not give."""
    return f"{day.day} {day:%B} {day.year:04d}"


def day_in_full(day: date) -> str:
    """Monday 6 May 2019."""
    return f"{day:%A} {day_in_words(day)}"


def day_in_figures(day: date) -> str:
    """06/05/2019."""
    return f"{day:%d/%m}/{day.year:04d}"


# --- Reading -----------------------------------------------------------------------------------------


def read_day(text: str) -> date:
    """The day that the text names; of a month named with its year, the last day. A time after it is passed over.

    Raises Unread.
    """
    plain = tidied(text, NOT_A_DAY)
    if SERIAL.fullmatch(plain):
        raise Unread(_serial(plain))
    found = AFTER_DAY.fullmatch(plain)
    if found is None or _reads(plain):
        return _day(plain)
    if found["offset"]:
        return _moment(found).date()
    day = _day(found["of_day"])
    _time_of(found)
    return day


def read_time(text: str) -> time:
    """The time of day that the text names: 9, 9.30, 10am, 14:30, 1430, noon. Raises Unread."""
    found = TIME.fullmatch(tidied(text, NOT_A_TIME))
    if found is None:
        raise Unread(NOT_A_TIME)
    return _time_of(found)


def read_moment(text: str) -> datetime:
    """The day and the time that the text names, without a zone; with an offset, in London's.

    Raises Unread.
    """
    found = AFTER_DAY.fullmatch(tidied(text, NOT_A_MOMENT))
    if found is None:
        read_day(text)  # names a better reason, where the day itself cannot be read
        raise Unread("gives no time: write it as in 31/12/2026 14:30")
    if WHOLE_MONTH.fullmatch(found["of_day"]):
        raise Unread(NOT_A_MOMENT)
    return _moment(found)


def quoted(text: object) -> str:
    """What was written, to begin a sentence: “31/02/2026”."""
    said = day_in_figures(text) if isinstance(text, date) else str(text).strip()
    return f"“{said if len(said) <= 60 else f'{said[:57]}…'}”"


def tidied(text: str, otherwise: str) -> str:
    """The text with plain spaces and dashes, and without signs that nobody sees."""
    if len(text) > 4 * LONGEST:
        raise Unread(otherwise)
    seen = (_SIGNS.get(unicodedata.category(sign), sign) for sign in text)
    plain = " ".join("".join(seen).split()).replace("−", "-")
    if len(plain) > LONGEST:
        raise Unread(otherwise)
    return plain


_SIGNS = {"Zs": " ", "Cf": "", "Pd": "-"}


def _reads(text: str) -> bool:
    """Whether all of the text is a day, though its end looks like a time: “31 12 2026”, “Sept 30 2026”."""
    return any(pattern.fullmatch(text) for pattern in (FIGURES, YEAR_FIRST, NAMED, NAMED_FIRST, WHOLE_MONTH))


def _day(text: str) -> date:
    weekday = None
    if found := WEEKDAY.fullmatch(text):
        weekday, text = WEEKDAYS[found["weekday"].lower()], found["rest"]
    day = _of_calendar(text)
    if weekday is not None and day.weekday() != weekday:
        raise Unread(
            f"names the wrong weekday: {day_in_words(day)} is a {day:%A}; write the day as in {DAY_EXAMPLE}"
        )
    return day


def _of_calendar(text: str) -> date:
    for pattern in (FIGURES, YEAR_FIRST, NAMED, NAMED_FIRST, WHOLE_MONTH):
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        month = _month(parts["month"])
        if month is None:
            continue
        year = int(parts["year"])
        try:
            if "day" in parts:
                return date(year, month, int(parts["day"]))
            return date(year, month, calendar.monthrange(year, month)[1])
        except (ValueError, IndexError):  # year 0, month 13 or 31 February
            raise Unread(NO_SUCH_DAY) from None
    if SHORT_YEAR.fullmatch(text):
        raise Unread(TWO_DIGITS)
    raise Unread(NOT_A_DAY)


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else MONTH_NAMES.get(text.lower())


def _serial(text: str) -> str:
    days = int(float(text))
    if not 1 <= days <= LAST_OF_EXCEL or len(text) == 4:  # four digits are a year rather
        return NOT_A_DAY
    day = FIRST_OF_EXCEL + timedelta(days=days)
    return (
        f"is a number, which a spreadsheet would show as {day_in_words(day)}: "
        f"format the cell as a date, or write it as in {DAY_EXAMPLE}"
    )


def _time_of(found: re.Match) -> time:
    parts = found.groupdict()
    if parts.get("noon") or (parts.get("time") or "").lower() in ("noon", "midday"):
        return time(12)
    if military := parts.get("military"):
        hour, minute, second = int(military[:2]), int(military[2:]), 0
    else:
        hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
        if half := parts["half"]:
            if not 1 <= hour <= 12:
                raise Unread(NOT_A_TIME)
            hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Unread(NOT_A_TIME) from None


def _moment(found: re.Match) -> datetime:
    at = datetime.combine(_day(found["of_day"]), _time_of(found))
    if not found["offset"]:
        return at
    offset = found["offset"].strip().upper()
    try:
        aware = datetime.fromisoformat(f"{at.isoformat()}{offset}")
        return aware.astimezone(LONDON)
    except (ValueError, OverflowError):  # an offset of more than a day, or beyond the calendar
        raise Unread(NOT_A_MOMENT) from None


# --- Bounds ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bounds:
    """The range of a kind of day: from a first day to the end of a year, counted from the present one.

    `called` names such days in a table of docs. What lies outside is a slip of the pen: 12/03/0019, 31/12/9999.
    """

    called: str
    first: date
    years_ahead: int

    def last(self, today: date) -> date:
        return date(min(today.year + self.years_ahead, 9998), 12, 31)

    def why_not(self, day: date, today: date, example: str = DAY_EXAMPLE) -> str:
        """Why the day cannot be, as the end of a sentence that begins with it; empty where it can."""
        if self.first <= day <= self.last(today):
            return ""
        return (
            f"is out of range: give a day from {day_in_words(self.first)} to {day_in_words(self.last(today))}, "
            f"written as in {example}"
        )


HAPPENED = Bounds("What happened: published, decided, received, set", date(1900, 1, 1), 1)
PLANNED = Bounds("What is to come: due, expected, accepted until", date(1990, 1, 1), 20)
DEADLINE = Bounds("A deadline as published, and what follows from it", date(1900, 1, 1), 50)
MEETING = Bounds("A meeting", date(1990, 1, 1), 10)
