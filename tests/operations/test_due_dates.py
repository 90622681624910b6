"""The original date never changes; a revision is a row of its own (rules.md section 5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.operations import cancel_meeting, move_meeting
from oversight.errors import NotAllowed, RuleBroken, WrongState
from recommendations import operations
from recommendations.models import Action, DueDateRequest
from recommendations.rules.action_workflow import Status
from recommendations.rules.closure import Decision
from recommendations.rules.due_dates import DueBasis, is_overdue
from tests import make


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def due_at_the_next_meeting(world) -> Action:
    return make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        due_basis=DueBasis.NEXT_MEETING,
        due_meeting_of=world.board,
    )


def test_an_agreed_request_moves_the_date_and_keeps_the_first(world):
    first = world.action.due_on
    operations.ask_due_date(
        world.action, by=world.liaison, new_due_on=in_days(40), reason="The supplier is late."
    )
    assert world.action.due_on == first
    operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    assert (world.action.due_on, world.action.first_due_on) == (in_days(40), first)
    row = world.action.due_date_requests.get()
    assert (row.old_due_on, row.new_due_on, row.decision, row.meeting) == (
        first,
        in_days(40),
        Decision.AGREED,
        world.meeting,
    )
    assert (row.asked_by, row.decided_by, row.reason) == (world.liaison, world.chair, "The supplier is late.")


def test_moves_are_counted_and_declined_ones_are_not(world):
    for days, decide in ((30, "agree"), (60, "decline"), (90, "agree")):
        operations.ask_due_date(world.action, by=world.liaison, new_due_on=in_days(days), reason="Late.")
        if decide == "agree":
            operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
        else:
            operations.decline_due_date(world.action, by=world.chair, reason="Not this time.")
    action = Action.objects.with_moves().get(pk=world.action.pk)
    assert action.moves == 2
    assert (action.due_on - action.first_due_on).days == 80


def test_a_declined_request_leaves_the_date_and_keeps_the_reason(world):
    present = world.action.due_on
    operations.ask_due_date(world.action, by=world.liaison, new_due_on=in_days(40), reason="Late.")
    operations.decline_due_date(
        world.action, by=world.chair, reason="The date was agreed with the inspectorate."
    )
    assert world.action.due_on == present
    assert world.action.due_date_requests.get().decision_note == "The date was agreed with the inspectorate."


def test_a_second_open_request_is_refused(world):
    operations.ask_due_date(world.action, by=world.liaison, new_due_on=in_days(40), reason="Late.")
    with pytest.raises(WrongState, match="already waiting"):
        operations.ask_due_date(world.action, by=world.owner, new_due_on=in_days(50), reason="Later still.")
    assert DueDateRequest.objects.count() == 1


def test_nobody_decides_on_the_date_they_asked_for(world):
    operations.ask_due_date(
        world.action, by=world.secretariat, new_due_on=in_days(40), reason="Asked on the phone."
    )
    for decide in (
        lambda: operations.agree_due_date(world.action, by=world.secretariat, meeting=world.meeting),
        lambda: operations.decline_due_date(world.action, by=world.secretariat, reason="No."),
    ):
        with pytest.raises(RuleBroken, match="You asked for this date"):
            decide()
    operations.agree_due_date(world.action, by=world.colleague, meeting=world.meeting)


def test_those_who_deliver_do_not_decide(world):
    operations.ask_due_date(world.action, by=world.liaison, new_due_on=in_days(40), reason="Late.")
    with pytest.raises(NotAllowed):
        operations.agree_due_date(world.action, by=world.owner, meeting=world.meeting)


@pytest.mark.parametrize(
    ("days", "sentence"), ((10, "present due date already"), (-1, "cannot lie in the past"))
)
def test_a_new_date_is_new_and_not_past(world, days, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        operations.ask_due_date(world.action, by=world.liaison, new_due_on=in_days(days), reason="Late.")


def test_closing_ends_a_waiting_request(world):
    operations.ask_due_date(world.action, by=world.liaison, new_due_on=in_days(40), reason="Late.")
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    operations.agree_closure(world.action, by=world.chair, meeting=world.meeting)
    request = world.action.due_date_requests.get()
    assert (request.decision, request.decision_note) == (Decision.LAPSED, "The action was closed.")


def test_cancelling_ends_a_waiting_request(world):
    operations.ask_due_date(world.action, by=world.liaison, new_due_on=in_days(40), reason="Late.")
    operations.cancel(world.action, by=world.chair, reason="Overtaken.")
    assert world.action.status == Status.CANCELLED
    assert world.action.due_date_requests.get().decision == Decision.LAPSED


def test_a_meeting_that_has_begun_is_no_next_meeting(world):
    action = due_at_the_next_meeting(world)
    assert (action.due_meeting, action.due_on) == (None, None)


def test_an_action_due_at_the_next_meeting_takes_its_date_and_moves_with_it(world):
    meeting = make.meeting(world.board, in_days(20), by=world.secretariat)
    world.meeting.status = "held"
    world.meeting.save()
    action = due_at_the_next_meeting(world)
    assert (action.due_on, action.first_due_on) == (in_days(20), in_days(20))
    later = meeting.starts_at + timedelta(days=7)
    move_meeting(meeting, by=world.secretariat, starts_at=later, reason="The room.")
    action.refresh_from_db()
    assert (action.due_on, action.first_due_on) == (in_days(27), in_days(20))
    assert operations.follow_meetings() == 0


def test_what_is_set_at_a_meeting_is_due_at_the_one_after_it(world):
    item = make.agenda_item(world.meeting)
    following = make.meeting(world.board, in_days(20), by=world.secretariat)
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        agenda_item=item,
        due_basis=DueBasis.NEXT_MEETING,
        due_meeting_of=world.board,
    )
    assert (action.due_meeting, action.due_on) == (following, in_days(20))


def test_a_cancelled_meeting_hands_its_actions_to_the_next_one(world):
    world.meeting.status = "held"
    world.meeting.save()
    meeting = make.meeting(world.board, in_days(20), by=world.secretariat)
    action = due_at_the_next_meeting(world)
    cancel_meeting(meeting, by=world.secretariat, reason="Too few can come.")
    action.refresh_from_db()
    assert (action.due_on, action.first_due_on) == (None, in_days(20))
    make.meeting(world.board, in_days(50), by=world.secretariat)
    action.refresh_from_db()
    assert (action.due_on, action.first_due_on) == (in_days(50), in_days(20))


def test_a_refused_move_leaves_meeting_and_actions_as_they_were(world, monkeypatch):
    world.meeting.status = "held"
    world.meeting.save()
    meeting = make.meeting(world.board, in_days(20), by=world.secretariat)
    action = due_at_the_next_meeting(world)

    def fails(*args, **kwargs):
        raise RuntimeError("The action could not follow.")

    monkeypatch.setattr("recommendations.operations.actions.changing", fails)
    with pytest.raises(RuntimeError):
        cancel_meeting(meeting, by=world.secretariat, reason="Too few can come.")
    meeting.refresh_from_db()
    action.refresh_from_db()
    assert (meeting.status, action.due_on) == ("confirmed", in_days(20))


def test_what_has_no_date_is_never_overdue(world):
    action = make.action(
        world.board, by=world.secretariat, owner_organisation=world.mps, due_basis=DueBasis.NONE
    )
    long_after = in_days(4000)
    assert not is_overdue(action.due_on, action.is_open, long_after)
    assert action not in Action.objects.overdue(long_after)
    assert world.action in Action.objects.overdue(long_after)


@pytest.mark.parametrize(("days_after", "overdue"), ((0, False), (1, True)))
def test_overdue_begins_the_day_after_the_due_date(world, days_after, overdue):
    on = world.action.due_on + timedelta(days=days_after)
    assert is_overdue(world.action.due_on, world.action.is_open, on) is overdue
    assert Action.objects.overdue(on).filter(pk=world.action.pk).exists() is overdue


def test_finished_actions_are_not_overdue(world):
    operations.cancel(world.action, by=world.chair, reason="Overtaken.")
    assert not Action.objects.overdue(in_days(4000)).filter(pk=world.action.pk).exists()


@pytest.mark.parametrize("years", (21, 500, 7973))
def test_a_mistyped_year_is_refused_to_everybody(world, years):
    far = timezone.localdate().replace(year=timezone.localdate().year + years, month=1, day=1)
    with pytest.raises(RuleBroken, match="check the year") as refused:
        operations.ask_due_date(world.action, by=world.liaison, new_due_on=far, reason="Later.")
    assert refused.value.field == "new_due_on"
    with pytest.raises(RuleBroken, match="check the year"):
        make.action(world.board, by=world.secretariat, owner_organisation=world.mps, due_on=far)
