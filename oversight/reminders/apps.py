"""The reminders, and what they offer to the frame (oversight/ports.py).

What falls due they ask of the other apps, by a port of their own: `reminder_kinds()` (kinds.py).
"""

from typing import Any

from django.apps import AppConfig

from oversight.rights import AdminRights


class RemindersConfig(AppConfig):
    name = "oversight.reminders"
    label = "reminders"
    verbose_name = "Reminders"

    def admin_rights(self) -> dict[str, AdminRights]:
        from oversight.reminders.rights import ADMIN_RIGHTS

        return ADMIN_RIGHTS

    def event_words(self) -> dict[str, str]:
        from oversight.reminders import bounces, escalations, operations, snooze

        return bounces.DONE | escalations.DONE | operations.DONE | snooze.DONE

    def health(self) -> dict[str, Any]:
        from oversight.reminders import runs

        return {"reminders": {each.kind.value: each.as_health() for each in runs.watch()}}
