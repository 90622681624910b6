"""An update is expected so many days after the last; it is late apart from the action, never while closure waits."""

from datetime import date, timedelta

import pytest

from recommendations.models import Action
from recommendations.rules import updates
from recommendations.rules.action_workflow import ACTIONS, OPEN, RECORDED, Status
from tests import make

TODAY = date(2019, 3, 15)


@pytest.mark.parametrize(
    ("own", "of_board", "days"),
    ((None, None, None), (None, 30, 30), (14, 30, 14), (14, None, 14), (0, 30, None), (None, 0, None)),
)
def test_an_action_goes_by_its_own_number_and_else_by_its_boards(own, of_board, days):
    assert updates.expected_every(own, of_board) == days


def test_the_last_day_is_so_many_days_after_it_was_heard_of():
    assert updates.due_on(date(2019, 2, 1), 30) == date(2019, 3, 3)
    assert updates.due_on(date(2019, 2, 1), None) is None


@pytest.mark.parametrize(
    ("due_on", "status", "words"),
    (
        (date(2019, 3, 3), Status.IN_PROGRESS, "Update expected by 3 March 2019, 12 days late"),
        (date(2019, 3, 14), Status.NOT_STARTED, "Update expected by 14 March 2019, 1 day late"),
        (TODAY, Status.IN_PROGRESS, "Update expected by 15 March 2019"),
        (date(2019, 4, 1), Status.IN_PROGRESS, "Update expected by 1 April 2019"),
        (date(2019, 3, 3), Status.CLOSURE_PROPOSED, ""),
        (None, Status.IN_PROGRESS, ""),
    ),
)
def test_it_is_said_in_words(due_on, status, words):
    assert updates.in_words(due_on, status, TODAY) == words
    assert updates.is_late(due_on, status, TODAY) == words.endswith("late")


def test_what_is_heard_is_done_to_actions():
    assert set(ACTIONS.done | RECORDED) >= updates.HEARD


def test_the_database_and_the_words_agree_over_every_open_status_and_day(world):
    """Written past the operations on purpose."""
    cases = [(status, days) for status in OPEN for days in (None, -400, -1, 0, 1, 400)]
    Action.objects.bulk_create(
        Action(
            reference=f"U-{number}",
            title="A case",
            board=world.other_board,
            owner_organisation=world.mps,
            complete_when="Done.",
            set_on=date(2018, 1, 1),
            due_basis="none",
            status=status,
            update_due_on=None if days is None else TODAY + timedelta(days=days),
        )
        for number, (status, days) in enumerate(cases)
    )
    actions = Action.objects.filter(board=world.other_board)
    late = set(actions.filter(updates.late(TODAY)))
    assert late == {one for one in actions if updates.is_late(one.update_due_on, one.status, TODAY)}
    assert len(late) == 4


def test_a_late_update_makes_no_action_overdue(world):
    today = make.timezone.localdate()
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        set_on=today - timedelta(days=60),
        due_on=today + timedelta(days=60),
        update_every_days=30,
    )
    assert updates.is_late(action.update_due_on, action.status, today)
    assert action not in Action.objects.overdue(today)
