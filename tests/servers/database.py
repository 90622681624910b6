"""Which database the tests run on: SQLite, or PostgreSQL from a private server, by `--database` or TEST_DATABASE."""

import atexit
import os
import secrets
import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.servers.postgresql import NoPostgreSQL, PostgreSQL

KINDS = ("sqlite", "postgresql")


def chosen() -> str:
    """The kind asked for. Settings are read before pytest knows its options, so the command line is read here."""
    for given, following in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
        if given.startswith("--database="):
            return given.partition("=")[2]
        if given == "--database":
            return following
    return os.environ.get("TEST_DATABASE", "sqlite")


def state() -> Path:
    """The run's folder for its files, shared with the processes that pytest starts; the plugin makes and removes it."""
    folder = Path(tempfile.gettempdir()) / f"oversight-tests-{secrets.token_hex(8)}"
    return Path(os.environ.setdefault("TEST_STATE", str(folder)))


def url() -> str:
    """The address of the database, its server started where this is the first to ask."""
    kind = chosen()
    if kind not in KINDS:
        sys.exit(f"--database is {kind!r}: choose one of {', '.join(KINDS)}.")
    os.environ["TEST_DATABASE"] = kind
    if kind == "sqlite":
        return f"sqlite:///{state() / 'register.sqlite3'}"
    if "TEST_DATABASE_URL" not in os.environ:
        try:
            server = PostgreSQL.start()
        except NoPostgreSQL as error:
            sys.exit(f"The tests need PostgreSQL: {error}.")
        atexit.register(server.stop)
        os.environ["TEST_DATABASE_URL"] = server.url
        os.environ["TEST_DATABASE_VERSION"] = server.version
    return os.environ["TEST_DATABASE_URL"]


def name() -> str:
    """The database in words, for the report."""
    if os.environ.get("TEST_DATABASE") == "postgresql":
        return f"PostgreSQL {os.environ.get('TEST_DATABASE_VERSION', '')}".strip()
    return f"SQLite {sqlite3.sqlite_version}"
