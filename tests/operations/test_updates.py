"""When the next update is expected is kept by every step that is heard of, and by what the board asks."""

from datetime import timedelta

from django.utils import timezone

from boards.operations import amend_board
from oversight.models import Event
from recommendations import operations
from recommendations.models import Action
from tests import make


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def set_ago(world, days: int = 60, **values) -> Action:
    """An action of the board set so many days ago, of which nothing was heard since."""
    return make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        set_on=day(-days),
        due_on=day(100),
        **values,
    )


def asks(world, days: int | None) -> None:
    """The board asks for an update so often."""
    amend_board(world.board, by=world.secretariat, changes={"update_every_days": days})


def due(action: Action):
    """As the database has it."""
    action.refresh_from_db()
    return action.update_due_on


def test_where_nobody_asks_none_is_expected(world):
    assert set_ago(world).update_due_on is None


def test_it_is_counted_from_the_day_the_action_was_set(world):
    assert due(set_ago(world, update_every_days=90)) == day(30)


def test_an_action_without_a_number_goes_by_its_boards(world):
    asks(world, 14)
    assert due(set_ago(world)) == day(-46)
    assert due(set_ago(world, update_every_days=90)) == day(30)
    assert due(set_ago(world, update_every_days=0)) is None


def test_an_update_starts_the_days_again_and_the_event_says_so(world):
    action = set_ago(world, update_every_days=30)
    operations.report_progress(action, by=world.liaison, text="Half of it.")
    assert due(action) == day(30)
    event = Event.objects.about(action).first()
    assert (event.before["update_due_on"], event.after["update_due_on"]) == (str(day(-30)), str(day(30)))


def test_starting_work_is_no_update(world):
    action = set_ago(world, update_every_days=30)
    operations.start(action, by=world.liaison)
    assert due(action) == day(-30)


def test_a_closure_sent_back_starts_the_days_again(world):
    action = set_ago(world, update_every_days=30)
    operations.propose_closure(action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    assert due(action) == day(-30)
    operations.return_closure(action, by=world.chair, reason="Not yet.")
    assert due(action) == day(30)


def test_nothing_is_expected_of_what_is_finished_until_it_is_taken_up_again(world):
    closed, cancelled = (set_ago(world, update_every_days=30) for _ in range(2))
    operations.propose_closure(closed, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    operations.agree_closure(closed, by=world.chair, meeting=world.meeting)
    operations.cancel(cancelled, by=world.chair, reason="Overtaken.")
    for action in (closed, cancelled):
        assert due(action) is None
        operations.reopen(action, by=world.chair, reason="Not done after all.")
        assert due(action) == day(30)


def test_a_risk_that_has_run_out_starts_the_days_again(world):
    asks(world, 30)
    action = set_ago(world)
    operations.propose_closure(
        action,
        by=world.liaison,
        statement="We live with it.",
        outcome="risk_accepted",
        risk_accepted_by="Deputy Mayor",
        risk_accepted_until=day(20),
        evidence=[make.evidence()],
    )
    operations.agree_closure(action, by=world.chair, meeting=world.meeting)
    assert due(action) is None
    assert operations.reopen_expired(day(21)) == 1
    assert due(action) == day(30)
    asks(world, 40)
    assert due(action) == day(40)


def test_another_number_is_counted_from_what_was_heard_last(world):
    silent, heard = set_ago(world), set_ago(world)
    operations.report_progress(heard, by=world.liaison, text="Half of it.")
    for action in (silent, heard):
        operations.amend_action(action, by=world.secretariat, update_every_days=10)
    assert (due(silent), due(heard)) == (day(-50), day(10))
    operations.amend_action(heard, by=world.secretariat, update_every_days=None)
    assert due(heard) is None


def test_correcting_something_else_leaves_it(world):
    action = set_ago(world, update_every_days=30)
    operations.amend_action(action, by=world.secretariat, title="Another title")
    assert due(action) == day(-30)


def test_a_finished_action_gets_a_number_and_no_day(world):
    action = set_ago(world)
    operations.cancel(action, by=world.chair, reason="Overtaken.")
    operations.amend_action(action, by=world.secretariat, update_every_days=10)
    assert due(action) is None


def test_a_board_that_asks_takes_its_open_actions_along_and_no_others(world):
    silent, heard, own, excused, ended = (
        set_ago(world, **values)
        for values in ({}, {}, {"update_every_days": 90}, {"update_every_days": 0}, {})
    )
    elsewhere = make.action(world.other_board, by=world.secretariat, owner_organisation=world.mps)
    operations.report_progress(heard, by=world.liaison, text="Half of it.")
    operations.cancel(ended, by=world.chair, reason="Overtaken.")
    asks(world, 20)
    assert [due(one) for one in (silent, heard, own, excused, ended, elsewhere)] == [
        day(-40),
        day(20),
        day(30),
        None,
        None,
        None,
    ]
    asks(world, None)
    assert [due(one) for one in (silent, heard, own)] == [None, None, day(30)]


def test_what_the_board_gives_is_what_the_steps_would_have_given(world):
    """After each step, the day kept is the day worked out again."""
    asks(world, 20)
    action = set_ago(world)
    steps = (
        lambda: operations.start(action, by=world.liaison),
        lambda: operations.report_progress(action, by=world.liaison, text="Some."),
        lambda: operations.propose_closure(
            action, by=world.liaison, statement="Done.", evidence=[make.evidence()]
        ),
        lambda: operations.return_closure(action, by=world.chair, reason="Not yet."),
        lambda: operations.cancel(action, by=world.chair, reason="Overtaken."),
        lambda: operations.reopen(action, by=world.chair, reason="Wanted after all."),
    )
    for step in steps:
        step()
        kept = due(action)
        asks(world, None)
        asks(world, 20)
        assert due(action) == kept


def test_a_board_whose_actions_are_many_costs_no_more_than_one_with_few(world, django_assert_max_num_queries):
    for _ in range(12):
        set_ago(world)
    with django_assert_max_num_queries(12):
        asks(world, 30)
    assert not Action.objects.filter(board=world.board, update_due_on=None).exists()
