"""A register in production whose database is put back to an earlier moment: real processes, a real file, real mail."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.environment import ROOT
from tests.test_commands import PRODUCTION

SOMETHING_IS_OWED = """
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from tests import make
today = timezone.localdate()
mopac, mps = make.organisation("mopac"), make.organisation("mps")
secretariat = make.person("Secretariat", role="secretariat", organisation=mopac)
make.action(
    make.board(), by=secretariat, owner_organisation=mps, owner=make.person("Owner", organisation=mps),
    due_on=today + timedelta(days=1), set_on=today - timedelta(days=400),
)
call_command("reminders", "sweep")
"""
SWEPT_RELEASED_AND_DELIVERED_TWICE = """
from django.core.management import call_command
from boards.models import Person
from oversight.reminders.operations import resume_reminders
from oversight.reminders.models import Pause
call_command("reminders", "sweep")
resume_reminders(Pause.objects.current().get(), by=Person.objects.get(name="Secretariat"))
call_command("reminders", "deliver")
call_command("reminders", "deliver")
"""


@pytest.fixture
def register(tmp_path: Path, smtp_server) -> Callable[..., str]:
    """Runs a command of a register in production with a database and a folder of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OVERSIGHT_")}
    given = PRODUCTION | {
        "DJANGO_SETTINGS_MODULE": "oversight.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'register.sqlite3'}",
        "OVERSIGHT_VAR": str(tmp_path),
        "EMAIL_URL": smtp_server.url,
        "OVERSIGHT_REMINDER_ANY_DAY": "true",
        "OVERSIGHT_REMINDER_HOUR": "0",
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=clean | given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    return run


def copied(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)


@pytest.mark.processes
@pytest.mark.either
def test_what_left_before_a_restore_is_not_sent_again_until_somebody_has_looked(
    register, smtp_server, tmp_path
):
    database, backup = tmp_path / "register.sqlite3", tmp_path / "backup.sqlite3"
    register("migrate", "--verbosity", "0")
    register("shell", "--verbosity", "0", "-c", SOMETHING_IS_OWED)
    copied(database, backup)
    assert "1 sent" in register("reminders", "deliver")
    assert smtp_server.recipients == ["owner@example.org"]

    copied(backup, database)
    said = register("reminders", "deliver")
    assert "Reminders are paused" in said
    assert "0 sent" in said
    assert len(smtp_server.messages) == 1
    with sqlite3.connect(database) as connection:
        (why,) = connection.execute("SELECT why FROM reminders_pause WHERE ended_at IS NULL").fetchone()
    assert why == "restore"

    said = register("shell", "--verbosity", "0", "-c", SWEPT_RELEASED_AND_DELIVERED_TWICE)
    assert said.index("1 sent") < said.index("0 sent")
    assert len(smtp_server.messages) == 2
