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
    folder = tmp_path_factory.mktemp("broker")
    try:
        broker = Broker.under(folder)
    except FileNotFoundError:
        missing("a Redis-protocol server", "install redis-server or valkey-server")
    process = Process("broker", broker.command, log=folder / "broker.log")
    process.start()
    end = time.monotonic() + 10
    while not broker.answers():
        assert process.runs and time.monotonic() < end, f"The broker did not start: {process.last_lines()}"
        time.sleep(0.02)
    yield broker
    process.stop(10)
    broker.tidy()


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
    name = f"tests-{tmp_path.name}@localhost"
    process = Process(
        "worker",
        [
            *(
                sys.executable,
                "-m",
                "celery",
                "--app",
                "oversight.celery:app",
                "worker",
                "--loglevel",
                "INFO",
            ),
            *("--concurrency", "1", "--hostname", name, "--without-gossip", "--without-mingle"),
        ],
        log=tmp_path / "worker.log",
        env=environment(**of_test_database(), REDIS_URL=broker),
        folder=ROOT,
    )
    process.start()
    end = time.monotonic() + 60
    with Celery(broker=broker, set_as_current=False) as probe:
        while not probe.control.ping(destination=[name], timeout=0.5, limit=1):
            assert process.runs and time.monotonic() < end, (
                f"The worker did not start: {process.last_lines()}"
            )
    yield process
    process.stop(15)
