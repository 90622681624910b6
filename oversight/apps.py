"""The frame's app: events and counters."""

from django.apps import AppConfig

from oversight import numbers
from oversight.rights import AdminRights
from oversight.roles import ADMIN_ROLES


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "History"

    def ready(self) -> None:
        numbers.register()

    def admin_rights(self) -> dict[str, AdminRights]:
        return {"event": AdminRights(view=frozenset(ADMIN_ROLES), change=frozenset())}
