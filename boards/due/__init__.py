"""What can fall due on boards and who is reminded: the kinds of reminders of this app (`reminder_kinds` of apps.py)."""

from boards.due.meetings import MinutesDue, MinutesToAgree
from boards.due.memberships import SeatsEnding
from boards.due.papers import PaperOfItem, PapersDue

__all__ = ["MinutesDue", "MinutesToAgree", "PaperOfItem", "PapersDue", "SeatsEnding"]
