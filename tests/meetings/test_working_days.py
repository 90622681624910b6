"""Clear working days between a notice and its meeting, and the last day for a notice (rules.md section 9)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.working_days import bank_holiday, clear_working_days, last_day_for, next_working_day

CASES = {
    "an ordinary week": (date(2017, 10, 9), date(2017, 10, 17), 5),
    "a day too late": (date(2017, 10, 10), date(2017, 10, 17), 4),
    "over Easter": (date(2019, 4, 15), date(2019, 4, 25), 5),
    "over Christmas and New Year": (date(2018, 12, 20), date(2019, 1, 4), 7),
    "over a substitute day": (date(2021, 12, 23), date(2021, 12, 31), 3),
    "over Victory in Europe Day, moved from Monday": (date(2020, 5, 1), date(2020, 5, 12), 5),
    "over the state funeral": (date(2022, 9, 15), date(2022, 9, 22), 3),
    "over the coronation": (date(2023, 4, 27), date(2023, 5, 10), 6),
    "the day before": (date(2017, 10, 16), date(2017, 10, 17), 0),
    "the day itself": (date(2017, 10, 17), date(2017, 10, 17), 0),
    "the day after": (date(2017, 10, 18), date(2017, 10, 17), 0),
}


@pytest.mark.parametrize(("notice_on", "meeting_on", "days"), CASES.values(), ids=CASES.keys())
def test_clear_working_days_leave_out_both_ends_weekends_and_bank_holidays(notice_on, meeting_on, days):
    assert clear_working_days(notice_on, meeting_on) == days


def test_the_early_may_bank_holiday_of_2020_was_on_friday_not_on_monday():
    assert bank_holiday(date(2020, 5, 8))
    assert not bank_holiday(date(2020, 5, 4))


def test_holidays_of_scotland_alone_are_working_days_here():
    assert not bank_holiday(date(2019, 1, 2))
    assert next_working_day(date(2019, 1, 1)) == date(2019, 1, 2)


LAST_DAYS = {
    "five clear days": (date(2017, 10, 17), 5, date(2017, 10, 9)),
    "one, after a weekend": (date(2017, 10, 17), 1, date(2017, 10, 15)),
    "five over Easter": (date(2019, 4, 25), 5, date(2019, 4, 15)),
    "none": (date(2017, 10, 17), 0, date(2017, 10, 17)),
}


@pytest.mark.parametrize(("meeting_on", "days", "last"), LAST_DAYS.values(), ids=LAST_DAYS.keys())
def test_the_last_day_for_a_notice(meeting_on, days, last):
    assert last_day_for(meeting_on, days) == last


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 60))
def test_the_last_day_gives_the_days_asked_and_the_day_after_it_no_longer(meeting_on, days):
    last = last_day_for(meeting_on, days)
    assert clear_working_days(last, meeting_on) == days
    assert clear_working_days(last + timedelta(days=1), meeting_on) == days - 1


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 60), st.integers(0, 90))
def test_a_notice_is_in_time_exactly_until_the_last_day(meeting_on, days, before):
    notice_on = meeting_on - timedelta(days=before)
    in_time = clear_working_days(notice_on, meeting_on) >= days
    assert in_time == (notice_on <= last_day_for(meeting_on, days))
