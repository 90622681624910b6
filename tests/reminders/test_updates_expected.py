"""Updates that are expected of an action: its owner hears, then the lead and the secretary, and nobody while it is the
board's turn."""

from datetime import timedelta

import pytest

from boards.rules.roles import Seat
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from recommendations import operations
from recommendations.models import Action
from tests import make
from tests.reminders.conftest import deliver_on, hearing, last_digest, rows


@pytest.fixture
def expected(set_action):
    """An action that is due far ahead, of which an update is expected in so many days (less than 0: it is late)."""

    def given(days: int, **values) -> Action:
        return set_action(300, update_every_days=400 + days, **values)

    return given


@pytest.mark.parametrize(
    ("days", "step"),
    (
        (8, None),
        (7, "update-due-7"),
        (1, "update-due-7"),
        (0, "update-due-0"),
        (-6, "update-due-0"),
        (-7, "update-overdue-1w"),
        (-30, "update-overdue-4w"),
    ),
)
def test_the_owner_hears_a_week_ahead_on_the_day_and_every_week(expected, today, days, step):
    action = expected(days)
    sweep(today)
    assert rows() == ([(action.reference, step, "owed", "")] if step else [])


def test_the_week_ahead_that_begins_on_a_sunday_is_told_on_the_friday(expected, today):
    expected(11)  # Sunday 21 June; a week ahead of it is a Sunday too
    sweep(today + timedelta(days=1))
    assert rows() == []
    sweep(today + timedelta(days=2))
    sweep(today + timedelta(days=5))
    assert [step for _, step, *_ in rows()] == ["update-due-7"]


def test_the_lead_hears_two_weeks_late_and_the_secretary_four(expected, people, today):
    people.mps.lead = people.lead
    people.mps.save()
    make.seat(people.secretariat, people.board, Seat.SECRETARY)
    expected(-14)
    expected(-28, owner=people.other_owner)
    sweep(today)
    assert hearing("update_due") == [
        ("Another MPS owner", "update-overdue-4w"),
        ("MPS lead", "update-lead-14"),
        ("MPS lead", "update-lead-14"),
        ("MPS owner", "update-overdue-2w"),
        ("Secretariat", "update-secretary-28"),
    ]


def test_the_line_says_by_when_and_never_that_the_action_is_late(expected, people, today):
    expected(-9)
    sweep(today)
    assert Reminder.objects.get().step_in_words() == "1 week late with an update"
    deliver_on(today)
    for part in last_digest(people.owner):
        assert "Update expected by 1 June 2026, 9 days late. Not started." in part
        assert "Report what was done, and whether it is on track." in part
        assert "verdue" not in part


def test_an_update_that_was_reported_moves_the_day(expected, people, today):
    action = expected(3)
    sweep(today)
    operations.report_progress(action, by=people.owner, text="Half of it is done.")
    sweep(today)
    assert rows() == [(action.reference, "update-due-7", "withdrawn", "moved")]


def test_while_closure_is_proposed_it_is_the_boards_turn(expected, people, today):
    action = expected(-9)
    sweep(today)
    operations.propose_closure(action, by=people.owner, statement="Done.", evidence=[make.evidence()])
    sweep(today)
    assert rows(kind="update_due") == [(action.reference, "update-overdue-1w", "withdrawn", "waits")]
    operations.return_closure(action, by=people.chair, reason="Not yet.")
    sweep(today)
    assert hearing("update_due") == []  # the days are counted again


def test_an_action_that_is_excused_is_not_asked_for_updates(set_action, people, today):
    people.board.update_every_days = 30
    people.board.save()
    set_action(300, update_every_days=0)
    sweep(today)
    assert rows() == []


def test_of_a_marked_action_reference_and_link_alone_are_told(expected, people, today):
    action = expected(-9, title="Covert tactics", marking="OFFICIAL-SENSITIVE")
    sweep(today)
    deliver_on(today)
    for part in last_digest(people.owner):
        assert action.reference in part
        for content in ("Covert", "pdate", people.board.name):
            assert content not in part
