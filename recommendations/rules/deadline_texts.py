"""Reading a deadline as it was published: the basis, and the day or the condition that follow (rules.md section 4).

A day is derived where one follows from the words alone; nothing is guessed. What no row of `READERS` fits is left
for a person to decide.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from oversight.days import MONTHS, day_in_words
from recommendations.rules.deadlines import DeadlineBasis, last_day


@dataclass(frozen=True)
class Deadline:
    """What a text says: its basis, its day where one follows, the condition of a gate; `how` says why, in words."""

    basis: DeadlineBasis
    on: date | None
    condition: str
    how: str


NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
NUMBERS |= {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24}
# Unit of a period -> how many months or days it has.
UNITS = {"day": ("days", 1), "week": ("days", 7), "month": ("months", 1), "year": ("months", 12)}

# What may stand around a text and is none of it; what stands in brackets.
AROUND = " .,;'‘’“”\""
BRACKETS = re.compile(r"\s*\(([^()]*)\)")

_MONTH = rf"(?P<month>{'|'.join(calendar.month_name[1:])}|sept|{'|'.join(calendar.month_abbr[1:])})\.?"
_BY = r"(?:by|in|during|within|to|no later than|not later than|on or before|later in)"
_OPENING = rf"(?:{_BY} )?(?:(?:before )?(?:the )?end of (?:the )?|end[ -])?"
_TWO_YEARS = r"(?P<year>\d{4})\s?[/–-]\s?(?P<ends>\d{2}|\d{4})"
_PERIOD = rf"(?P<many>\d{{1,3}}|{'|'.join(NUMBERS)})[ -](?P<unit>day|week|month|year)s?['’]?"
_PUBLICATION = (
    r"(?:of|from|after) (?:(?:the|its) )?(?:(?:date|day) of )?(?:(?:the|this) )?(?:publication|report)"
    r"(?: of (?:the|this) report)?"
)


def read(text: str, published_on: date | None) -> Deadline:
    """What follows from the text as it was published. A text that cannot be read gives no day, and says so.

    What stands in brackets, or after a comma, is a remark, unless it states a deadline of its own: of two that
    differ none is chosen.
    """
    said = " ".join(text.split()).strip(AROUND)
    plain = BRACKETS.sub("", said).strip(AROUND)
    remarks = [remark.strip(AROUND) for remark in BRACKETS.findall(said)]
    parts = [part.strip(AROUND) for part in re.split(r"[,;]| / | and | or ", plain)]
    whole = _reading(plain, published_on)
    stated = [
        found
        for wording in (*(parts if len(parts) > 1 else [plain]), *remarks)
        if (found := _reading(wording, published_on)) and found.basis != DeadlineBasis.NONE
    ]
    if len({one.on or one.basis for one in stated}) > 1:
        return _none(f"{_quoted(said)} states more than one deadline: choose the basis that is to hold.")
    first = whole or _reading(parts[0], published_on)
    if first is None and plain != said and said.endswith(f"({remarks[-1]})"):
        first = _reading(remarks[-1], published_on)  # “year ahead (2019/20)”
    if first is None:
        first = _none("No day was derived from {text}: choose the basis, and give the day where one follows.")
    return replace(first, how=first.how.replace("{text}", _quoted(said)))


def _reading(text: str, published_on: date | None) -> Deadline | None:
    """The reading of a text without remarks; None where no row of the table fits the whole of it."""
    for pattern, reader in READERS:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found:
            try:
                return reader(found, published_on)
            except (ValueError, OverflowError):  # no such day, or one beyond the calendar
                return _none("{text} names a day that no calendar has: choose the basis, and give the day.")
    return None


def _quoted(text: str) -> str:
    return f"“{text[:1].upper()}{text[1:]}”"


def _none(how: str) -> Deadline:
    return Deadline(DeadlineBasis.NONE, None, "", how)


def _on_day(day: date) -> Deadline:
    return Deadline(DeadlineBasis.DAY, day, "", f"{{text}} names its last day: {day_in_words(day)}.")


def _numbered_day(found: re.Match, published_on: date | None) -> Deadline:
    """Day before month, as people write in Britain."""
    return _on_day(date(int(found["year"]), int(found["month"]), int(found["day"])))


def _named_day(found: re.Match, published_on: date | None) -> Deadline:
    return _on_day(date(int(found["year"]), MONTHS[found["month"][:3].lower()], int(found["day"])))


def _day_before(found: re.Match, published_on: date | None) -> Deadline:
    inner = _reading(found["inner"], published_on)
    if inner is None or inner.on is None:
        return _none("{text} names a day that no calendar has: choose the basis, and give the day.")
    return _on_day(inner.on - timedelta(days=1))


def _period(basis: DeadlineBasis, **given) -> Deadline:
    day = last_day(basis, **given)
    return Deadline(basis, day, "", f"{{text}} means its last day: {day_in_words(day)}." if day else "")


def _month(found: re.Match, published_on: date | None) -> Deadline:
    return _period(DeadlineBasis.MONTH, year=int(found["year"]), month=MONTHS[found["month"][:3].lower()])


def _season(found: re.Match, published_on: date | None) -> Deadline:
    return _period(DeadlineBasis.SEASON, year=int(found["year"]), season=found["season"].lower())


def _year_end(found: re.Match) -> int | None:
    """The second year of “2019/20”, where it follows on the first."""
    ends = int(found["year"]) + 1
    return ends if found["ends"] in (str(ends), f"{ends % 100:02d}") else None


def _winter(found: re.Match, published_on: date | None) -> Deadline:
    ends = _year_end(found)
    return _period(DeadlineBasis.SEASON, year=ends, season="winter") if ends else _two_years(found)


def _financial_year(found: re.Match, published_on: date | None) -> Deadline:
    ends = _year_end(found)
    return _period(DeadlineBasis.FINANCIAL_YEAR, year=ends) if ends else _two_years(found)


def _two_years(found: re.Match) -> Deadline:
    return _none(
        "{text} names two years that do not follow on each other: choose the basis, and give the day."
    )


def _calendar_year(found: re.Match, published_on: date | None) -> Deadline:
    return _period(DeadlineBasis.CALENDAR_YEAR, year=int(found["year"]))


def _relative(found: re.Match, published_on: date | None) -> Deadline:
    unit, size = UNITS[found["unit"].lower()]
    many = found["many"].lower()
    period: dict[str, Any] = {unit: size * (int(many) if many.isdigit() else NUMBERS[many])}
    if found["first"]:  # day 1 is publication
        period["days"] = period.get("days", 0) - 1
    day = last_day(DeadlineBasis.RELATIVE, published_on=published_on, **period)
    if published_on is None or day is None:
        how = "{text} runs from publication, whose day is not recorded: no day follows."
    else:
        says_from = found["anchor"] or found["first"] or found["what"]
        of = ", published" if says_from else " of publication"
        how = f"{{text}}{of} on {day_in_words(published_on)}: {day_in_words(day)}."
    return Deadline(DeadlineBasis.RELATIVE, day, "", how)


def _gate(found: re.Match, published_on: date | None) -> Deadline:
    condition = (found.groupdict().get("condition") or "").strip()
    return Deadline(
        DeadlineBasis.GATE, None, condition, "{text} is a condition to be met first: no day follows."
    )


def _dateless(basis: DeadlineBasis, how: str) -> Callable[[re.Match, date | None], Deadline]:
    return lambda found, published_on: Deadline(basis, None, "", how)


_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})"
)

# What a text looks like -> how it is read. The first that fits the whole of it is taken.
READERS: tuple[tuple[str, Callable[[re.Match, date | None], Deadline]], ...] = (
    (
        r"|not (?:found|stated|known|recorded)|none(?: stated)?|no (?:date|deadline)(?: (?:given|stated|set))?"
        r"|n/a|[-–—]",
        _dateless(DeadlineBasis.NONE, "No deadline is stated."),
    ),
    (
        r"immediate(?:ly)?|with immediate effect|at once|straight away|without delay|forthwith|urgently"
        r"|as (?:soon|quickly|early) as (?:is )?(?:reasonably )?(?:possible|practicable)|asap",
        _dateless(
            DeadlineBasis.IMMEDIATE, "{text} sets no day: how long it has stood is counted from publication."
        ),
    ),
    (
        r"(?:bi-?|half[- ]|six[- ])?"
        r"(?:daily|weekly|fortnightly|monthly|quarterly|annual(?:ly)?|yearly|continuous(?:ly)?)"
        r"|(?:once |twice )?(?:every|each|a) (?:\w+ )?(?:day|week|month|quarter|year)s?",
        _dateless(DeadlineBasis.RECURRING, "{text} comes round again and again: no one day follows."),
    ),
    (rf"(?:{_BY} )?(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}})", _numbered_day),
    (rf"(?:{_BY} )?(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})", _numbered_day),
    (rf"(?:{_BY} )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?P<year>\d{{4}})", _named_day),
    (
        rf"(?:{_BY} )?\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2}}|(?:{_BY} )?\d{{1,2}} {_MONTH},? ['’]?\d{{2}}",
        _dateless(DeadlineBasis.NONE, "{text} gives its year in two digits: write the year in full."),
    ),
    (rf"before (?P<inner>{_DAY})", _day_before),
    (rf"(?:{_OPENING}){_MONTH},? (?P<year>\d{{4}})", _month),
    (rf"(?:{_OPENING})(?:the )?(?P<season>spring|summer|autumn)(?: of)?,? (?P<year>\d{{4}})", _season),
    (
        rf"(?:{_OPENING})(?:the )?winter(?: of)?,? {_TWO_YEARS}",
        _winter,
    ),
    (
        rf"(?:{_OPENING})(?:the )?winter(?: of)?,? \d{{4}}",
        _dateless(
            DeadlineBasis.NONE,
            "{text} may begin or end in that year: write both years, as in “winter 2019/20”.",
        ),
    ),
    (
        rf"(?:{_OPENING})(?:(?:the )?(?:financial year|fy) )?{_TWO_YEARS}",
        _financial_year,
    ),
    (rf"(?:{_OPENING})(?:(?:calendar )?year )?(?P<year>(?:19|20)\d{{2}})", _calendar_year),
    (
        rf"(?:within |in )?(?:the next |a period of )?{_PERIOD}(?P<anchor> {_PUBLICATION})?"
        r"(?P<first> beginning with (?:the day of )?(?:its )?publication)?(?P<what> to [a-z ]+)?",
        _relative,
    ),
    (
        r"(?:at |by )?(?:the )?next meeting of .+",
        _dateless(
            DeadlineBasis.NONE,
            "{text} follows that meeting: set an action that is due at the board’s next meeting.",
        ),
    ),
    (
        rf"before (?:(?:the )?(?:end|start|beginning) of (?:the |this |next )*)?"
        rf"(?:(?:financial |calendar )?year|spring|summer|autumn|winter|\d|{_MONTH}).*",
        _dateless(
            DeadlineBasis.NONE,
            "{text} leaves open which day is the last: choose the basis, and give the day.",
        ),
    ),
    (r"gate", _gate),
    (r"(?:(?:conditions?|this|it|these) (?:is |are )?to be met )?before (?P<condition>.+)", _gate),
)
