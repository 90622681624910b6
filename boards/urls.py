"""Addresses of the pages that show boards alone; those that also show what hangs on a board are in recommendations."""

from django.urls import path

from boards import pages

urlpatterns = [
    path("boards/", pages.BoardList.as_view(), name="boards"),
]
