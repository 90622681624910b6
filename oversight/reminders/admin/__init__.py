"""The admin of the reminders: who was told what, and holding, releasing and sending by hand."""

from oversight.reminders.admin import holds, ledger

__all__ = ["holds", "ledger"]
