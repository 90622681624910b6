"""The force proposes, the board agrees, and nobody agrees their own (rules.md section 7)."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from boards.operations import cancel_meeting, hold_meeting, move_meeting
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from recommendations import operations
from recommendations.models import ClosureRequest, Evidence
from recommendations.rules.action_workflow import Status
from recommendations.rules.closure import Decision, Outcome
from tests import make
from tests.meetings import files


@pytest.fixture
def proposed(world):
    operations.propose_closure(
        world.action, by=world.liaison, statement="It is out.", evidence=[make.evidence()]
    )
    return world


def test_closing_keeps_who_proposed_who_agreed_where_and_on_what_evidence(proposed):
    operations.agree_closure(proposed.action, by=proposed.chair, meeting=proposed.meeting)
    request = proposed.action.closure_requests.get()
    assert proposed.action.status == Status.CLOSED
    assert proposed.action.outcome == Outcome.IMPLEMENTED
    assert proposed.action.closed_on == timezone.localdate()
    assert (request.proposed_by, request.decided_by, request.meeting) == (
        proposed.liaison,
        proposed.chair,
        proposed.meeting,
    )
    assert request.evidence.get().accepted_by == proposed.chair
    assert request.decision == Decision.AGREED


def test_an_out_of_meeting_decision_keeps_its_date_and_reason(proposed):
    today = timezone.localdate()
    operations.agree_closure(
        proposed.action,
        by=proposed.chair,
        out_of_meeting_on=today,
        out_of_meeting_reason="No meeting before the summer.",
    )
    request = proposed.action.closure_requests.get()
    assert (request.meeting, request.out_of_meeting_on) == (None, today)
    assert request.out_of_meeting_reason == "No meeting before the summer."


def test_who_proposed_cannot_agree_even_as_secretariat(world):
    operations.propose_closure(
        world.action, by=world.secretariat, statement="Done.", evidence=[make.evidence()]
    )
    with pytest.raises(RuleBroken, match="You proposed this closure"):
        operations.agree_closure(world.action, by=world.secretariat, meeting=world.meeting)
    operations.agree_closure(world.action, by=world.colleague, meeting=world.meeting)


def test_a_superuser_who_proposed_cannot_agree_either(world):
    world.superuser.role = "secretariat"
    world.superuser.save()
    operations.propose_closure(
        world.action, by=world.superuser, statement="Done.", evidence=[make.evidence()]
    )
    with pytest.raises(RuleBroken, match="You proposed this closure"):
        operations.agree_closure(world.action, by=world.superuser, meeting=world.meeting)


def test_being_a_superuser_gives_no_step(proposed):
    with pytest.raises(NotAllowed):
        operations.agree_closure(proposed.action, by=proposed.superuser, meeting=proposed.meeting)


def test_the_owner_cannot_agree_even_as_chair_of_the_board(world):
    action = make.action(world.board, by=world.secretariat, owner_organisation=world.mopac, owner=world.chair)
    operations.propose_closure(action, by=world.secretariat, statement="Done.", evidence=[make.evidence()])
    with pytest.raises(RuleBroken, match="You own this action"):
        operations.agree_closure(action, by=world.chair, meeting=world.meeting)


def test_a_former_owner_cannot_agree_after_handing_the_action_on(world):
    action = make.action(world.board, by=world.secretariat, owner_organisation=world.mopac, owner=world.chair)
    operations.hand_over(action, by=world.secretariat, owner=world.member, reason="They moved on.")
    operations.propose_closure(action, by=world.secretariat, statement="Done.", evidence=[make.evidence()])
    with pytest.raises(RuleBroken, match="owned it before"):
        operations.agree_closure(action, by=world.chair, meeting=world.meeting)


def test_who_reported_progress_delivered_and_cannot_agree(world):
    operations.report_progress(world.action, by=world.colleague, text="Typed in for the force.")
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    with pytest.raises(RuleBroken, match="You reported progress"):
        operations.agree_closure(world.action, by=world.colleague, meeting=world.meeting)


def test_closure_without_evidence_is_refused_and_nothing_is_kept(world):
    before = Event.objects.count()
    with pytest.raises(RuleBroken, match="needs evidence") as refusal:
        operations.propose_closure(world.action, by=world.liaison, statement="Trust us.")
    assert refusal.value.field == "evidence_address"
    world.action.refresh_from_db()
    assert world.action.status == Status.NOT_STARTED
    assert not ClosureRequest.objects.exists()
    assert Event.objects.count() == before


def test_closure_without_a_statement_is_refused(world):
    with pytest.raises(RuleBroken, match="complete-when test"):
        operations.propose_closure(world.action, by=world.liaison, statement="  ", evidence=[make.evidence()])
    assert not Evidence.objects.exists()


def test_evidence_given_before_counts_for_a_second_proposal(proposed):
    operations.return_closure(proposed.action, by=proposed.chair, reason="Show the published version.")
    assert proposed.action.status == Status.IN_PROGRESS
    operations.propose_closure(proposed.action, by=proposed.liaison, statement="See page 4.")
    first, second = proposed.action.closure_requests.order_by("pk")
    assert (first.decision, first.decision_note) == (Decision.RETURNED, "Show the published version.")
    assert second.evidence.count() == 1


@pytest.mark.parametrize(
    ("forum", "sentence"),
    (
        ({}, "Name the meeting"),
        ({"meeting": "of_the_board", "out_of_meeting_on": 0, "out_of_meeting_reason": "r"}, "not both"),
        ({"meeting": "of_another_board"}, "another board"),
        ({"meeting": "cancelled"}, "cancelled"),
        ({"meeting": "to_come"}, "not been held"),
        ({"meeting": "later_today"}, "not been held"),
        ({"meeting": "proposed"}, "only proposed"),
        ({"meeting": "earlier"}, "before the question was put"),
        ({"out_of_meeting_on": 0}, "reason for deciding out of meeting"),
        ({"out_of_meeting_on": 1, "out_of_meeting_reason": "r"}, "in the future"),
        ({"out_of_meeting_on": -1, "out_of_meeting_reason": "r"}, "before the question was put"),
    ),
)
def test_the_agreement_names_a_forum_that_could_have_given_it(proposed, forum, sentence):
    today = timezone.localdate()
    meetings = {
        "of_the_board": proposed.meeting,
        "of_another_board": make.meeting(proposed.other_board, by=proposed.secretariat),
        "cancelled": make.meeting(proposed.board, by=proposed.secretariat, status="cancelled"),
        "to_come": make.meeting(proposed.board, today + timedelta(days=1), by=proposed.secretariat),
        "later_today": make.meeting(
            proposed.board, by=proposed.secretariat, starts_at=timezone.now() + timedelta(minutes=5)
        ),
        "proposed": make.meeting(proposed.board, by=proposed.secretariat, status="proposed"),
        "earlier": make.meeting(proposed.board, today - timedelta(days=1), by=proposed.secretariat),
    }
    given = dict(forum)
    if "meeting" in given:
        given["meeting"] = meetings[given["meeting"]]
    if "out_of_meeting_on" in given:
        given["out_of_meeting_on"] = today + timedelta(days=given["out_of_meeting_on"])
    with pytest.raises(RuleBroken, match=sentence):
        operations.agree_closure(proposed.action, by=proposed.chair, **given)
    proposed.action.refresh_from_db()
    assert proposed.action.status == Status.CLOSURE_PROPOSED


def test_a_meeting_that_decided_was_held_and_can_be_neither_moved_nor_cancelled(proposed):
    operations.agree_closure(proposed.action, by=proposed.chair, meeting=proposed.meeting)
    proposed.meeting.refresh_from_db()
    assert proposed.meeting.status == "held"
    assert proposed.meeting.calendar_sequence == 1
    earlier = proposed.meeting.starts_at - timedelta(days=2)
    with pytest.raises(WrongState, match="the meeting stands at “Held”"):
        cancel_meeting(proposed.meeting, by=proposed.secretariat, reason="It was not.")
    with pytest.raises(WrongState, match="the meeting stands at “Held”"):
        move_meeting(proposed.meeting, by=proposed.secretariat, starts_at=earlier, reason="It was before.")


def test_a_meeting_to_come_cannot_have_been_held(world):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RuleBroken, match="has not begun"):
        make.meeting(world.board, tomorrow, by=world.secretariat, status="held")
    meeting = make.meeting(world.board, tomorrow, by=world.secretariat)
    with pytest.raises(WrongState, match="has not begun"):
        hold_meeting(meeting, by=world.secretariat)


def test_closing_twice_is_refused_by_state(proposed):
    operations.agree_closure(proposed.action, by=proposed.chair, meeting=proposed.meeting)
    with pytest.raises(WrongState, match="the action stands at “Closed”"):
        operations.agree_closure(proposed.action, by=proposed.chair, meeting=proposed.meeting)


def test_reopening_clears_the_outcome_and_keeps_the_history(proposed):
    operations.agree_closure(proposed.action, by=proposed.chair, meeting=proposed.meeting)
    operations.reopen(proposed.action, by=proposed.chair, reason="It has lapsed.")
    assert proposed.action.status == Status.IN_PROGRESS
    assert (proposed.action.outcome, proposed.action.closed_on) == ("", None)
    assert proposed.action.closure_requests.get().decision == Decision.AGREED
    assert Event.objects.about(proposed.action).first().note == "It has lapsed."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    (("tool.exe", b"MZ", "not a kind of file"), ("empty.pdf", b"", "is empty")),
)
def test_a_file_that_is_no_evidence_is_refused_in_words(world, name, content, sentence):
    item = Evidence(title="A file", file=ContentFile(content, name=name))
    with pytest.raises(RuleBroken, match=sentence):
        operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[item])
    assert not Evidence.objects.exists()


def test_a_file_keeps_its_name_size_and_hash(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    plan = files.pdf()
    item = Evidence(title="The plan", file=ContentFile(plan, name="Plan v2.pdf"))
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[item])
    kept = world.action.evidence.get()
    assert (kept.file_name, kept.size, kept.content_type) == ("Plan v2.pdf", len(plan), "application/pdf")
    assert kept.sha256 == hashlib.sha256(plan).hexdigest()
    assert kept.file.read() == plan
