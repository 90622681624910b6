"""The models of the reminders; each stands with the code that writes it."""

from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.pauses import Pause
from oversight.reminders.preferences import Preference
from oversight.reminders.runs import Run

__all__ = ["Digest", "Pause", "Preference", "Reminder", "Run"]
