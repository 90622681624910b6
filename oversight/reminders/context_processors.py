"""What every page shows of the reminders, the admin's too."""

from functools import partial

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from oversight.reminders.models import Hold


def holds(request: HttpRequest) -> dict:
    return {"reminders_held": SimpleLazyObject(partial(_standing, request))}


def _standing(request: HttpRequest) -> list[Hold]:
    """The holds that stand, shown to those who may open the admin."""
    user = getattr(request, "user", None)
    if user is None or not (user.is_authenticated and user.is_staff):
        return []
    return list(Hold.objects.standing().select_related("placed_by"))
