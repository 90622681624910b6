"""A board's particulars, and the seats on it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from boards.models import Board, Membership
from boards.operations.keeping import require_keeper
from boards.rules import access
from boards.rules.roles import Seat
from oversight.errors import NotAllowed, RuleBroken
from oversight.records import add_record, amend_record


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
    return board.memberships.in_force(timezone.localdate()).filter(seat=Seat.SECRETARY).exists()


def seat_member(membership: Membership, *, by) -> Membership:
    """Give a person a seat on a board, from one day to another."""
    require_may_seat(by, membership.board)
    return add_record(membership, by=by, step="seat_member")


def amend_membership(membership: Membership, *, by, changes: Mapping[str, Any]) -> Membership:
    """Correct or end a seat."""
    require_may_seat(by, Board.objects.get(memberships=membership))
    return amend_record(
        membership, by=by, changes=changes, check=lambda locked: require_may_seat(by, locked.board)
    )


def require_may_seat(by, board: Board) -> None:
    if not access.may_seat(by, timezone.localdate(), board.pk, board.is_restricted):
        raise NotAllowed(
            "Only the secretariat, an administrator or the board's own secretary gives seats on this board."
        )
