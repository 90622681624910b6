"""What bin/test runs, what becomes of it where a check fails or a part is missing, and that docs/testing.md holds.

The script itself is run, with stand-ins for the tools it calls that note what they were asked.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.servers import postgresql
from tests.servers.environment import ROOT
from tests.servers.parts import missing
from tests.servers.postgresql import PostgreSQL

CHECKS = {
    "format",
    "lint",
    "templates",
    "types",
    "import contracts",
    "deployment check",
    "pending migrations",
}
# Notes its name and what it was asked, and fails where its name is in FAILING.
STAND_IN = """#!/bin/sh
asked="${0##*/} $*"
echo "$asked" >> "$NOTES"
case "$asked" in *tests.servers.tally*) cat "$3/checks";; esac
for failing in $FAILING; do case "$asked" in *$failing*) exit 1;; esac; done
"""


@pytest.fixture
def whole_run(tmp_path):
    """Runs bin/test; gives what it printed, what it asked of the tools, and the outcome of each check by name."""
    for name in ("bin/setup", "bin/mutate", *(f".venv/bin/{tool}" for tool in TOOLS)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STAND_IN)
        path.chmod(0o755)
    shutil.copy(ROOT / "bin" / "test", tmp_path / "bin" / "test")

    def run(failing: str = "", *arguments: str, **given: str) -> tuple[list[str], dict[str, str]]:
        notes = tmp_path / "notes"
        done = subprocess.run(
            [tmp_path / "bin" / "test", *arguments],
            env={"PATH": os.environ["PATH"], "NOTES": str(notes), "FAILING": failing} | given,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        told = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
        return notes.read_text().splitlines(), {name: outcome for outcome, name in told}

    return run


TOOLS = ("python", "pytest", "ruff", "djhtml", "mypy", "lint-imports")


def runs_of_tests(asked: list[str]) -> list[str]:
    return [line.partition(" --dist worksteal ")[2] for line in asked if line.startswith("pytest ")]


def of_selection(run: str) -> tuple[str, str]:
    """The database, and what chooses among the tests."""
    database, _, rest = run.partition(" --tally=")
    return database, rest.partition(".json")[2]


ONCE = "not browser and not either"


@pytest.mark.parametrize(
    ("arguments", "sqlite", "postgresql", "besides"),
    (
        ((), f" --first-case -m not everything and {ONCE}", " -m not everything", set()),
        (("--everything",), f" --everything -m {ONCE}", " --everything", {"mutants"}),
    ),
)
def test_it_runs_every_check_and_the_tests_on_both_databases(
    arguments, sqlite, postgresql, besides, whole_run
):
    asked, outcomes = whole_run("", *arguments)
    assert set(outcomes) == CHECKS | {"tests on SQLite", "tests on PostgreSQL"} | besides
    assert set(outcomes.values()) == {"passed"}
    assert [of_selection(run) for run in runs_of_tests(asked)] == [
        ("--database=sqlite", sqlite),
        ("--database=postgresql", postgresql),
    ]


def test_another_option_is_refused_before_anything_runs(whole_run):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        whole_run("", "--all")
    assert refused.value.returncode == 2
    assert refused.value.stderr == "usage: bin/test [--everything]\n"


@pytest.mark.parametrize(
    ("failing", "name"),
    (
        ("format", "format"),
        ("ruff?check", "lint"),
        ("djhtml", "templates"),
        ("mypy", "types"),
        ("lint-imports", "import contracts"),
        ("--deploy", "deployment check"),
        ("makemigrations", "pending migrations"),
        ("database=sqlite", "tests on SQLite"),
        ("database=postgresql", "tests on PostgreSQL"),
    ),
)
def test_a_check_that_fails_is_told_by_its_name_and_keeps_no_other_from_running(failing, name, whole_run):
    _, outcomes = whole_run(failing)
    assert [name for name, outcome in outcomes.items() if outcome == "failed"] == [name]
    assert set(outcomes) == CHECKS | {"tests on SQLite", "tests on PostgreSQL"}


@pytest.mark.parametrize(
    ("arguments", "selection"), (((), " -m not everything"), (("--everything",), " --everything"))
)
@pytest.mark.parametrize(("ci", "told"), (("", None), ("true", "failed")))
def test_without_postgresql_all_of_it_runs_on_sqlite_and_under_ci_that_is_a_failure(
    ci, told, arguments, selection, whole_run
):
    asked, outcomes = whole_run("servers.postgresql", *arguments, CI=ci)
    (on_sqlite,) = runs_of_tests(asked)
    assert of_selection(on_sqlite) == ("--database=sqlite", selection)
    assert outcomes.get("PostgreSQL for the tests") == told


def test_every_test_that_the_page_on_testing_names_is_there():
    page = (ROOT / "docs" / "testing.md").read_text()
    named = re.findall(r"`(?:tests/)?([\w/]+\.(?:py|toml))(?:::(\w+))?`", page)
    assert len(named) > 40
    lacking = [
        (path, test)
        for path, test in named
        if not any((ROOT / "tests" / folder / path).exists() for folder in ("", "doors"))
        or (test and f"def {test}(" not in (ROOT / "tests" / path).read_text())
    ]
    assert not lacking


def test_a_missing_part_skips_by_name_and_fails_under_ci(monkeypatch):
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match=r"Chromium \(apt-get install chromium\)"):
        missing("Chromium", "apt-get install chromium")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"Chromium \(apt-get install chromium\)"):
        missing("Chromium", "apt-get install chromium")


@pytest.mark.processes
def test_where_postgresql_is_not_installed_the_one_in_the_wheel_runs(monkeypatch):
    monkeypatch.setattr(postgresql, "installed", lambda: None)
    server = PostgreSQL.start()
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert not Path(server.folder).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url)
