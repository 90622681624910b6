"""One start at a time prepares a database: another waits, and then finds it prepared.

The lock ends with its holder: on PostgreSQL with the connection, on SQLite with the open file.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# Any number will do that nothing else of the register locks.
PREPARES = 2019_1101
WAITING = "Another start prepares this database: waiting for it"


@contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Hold the database for one start; `say` is told where that means waiting, for as long as it takes."""
    with _on_postgresql(say) if connection.vendor == "postgresql" else _on_sqlite(say):
        yield


@contextmanager
def _on_postgresql(say: Callable[[str], None]) -> Iterator[None]:
    # A connection of its own: migrations use and close the other.
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [PREPARES])
            if cursor.fetchone() == (False,):
                say(WAITING)
                cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARES])
        yield
    finally:
        holder.close()


@contextmanager
def _on_sqlite(say: Callable[[str], None]) -> Iterator[None]:
    database = Path(connection.settings_dict["NAME"])
    with database.with_name(f"{database.name}.prepare").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(WAITING)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
