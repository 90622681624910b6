"""The days of reminders: when a step begins, how far it reaches (one question, both ways round), when digests leave."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from oversight.reminders.deliver import is_time_to_deliver
from oversight.reminders.schedule import Offset
from oversight.working_days import is_working_day

A_DAY = timedelta(days=1)
SATURDAY, GOOD_FRIDAY, EASTER_MONDAY = date(2026, 6, 6), date(2026, 4, 3), date(2026, 4, 6)


@given(
    days=st.integers(-400, 60),
    today=st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    apart=st.integers(-12, 12),
)
@example(days=7, today=SATURDAY, apart=0)
@example(days=0, today=SATURDAY + A_DAY, apart=1)
@example(days=-7, today=SATURDAY, apart=0)
@example(days=1, today=GOOD_FRIDAY, apart=3)
@example(days=-14, today=EASTER_MONDAY, apart=-3)
def test_a_date_has_come_to_a_step_just_when_it_lies_within_its_reach(days, today, apart):
    """Of every date near the edge, whatever days today and the step fall on, weekends and bank holidays too."""
    offset = Offset("any", days)
    due = today + timedelta(days=days + apart)
    assert (offset.begins_on(due) <= today) == (due <= offset.reaches(today))


@given(days=st.integers(-400, 60), due=st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_a_step_begins_on_a_working_day_before_the_date_and_after_it_on_the_next(days, due):
    begins, day = Offset("any", days).begins_on(due), due - timedelta(days=days)
    assert is_working_day(begins)
    if days >= 0:
        passed_over = (begins + A_DAY * number for number in range(1, (day - begins).days + 1))
    else:
        passed_over = (day + A_DAY * number for number in range((begins - day).days))
    assert not any(map(is_working_day, passed_over))
    assert begins <= day if days >= 0 else begins >= day


def test_no_digest_leaves_on_a_weekend_or_a_bank_holiday():
    def leaves(day: date) -> bool:
        return is_time_to_deliver(timezone.make_aware(datetime.combine(day, time(9))))

    assert leaves(SATURDAY - A_DAY)
    assert not any(map(leaves, (SATURDAY, SATURDAY + A_DAY, GOOD_FRIDAY, EASTER_MONDAY)))
