"""Addresses of the pages about boards, meetings and organisations."""

urlpatterns: list = []
