"""The frame's app: events, counters and the reminder ledger."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "History and reminders"

    def event_words(self) -> dict[str, str]:
        from oversight.reminders import bounces, escalations, holds, put_off, send_now

        return bounces.DONE | escalations.DONE | holds.DONE | put_off.DONE | send_now.DONE
