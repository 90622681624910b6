"""The tests' own pytest plugin: the choice of the database, the parts a test may need, and the tally of what ran."""

import gc
import json
import shutil
import signal
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.doors.covering import SEED, seed
from tests.servers import database, durations
from tests.servers.parts import MISSING

pytest_plugins = [
    "tests.servers.jobs",
    "tests.servers.mail",
    "tests.servers.browser",
    "tests.servers.processes",
]

MARKERS = {
    "broker": "needs a real broker",
    "smtp": "needs a real SMTP server on the loopback address",
    "browser": "needs Chromium",
    "processes": "runs the register's own processes",
    "slow": "takes a second or more: the daily run leaves it out",
    "everything": "bin/test --everything alone runs it: bin/test shows the same by less",
    "sql": "speaks SQL of its own, locks, or counts on an order: bin/test runs every case on both databases",
    "doors": "goes through the pages, the admin, a spreadsheet that is imported, or every door",
    "either": "shows the same on either database: bin/test runs it on one",
}
# A test that asks for one of these fixtures bears the marker, so that `-m "not browser"` finds it.
FIXTURES = {
    "broker": "broker",
    "celery_worker_process": "broker",
    "smtp_server": "smtp",
    "browser": "browser",
    "prepared": "processes",
}

# What gives a test a database. One that asks for none of it is kept from the database, and cannot tell it from another.
OF_DATABASE = {"db", "transactional_db", "live_server", "serve"}

# The property of a test that the report of the run ends with: record_property(FIGURES, "...").
FIGURES = "figures"

# What the daily run leaves out, unless told otherwise by a path, -m or -k. It tries the first case of each test that
# needs a database, and every case of the others, which cost nothing.
DAILY = "not browser and not processes and not broker and not slow and not everything and not doors"
# The folders whose tests go through the doors.
OF_DOORS = {"admin", "doors", "pages", "sheets"}
# The folder of the longest tests, some of which take minutes.
OF_MINUTES = "faults"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("oversight register")
    group.addoption("--database", choices=database.KINDS, help="the database to test on; without it, SQLite")
    group.addoption(
        "--everything", action="store_true", help="every case and every size, however long it takes"
    )
    group.addoption(
        "--first-case",
        action="store_true",
        help="of each test that needs a database the first case alone, but for those marked sql",
    )
    group.addoption("--tally", type=Path, help="write how many tests ran, and what was missing, to this file")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """A plain `pytest` is the daily run: two processes, and all but the slow kinds; bin/test runs everything."""
    given = config.option
    if hasattr(config, "workerinput"):
        given.markexpr = config.workerinput["markexpr"]
        return
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS or config.getoption("tally"):
        return
    if not (given.markexpr or given.keyword):
        given.markexpr = DAILY
        if getattr(given, "numprocesses", 0) is None and not given.usepdb:
            given.numprocesses = 2


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Processes of the run are told which tests it leaves out: they read the command line, not this choice."""
    node.workerinput["markexpr"] = node.config.option.markexpr


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        database.state().mkdir(mode=0o700, exist_ok=True)
        (database.state() / "static").mkdir(exist_ok=True)
        seed()
        # Asked to end, pytest ends as at Ctrl-C: servers stop, folders go.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    # How long something takes on a busy machine says nothing.
    unhurried = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.register_profile("unhurried", unhurried)
    hypothesis.settings.load_profile("unhurried")
    for marker, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{marker}: {meaning}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(database.state(), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_database = [item for item in items if has_database(item)]
    for item in items:
        if item.path.parent.name in OF_DOORS:
            item.add_marker("doors")
        for fixture in getattr(item, "fixturenames", ()):
            if marker := FIXTURES.get(fixture):
                item.add_marker(marker)
    for item in set(items).difference(on_database):
        item.add_marker("either")
    daily = config.option.markexpr == DAILY
    if daily or config.getoption("--first-case"):
        asked = [item for item in on_database if not item.get_closest_marker("everything")]
        first = {item.nodeid.partition("[")[0]: item for item in reversed(asked)}
        left_out = {
            item
            for item in set(on_database).difference(first.values())
            if daily or not item.get_closest_marker("sql")
        }
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=list(left_out))
    items.sort(key=how_long)


def how_long(item: pytest.Item) -> int:
    """The longest first: one that began last would keep one of two processes waiting for the other."""
    if item.path.parent.name == OF_MINUTES:
        return 0
    longer = ("everything", "browser", "processes", "broker", "slow")
    return 1 if any(map(item.get_closest_marker, longer)) else 2


def has_database(item: pytest.Item) -> bool:
    from django.test import SimpleTestCase  # not before the settings are read

    return bool(
        OF_DATABASE.intersection(getattr(item, "fixturenames", ()))
        or item.get_closest_marker("django_db")
        or issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported by now stays: the search for garbage, a tenth of the time else, passes it over."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def everything(pytestconfig: pytest.Config) -> bool:
    """Whether the run is one of everything: a test that tries some cases of very many then tries them all."""
    return bool(pytestconfig.getoption("--everything"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    """A test that failed says how to repeat it."""
    report = yield
    if report.failed:
        everything = " --everything" if item.config.getoption("--everything") else ""
        command = (
            f"{SEED}={seed()} .venv/bin/pytest --database={database.chosen()}{everything} '{item.nodeid}'"
        )
        report.sections.append(("To repeat it", command))
    return report


def pytest_report_header(config: pytest.Config) -> str:
    daily = f"; one case of each test on it, and only what is {DAILY}"
    left_out = daily if config.option.markexpr == DAILY else ""
    return f"database: {database.name()}{left_out}; {SEED}={seed()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    stats = terminalreporter.stats
    lacking = Counter(
        reason.partition(MISSING)[2]
        for report in stats.get("skipped", [])
        if MISSING in (reason := reason_of(report))
    )
    for part, count in sorted(lacking.items()):
        terminalreporter.write_line(f"{count} skipped for want of {part}")
    for report in chain(stats.get("passed", []), stats.get("failed", [])):
        if (figures := dict(report.user_properties).get(FIGURES)) and report.when == "call":
            terminalreporter.write_line(str(figures))
    tally = {
        "database": database.name(),
        "passed": len(stats.get("passed", [])),
        "failed": len(stats.get("failed", [])) + len(stats.get("error", [])),
        "skipped": len(stats.get("skipped", [])),
        "missing": dict(lacking),
        "seed": f"{SEED}={seed()}",
        "seconds": durations.of(chain.from_iterable(stats.values())),
    }
    if path := config.getoption("tally"):
        path.write_text(json.dumps(tally))


def reason_of(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
