"""A board's particulars, and the seats on it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from boards.models import Board, Membership
from boards.operations.keeping import require_keeper
from boards.rules import access, memberships
from boards.rules.roles import Seat
from oversight import context
from oversight.errors import NotAllowed, RuleBroken
from oversight.plain_records import add_record, amend_record


def amend_board(board: Board, *, by, changes: Mapping[str, Any]) -> Board:
    """Correct a board's particulars. A board becomes restricted only once somebody is there to keep it."""
    require_keeper(by, Board.objects.get(pk=board.pk))
    if changes.get("is_restricted") and not _has_secretary(board):
        raise RuleBroken(
            "Give the board a secretary of its own first: a restricted board is seen and kept by its members alone.",
            field="is_restricted",
        )
    return amend_record(board, by=by, changes=changes)


def _has_secretary(board: Board) -> bool:
    return board.memberships.in_force(context.today()).filter(seat=Seat.SECRETARY).exists()


# What of a seat says who has it and when: a change of these is held against the other seats.
SEATED = {"board", "person", "seat", "from_on", "until_on"}


def seat_member(membership: Membership, *, by) -> Membership:
    """Give a person a seat on a board, from one day to another."""
    require_may_seat(by, membership.board)
    with transaction.atomic():
        require_seat_free(membership)
        return add_record(membership, by=by, step="seat_member")


def amend_membership(membership: Membership, *, by, changes: Mapping[str, Any]) -> Membership:
    """Correct or end a seat."""
    require_may_seat(by, Board.objects.get(memberships=membership))

    def check(locked: Membership) -> None:
        require_may_seat(by, locked.board)
        if SEATED & set(changes):
            require_seat_free(locked)

    return amend_record(membership, by=by, changes=changes, check=check)


def require_seat_free(membership: Membership) -> None:
    """Raise RuleBroken where the person sits on the board already, or another chairs it, on any of these days.

    To be called inside the transaction that gives the seat: the board is locked, so that two cannot give it at once.
    """
    memberships.require_days(membership.from_on, membership.until_on)
    board = Board.objects.select_for_update().get(pk=membership.board_id)
    others = (
        board.memberships.exclude(pk=membership.pk)
        .filter(memberships.in_common(membership.from_on, membership.until_on))
        .select_related("person", "board")
        .order_by("from_on")
    )
    if own := others.filter(person=membership.person_id).first():
        memberships.refuse_second_seat(membership, own)
    if membership.seat == Seat.CHAIR and (chair := others.filter(seat=Seat.CHAIR).first()):
        memberships.refuse_second_chair(chair)


def require_may_seat(by, board: Board) -> None:
    if not access.may_seat(by, context.today(), board.pk, board.is_restricted):
        raise NotAllowed(
            "Only the secretariat, an administrator or the board's own secretary gives seats on this board."
        )
