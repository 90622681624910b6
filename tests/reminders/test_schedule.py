"""The schedule: which step a due date stands on, on each day before and after it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.reminders.ledger import Reminder
from oversight.reminders.schedule import Schedule, step_in_words
from recommendations.rules.reminders import ACTION_DUE

DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("today", "step"),
    (
        (date(2026, 6, 1), None),
        (date(2026, 6, 2), "due-28"),
        (date(2026, 6, 3), "due-28"),
        (date(2026, 6, 22), "due-28"),
        (date(2026, 6, 23), "due-7"),
        (date(2026, 6, 28), "due-7"),
        (date(2026, 6, 29), "due-1"),
        (date(2026, 6, 30), "due-0"),
        (date(2026, 7, 1), "due-0"),
        (date(2026, 7, 6), "due-0"),
        (date(2026, 7, 7), "overdue-1w"),
        (date(2026, 7, 13), "overdue-1w"),
        (date(2026, 7, 14), "overdue-2w"),
        (date(2027, 6, 29), "overdue-52w"),
    ),
)
def test_the_step_of_each_day(today, step):
    assert ACTION_DUE.step(DUE, today) == step


def test_what_has_no_date_is_never_on_a_step():
    assert ACTION_DUE.step(None, DUE) is None


@given(st.integers(-3000, 60), st.integers(0, 400))
def test_asking_a_date_alone_or_among_earlier_ones_gives_the_same_step(days, back):
    """The sweep asks for all dates at once, from the earliest there is: no date may change its step by company."""
    due_on = DUE + timedelta(days=days)
    if due_on > ACTION_DUE.horizon(DUE):
        assert ACTION_DUE.step(due_on, DUE) is None
        return
    bands = ACTION_DUE.bands(DUE, due_on - timedelta(days=back))
    assert next(step for step, since in bands if since is None or due_on >= since) == ACTION_DUE.step(
        due_on, DUE
    )


@given(st.integers(-1000, 28))
def test_a_step_never_goes_back_as_days_pass(days):
    """From one day to the next a date keeps its step or takes the one that follows."""
    order = ["due-28", "due-7", "due-1", "due-0", *(f"overdue-{week}w" for week in range(1, 200))]
    due_on = DUE + timedelta(days=days)
    today = order.index(str(ACTION_DUE.step(due_on, DUE)))
    tomorrow = order.index(str(ACTION_DUE.step(due_on, DUE + timedelta(days=1))))
    assert tomorrow - today in (0, 1)


def test_another_schedule_has_its_own_steps():
    fortnightly = Schedule(before=(3, 14), weeks_between=2)
    steps = [fortnightly.step(DUE, DUE + timedelta(days=days)) for days in (-15, -14, -3, 0, 13, 14, 28)]
    assert steps == [None, "due-14", "due-3", "due-3", "due-3", "overdue-2w", "overdue-4w"]


@pytest.mark.parametrize(
    ("step", "words"),
    (
        ("due-28", "28 days before the due date"),
        ("due-1", "1 day before the due date"),
        ("due-0", "On the due date"),
        ("overdue-1w", "1 week overdue"),
        ("overdue-12w", "12 weeks overdue"),
        ("a step of old", "a step of old"),
    ),
)
def test_a_step_in_words(step, words):
    assert step_in_words(step) == words


def test_the_ledger_words_a_step_as_the_source_of_its_kind_does():
    assert Reminder(kind="action_due", step="due-7").step_in_words() == "7 days before the due date"
    assert Reminder(kind="of old", step="due-7").step_in_words() == "due-7"
