"""Addresses of the API of one's own reminders."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from oversight.reminders.api import Reminders, RhythmOfReminders

router = SimpleRouter()
router.register("reminders", Reminders, "reminder")

urlpatterns = [
    # Above the router, which would take it for a reminder's own address.
    path("reminders/rhythm/", RhythmOfReminders.as_view(), name="reminders-rhythm"),
    path("", include(router.urls)),
]
