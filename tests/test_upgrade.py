"""Upgrades of a filled register: the demonstration of each version since 0.1, brought to this one by `migrate`.

`tests/upgrades/` keeps the rows of those versions, table by table, without sessions and passwords. A new version adds
its own file.
"""

import gzip
import json
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.servers.environment import ROOT, environment, url_of
from tests.servers.processes import on_postgresql, on_server

# ruff: noqa: S608 - the names are those of our own tables

pytestmark = [pytest.mark.processes, pytest.mark.either]

KEPT = sorted((Path(__file__).parent / "upgrades").glob("*.json.gz"))
# File -> the last migration that this version had, of each app whose tables have changed since.
BEGAN_AT = {
    "register_0_1_0.json.gz": ("boards 0001", "oversight 0001", "reminders 0001", "recommendations 0001"),
}
# Django fills them as soon as there is a table; the rows of the version take their place.
OF_DJANGO = ("auth_permission", "django_content_type")
FOLDED = ("folded_", "sought")
NAMING = ("reference", "title", "name", "text", "slug")
DJANGO = "import django; django.setup(); from django.core.management import call_command"


@pytest.fixture
def empty(tmp_path) -> Iterator[str]:
    """The address of a new database."""
    if not on_postgresql():
        yield url_of(str(tmp_path / "register.sqlite3"))
        return
    name = f"upgrade_{uuid.uuid4().hex}"
    on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield url_of(name)
    on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def migrate(address: str, var: Path, *targets: str) -> None:
    """Bring the database to each of these migrations in turn; empty: to the newest of all."""
    calls = [f"call_command('migrate', *{target.split()}, verbosity=0)" for target in targets]
    done = subprocess.run(
        [sys.executable, "-c", "; ".join((DJANGO, *calls))],
        cwd=ROOT,
        env=environment(DATABASE_URL=address, OVERSIGHT_VAR=str(var)),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def opened(address: str) -> Any:
    return (
        psycopg.connect(address, options="-c TimeZone=UTC")
        if on_postgresql()
        else sqlite3.connect(address.removeprefix("sqlite:///"))
    )


def fill(cursor: Any, tables: dict[str, dict[str, list]]) -> None:
    mark = "%s" if on_postgresql() else "?"
    for table in OF_DJANGO:
        cursor.execute(f"DELETE FROM {table}")
    for table, held in tables.items():
        columns = ", ".join(f'"{name}"' for name in held["columns"])
        row = f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join([mark] * len(held["columns"]))})'
        cursor.executemany(row, held["rows"])
    if on_postgresql():
        count_on_from_the_rows(cursor)


def count_on_from_the_rows(cursor: Any) -> None:
    """Let PostgreSQL number new rows after those put in, as it did in the register they come from."""
    cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE is_identity = 'YES'")
    for table, column in cursor.fetchall():
        cursor.execute(
            f"""SELECT setval(pg_get_serial_sequence('"{table}"', '{column}'), greatest(max("{column}"), 1))"""
            f' FROM "{table}"'
        )


def texts(cursor: Any, table: str, column: str) -> list[str]:
    cursor.execute(f'SELECT "{column}" FROM "{table}"')
    return sorted(value for (value,) in cursor.fetchall() if isinstance(value, str))


def columns_of(cursor: Any, table: str) -> list[str]:
    cursor.execute(f'SELECT * FROM "{table}" WHERE 1 = 0')
    return [each[0] for each in cursor.description]


def test_each_version_since_0_1_is_kept():
    assert [file.name for file in KEPT] == sorted(BEGAN_AT)


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.name)
def test_a_filled_register_is_brought_to_this_version_and_nothing_of_it_is_lost(file, empty, tmp_path):
    tables = json.loads(gzip.decompress(file.read_bytes()))
    migrate(empty, tmp_path, *BEGAN_AT[file.name], "auth", "contenttypes")
    with closing(opened(empty)) as connection, closing(connection.cursor()) as cursor:
        fill(cursor, tables)
        connection.commit()
    migrate(empty, tmp_path, "")
    with closing(opened(empty)) as connection, closing(connection.cursor()) as cursor:
        for table in tables.keys() - set(OF_DJANGO):
            assert_kept(cursor, table, tables[table])


def assert_kept(cursor: Any, table: str, held: dict[str, list]) -> None:
    """Every row is there, with the words that name it, and with what is folded of them."""
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    assert cursor.fetchone() == (len(held["rows"]),), table
    present = columns_of(cursor, table)
    for place, column in enumerate(held["columns"]):
        if column in present and column.endswith(NAMING):
            before = sorted(row[place] for row in held["rows"] if isinstance(row[place], str))
            assert texts(cursor, table, column) == before, (table, column)
    if "_historical" not in table:
        for column in (each for each in present if each.startswith(FOLDED)):
            assert len([*filter(None, texts(cursor, table, column))]) == len(held["rows"]), (table, column)
