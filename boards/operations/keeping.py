"""Who keeps a board's records, asked by every operation on them; and the lock that those on one meeting share."""

from boards.models import Board, Meeting
from boards.rules import access
from oversight import context
from oversight.errors import NotAllowed


def require_keeper(by, board: Board) -> None:
    """Raise NotAllowed unless the person keeps the records of this board."""
    if not access.may_keep(by, context.today(), board.pk, board.is_restricted):
        raise NotAllowed(
            "Only the secretariat, or the board's own secretary, keeps the records of this board."
        )


def lock_meeting(meeting_id: int) -> Meeting:
    """The meeting, locked until the transaction ends: changes to what hangs on it wait here for each other."""
    return Meeting._base_manager.select_for_update().get(pk=meeting_id)
