"""Faults are shown on PostgreSQL, with processes that sweep and deliver beside the test."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from oversight.serving.processes import Process
from tests.servers.environment import ROOT, environment, of_test_database
from tests.servers.parts import missing


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        missing("PostgreSQL", "pytest --database=postgresql")


class Deliverer:
    """A process that sweeps or delivers as at each moment it is given (tests/faults/deliverer.py)."""

    def __init__(self, log: Path, **given: str) -> None:
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.deliverer"],
                cwd=ROOT,
                env=environment(**of_test_database() | given),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        self.log = log

    def begin(self, what: str, moment: datetime) -> None:
        print(what, moment.isoformat(), file=self.process.stdin, flush=True)

    def end(self) -> None:
        """Wait until what was begun is done."""
        assert self.process.stdout.readline() == "done\n", self.log.read_text()[-3000:]

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def all_of(deliverers: list[Deliverer], what: str, moment: datetime) -> Iterator[None]:
    """They all sweep, or all deliver, at the same time, and beside what is done inside."""
    for deliverer in deliverers:
        deliverer.begin(what, moment)
    yield
    for deliverer in deliverers:
        deliverer.end()


@pytest.fixture
def deliverers(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., list[Deliverer]]]:
    """Starts so many deliverers; what is given by name goes into their environment."""
    started: list[Deliverer] = []

    def start(number: int, **given: str) -> list[Deliverer]:
        started.extend(Deliverer(tmp_path / f"deliverer-{each}.log", **given) for each in range(number))
        return started

    yield start
    for deliverer in started:
        deliverer.stop()


@pytest.fixture
def started() -> Iterator[list[Process]]:
    """Processes that the test starts: what is put here is stopped after it, the last first."""
    processes: list[Process] = []
    yield processes
    for process in reversed(processes):
        process.stop(10)
