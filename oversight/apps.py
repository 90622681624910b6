"""The frame's app: events, counters and the reminder ledger."""

from django.apps import AppConfig

from oversight.rights import AdminRights
from oversight.roles import ADMIN_ROLES


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "History and reminders"

    def admin_rights(self) -> dict[str, AdminRights]:
        from oversight.reminders.rights import ADMIN_RIGHTS

        read_only = AdminRights(view=frozenset(ADMIN_ROLES), change=frozenset())
        return {"event": read_only, **ADMIN_RIGHTS}

    def event_words(self) -> dict[str, str]:
        from oversight.reminders import bounces, escalations, holds, put_off, send_now

        return bounces.DONE | escalations.DONE | holds.DONE | put_off.DONE | send_now.DONE
