"""The models of the boards app, one subject a file."""

from boards.models.bank_holiday import BankHoliday
from boards.models.board import Board, BoardFact, BoardName, Membership
from boards.models.decision import Decision
from boards.models.feed import CalendarFeed
from boards.models.meeting import AgendaItem, Attendance, ItemOutcome, Meeting, Minutes
from boards.models.minute_draft import MinuteDraft
from boards.models.organisation import FormerName, Organisation
from boards.models.paper import Paper, PaperVersion
from boards.models.person import Person
from boards.models.reminder_policy import ReminderPolicy

__all__ = [
    "AgendaItem",
    "Attendance",
    "BankHoliday",
    "Board",
    "BoardFact",
    "BoardName",
    "CalendarFeed",
    "Decision",
    "FormerName",
    "ItemOutcome",
    "Meeting",
    "Membership",
    "MinuteDraft",
    "Minutes",
    "Organisation",
    "Paper",
    "PaperVersion",
    "Person",
    "ReminderPolicy",
]
