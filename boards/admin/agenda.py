"""The desk of agendas: items put on at their meeting, and found again."""

from django import forms
from django.contrib import admin
from django.db import models

from boards.admin.base import BoardsHistoryAdmin, BoardsInline, keeps
from boards.models import AgendaItem
from oversight.admin import VisibleFilter

SMALL_TEXT = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40})}}


class AgendaItemInline(BoardsInline):
    model = AgendaItem
    fields = ["number", "title", "kind", "lead", "minutes_allotted", "status", "minute", "marking"]
    autocomplete_fields = ["lead"]
    formfield_overrides = SMALL_TEXT
    ordering = ["number"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("lead__organisation")


@admin.register(AgendaItem)
class AgendaItemAdmin(BoardsHistoryAdmin):
    """Items are put on an agenda at their meeting; here they are found again."""

    list_display = ["title", "number", "meeting", "kind", "status", "lead", "marking"]
    list_filter = ["kind", "status", ("meeting__board", VisibleFilter)]
    search_fields = ["title", "meeting__reference", "meeting__board__name"]
    ordering = ["-meeting__starts_at", "number"]
    autocomplete_fields = ["lead"]
    fields = [
        "meeting",
        "number",
        "title",
        "kind",
        "status",
        "lead",
        "minutes_allotted",
        "minute",
        "marking",
        "is_publishable",
    ]
    fixed_once_given = ("meeting",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("meeting__board", "lead")

    def label_for(self, obj) -> str:
        return f"{obj.meeting.reference}, item {obj.number}: {obj.title}"

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj.meeting.board)
