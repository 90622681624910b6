"""First date, present date, how often it moved and by how many days in all: in one place, in words."""

from datetime import date, timedelta

import pytest

from boards.operations import move_meeting
from recommendations import operations
from recommendations.models import Action
from recommendations.rules import date_changes
from recommendations.rules.date_changes import DateChanges
from tests import make

FIRST = date(2019, 3, 1)


@pytest.mark.parametrize(
    ("first", "days", "moves", "words", "in_all"),
    (
        (FIRST, 0, 0, "", 0),
        (FIRST, 40, 2, "Moved 2 times, 40 days later in all", 40),
        (FIRST, 1, 1, "Moved once, 1 day later in all", 1),
        (FIRST, -7, 1, "Moved once, 7 days earlier in all", -7),
        (FIRST, 0, 2, "Moved 2 times, back to the first date", 0),
        (FIRST, 14, 0, "Follows the meeting, 14 days later in all", 14),
        (FIRST, -14, 0, "Follows the meeting, 14 days earlier in all", -14),
        (FIRST, None, 0, "Follows the meeting", 0),
        (None, None, 0, "", 0),
    ),
)
def test_date_changes_are_said_in_words(first, days, moves, words, in_all):
    due_on = None if days is None else FIRST + timedelta(days=days)
    found = DateChanges(first, due_on, moves)
    assert (found.in_words, found.days) == (words, in_all)
    assert found.has_moved is bool(words)


def test_a_move_of_its_meeting_is_told_and_is_no_move_by_agreement(world):
    today = make.timezone.localdate()
    meeting = make.meeting(world.board, today + timedelta(days=20), by=world.secretariat)
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        due_basis="next_meeting",
        due_meeting_of=world.board,
    )
    assert action.due_on == today + timedelta(days=20)
    move_meeting(
        meeting, by=world.secretariat, starts_at=meeting.starts_at + timedelta(days=14), reason="The room."
    )
    (moved,) = Action.objects.filter(pk=action.pk).with_moves()
    assert (moved.moves, moved.first_due_on) == (0, action.first_due_on)
    assert date_changes.of(moved).in_words == "Follows the meeting, 14 days later in all"


def test_only_what_was_agreed_counts_as_moved(world):
    today = make.timezone.localdate()
    for days, decide in ((30, "agree"), (60, "decline"), (90, "ask")):
        operations.ask_due_date(
            world.action, by=world.liaison, new_due_on=today + timedelta(days=days), reason="Late."
        )
        if decide == "agree":
            operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
        elif decide == "decline":
            operations.decline_due_date(world.action, by=world.chair, reason="It stands.")
    # A join over many rows of something else must not count them.
    world.action.recommendations.add(make.recommendation(world.report))
    joined = Action.objects.filter(recommendations__isnull=False, pk=world.action.pk).with_moves()
    assert [date_changes.of(one).in_words for one in joined] == ["Moved once, 20 days later in all"] * 2
