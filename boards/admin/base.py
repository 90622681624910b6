"""What the admin of this app shares: records kept with their board."""

from boards.rules import access
from oversight import context


def keeps(user, board) -> bool:
    """May change what hangs on this board."""
    return access.may_keep(user, context.today(), board.pk, board.is_restricted)
