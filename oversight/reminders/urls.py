"""Addresses of the pages of one's own reminders."""

from django.urls import path

from oversight.reminders.pages import Snooze, YourReminders

urlpatterns = [
    path("your-reminders/", YourReminders.as_view(), name="your-reminders"),
    path("your-reminders/<int:pk>/put-off/", Snooze.as_view(), name="put-off"),
]
