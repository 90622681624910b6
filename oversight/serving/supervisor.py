"""Runs the register as one: broker, web, worker and beat, watched until somebody stops them."""

import fcntl
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from celery import Celery

from oversight.serving.broker import Broker
from oversight.serving.processes import Process
from oversight.serving.reach import CannotServe, bind_address, require_free_port

READY_WITHIN = 90.0
STOP_WITHIN = 15.0


class Stopped(Exception):
    """Somebody asked us to stop before everything was up."""


@contextmanager
def sole_server(run: Path, port: int) -> Iterator[None]:
    """Hold the folder and the port for one running register. Raises CannotServe where either is taken."""
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (run / "serve.json").open("a+") as record:
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            record.seek(0)
            running = json.loads(record.read() or "{}")
            raise CannotServe(
                f"The register already runs from this folder (process {running.get('process', 'unknown')}, "
                f"port {running.get('port', 'unknown')}): stop it first."
            ) from None
        # A register that was killed a moment ago takes a few seconds to let go of its port.
        left_over = record.tell() > 0
        require_free_port(port, patience=STOP_WITHIN if left_over else 0)
        record.truncate(0)
        record.write(json.dumps({"process": os.getpid(), "port": port}))
        record.flush()
        yield
        record.truncate(0)


@dataclass
class Supervisor:
    """The processes of one register, their order and their end."""

    root: Path
    state: Path
    port: int
    host: str
    say: Callable[[str], None]
    broker_url: str | None = None
    broker: Broker | None = None
    processes: list[Process] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        if not self.broker_url:
            try:
                self.broker = Broker.under(self.state)
            except FileNotFoundError as error:
                raise CannotServe(str(error)) from None
            self.broker_url = self.broker.url
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "oversight.settings"),
            "REDIS_URL": self.broker_url,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        celery = [sys.executable, "-m", "celery", "--app", "oversight.celery:app"]
        self.worker_name = f"register-{os.getpid()}@{socket.gethostname()}"
        commands = {
            "web": [
                sys.executable,
                "-m",
                "gunicorn",
                "-c",
                "python:oversight.serving.web",
                "oversight.wsgi:application",
            ],
            "worker": [
                *(*celery, "worker", "--loglevel", "INFO", "--hostname", self.worker_name),
                *(
                    "--concurrency",
                    os.environ.get("OVERSIGHT_WORKERS", "2"),
                    "--without-gossip",
                    "--without-mingle",
                ),
            ],
            "beat": [
                *celery,
                "beat",
                "--loglevel",
                "INFO",
                "--pidfile=",
                f"--schedule={self.state / 'run' / 'beat'}",
            ],
        }
        if self.broker:
            commands = {"broker": self.broker.command, **commands}
        self.processes = [
            Process(name, command, self.state / "log" / f"{name}.log", environment, self.root)
            for name, command in commands.items()
        ]

    def run(self) -> None:
        """Start everything, say when it is ready, keep it running, and stop it when a signal says so."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        try:
            self.start()
            self.say(f"Ready at http://{bind_address()}:{self.port}")
            while not self.stopping.wait(0.5):
                for process in self.processes:
                    if sentence := process.revive():
                        self.say(f"{time.strftime('%H:%M:%S')} {sentence}")
        except Stopped:
            pass
        finally:
            self.stop()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def start(self) -> None:
        """Start each process and wait until each answers. Raises CannotServe with the log's end when one does not."""
        (self.state / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
        waiting = list(self.processes)
        if self.broker:
            self.broker.socket.unlink(missing_ok=True)
            broker = waiting.pop(0)
            broker.start()
            self.wait_for(broker, self.broker.answers)
        for process in waiting:
            process.start()
        answers = {"web": self.web_answers, "worker": self.worker_answers, "beat": lambda: True}
        for process in waiting:
            self.wait_for(process, answers[process.name])

    def wait_for(self, process: Process, answers: Callable[[], bool]) -> None:
        end = time.monotonic() + READY_WITHIN
        while not answers():
            if self.stopping.is_set():
                raise Stopped
            if not process.runs:
                raise CannotServe(
                    f"{process.name} ended as it started. Its log, {process.log}, ends:\n{process.last_lines()}"
                )
            if time.monotonic() > end:
                raise CannotServe(
                    f"{process.name} does not answer. Its log, {process.log}, ends:\n{process.last_lines()}"
                )
            time.sleep(0.1)

    def web_answers(self) -> bool:
        """True once the health page answers, asked as the proxy in front would ask."""
        address = bind_address()
        request = urllib.request.Request(
            f"http://{'127.0.0.1' if address == '0.0.0.0' else address}:{self.port}/healthz",  # noqa: S104
            headers={"Host": self.host, "X-Forwarded-Proto": "https"},
        )
        try:
            with urllib.request.build_opener(NoRedirect).open(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            return 300 <= error.code < 400
        except OSError:
            return False

    def worker_answers(self) -> bool:
        """True once our own worker answers a ping that goes through the broker."""
        with Celery(broker=self.broker_url, set_as_current=False) as probe:
            return bool(probe.control.ping(destination=[self.worker_name], timeout=1, limit=1))

    def stop(self) -> None:
        """Stop everything, the broker last, and leave no process."""
        self.say("Stopping")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        others = [process for process in self.processes if process.name != "broker"]
        for process in others:
            process.ask_to_stop()
        end = time.monotonic() + STOP_WITHIN
        for process in [*others, *(process for process in self.processes if process.name == "broker")]:
            process.stop(max(end - time.monotonic(), 1))
        if self.broker:
            self.broker.tidy()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection to https is an answer too; it is not followed."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None
