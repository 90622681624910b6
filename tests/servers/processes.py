"""The register itself, run by `manage.py serve` in processes of its own with its state in a temporary folder."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.servers import database
from tests.servers.environment import ROOT, environment, url_of
from tests.servers.mail import Mailbox
from tests.servers.parts import free_port

READY_WITHIN = 240.0


class Register:
    """A register that runs, or ran."""

    def __init__(self, var: Path, port: int, env: dict[str, str], *arguments: str) -> None:
        self.var, self.port, self.env = var, port, env
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """The demonstration people's."""
        return self.env["OVERSIGHT_DEMO_PASSWORD"]

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_until_ready(self) -> "Register":
        self.wait_for_line("Ready at ")
        return self

    def wait_for_line(self, beginning: str, within: float = READY_WITHIN) -> str:
        """The first line of output with this text in it. Fails when the register ends, or time does, without it."""
        end = time.monotonic() + within
        while True:
            ended = self.process.poll() is not None
            if ended:
                self.listener.join(5)
            for line in self.lines:
                if beginning in line:
                    return line
            assert not ended, f"The register ended with status {self.process.returncode}:\n{self.output}"
            assert time.monotonic() < end, f"No line with {beginning!r} within {within:.0f} s:\n{self.output}"
            time.sleep(0.05)

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the running register; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env | self.broker_address(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def broker_address(self) -> dict[str, str]:
        sockets = list((self.var / "run").glob("broker.sock"))
        return (
            {"REDIS_URL": f"redis+socket://{sockets[0]}"} if sockets and "REDIS_URL" not in self.env else {}
        )

    def family(self) -> list[int]:
        """The process ids of everything that runs with this register's state folder in its environment.

        The broker writes its own title over its environment; the title names its socket in that folder.
        """
        marker = os.fsencode(self.var)
        found = []
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and (
                    b"OVERSIGHT_VAR=" + marker in (folder / "environ").read_bytes().split(b"\0")
                    or marker + b"/run/broker.sock" in (folder / "cmdline").read_bytes()
                ):
                    found.append(int(folder.name))
            except (PermissionError, FileNotFoundError, ProcessLookupError):
                continue
        return sorted(found)

    def stop(self, number: int = signal.SIGINT, within: float = 30) -> int:
        """Send a signal to the running register and wait for its end; return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(within)
        self.listener.join(5)
        return status


@dataclass(frozen=True)
class Prepared:
    """A register that was prepared once and is copied for each test: its state folder and its database's name."""

    state: Path
    database: str

    def copy_state(self, var: Path) -> None:
        shutil.copytree(self.state, var, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))


@pytest.fixture(scope="session")
def prepared() -> Prepared:
    """What `manage.py serve` prepares before it starts anything: the slow part, done once for the whole run."""
    state = database.state() / "prepared"
    name = "prepared" if on_postgresql() else str(state / "register.sqlite3")
    with (database.state() / "prepared.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if lock.seek(0, os.SEEK_END) == 0:
            if on_postgresql():
                on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            prepare(state, url_of(name))
            lock.write("done")
    return Prepared(state, name)


def prepare(state: Path, address: str) -> None:
    state.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", "--only-prepare"],
        cwd=ROOT,
        env=environment(OVERSIGHT_VAR=str(state), DATABASE_URL=address, PORT=str(free_port())),
        capture_output=True,
        text=True,
        timeout=READY_WITHIN,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory, prepared: Prepared) -> Iterator[Callable[..., Register]]:
    """Starts registers: `serve(EMAIL_URL=...)` returns one that is starting, `.wait_until_ready()` one that answers.

    Each has a state folder, a port and a database of its own, on the kind of server the tests run on; arguments
    go to the command, keyword arguments into its environment, `var` and `port` set those.
    """
    started: list[Register] = []
    databases: list[str] = []

    def start(*arguments: str, var: Path | None = None, port: int | None = None, **given: str) -> Register:
        port = port or free_port()
        if var is None:
            var = tmp_path_factory.mktemp("register")
            prepared.copy_state(var)
        if "DATABASE_URL" not in given:
            given["DATABASE_URL"] = fresh_database(prepared, var, databases)
        register = Register(
            var, port, environment(OVERSIGHT_VAR=str(var), PORT=str(port), **given), *arguments
        )
        started.append(register)
        return register

    yield start
    for register in started:
        register.stop()
    for name in databases:
        on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def on_postgresql() -> bool:
    return "TEST_DATABASE_URL" in os.environ


def fresh_database(prepared: Prepared, var: Path, databases: list[str]) -> str:
    """The address of a copy of the prepared database."""
    if not on_postgresql():
        return url_of(str(shutil.copyfile(prepared.database, var / "register.sqlite3")))
    name = f"register_{uuid.uuid4().hex}"
    template = sql.Identifier(prepared.database)
    on_server(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
    databases.append(name)
    return url_of(name)


def on_server(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def served(serve: Callable[..., Register], smtp_server: Mailbox) -> Register:
    """The register in full, ready, its mail going to `smtp_server`."""
    return serve(EMAIL_URL=smtp_server.url).wait_until_ready()
