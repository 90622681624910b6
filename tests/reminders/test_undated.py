"""An action due at the next meeting of a board that has arranged none: those who could arrange it are reminded, and
never that anything is overdue."""

from datetime import timedelta

import pytest

from boards.operations import cancel_meeting
from boards.rules.roles import Seat
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from tests import make
from tests.reminders.conftest import deliver_on, hearing, last_digest, rows


@pytest.fixture
def panel(people):
    """A board that has no meeting arranged, with a secretary of the secretariat."""
    panel = make.board("AP", name="Audit Panel", slug="audit-panel")
    make.seat(people.secretariat, panel, Seat.SECRETARY)
    return panel


@pytest.fixture
def wait(set_action, panel, today):
    """An action that has been due at the panel's next meeting for so many days."""

    def given(days: int, **values):
        since = today - timedelta(days=days)
        return set_action(None, due_basis="next_meeting", due_meeting_of=panel, set_on=since, **values)

    return given


@pytest.mark.parametrize(
    ("days", "step"),
    (
        (27, None),
        (28, "undated-overdue-4w"),
        (55, "undated-overdue-4w"),
        (56, "undated-overdue-8w"),
        (400, "undated-overdue-56w"),
    ),
)
def test_the_secretary_of_the_board_that_is_to_meet_hears_every_four_weeks(wait, today, days, step):
    wait(days)
    sweep(today)
    assert hearing("undated") == ([("Secretariat", step)] if step else [])


def test_nobody_is_told_that_it_is_overdue_and_no_date_is_given(wait, panel, people, today):
    action = wait(60)
    sweep(today)
    told = Reminder.objects.get()
    assert told.step_in_words() == "8 weeks on, and no meeting arranged yet"
    assert str(told) == f"{action.reference}: 8 weeks on, and no meeting arranged yet (11 April 2026)"
    deliver_on(today)
    for part in last_digest(people.secretariat):
        assert "Due at the next meeting of Audit Panel: no meeting arranged yet." in part
        assert "verdue" not in part
        assert "11 April" not in part


def test_once_a_meeting_is_arranged_the_action_has_its_date_and_waits_no_more(wait, panel, people, today):
    action = wait(30)
    sweep(today)
    make.meeting(panel, today + timedelta(days=60), by=people.secretariat)
    sweep(today)
    assert rows() == [(action.reference, "undated-overdue-4w", "withdrawn", "finished")]
    action.refresh_from_db()
    assert action.due_on == today + timedelta(days=60)


def test_where_its_meeting_was_cancelled_the_weeks_are_counted_from_when_it_was_first_due(
    wait, panel, people, today
):
    meeting = make.meeting(panel, today + timedelta(days=12), by=people.secretariat)
    wait(100)
    sweep(today)
    cancel_meeting(meeting, by=people.secretariat, reason="Nobody can come.")
    for days, step in ((39, []), (40, [("Secretariat", "undated-overdue-4w")])):
        sweep(today + timedelta(days=days))
        assert hearing("undated") == step
    assert Reminder.objects.get(kind="undated").due_on == today + timedelta(days=12)


@pytest.mark.parametrize("is_restricted", (True, False))
def test_where_the_other_boards_secretary_may_not_see_it_its_own_is_told(
    wait, panel, people, today, is_restricted
):
    """Of a restricted board's action nobody else is reminded; of others those who keep the records of all boards."""
    own = make.person("Own secretary", organisation=people.mopac)
    make.seat(own, people.board, Seat.SECRETARY)
    if is_restricted:
        people.board.is_restricted = True
        people.board.save()
    else:
        people.secretariat.role = ""
        people.secretariat.save()
    wait(30, by=own, owner=None)
    sweep(today)
    deliver_on(today)
    assert hearing("undated") == [("Own secretary", "undated-overdue-4w")]
    assert Reminder.objects.get(kind="undated").state == "sent"


def test_an_action_that_has_no_due_date_at_all_waits_for_no_meeting(set_action, today):
    set_action(None, set_on=today - timedelta(days=100))
    sweep(today)
    assert rows() == []


def test_of_a_marked_action_reference_and_link_alone_are_told(wait, people, today):
    action = wait(30, title="Covert tactics", marking="OFFICIAL-SENSITIVE")
    sweep(today)
    deliver_on(today)
    for part in last_digest(people.secretariat):
        assert action.reference in part
        for content in ("Covert", "meeting", "Audit Panel"):
            assert content not in part
