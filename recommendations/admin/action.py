"""The admin of actions: set, corrected, and moved by the same steps as everywhere else."""

from django.contrib import admin, messages
from django.db.models import F
from django.utils.formats import date_format
from django.utils.html import format_html

from boards.rules.access import reads_marked
from oversight import context
from oversight.admin import HistoryAdmin, ReadOnlyInline, RefusableForm, VisibleFilter
from oversight.admin.steps import TakesSteps
from oversight.reminders.admin.ledger import ledger_tool
from recommendations import operations
from recommendations.admin.decided import DecidedInline
from recommendations.admin.evidence import ClosureInline, EvidenceInline
from recommendations.admin.sheets import DownloadsSpreadsheet
from recommendations.due import without_recipient
from recommendations.models import Action, DueDateRequest, ProgressUpdate
from recommendations.pages.steps import ActionStep
from recommendations.rules import access, date_changes, due_dates, rating, updates
from recommendations.rules.due_dates import SOON_DAYS
from recommendations.rules.rating import Rating
from recommendations.sheets.sheet_types import ACTIONS


class DueFilter(admin.SimpleListFilter):
    title = "due date"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [
            ("overdue", "Overdue"),
            ("soon", f"Within {SOON_DAYS} days"),
            ("asked", "New date asked for"),
            ("none", "Open, no date"),
            ("nobody", "Due or overdue, nobody to remind"),
        ]

    def queryset(self, request, queryset):
        today = context.today()
        match self.value():
            case "overdue":
                return queryset.overdue(today)
            case "soon":
                return queryset.due_within(SOON_DAYS, today)
            case "asked":
                return queryset.with_date_request().filter(has_date_request=True)
            case "none":
                return queryset.open().filter(due_on__isnull=True)
            case "nobody":
                return without_recipient(queryset, today)
        return queryset


class RatingFilter(admin.SimpleListFilter):
    title = "rating"
    parameter_name = "rating"

    def lookups(self, request, model_admin):
        return [(rating.slug, rating.label) for rating in Rating]

    def queryset(self, request, queryset):
        light = Rating.by_slug().get(self.value() or "")
        return queryset.rated(light, context.today()) if light else queryset


class UpdateFilter(admin.SimpleListFilter):
    title = "next update"
    parameter_name = "update"

    def lookups(self, request, model_admin):
        return [("late", "Late"), ("expected", "Expected")]

    def queryset(self, request, queryset):
        match self.value():
            case "late":
                return queryset.filter(updates.late(context.today()))
            case "expected":
                return queryset.open().filter(update_due_on__isnull=False)
        return queryset


# --- What hangs on an action, to be read ---------------------------------------------------------


class ProgressInline(ReadOnlyInline):
    model = ProgressUpdate
    verbose_name_plural = "progress reported"
    fields = ["at", "by", "track", "text"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class ActionClosureInline(ClosureInline):
    fk_name = "action"


class DueDateInline(DecidedInline):
    model = DueDateRequest
    verbose_name_plural = "requests for a new due date"
    asked = ("asked_at", "asked_by", "old_due_on", "new_due_on", "reason")
    asked_by = "asked_by"


class ActionForm(RefusableForm):
    def __init__(self, *args, **kwargs):
        """What the constraints hold is left to the operations, which say it in words beside the field."""
        super().__init__(*args, **kwargs)
        self.instance.validate_constraints = lambda exclude=None: None


# --- The admin -----------------------------------------------------------------------------------


@admin.register(Action)
class ActionAdmin(TakesSteps, DownloadsSpreadsheet, HistoryAdmin):
    sheet_kind = ACTIONS
    page = "action"
    step_page, tools, shows_timeline = ActionStep, [ledger_tool], True
    form = ActionForm
    list_display = [
        "reference",
        "title",
        "status",
        "light",
        "due",
        "owner",
        "owner_organisation",
        "board",
    ]
    list_filter = [
        "status",
        RatingFilter,
        DueFilter,
        UpdateFilter,
        ("board", VisibleFilter),
        ("owner_organisation", VisibleFilter),
        "track",
        "marking",
        "is_illustrative",
    ]
    list_select_related = ["board", "owner_organisation", "owner"]
    search_fields = ["sought", "owner__sought", "owner_organisation__sought"]
    date_hierarchy = "due_on"
    ordering = [F("due_on").asc(nulls_last=True), "reference"]
    autocomplete_fields = [
        "board",
        "recommendations",
        "agenda_item",
        "owner_organisation",
        "owner",
        "due_meeting_of",
    ]
    # Set once, or moved by steps and meetings alone.
    readonly_on_change = (
        "reference",
        "board",
        "owner_organisation",
        "owner",
        "agenda_item",
        "origin",
        "set_on",
        "set_by",
        "status",
        "track",
        "outcome",
        "closed_on",
        "risk_accepted_until",
        "withdrawn_on",
        "due_basis",
        "due_on",
        "first_due_on",
        "due_meeting_of",
        "due_meeting",
        "is_illustrative",
        "light",
        "date_changes",
        "next_update",
    )
    entered = [
        (None, {"fields": ["title", "complete_when", "board", "agenda_item", "recommendations"]}),
        ("Who", {"fields": ["owner_organisation", "owner", "update_every_days"]}),
        ("When", {"fields": ["set_on", "due_basis", "due_on", "due_meeting_of"]}),
        ("Handling", {"fields": ["marking", "is_publishable", "note"]}),
    ]
    fieldsets = [
        (None, {"fields": ["reference", "title", "complete_when", "board", "recommendations"]}),
        ("Who", {"fields": ["owner_organisation", "owner", ("update_every_days", "next_update")]}),
        (
            "Where it stands",
            {
                "description": "Moved by the steps above alone.",
                "fields": [
                    "light",
                    ("status", "track"),
                    ("outcome", "closed_on", "risk_accepted_until", "withdrawn_on"),
                ],
            },
        ),
        (
            "When",
            {
                "fields": [
                    ("due_on", "first_due_on", "date_changes"),
                    ("due_basis", "due_meeting_of", "due_meeting"),
                    ("set_on", "set_by"),
                    ("origin", "agenda_item"),
                ]
            },
        ),
        ("Handling", {"fields": ["marking", "is_publishable", "is_illustrative", "note"]}),
    ]
    inlines = [ProgressInline, EvidenceInline, ActionClosureInline, DueDateInline]

    @admin.display(description="Rating", ordering=F("rating").asc(nulls_last=True))
    def light(self, action):
        return rating.in_words(rating.of(action), context.today())

    @admin.display(description="Due date", ordering="due_on")
    def due(self, action):
        changed = date_changes.of(action).in_full
        if action.due_on is None:
            return changed or None
        day = date_format(action.due_on, "j F Y")
        return format_html('{}<br><span class="admin-detail">{}</span>', day, changed) if changed else day

    @admin.display(description="Date changes")
    def date_changes(self, action):
        return date_changes.of(action).in_words or "Not moved"

    @admin.display(description="Next update")
    def next_update(self, action):
        words = updates.in_words(action.update_due_on, action.status, context.today())
        return words or "None is expected"

    def get_queryset(self, request):
        return super().get_queryset(request).for_lists()

    def may_change(self, user, obj) -> bool:
        return access.may_keep(user, obj.board, context.today())

    def get_fieldsets(self, request, obj=None):
        return self.entered if obj is None else super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return (
            super().get_readonly_fields(request, obj)
            if obj is None
            else [
                *super().get_readonly_fields(request, obj),
                *self.readonly_on_change,
            ]
        )

    def kept_back(self, request, obj) -> set[str]:
        """Not where it was set, where that may not be read."""
        item = obj.agenda_item
        hides = item is not None and not reads_marked(request.user, item.marking, item.meeting.marking)
        return super().kept_back(request, obj) | ({"origin"} if hides else set())

    def get_inlines(self, request, obj):
        return [] if obj is None else self.inlines

    def get_changeform_initial_data(self, request):
        return {"set_on": context.today(), **super().get_changeform_initial_data(request)}

    def response_add(self, request, obj, post_url_continue=None):
        if said := due_dates.remark(obj.due_on, obj.set_on, context.today()):
            self.message_user(request, said, messages.WARNING)
        return super().response_add(request, obj, post_url_continue)

    def add(self, obj, *, by, related):
        operations.set_action(obj, by=by, recommendations=related.get("recommendations", ()))

    def amend(self, obj, *, by, changes, related):
        if changes or related:
            operations.amend_action(obj, by=by, recommendations=related.get("recommendations"), **changes)
