"""Addresses of the pages about reports, recommendations and actions, and of the home page."""

urlpatterns: list = []
