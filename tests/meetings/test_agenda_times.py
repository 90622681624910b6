"""The running order: each item at its time, and no time where none is known."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from boards.rules.agenda import running_order

TEN = datetime(2027, 6, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))


def meeting(starts_at=TEN, minutes=120):
    return SimpleNamespace(
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes) if minutes else None
    )


def items(*minutes, **statuses):
    """Items numbered from 1 with the minutes given; `_2="withdrawn"` gives the second its status."""
    return [
        SimpleNamespace(
            pk=number,
            number=number,
            minutes_allotted=allotted,
            status=statuses.get(f"_{number}", "planned"),
        )
        for number, allotted in enumerate(minutes, start=1)
    ]


def times(order):
    return [slot.starts_at and f"{slot.starts_at:%H:%M}" for slot in order.slots]


def test_each_item_begins_when_the_one_before_has_had_its_minutes():
    order = running_order(meeting(), items(10, 45, 65))
    assert times(order) == ["10:00", "10:10", "10:55"]
    assert (f"{order.ends_at:%H:%M}", order.note) == ("12:00", "")


def test_after_an_item_without_minutes_no_time_is_made_up():
    order = running_order(meeting(), items(10, None, 20))
    assert times(order) == ["10:00", "10:10", None]
    assert order.ends_at is None


def test_an_item_withdrawn_or_carried_over_has_no_time_and_takes_none():
    order = running_order(meeting(), items(10, 30, None, 20, _2="withdrawn", _3="carried_over"))
    assert times(order) == ["10:00", None, None, "10:10"]
    assert f"{order.ends_at:%H:%M}" == "10:30"


def test_an_agenda_longer_than_its_meeting_says_so():
    order = running_order(meeting(minutes=60), items(10, None, 55))
    assert order.note == "The items are allotted 65 minutes in all; the meeting lasts 60."


def test_a_meeting_without_an_end_is_never_too_short():
    assert running_order(meeting(minutes=None), items(500)).note == ""


def test_an_agenda_without_items_has_no_end():
    order = running_order(meeting(), items(10, _1="withdrawn"))
    assert (times(order), order.ends_at) == ([None], None)


def test_the_items_stand_by_number_in_whatever_order_they_come():
    order = running_order(meeting(), reversed(items(10, 20, 30)))
    assert [slot.item.number for slot in order.slots] == [1, 2, 3]


def test_an_item_out_of_the_readers_sight_keeps_its_time():
    whole = items(10, 20, 30)
    seen = running_order(meeting(), whole).of([whole[0], whole[2]])
    assert times(seen) == ["10:00", "10:30"]


def test_times_run_on_through_the_night_the_clocks_change():
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # half past midnight; at one the clocks go to two
    order = running_order(meeting(night), items(60, 30))
    assert f"{order.slots[1].starts_at.astimezone(ZoneInfo('Europe/London')):%H:%M}" == "02:30"


@given(st.lists(st.one_of(st.none(), st.integers(1, 600)), max_size=12))
def test_no_item_begins_before_the_one_it_follows(minutes):
    known = [slot.starts_at for slot in running_order(meeting(), items(*minutes)).slots if slot.starts_at]
    assert known == sorted(known)
    assert len(known) == next((n for n, each in enumerate(minutes, start=1) if each is None), len(minutes))
