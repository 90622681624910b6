"""What can fall due on boards and who is told: sources of the reminder engine (settings.REMINDER_SOURCES)."""

from boards.due.meetings import MinutesDue, MinutesToAgree
from boards.due.memberships import SeatsEnding
from boards.due.papers import PaperOfItem, PapersDue

__all__ = ["MinutesDue", "MinutesToAgree", "PaperOfItem", "PapersDue", "SeatsEnding"]
