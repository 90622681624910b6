"""The desk of meetings: agenda, who came, minutes."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone

from boards import operations
from boards.admin.base import BoardsHistoryAdmin, BoardsInline, BoardsStackedInline, keeps
from boards.models import AgendaItem, Attendance, Meeting, Minutes
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


class AttendanceInline(BoardsInline):
    model = Attendance
    fields = ["person", "kind", "deputy_for", "left_for", "declared_interest"]
    autocomplete_fields = ["person", "deputy_for"]
    formfield_overrides = SMALL_TEXT

    def get_queryset(self, request):
        rows = (
            super().get_queryset(request).select_related("person__organisation", "deputy_for__organisation")
        )
        return rows.prefetch_related("left_for")

    def get_formset(self, request, obj=None, **kwargs):
        """Only items of this meeting's own agenda can be left."""
        formset = super().get_formset(request, obj, **kwargs)
        if "left_for" in formset.form.base_fields:
            items = AgendaItem.objects.visible_to(request.user).filter(meeting=obj and obj.pk)
            formset.form.base_fields["left_for"].queryset = items.order_by("number")
            formset.form.base_fields["left_for"].label_from_instance = str
        return formset


class MinutesInline(BoardsStackedInline):
    """Draft until a later meeting of the same board agrees them."""

    model = Minutes
    fk_name = "meeting"
    max_num = 1
    fields = ["status", "opening", "corrections", "agreed_at_meeting"]
    readonly_fields = ["status", "agreed_at_meeting"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("meeting", "agreed_at_meeting")


@admin.register(Meeting)
class MeetingAdmin(BoardsHistoryAdmin):
    page = "meeting"
    list_display = ["reference", "board", "title", "starts_at", "status", "marking", "is_illustrative"]
    list_filter = ["status", ("board", VisibleFilter), "marking", "is_illustrative"]
    list_select_related = ["board"]
    search_fields = ["reference", "title", "board__name", "board__abbreviation"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]
    autocomplete_fields = ["board", "chaired_by"]
    readonly_fields = ["reference", "is_illustrative"]
    fixed_once_given = ("board",)
    fieldsets = [
        (None, {"fields": ["reference", "board", "title", "status", "status_reason"]}),
        ("When and where", {"fields": ["starts_at", "ends_at", "place", "chaired_by"]}),
        ("Notice", {"fields": ["notice_given_on", "short_notice_reason", "agenda_issued_at"]}),
        (
            "Handling",
            {"fields": ["marking", "is_publishable", "is_illustrative", "note", "sources"]},
        ),
    ]
    inlines = [AgendaItemInline, AttendanceInline, MinutesInline]

    def label_for(self, obj) -> str:
        return f"{obj.reference}, {timezone.localtime(obj.starts_at):%-d %B %Y}"

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj.board)

    def add(self, obj, *, by, related):
        operations.arrange_meeting(obj, by=by)

    def amend(self, obj, *, by, changes, related):
        operations.amend_meeting(obj, by=by, changes=changes)


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
