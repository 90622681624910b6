"""Every kind of thing that can fall due: it has its template, its heading, and steps that no other kind says."""

import re
from itertools import combinations

import pytest
from django.template.loader import get_template
from django.utils import timezone

from oversight.reminders.kinds import ReminderKind, reminder_kinds
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep

TODAY = timezone.localdate
KINDS = reminder_kinds()


def steps(kind: type[ReminderKind]) -> set[str]:
    """Every step of the kind in the first twenty weeks, and those of its escalations."""
    schedule = kind.schedule
    days = {f"{schedule.prefix}due-{days}" for days in schedule.before}
    weeks = {f"{schedule.prefix}overdue-{weeks}w" for weeks in range(1, 20) if schedule.weeks_between}
    return days | weeks | {f"{schedule.prefix}{role}-{late}" for role, late in schedule.late.items()}


def test_a_kind_is_registered_once_with_a_heading_of_its_own():
    assert len({kind.name for kind in KINDS}) == len({kind.called for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_its_template_in_plain_words(kind):
    asks = get_template(f"reminders/kinds/{kind.name}.txt").render({"entry": {"state": "It stands so."}})
    assert "It stands so." in asks
    assert asks == asks.strip() and asks.endswith(".") and "\n" not in asks
    assert re.fullmatch(r"[a-z_]{1,40}", kind.name)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_step_of_a_kind_is_said_in_words(kind):
    for step in steps(kind):
        assert len(step) <= Reminder._meta.get_field("step").max_length
        assert kind.step_in_words(step) != step, step


def test_steps_of_two_kinds_about_the_same_records_are_never_the_same():
    for one, other in combinations(KINDS, 2):
        if one.model is other.model:
            assert not steps(one) & steps(other), (one, other)


def test_what_two_kinds_call_the_same_step_they_say_in_the_same_words():
    """The list of reminders is filtered by step: one name there has one meaning."""
    for one, other in combinations(KINDS, 2):
        for step in steps(one) & steps(other):
            assert one.step_in_words(step) == other.step_in_words(step), (one, other)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_can_be_asked_where_nothing_is_due(db, kind):
    asked = kind(TODAY())
    assert asked.to_record() == []
    assert not Reminder.objects.filter(asked.still_valid()).exists()
    if asked.scope:
        assert not asked.rows().filter(**{asked.scope: 0}).exists()


def test_nobody_is_told_anything_where_nothing_is_due(db):
    sweep(TODAY())
    assert not Reminder.objects.exists()
