"""A kind of reminder about boards: each board may have a schedule of its own for it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef

from boards.due.recipients import secretary
from boards.due.schedules import own_schedules
from boards.rules.reminders import ROLES
from oversight.reminders.kinds import ReminderKind
from oversight.reminders.schedule import Schedule


class BoardKind(ReminderKind):
    """One kind of thing that falls due on a record of a board."""

    # The path to the key of its board; empty where it has none, or several.
    board = "board"
    roles: Mapping[str, str] = ROLES

    @property
    def scope(self) -> str:
        return self.board

    def own_schedules(self) -> dict[int, Schedule]:
        return own_schedules(self.name, self.schedule)

    def secretary(self) -> Any:
        """Of each row the secretary of its board."""
        return secretary(self.today, board=OuterRef(self.board))
