"""The models of the reminders; each stands with the code that writes it."""

from oversight.reminders.holds import Hold
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.preferences import Preference
from oversight.reminders.runs import Run

__all__ = ["Digest", "Hold", "Preference", "Reminder", "Run"]
