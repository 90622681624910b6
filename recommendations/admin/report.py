"""The admin of reports: what was published, what it asks, and the clock of the response."""

from django.contrib import admin, messages
from django.urls import reverse

from oversight import context
from oversight.admin import HistoryAdmin, ReadOnlyInline, RefusableForm, RegisterStackedInline, VisibleFilter
from oversight.admin.steps import TakesSteps
from oversight.days import day_in_words
from oversight.reminders.admin.ledger import ledger_tool
from recommendations import operations
from recommendations.models import Recommendation, Report, ResponseExtension
from recommendations.pages.steps import ReportStep
from recommendations.rules import access, response_workflow, statutory


class ResponseFilter(admin.SimpleListFilter):
    title = "response"
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return [
            ("late", "Past its day, not recorded as met"),
            ("due", "Due"),
            ("published", "Published"),
            ("comments", "Commissioner’s comments not received by their day"),
        ]

    def queryset(self, request, queryset):
        today = context.today()
        match self.value():
            case "late":
                return queryset.filter(statutory.response_late(today))
            case "due":
                return queryset.filter(statutory.response_due(today))
            case "comments":
                return queryset.filter(statutory.comments_late(today))
            case "published":
                return queryset.filter(comments_published_on__isnull=False)
        return queryset


class RecommendationInline(ReadOnlyInline):
    model = Recommendation
    fk_name = "report"
    fields = [
        "reference",
        "type",
        "publisher_number",
        "summary",
        "lead_board",
        "deadline_on",
        "response",
        "delivery",
        "verification",
    ]
    readonly_fields = fields
    ordering = ["position", "reference"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("lead_board")


class NewRecommendations(RegisterStackedInline):
    """Recommendations typed in with their report, or added to it later; corrected in their own admin.

    Each in a block of its own, since a row of seven fields would run off the screen.
    """

    model = Recommendation
    fk_name = "report"
    verbose_name_plural = "recommendations to add"
    fields = [
        ("type", "publisher_number"),
        "summary",
        ("addressed_to", "deadline_text"),
        ("lead_board", "parent"),
    ]
    autocomplete_fields = ["addressed_to", "parent", "lead_board"]
    # A new report opens with room for a few.
    extra = 0

    def get_extra(self, request, obj=None, **kwargs):
        return 3 if obj is None else 0

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_add_permission(request, obj)

    def has_add_permission(self, request, obj=None) -> bool:
        return super().has_add_permission(request, obj) and (
            obj is None or access.may_record(request.user, Report(pk=obj.pk).boards.all(), context.today())
        )


class ExtensionInline(ReadOnlyInline):
    model = ResponseExtension
    verbose_name_plural = "more time applied for"
    fields = ["applied_on", "old_due_on", "new_due_on", "reason", "asked_by", "decision", "answered_on"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("asked_by")


class ReportForm(RefusableForm):
    """Asks for the statutory basis of a new report: neither its publisher nor its kind decides it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "statutory_basis" in self.fields:
            basis = self.fields["statutory_basis"]
            basis.choices = [("", "Choose"), *statutory.Basis.choices]
            basis.error_messages["required"] = (
                "Choose the statutory basis, or “None” where no law sets a day."
            )
            basis.help_text = _which_basis()
            self.initial.setdefault("statutory_basis", "")


def _which_basis() -> str:
    basis = statutory.Basis.S55
    clock = statutory.CLOCKS[basis]
    since = f"since {day_in_words(clock.in_force_from)} " if clock.in_force_from else ""
    return (
        f"Not filled in from the publisher or the kind: choose it. Reports of an inspectorate (HMICFRS) published "
        f"{since}as a rule come under {basis.label}: the response is due within {clock.days} days."
    )


@admin.register(Report)
class ReportAdmin(TakesSteps, HistoryAdmin):
    page = "report"
    step_page, tools, shows_timeline = ReportStep, [ledger_tool], True
    form = ReportForm
    list_display = [
        "title",
        "published_on",
        "response_due_on",
        "comments_published_on",
        "recorded_of_counted",
        "statutory_basis",
        "publisher_name",
        "kind",
    ]
    list_filter = [
        ResponseFilter,
        "kind",
        ("publisher", VisibleFilter),
        ("boards", VisibleFilter),
        "statutory_basis",
        "marking",
        "is_illustrative",
    ]
    search_fields = ["sought", "sought_text"]
    date_hierarchy = "published_on"
    autocomplete_fields = ["publisher", "boards", "follows"]
    readonly_fields = [*response_workflow.BY_STEPS_ALONE, "clock", "is_illustrative"]
    fixed_once_given = ("reference",)
    fieldsets = [
        (None, {"fields": ["title", "reference", "publisher", "publisher_name", "kind", "subject"]}),
        (
            "Publication",
            {
                "fields": [
                    ("published_on", "published_text"),
                    ("recommendation_count", "recommendation_count_text"),
                    "follows",
                    "boards",
                ]
            },
        ),
        (
            "The response",
            {
                "description": "Where the law or the notice sets the last day, it is worked out on saving.",
                "fields": ["statutory_basis", "term_text", "clock", "response_due_on"],
            },
        ),
        (
            "What was done",
            {
                "description": "Recorded by the steps above alone.",
                "fields": [
                    ("invited_on", "comments_due_on", "comments_received_on"),
                    "commissioner_comments",
                    "mopac_comments",
                    "mopac_reply",
                    ("comments_published_on", "comments_published_where"),
                    "copied_to",
                ],
            },
        ),
        (
            "Handling",
            {"fields": ["marking", "is_publishable", "is_illustrative", "note", "sources"]},
        ),
    ]
    inlines = [ExtensionInline, RecommendationInline, NewRecommendations]

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts(request.user)

    def tools_for(self, request, record):
        tools = super().tools_for(request, record)
        if self.has_change_permission(request, record):
            add = reverse("admin:recommendations_recommendation_add")
            import_ = reverse("admin:recommendations_sheetimport_add")
            tools.append(("Add a recommendation", f"{add}?report={record.pk}"))
            of_report = f"{import_}?kind=recommendations&report={record.reference}"
            tools.append(("Import recommendations", of_report))
        return tools

    @admin.display(description="The clock")
    def clock(self, report):
        if report.pk is None:
            return "Worked out once the report is saved."
        return statutory.in_words(report.statutory_basis, report.published_on, report.term_text)

    @admin.display(description="Recommendations")
    def recorded_of_counted(self, report):
        if report.recommendation_count is None:
            return f"{report.recorded} recorded"
        return f"{report.recorded} of {report.recommendation_count} recorded"

    def may_change(self, user, obj) -> bool:
        return access.may_record(user, Report(pk=obj.pk).boards.all(), context.today())

    def get_fieldsets(self, request, obj=None):
        """A new report: what was published. What was done about it is recorded by steps, once it is there."""
        fieldsets = super().get_fieldsets(request, obj)
        return [each for each in fieldsets if each[0] != "What was done"] if obj is None else fieldsets

    def get_inlines(self, request, obj):
        return [NewRecommendations] if obj is None else self.inlines

    def add_row(self, row, *, of, by, related):
        """What one board alone oversees it also leads on, unless somebody says otherwise."""
        boards = list(Report(pk=of.pk).boards.all()[:2])
        if row.lead_board is None and len(boards) == 1:
            row.lead_board = boards[0]
        row.position = row.position or of.recommendations.count() + 1
        operations.record_recommendation(row, by=by, related=related)

    def response_add(self, request, obj, post_url_continue=None):
        """Says what was entered with it, how each deadline was read, and what is addressed to nobody."""
        for one in obj.recommendations.order_by("position", "reference").prefetch_related("addressed_to"):
            said = f"{one.reference} entered."
            if one.deadline_text:
                day = f": {day_in_words(one.deadline_on)}" if one.deadline_on else ""
                said += f" Deadline “{one.deadline_text}”, read as {one.get_deadline_basis_display().lower()}{day}."
            if not one.addressed_to.all():
                self.message_user(
                    request, f"{said} It is addressed to nobody: nobody can report on it.", messages.WARNING
                )
            else:
                self.message_user(request, said, messages.SUCCESS)
        return super().response_add(request, obj, post_url_continue)

    def get_prepopulated_fields(self, request, obj=None):
        return {"reference": ["title"]} if obj is None else {}

    def add(self, obj, *, by, related):
        operations.record_report(obj, by=by, boards=related.get("boards", ()))

    def amend(self, obj, *, by, changes, related):
        operations.amend_report(obj, by=by, changes=changes, related=related)
