"""The desk of meetings: arranged, moved, cancelled."""

from django.contrib import admin
from django.utils import timezone

from boards import operations
from boards.admin.agenda import AgendaItemInline
from boards.admin.attendance import AttendanceInline
from boards.admin.base import BoardsHistoryAdmin, keeps
from boards.admin.minutes import MinutesInline
from boards.models import Meeting
from oversight.admin import VisibleFilter


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
