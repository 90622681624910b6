"""`migrate` as Django has it, for registers of version 0.1 and later alone: none was released before it."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, and changes nothing, where the database holds migrations that are not ours."""
        if unknown := unknown_migrations(options["database"]):
            raise CommandError(
                f"This database was made by another version of the register: it holds the migration {unknown[0]}. "
                "Registers made before 0.1 are not carried over: give this version a new, empty database."
            )
        super().handle(*args, **options)


def unknown_migrations(database: str) -> list[str]:
    """What the database has applied of the register's own apps and this version does not have, as `app.name`."""
    loader = MigrationLoader(connections[database])
    ours = {
        app.label
        for app in apps.get_app_configs()
        if (settings.BASE_DIR / app.name.partition(".")[0]).is_dir()
    }
    return [
        f"{app}.{name}"
        for app, name in sorted(loader.applied_migrations)
        if app in ours and (app, name) not in loader.disk_migrations
    ]
