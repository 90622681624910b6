"""What every page shows of the reminders, the admin's too."""

from functools import partial

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from oversight.reminders.models import Pause


def pauses(request: HttpRequest) -> dict:
    return {"reminders_paused": SimpleLazyObject(partial(_current, request))}


def _current(request: HttpRequest) -> list[Pause]:
    """The pauses under way, shown to those who may open the admin."""
    user = getattr(request, "user", None)
    if user is None or not (user.is_authenticated and user.is_staff):
        return []
    return list(Pause.objects.current().select_related("started_by"))
