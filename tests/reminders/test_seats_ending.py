"""Memberships about to end: the board's secretary hears, unless the seat goes on; of restricted boards no one else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.models import Board
from boards.operations import amend_membership, seat_member
from boards.rules.roles import Seat
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from tests import make
from tests.reminders.conftest import deliver_on, hearing, last_digest, rows

TODAY = timezone.localdate


@pytest.fixture
def ending(kept):
    """A seat of the board that ends in so many days."""

    def given(days: int, board: Board | None = None):
        return make.seat(kept.other_member, board or kept.board, until_on=TODAY() + timedelta(days=days))

    return given


@pytest.mark.parametrize(
    ("days", "step"),
    (
        (29, None),
        (28, "seat-due-28"),
        (8, "seat-due-28"),
        (7, "seat-due-7"),
        (0, "seat-due-7"),
        (-1, None),
    ),
)
def test_the_secretary_hears_four_weeks_and_a_week_before(ending, days, step):
    ending(days)
    sweep(TODAY())
    assert hearing("seat_ending") == ([("Board secretary", step)] if step else [])


def test_the_line_names_the_person_the_seat_and_the_day(ending, kept):
    seat = ending(7)
    sweep(TODAY())
    told = Reminder.objects.get(kind="seat_ending")
    assert told.subject_reference == f"CPPOG seat {seat.pk}"
    assert told.step_in_words() == "7 days before the membership ends"
    deliver_on(TODAY())
    for part in last_digest(kept.secretary):
        assert "Member of another board, member" in part
        assert "The membership ends on 17 June 2026." in part
        assert "/boards/child-protection-og/" in part


def test_a_seat_that_was_extended_or_follows_on_ends_no_more(ending, kept):
    seat = ending(7)
    sweep(TODAY())
    amend_membership(seat, by=kept.secretariat, changes={"until_on": TODAY() + timedelta(days=400)})
    sweep(TODAY())
    assert [row[1:] for row in rows(kind="seat_ending")] == [("seat-due-7", "withdrawn", "moved")]


def test_a_seat_that_is_followed_by_another_of_the_same_person_is_not_notified(ending, kept):
    seat = ending(7)
    sweep(TODAY())
    following = type(seat)(
        board=kept.board, person=seat.person, seat=Seat.CHAIR, from_on=TODAY() + timedelta(days=8)
    )
    kept.board.memberships.filter(seat=Seat.CHAIR).update(until_on=TODAY() - timedelta(days=1))
    seat_member(following, by=kept.secretariat)
    sweep(TODAY())
    assert [row[1:] for row in rows(kind="seat_ending")] == [("seat-due-7", "withdrawn", "finished")]


def test_seats_of_a_board_that_has_ended_are_not_notified(ending, kept):
    ending(7)
    kept.board.status = Board.Status.ENDED
    kept.board.save()
    sweep(TODAY())
    assert rows(kind="seat_ending") == []


def test_of_a_restricted_board_its_own_secretary_alone_hears(ending, kept):
    seat = ending(7, kept.restricted)
    sweep(TODAY())
    deliver_on(TODAY())
    assert [(one.recipient, one.state) for one in Reminder.objects.filter(kind="seat_ending")] == [
        (kept.restricted_secretary, "sent")
    ]
    assert not Reminder.objects.visible_to(kept.secretariat).filter(kind="seat_ending").exists()
    assert f"BIL seat {seat.pk}" in last_digest(kept.restricted_secretary)[0]


def test_of_a_board_whose_things_are_marked_no_person_is_named(ending, kept):
    kept.board.default_marking = "OFFICIAL-SENSITIVE"
    kept.board.save()
    seat = ending(7)
    sweep(TODAY())
    deliver_on(TODAY())
    for part in last_digest(kept.secretary):
        assert f"CPPOG seat {seat.pk}" in part
        for content in ("another board", "membership", "17 June", kept.board.name):
            assert content not in part
