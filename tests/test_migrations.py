"""Migrations: they make what the models say, none is lacking, and a register made before 0.1 is not taken over.

The tests' own tables are made from the models, on either database: here alone the two are compared.
"""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from tests.servers.processes import fresh_database, on_server

pytestmark = pytest.mark.sql


@pytest.fixture
def made_before(transactional_db):
    """A database that says it was made by the migrations of before 0.1."""
    recorder = MigrationRecorder(connection)
    had_table = recorder.has_table()
    recorder.record_applied("oversight", "0001_initial")
    recorder.record_applied("oversight", "0002_reminders")
    yield
    if had_table:
        recorder.record_unapplied("oversight", "0002_reminders")
    else:
        with connection.schema_editor() as editor:
            editor.delete_model(recorder.Migration)


def test_a_register_made_before_0_1_is_refused_in_a_sentence(made_before):
    with pytest.raises(CommandError, match=r"another version of the register: .* oversight\.0002_reminders"):
        call_command("migrate", verbosity=0)


def test_no_migration_is_lacking(db):
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


# What tells how a table is made, by name and definition; the order of its columns says nothing.
POSTGRESQL = {
    "columns": """
        SELECT table_name, column_name, udt_name, is_nullable, column_default, character_maximum_length,
               numeric_precision, numeric_scale, datetime_precision, collation_name, identity_generation,
               generation_expression
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass::text, conname, condeferrable, condeferred, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
}
SQLITE = "SELECT tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
# In the first Django notes its migrations. The second it makes itself, its key of another type than the model says.
OF_DJANGO = ("django_migrations", "auth_group_permissions")


def schema(cursor) -> set[tuple]:
    """Every column, index and constraint there is."""
    if connection.vendor == "sqlite":
        rows = cursor.execute(SQLITE).fetchall()
        found = {(table, name, part) for table, name, statement in rows for part in parts(statement)}
    else:
        found = {
            (of[0], kind, *of[1:])
            for kind, asked in POSTGRESQL.items()
            for of in cursor.execute(asked).fetchall()
        }
    return {one for one in found if one[0] not in OF_DJANGO}


def parts(statement: str) -> list[str]:
    """What stands between the commas of the outermost brackets of a CREATE TABLE; another statement whole."""
    if not statement.startswith("CREATE TABLE"):
        return [statement]
    found, depth = [""], 0
    for sign in statement[statement.index("(") + 1 : statement.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [part.strip() for part in found]


@pytest.fixture
def migrated(prepared, tmp_path):
    """A cursor on a copy of a database that `migrate` made from nothing."""
    copies: list[str] = []
    address = fresh_database(prepared, tmp_path, copies)
    opened = psycopg.connect(address) if copies else sqlite3.connect(address.removeprefix("sqlite:///"))
    with closing(opened), closing(opened.cursor()) as cursor:
        yield cursor
    for name in copies:
        on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_the_migrations_make_just_what_the_models_say(db, migrated):
    with connection.cursor() as cursor:
        of_models = schema(cursor.cursor)
    of_migrations = schema(migrated)
    assert len(of_models) > 300
    assert sorted(map(str, of_migrations - of_models)) == []
    assert sorted(map(str, of_models - of_migrations)) == []
