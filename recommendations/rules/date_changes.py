"""How a due date changed: the first day, the present one, how often it moved, and by how many days in all.

The one place that says so, for lists, pages, the API, spreadsheets and papers (rules.md section 5). A move is an agreed
request. What is due at a board's next meeting moves with that meeting, without a request.
"""

from dataclasses import dataclass
from datetime import date

from oversight.days import day_in_words


@dataclass(frozen=True)
class DateChanges:
    first_due_on: date | None
    due_on: date | None
    moves: int

    @property
    def days(self) -> int:
        """By how many days in all the date lies later than the first one; negative where it lies earlier."""
        return (self.due_on - self.first_due_on).days if self.due_on and self.first_due_on else 0

    @property
    def has_moved(self) -> bool:
        return bool(self.moves) or self.due_on != self.first_due_on

    @property
    def in_words(self) -> str:
        """“Moved 2 times, 40 days later in all”, or “Follows the meeting, …”; nothing where it stands."""
        if not self.has_moved:
            return ""
        times = "once" if self.moves == 1 else f"{self.moves} times"
        how = f"Moved {times}" if self.moves else "Follows the meeting"
        if self.due_on is None:
            return how
        if not self.days:
            return f"{how}, back to the first date"
        days = abs(self.days)
        return f"{how}, {days} day{'s' if days > 1 else ''} {'later' if self.days > 0 else 'earlier'} in all"

    @property
    def in_full(self) -> str:
        """“First 26 November 2018. Moved 2 times, 40 days later in all”; nothing where the date stands."""
        words = self.in_words
        return f"First {day_in_words(self.first_due_on)}. {words}" if words and self.first_due_on else words


def of(action) -> DateChanges:
    """The date changes of an action that carries `moves`, as `with_moves` of its queryset adds it."""
    return DateChanges(action.first_due_on, action.due_on, action.moves)
