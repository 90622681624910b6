"""What can fall due on boards and who is told: sources of the reminder engine (settings.REMINDER_SOURCES)."""
