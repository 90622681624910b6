"""Of two starts that meet at one database the second waits for the first, and both end well."""

import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from psycopg import sql

from oversight.serving.alone import WAITING, alone
from tests.servers.environment import ROOT, environment, url_of
from tests.servers.parts import free_port
from tests.servers.plugin import FIGURES
from tests.servers.processes import READY_WITHIN, on_postgresql, on_server


@pytest.mark.sql
def test_the_second_waits_until_the_first_has_done(db):
    order: list[str] = []
    waits, inside = Event(), Event()

    def say(sentence: str) -> None:
        order.append(sentence)
        waits.set()

    def second() -> None:
        assert inside.wait(10)
        with alone(say):
            order.append("second")

    with ThreadPoolExecutor(1) as pool:
        with alone(order.append):
            other = pool.submit(second)
            inside.set()
            assert waits.wait(10)
            assert not other.done()
            order.append("first")
        other.result(10)
    assert order == [WAITING, "first", "second"]
    with alone(order.append):
        pass  # both have let go
    assert order[-1] == "second"


@pytest.mark.everything
@pytest.mark.processes
@pytest.mark.sql
def test_two_first_starts_at_once_prepare_one_register(tmp_path, record_property):
    """Real starts, each from a folder of its own, on one empty database."""
    name = f"empty_{uuid.uuid4().hex}" if on_postgresql() else str(tmp_path / "register.sqlite3")
    if on_postgresql():
        on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    starts = []
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        given = environment(
            OVERSIGHT_VAR=str(tmp_path / folder), DATABASE_URL=url_of(name), PORT=str(free_port())
        )
        command = [sys.executable, "manage.py", "serve", "--only-prepare"]
        starts.append(
            subprocess.Popen(
                command, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
        )
    said = [start.communicate(timeout=2 * READY_WITHIN)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], said
    assert sum(WAITING in each for each in said) == 1, said
    assert not any("Traceback" in each or "rror" in each for each in said), said
    count = "from boards.models import Board; from recommendations.models import Report; "
    count += "print(Board.objects.count(), Report.objects.count())"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", count],
        cwd=ROOT,
        env=environment(OVERSIGHT_VAR=str(tmp_path / "one"), DATABASE_URL=url_of(name)),
        capture_output=True,
        text=True,
        check=True,
    )
    boards, reports = map(int, done.stdout.split())
    assert (boards, reports) >= (21, 26)
    record_property(
        FIGURES,
        f"two first starts: 2 ended well, 1 waited, {boards} boards and {reports} reports, none twice",
    )
    if on_postgresql():
        on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
