"""One reader of days and times for every channel: plain British forms are read, nothing is guessed, and each refusal
has an example (kind 4 of what real files, days and accidents do to the register)."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oversight
from oversight import days
from oversight.days import Unread, read_day, read_moment, read_time

LAST = date(2026, 12, 31)
# A made-up text in a column of days -> the day, or why it is refused. The first 26 are a spreadsheet's (case s10).
DAYS = {
    "31-Dec-2026": LAST,
    "31 Dec 26": days.TWO_DIGITS,
    "31/12/2026 00:00": LAST,
    "31/12/2026 00:00:00": LAST,
    "2026-12-31T00:00:00Z": LAST,
    "2026-12-31T00:00:00": LAST,
    "Thursday 31 December 2026": LAST,
    "Thu 31 Dec 2026": LAST,
    "31st December, 2026": LAST,
    "31\u00a0December 2026": LAST,
    "December 2026": LAST,
    "Dec-26": days.TWO_DIGITS,
    "12/31/2026": days.NO_SUCH_DAY,
    "31.12.2026": LAST,
    "31/12/26": days.TWO_DIGITS,
    "TBC": days.NOT_A_DAY,
    "Ongoing": days.NOT_A_DAY,
    "2026/12/31": LAST,
    "29/02/2027": days.NO_SUCH_DAY,
    "29/02/2028": date(2028, 2, 29),
    "5 Mayoral 2026": days.NOT_A_DAY,
    "31 Marchh 2026": days.NOT_A_DAY,
    "31 Dec. 2026": LAST,
    "Sept 30 2026": date(2026, 9, 30),
    "30 Sept 2026": date(2026, 9, 30),
    "2026-12-31 23:59:59": LAST,
    # Others of their kinds
    " 31 / 12 / 2026 ": LAST,
    "31 12 2026": LAST,
    "the 31st of December 2026": LAST,
    "31 DECEMBER 2026": LAST,
    "31\u2013December\u20132026": LAST,
    "\u200b31 December\u202f2026\ufeff": LAST,
    "December 31, 2026": LAST,
    "Thursday, 31st December 2026 at 10.30am": LAST,
    "31 December 2026, 2:30 pm": LAST,
    "2026-07-01T00:00:00+01:00": date(2026, 7, 1),
    "2026-06-30T23:00:00Z": date(2026, 7, 1),  # midnight in London, as a program writes it
    "2026-06-30T23:00:00.000Z": date(2026, 7, 1),
    "Feb 2028": date(2028, 2, 29),
    "4/5/2026": date(2026, 5, 4),
    "12/03/0019": date(19, 3, 12),  # read; the bounds of its kind refuse it
    "Friday 31 December 2026": (
        "names the wrong weekday: 31 December 2026 is a Thursday; write the day as in 31/12/2026"
    ),
    "31 Dec '26": days.TWO_DIGITS,
    "Dec '26": days.TWO_DIGITS,
    "26/12/31": days.TWO_DIGITS,
    "31/12/0000": days.NO_SUCH_DAY,
    "31/12/2026 25:00": days.NOT_A_TIME,
    "2026-13-01": days.NO_SUCH_DAY,
    "31/12/20266": days.NOT_A_DAY,
    "31/12": days.NOT_A_DAY,
    "2026": days.NOT_A_DAY,
    "Q4 2026": days.NOT_A_DAY,
    "Winter 2026": days.NOT_A_DAY,
    "tomorrow": days.NOT_A_DAY,
    "٣١/١٢/٢٠٢٦": days.NOT_A_DAY,
    "31²/12/2026": days.NOT_A_DAY,
    "": days.NOT_A_DAY,
    "9" * 5000: days.NOT_A_DAY,
}
TIMES = {
    "9": time(9),
    "09": time(9),
    "9.30": time(9, 30),
    "9:30": time(9, 30),
    "09:30:15": time(9, 30, 15),
    "10am": time(10),
    "10 AM": time(10),
    "10 a.m.": time(10),
    "2.30pm": time(14, 30),
    "12pm": time(12),
    "12.15 am": time(0, 15),
    "1430": time(14, 30),
    "noon": time(12),
    "midnight": days.NOT_A_TIME,  # of which day is not known
    "24:00": days.NOT_A_TIME,
    "13pm": days.NOT_A_TIME,
    "0am": days.NOT_A_TIME,
    "9.3": days.NOT_A_TIME,
    "9:60": days.NOT_A_TIME,
    "half past nine": days.NOT_A_TIME,
    "": days.NOT_A_TIME,
}


def clock(day: date, *at: int) -> datetime:
    return datetime.combine(day, time(*at))


MOMENTS = {
    "31/12/2026 14:30": clock(LAST, 14, 30),
    "31 December 2026 at 2.30pm": clock(LAST, 14, 30),
    "2026-12-31T14:30": clock(LAST, 14, 30),
    "2026-07-01T14:30Z": clock(date(2026, 7, 1), 15, 30).replace(tzinfo=days.LONDON),
    "2026-10-25T01:30+00:00": clock(date(2026, 10, 25), 1, 30).replace(tzinfo=days.LONDON, fold=1),
    "31/12/2026 9": clock(LAST, 9),
    "31/12/2026": "gives no time: write it as in 31/12/2026 14:30",
    "December 2026 10:00": days.NOT_A_MOMENT,
    "31/12/26 14:30": days.TWO_DIGITS,
    "9999-12-31T23:59-14:00": days.NOT_A_MOMENT,
    "0001-01-01T00:00+14:00": days.NOT_A_MOMENT,
}


def answer(read, text: str):
    """What the reader gives: the value, or its reason."""
    try:
        return read(text)
    except Unread as why:
        return str(why)


@pytest.mark.parametrize(
    ("read", "table"), ((read_day, DAYS), (read_time, TIMES), (read_moment, MOMENTS)), ids=lambda one: ""
)
def test_plain_forms_are_read_and_nothing_is_guessed(read, table):
    found = {text: answer(read, text) for text in table}
    assert {text: got for text, got in found.items() if got != table[text]} == {}


@given(st.dates())
@example(date(19, 3, 12))
@example(date.max)
def test_every_day_that_is_shown_is_read_as_itself(day):
    ways = (
        days.day_in_words(day),
        days.day_in_full(day),
        days.day_in_figures(day),
        day.isoformat(),
        f"{day.isoformat()}T00:00",
    )
    assert {read_day(way) for way in ways} == {day}


@given(st.dates(), st.times())
def test_every_moment_that_is_shown_is_read_as_itself(day, at):
    at = at.replace(microsecond=0, tzinfo=None)
    assert read_moment(f"{days.day_in_figures(day)} {at:%H:%M:%S}") == datetime.combine(day, at)
    assert read_moment(datetime.combine(day, at).isoformat()) == datetime.combine(day, at)


PARTS = st.sampled_from(
    [
        "31",
        "12",
        "2026",
        "26",
        "/",
        "-",
        " ",
        ".",
        "Dec",
        "May",
        "Thu",
        "T",
        "Z",
        "at",
        "9",
        "10:00",
        "pm",
        ",",
        "st",
        "\u00a0",
    ]
)


@given(st.lists(PARTS, max_size=9).map("".join) | st.text(max_size=30))
def test_whatever_is_written_is_a_day_or_is_refused_with_an_example(text):
    for read in (read_day, read_time, read_moment):
        found = answer(read, text)
        assert not isinstance(found, str) or days.DAY_EXAMPLE in found or days.TIME_EXAMPLE in found


# Where files are put, and the form of a control, whose year Django pads.
YEARS_OF_DJANGO = {"upload_to=", "datetime-local"}


def test_no_year_is_shown_by_strftime_which_drops_its_zeros():
    """Linux shows the year of 12 March 0019 as 19: days are shown by oversight/days.py, or by Django's templates."""
    root = Path(oversight.__file__).parents[1]
    lines = [
        f"{path.relative_to(root)}: {line.strip()}"
        for app in ("oversight", "boards", "recommendations")
        for path in sorted((root / app).rglob("*.py"))
        if "migrations" not in path.parts
        for line in path.read_text().splitlines()
        if "%Y" in line or "%y" in line
    ]
    assert [line for line in lines if not any(word in line for word in YEARS_OF_DJANGO)] == []


def test_the_docs_state_the_bounds_of_each_kind_of_day():
    page = (Path(oversight.__file__).parents[1] / "docs/days.md").read_text()
    for kind in (days.HAPPENED, days.PLANNED, days.DEADLINE, days.MEETING):
        until = "next year" if kind.years_ahead == 1 else f"the year {kind.years_ahead} years ahead"
        assert f"| {kind.called} | {days.day_in_words(kind.first)} | {until} |" in page
