"""The clock is read at the doors, once a change; below them the moment is handed in or asked of `oversight.context`."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from oversight import context
from oversight.context import Channel
from oversight.models import Event
from recommendations import operations

ROOT = Path(__file__).parent.parent
# What asks the clock itself: the context; the parts that start and watch processes; and the watch over the reminder
# runs, which takes the time that each needs.
READS_THE_CLOCK = ("oversight/context.py", "oversight/serving/", "oversight/reminders/runs.py")
CLOCK = {"now", "localdate", "localtime", "today", "utcnow"}
CLOCKS = {"timezone", "date", "datetime"}
THEN = datetime(2019, 3, 31, 10, 0, tzinfo=UTC)


def reads(path: Path) -> list[str]:
    """Each place of a file that asks the clock: a call without an argument, or the function handed on as a default."""
    tree = ast.parse(path.read_text())
    with_argument = {
        id(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (node.args or node.keywords)
    }
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCK
        and isinstance(node.value, ast.Name)
        and node.value.id in CLOCKS
        and id(node) not in with_argument
    ]


def test_nothing_below_the_doors_reads_the_clock():
    files = [
        path
        for app in ("oversight", "boards", "recommendations")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and not str(path.relative_to(ROOT)).startswith(READS_THE_CLOCK)
    ]
    assert len(files) > 200
    assert [place for path in files for place in reads(path)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    (
        ("timezone.now()", 1),
        ("field(default=timezone.now)", 1),
        ("date.today()", 1),
        ("timezone.localdate(moment)", 0),
        ("datetime.now(tz=UTC)", 0),
        ("context.now()", 0),
    ),
)
def test_a_read_of_the_clock_is_known_as_one(line, found, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_clock.ROOT", tmp_path)
    (tmp_path / "some.py").write_text(line)
    assert len(reads(tmp_path / "some.py")) == found


def test_two_steps_of_one_change_bear_one_moment(world):
    with context.change(at=THEN):
        operations.start(world.action, by=world.liaison)
        operations.report_progress(world.action, by=world.liaison, text="Half of it.")
    assert [event.step for event in Event.objects.filter(at=THEN)] == ["report_progress", "start"]


def test_what_happens_in_a_request_bears_the_moment_it_began(client, world):
    client.force_login(world.liaison)
    before = timezone.now()
    client.post(f"/actions/{world.action.reference}/steps/start/", {})
    event = Event.objects.about(world.action).first()
    assert (event.step, event.channel) == ("start", Channel.PAGE)
    assert before <= event.at <= timezone.now()


def test_inside_a_change_the_rest_stays_as_it_is_and_outside_the_clock_is_asked():
    with context.change(channel=Channel.API, at=THEN), context.change(note="Row 4"):
        assert (context.now(), context.current().channel) == (THEN, Channel.API)
        assert context.today() == THEN.date()
        with context.change(at=None):
            assert timezone.now() - context.now() < timedelta(minutes=1)
        assert context.current().note == "Row 4"
    assert (context.current().channel, context.current().note) == (Channel.COMMAND, "")
    assert timezone.now() - context.now() < timedelta(minutes=1)


def test_an_answer_is_kept_for_one_moment_and_no_longer():
    asked = []

    def ask():
        asked.append(1)
        return len(asked)

    assert [context.once("how many", ask), context.once("how many", ask)] == [1, 2]
    with context.change(at=THEN):
        assert [context.once("how many", ask), context.once("how many", ask)] == [3, 3]
        with context.change(note="Row 4"):
            assert context.once("how many", ask) == 3
        with context.change(at=THEN + timedelta(days=1)):
            assert context.once("how many", ask) == 4
    assert context.once("how many", ask) == 5
