"""Migrations: none is lacking, and a register made before 0.1 is not taken over."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


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
