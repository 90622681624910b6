"""The circumstances of the change under way: the channel it came through, its moment, and a note.

Each entry point (page, admin, API, task, command) sets them; everything below asks for them here. So all that one
request changes bears one moment, and no rule or operation reads the clock by itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import TextChoices
from django.utils import timezone

Answer = TypeVar("Answer")


class Channel(TextChoices):
    """Where a change came from; kept with each Event."""

    PAGE = "page", "page"
    ADMIN = "admin", "admin"
    API = "api", "API"
    TASK = "task", "scheduled task"
    COMMAND = "command", "command"


@dataclass(frozen=True)
class Change:
    channel: str = Channel.COMMAND
    # None: no moment is fixed; the clock is asked each time.
    at: datetime | None = None
    # In the note of every Event that has none of its own.
    note: str = ""
    # What was asked already and cannot differ at the same moment.
    answers: dict[Any, Any] = field(default_factory=dict)


_current: ContextVar[Change | None] = ContextVar("change", default=None)


def current() -> Change:
    """The circumstances of the change under way; outside of one, those of a command."""
    return _current.get() or Change()


def now() -> datetime:
    """The moment of the change under way, aware, in UTC; where none is fixed, the clock's."""
    return current().at or timezone.now()


def today() -> date:
    """The day of that moment in London."""
    return timezone.localdate(now())


def once(question: Any, ask: Callable[[], Answer]) -> Answer:
    """The answer of `ask`, asked once while one moment is fixed; where none is, each time."""
    under_way = current()
    if under_way.at is None:
        return ask()
    if question not in under_way.answers:
        under_way.answers[question] = ask()
    return under_way.answers[question]


def forget(question: Any) -> None:
    """Let a question be asked again, since its answer was changed."""
    current().answers.pop(question, None)


@contextmanager
def change(**circumstances: Any) -> Iterator[None]:
    """Let everything inside happen under these circumstances (`channel`, `at`, `note`); the others stay as they are."""
    answers = {} if "at" in circumstances else current().answers
    token = _current.set(replace(current(), **circumstances, answers=answers))
    try:
        yield
    finally:
        _current.reset(token)


class ChangeMiddleware:
    """Gives a web request its channel, by its path, and its one moment."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        channel = Channel.PAGE
        if request.path.startswith("/admin/"):
            channel = Channel.ADMIN
        elif request.path.startswith("/api/"):
            channel = Channel.API
        with change(channel=channel, at=timezone.now()):
            return self.get_response(request)
