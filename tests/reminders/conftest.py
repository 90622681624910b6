"""A world whose actions fall due, and short ways to sweep, deliver and read the ledger on a day."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from boards.rules.roles import Seat
from oversight.reminders.deliver import Delivered, deliver
from oversight.reminders.ledger import Reminder
from oversight.roles import Role
from recommendations.due import ActionsDue
from tests import make


def at_nine(day: date) -> datetime:
    """Nine in the morning in London: after the hour at which digests may leave."""
    return timezone.make_aware(datetime.combine(day, time(9)))


def deliver_on(day: date) -> Delivered:
    return deliver(at_nine(day))


def rows(**wanted) -> list[tuple[str, str, str, str]]:
    """The ledger as (reference, step, state, reason), in the order in which it was written, without escalations.

    Nor, where no kind is asked for, what the meeting of the world brings with it: its minutes fall due.
    """
    found = Reminder.objects.filter(**{"is_escalation": False} | wanted).order_by("pk")
    if "kind" not in wanted:
        found = found.exclude(kind="minutes_due")
    return list(found.values_list("subject_reference", "step", "state", "reason"))


def hearing(kind: str, **wanted) -> list[tuple[str, str]]:
    """Who is to hear of this kind, or was told, and on which step: by name, escalations too."""
    found = Reminder.objects.filter(kind=kind, recipient__isnull=False, **wanted).exclude(state="withdrawn")
    return sorted(found.values_list("recipient__name", "step"))


def last_digest(person) -> tuple[str, str]:
    """The plain text and the HTML of the person's latest digest."""
    return parts([message for message in mail.outbox if message.to == [person.email]][-1])


def parts(message) -> tuple[str, str]:
    """The plain text and the HTML of a message."""
    (html, kind) = message.alternatives[0]
    assert kind == "text/html"
    return message.body, html


@pytest.fixture(autouse=True)
def on_a_wednesday(request) -> Iterator[None]:
    """The clock of the tests stands in a week without holidays; real workers go by the real one."""
    if request.node.get_closest_marker("broker"):
        yield
        return
    with time_machine.travel(timezone.make_aware(datetime(2026, 6, 10, 9, 30))):  # noqa: DTZ001
        yield


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def ask_only(monkeypatch) -> Callable:
    """For runs of many days: no other kind is asked about, each day again in vain."""
    return lambda kind: monkeypatch.setattr("oversight.reminders.kinds.reminder_kinds", lambda: [kind])


@pytest.fixture
def actions_alone(ask_only) -> None:
    ask_only(ActionsDue)


@pytest.fixture
def kept(world):
    """The world, its board with a secretary."""
    world.secretary = make.person("Board secretary", organisation=world.mopac)
    make.seat(world.secretary, world.board, Seat.SECRETARY)
    return world


@pytest.fixture
def people(db):
    """MOPAC and the MPS with a board, its secretariat, chair and meeting, and nobody's action yet."""

    w = SimpleNamespace()
    w.mopac = make.organisation("mopac", name="Mayor's Office for Policing And Crime", short_name="MOPAC")
    w.mps = make.organisation("mps", name="Metropolitan Police Service", short_name="MPS")
    w.board = make.board(
        "CPPOG", name="Child Protection Policing Oversight Group", slug="child-protection-og"
    )
    w.secretariat = make.person("Secretariat", role=Role.SECRETARIAT, organisation=w.mopac)
    w.chair = make.person("Chair", organisation=w.mopac)
    w.owner = make.person("MPS owner", organisation=w.mps)
    w.other_owner = make.person("Another MPS owner", organisation=w.mps)
    w.lead = make.person("MPS lead", role=Role.LIAISON, organisation=w.mps)
    make.seat(w.chair, w.board, Seat.CHAIR)
    w.meeting = make.meeting(w.board, by=w.secretariat)
    return w


@pytest.fixture
def set_action(people, today) -> Callable:
    """Sets an action of the MPS owner that is due in so many days (less than 0: it is overdue)."""

    def given(due_in: int | None = 7, **values):
        values = {"board": people.board, "by": people.secretariat, "owner": people.owner} | values
        if due_in is None:
            due: dict = {"due_basis": "none"}
        else:
            due = {"due_on": today + timedelta(days=due_in), "set_on": today - timedelta(days=400)}
        values = due | values
        return make.action(values.pop("board"), owner_organisation=people.mps, **values)

    return given
