"""The admin of meetings: arranged and corrected here, and moved by their steps."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, transaction
from django.utils import timezone

from boards import operations
from boards.admin.agenda import KeepsAgenda
from boards.admin.attendance import AttendanceInline
from boards.admin.base import keeps
from boards.admin.minutes import TOOLS, MinutesInline, MinutesPages
from boards.admin.paper import PaperInline, add_tool
from boards.pages.steps import MeetingStep
from boards.rules import meeting_workflow
from oversight import context
from oversight.admin import RefusableForm, VisibleFilter
from oversight.admin.steps import TakesSteps
from oversight.days import day_in_words
from oversight.errors import DomainError
from oversight.reminders.admin.ledger import ledger_tool


class LastDaysFilter(admin.SimpleListFilter):
    title = "last days"
    parameter_name = "last_days"

    def lookups(self, request, model_admin):
        return [("moved", "Moved by a bank holiday of late")]

    def queryset(self, request, queryset):
        if self.value() == "moved":
            return queryset.filter(
                pk__in=queryset.with_last_days_moved(context.now()).order_by().values("pk")
            )
        return queryset


class MeetingForm(RefusableForm):
    def __init__(self, *args, **kwargs):
        """What the constraints hold is left to the operations, which say it in words beside the field."""
        super().__init__(*args, **kwargs)
        self.instance.validate_constraints = lambda exclude=None: None


class MeetingAdmin(MinutesPages, TakesSteps, KeepsAgenda):
    """Meetings, as far as boards know them. Registered by the app above, which brings the inline of the agenda."""

    page = "meeting"
    form = MeetingForm
    list_display = ["reference", "board", "title", "starts_at", "status", "marking", "is_illustrative"]
    list_filter = ["status", ("board", VisibleFilter), LastDaysFilter, "marking", "is_illustrative"]
    list_select_related = ["board"]
    search_fields = ["sought", "board__sought"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]
    autocomplete_fields = ["board", "chaired_by"]
    # The agenda, which is worked at most, stands below them.
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    readonly_fields = ["reference", "is_illustrative"]
    # When it meets and where it stands is said on arranging; from then on the steps alone move it.
    fixed_once_given = ("board", *meeting_workflow.BY_STEPS_ALONE, "agenda_issued_at")
    fieldsets = [
        (None, {"fields": ["reference", "board", "title", "status", "status_reason"]}),
        ("When and where", {"fields": ["starts_at", "ends_at", "place", "chaired_by"]}),
        ("Notice", {"fields": ["notice_given_on", "short_notice_reason", "agenda_issued_at"]}),
        (
            "Handling",
            {"fields": ["marking", "is_publishable", "is_illustrative", "note", "sources"]},
        ),
    ]
    # Beside the agenda.
    inlines = [AttendanceInline, MinutesInline, PaperInline]
    actions = ["confirm_selected"]
    step_page = MeetingStep
    tools = [*TOOLS, ledger_tool, add_tool]

    def label_for(self, obj) -> str:
        return f"{obj.reference}, {day_in_words(timezone.localtime(obj.starts_at))}"

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj.board)

    def add(self, obj, *, by, related):
        operations.arrange_meeting(obj, by=by)

    def amend(self, obj, *, by, changes, related):
        operations.amend_meeting(obj, by=by, changes=changes)

    @admin.action(description="Confirm the selected meetings", permissions=["change"])
    def confirm_selected(self, request, queryset):
        """All of them or none: the first that cannot be confirmed is named with the reason."""
        meetings = list(queryset.select_related("board").order_by("starts_at"))
        try:
            with transaction.atomic():
                for meeting in meetings:
                    operations.confirm_meeting(meeting, by=request.user)
        except DomainError as error:
            sentence = f"No meeting was confirmed. {meeting.reference}: {error}"
            self.message_user(request, sentence, messages.ERROR)
            return
        confirmed = f"{len(meetings)} meetings were" if len(meetings) > 1 else "One meeting was"
        self.message_user(request, f"{confirmed} confirmed.", messages.SUCCESS)
