"""Puts the register's own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    default_site = "oversight.admin.RegisterSite"

    def ready(self) -> None:
        super().ready()
        # Only once the site stands: it is made while oversight.admin is imported.
        from oversight.admin import event  # noqa: F401 - registers itself
