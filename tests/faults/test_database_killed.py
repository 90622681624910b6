"""PostgreSQL is killed twice while people read and systems report: nobody reads 500, and what was answered is kept.

Real processes, all of them: a server of PostgreSQL and the web server of the register. A clean register is made for it.
"""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from oversight.serving.processes import Process
from tests.servers.environment import ROOT, environment
from tests.servers.parts import free_port
from tests.servers.plugin import FIGURES
from tests.servers.postgresql import PostgreSQL

pytestmark = [pytest.mark.everything, pytest.mark.processes, pytest.mark.either]

SYSTEMS, READERS, SECONDS = 5, 3, 24
RECORDS = """
import json
from tests import make
from boards import clients
from oversight.roles import Role
mps, board = make.organisation("mps", short_name="MPS", kind="force"), make.board("CPPOG")
secretariat = make.person("Secretariat", role=Role.SECRETARIAT)
actions = [make.action(board, by=secretariat, owner_organisation=mps).reference for _ in range(5)]
client, secret = clients.create_client("load", organisation=mps, scopes=["register:read", "actions:report"])
print(json.dumps([client.pk, secret, actions]))
"""


@pytest.fixture
def server() -> Iterator[PostgreSQL]:
    server = PostgreSQL.start(synchronous_commit="on")
    yield server
    server.stop()


@pytest.fixture
def register(server: PostgreSQL, tmp_path) -> Iterator[tuple[str, str, list[str]]]:
    """The address of a running web server, a token to report with, and the actions to report on."""
    port = free_port()
    given = environment(OVERSIGHT_VAR=str(tmp_path), DATABASE_URL=server.url, PORT=str(port))

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    manage("migrate", "-v", "0")
    manage("createcachetable")
    manage("collectstatic", "--no-input", "-v", "0")
    client, secret, actions = json.loads(manage("shell", "-v", "0", "-c", RECORDS))
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:oversight.serving.web",
        "oversight.wsgi:application",
    ]
    web = Process("web", command, tmp_path / "web.log", given, ROOT)
    web.start()
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while answered(f"{address}/readyz")[0] != 200:
        assert time.monotonic() < end, web.last_lines()
        time.sleep(0.2)
    form = f"grant_type=client_credentials&client_id={client}&client_secret={secret}".encode()
    token = answered(f"{address}/api/v1/oauth/token", form)[1]["access_token"]
    yield address, token, actions
    web.stop(10)


def answered(address: str, body: bytes | None = None, token: str = "", kind: str = "") -> tuple[int, dict]:
    """Status and JSON of the answer; 0 where there is none."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Content-Type": kind} if kind else {}
    try:
        with urlopen(Request(address, body, headers), timeout=60) as answer:
            status, content = answer.status, answer.read()
    except HTTPError as error:
        status, content = error.code, error.read()
    except OSError:
        return 0, {}
    return status, json.loads(content) if content[:1] == b"{" else {}


def test_nobody_reads_500_and_what_was_answered_is_kept(server, register, record_property):
    address, token, actions = register
    ended, taken = Event(), []
    answers: Counter[int] = Counter()

    def report(number: int) -> None:
        count = 0
        while not ended.is_set():
            count += 1
            text = f"report {number}.{count}"
            body = json.dumps({"text": text, "track": "on_track"}).encode()
            step = f"{address}/api/v1/actions/{actions[number]}/steps/report-progress/"
            status, said = answered(step, body, token, "application/json")
            answers[status] += 1
            if status in (200, 204):
                taken.append(text)
            elif status >= 500:
                assert set(said) == {"detail", "code", "fields"}, said
                time.sleep(0.1)

    def read(number: int) -> None:
        places = ("/api/v1/actions/", "/readyz", "/healthz", "/accounts/login/")
        while not ended.is_set():
            place = places[sum(answers.values()) % len(places)]
            status, _ = answered(f"{address}{place}", None, token)
            answers[status] += 1
            assert place != "/healthz" or status == 200
            if status >= 500:
                time.sleep(0.1)

    calls: list[Callable[[], None]] = [partial(report, n) for n in range(SYSTEMS)]
    calls += [partial(read, n) for n in range(READERS)]
    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(call) for call in calls]
        for _ in range(2):
            time.sleep(SECONDS / 4)
            server.stop_by(signal.SIGQUIT)
            time.sleep(2)
            server.start_again()
        time.sleep(SECONDS / 4)
        ended.set()
        for one in running:
            one.result(90)

    with psycopg.connect(server.url) as connection:
        kept = [text for (text,) in connection.execute("SELECT text FROM recommendations_progressupdate")]
        [(events,)] = connection.execute(
            "SELECT count(*) FROM oversight_event WHERE step = 'report_progress'"
        )
    told = ", ".join(f"{status}: {count}" for status, count in sorted(answers.items()))
    beside = len(set(kept) - set(taken))
    record_property(
        FIGURES,
        f"PostgreSQL killed twice: answers {told}; {len(taken)} reports answered and {len(kept)} kept, "
        f"{beside} of them while the answer was 503; rows left over: {len(kept) - events}",
    )
    assert not set(taken) - set(kept)
    assert len(kept) == len(set(kept)) == events
    assert set(answers) <= {200, 204, 503} and answers[503] and answers[200] + answers[204] > 50, answers
    assert beside <= 2 * SYSTEMS
