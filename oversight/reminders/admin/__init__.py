"""The admin of the reminders: who was reminded of what, and pausing, resuming and sending by hand."""

from oversight.reminders.admin import ledger, pauses

__all__ = ["ledger", "pauses"]
