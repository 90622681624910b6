"""Addresses of the pages that stand without recommendations; the others are in recommendations/urls.py."""

from django.urls import path

from boards.pages import (
    CalendarFeedFile,
    CalendarsPage,
    DecisionPage,
    ForwardPlan,
    MeetingFile,
)
from boards.pages.papers import PaperFile

urlpatterns = [
    path("forward-plan/", ForwardPlan.as_view(), name="forward-plan"),
    path("calendars/", CalendarsPage.as_view(), name="calendars"),
    path("calendars/<str:secret>.ics", CalendarFeedFile.as_view(), name="calendar-feed"),
    path("meetings/<slug:reference>/calendar.ics", MeetingFile.as_view(), name="meeting-ics"),
    path("meetings/<slug:reference>/papers/<int:pk>/", PaperFile.as_view(), name="paper-file"),
    path(
        "meetings/<slug:reference>/papers/<int:pk>/versions/<int:number>/",
        PaperFile.as_view(),
        name="paper-version-file",
    ),
    # A published reference is somebody else's: it may hold spaces and strokes.
    path("decisions/<path:reference>/", DecisionPage.as_view(), name="decision"),
]
