"""Which door a change came through (page, admin, API, task or command), kept with each Event."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import TextChoices


class Door(TextChoices):
    PAGE = "page", "page"
    ADMIN = "admin", "admin"
    API = "api", "API"
    TASK = "task", "scheduled task"
    COMMAND = "command", "command"


_door: ContextVar[str] = ContextVar("door", default=Door.COMMAND)


def current() -> str:
    return _door.get()


@contextmanager
def through(door: str):
    """Record changes made inside as having come through this door."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


class DoorMiddleware:
    """Names the door of a web request from its path."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        door = Door.PAGE
        if request.path.startswith("/admin/"):
            door = Door.ADMIN
        elif request.path.startswith("/api/"):
            door = Door.API
        with through(door):
            return self.get_response(request)
