"""Who keeps a board's records, asked by every operation on them."""

from boards.models import Board
from boards.rules import access
from oversight import context
from oversight.errors import NotAllowed


def require_keeper(by, board: Board) -> None:
    """Raise NotAllowed unless the person keeps the records of this board."""
    if not access.may_keep(by, context.today(), board.pk, board.is_restricted):
        raise NotAllowed(
            "Only the secretariat, or the board's own secretary, keeps the records of this board."
        )
