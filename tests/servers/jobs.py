"""A real broker and a real Celery worker for the tests of jobs."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery

from oversight.serving.broker import Broker
from oversight.serving.processes import Process
from tests.servers.environment import ROOT, environment, of_test_database
from tests.servers.parts import missing


@pytest.fixture(scope="session")
def broker_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A private broker for the session, on a unix socket of its own."""
    broker, process = broker_under(tmp_path_factory.mktemp("broker"))
    start_broker(broker, process)
    yield broker
    process.stop(10)
    broker.tidy()


def broker_under(folder: Path) -> tuple[Broker, Process]:
    """A broker with all that is its own in the folder, and its process, not started yet."""
    try:
        broker = Broker.under(folder)
    except FileNotFoundError:
        missing("a Redis-protocol server", "install redis-server or valkey-server")
    return broker, Process("broker", broker.command, log=folder / "broker.log")


def start_broker(broker: Broker, process: Process) -> None:
    process.start()
    end = time.monotonic() + 10
    while not broker.answers():
        assert process.runs and time.monotonic() < end, f"The broker did not start: {process.last_lines()}"
        time.sleep(0.02)


@pytest.fixture
def broker(broker_server: Broker) -> Iterator[str]:
    """The address of a real, empty broker; what the test enqueues goes there."""
    from redis import Redis

    from oversight.celery import app

    Redis(unix_socket_path=str(broker_server.socket)).flushall()
    before = app.conf.broker_url
    use_broker(app, broker_server.url)
    yield broker_server.url
    use_broker(app, before)


def use_broker(app: Celery, url: str) -> None:
    """Point the application at another broker, its pooled connections forgotten as after a fork."""
    app.conf.update(broker_url=url)
    app._after_fork()


@pytest.fixture
def celery_worker_process(broker: str, transactional_db: None, tmp_path: Path) -> Iterator[Process]:
    """A real Celery worker of the register in a process of its own, on the test database and the real broker.

    Its log is `celery_worker_process.log`; `stop` and `start` bring it down and up again. Mail goes where the test's
    `smtp_server` listens when the test asks for that fixture first, else to files.
    """
    process = celery_worker(tmp_path, broker)
    start_worker(process, broker)
    yield process
    process.stop(15)


def celery_worker(folder: Path, broker: str, *, concurrency: int = 1, **given: str) -> Process:
    """A worker on the test's database, with what is given on top in its environment; not started yet."""
    return celery(
        "worker",
        *("--concurrency", str(concurrency), "--hostname", f"tests-{folder.name}@localhost"),
        *("--without-gossip", "--without-mingle"),
        folder=folder,
        env=environment(**of_test_database() | {"REDIS_URL": broker} | given),
    )


def celery_beat(folder: Path, broker: str, *, name: str = "beat", **given: str) -> Process:
    """A beat on the test's database, with what is given on top in its environment; not started yet."""
    return celery(
        "beat",
        *("--pidfile=", f"--schedule={folder / name}"),
        folder=folder,
        env=environment(**of_test_database() | {"REDIS_URL": broker} | given),
        name=name,
    )


def celery(what: str, *arguments: str, folder: Path, env: dict[str, str], name: str = "") -> Process:
    name = name or what
    command = [sys.executable, "-m", "celery", "--app", "oversight.celery:app", what]
    return Process(
        name,
        [*command, "--loglevel", "INFO", *arguments],
        log=folder / f"{name}.log",
        env=env,
        folder=ROOT,
    )


def start_worker(process: Process, broker: str) -> None:
    """Start it, and wait until it answers."""
    process.start()
    name = process.command[process.command.index("--hostname") + 1]
    end = time.monotonic() + 60
    with Celery(broker=broker, set_as_current=False) as probe:
        while not probe.control.ping(destination=[name], timeout=0.5, limit=1):
            assert process.runs and time.monotonic() < end, (
                f"The worker did not start: {process.last_lines()}"
            )
