"""What the desks of this app share: their table of rights, and records kept with their board."""

from boards.rules import access
from oversight import context
from oversight.admin import HistoryAdmin, ReadOnlyInline, RegisterAdmin, RegisterInline, RegisterStackedInline


class BoardsAdmin(RegisterAdmin):
    desks = access.DESKS


class BoardsHistoryAdmin(HistoryAdmin):
    desks = access.DESKS


class BoardsInline(RegisterInline):
    desks = access.DESKS


class BoardsStackedInline(RegisterStackedInline):
    desks = access.DESKS


class BoardsReadOnlyInline(ReadOnlyInline):
    desks = access.DESKS


def keeps(user, board) -> bool:
    """May change what hangs on this board."""
    return access.may_keep(user, context.today(), board.pk, board.is_restricted)
