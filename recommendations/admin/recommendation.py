"""The admin of recommendations: what is asked, by when, how it was answered, and the publisher's own word on it."""

from django.contrib import admin
from django.utils.text import Truncator

from oversight import context
from oversight.admin import HistoryAdmin, ReadOnlyInline, RefusableForm, RegisterInline, VisibleFilter
from oversight.admin.steps import TakesSteps
from oversight.reminders.admin.ledger import ledger_tool
from recommendations import operations
from recommendations.admin.decided import DecidedInline
from recommendations.admin.evidence import ClosureInline, EvidenceInline
from recommendations.admin.sheets import DownloadsSpreadsheet
from recommendations.models import (
    DeliveryReport,
    PublisherStatus,
    Recommendation,
    RecommendationLink,
    VerificationReview,
)
from recommendations.pages.steps import RecommendationStep
from recommendations.rules import access
from recommendations.rules.access import overseers
from recommendations.rules.recommendation_workflow import BY_STEPS_ALONE, Listed
from recommendations.sheets.sheet_types import RECOMMENDATIONS


class PublisherStatusInline(ReadOnlyInline):
    """The publisher's own word, with its date: recorded by its step, never decided here."""

    model = PublisherStatus
    fields = ["on", "word", "source"]
    readonly_fields = fields
    ordering = ["-on"]


class DeliveryInline(ReadOnlyInline):
    model = DeliveryReport
    verbose_name_plural = "delivery reported"
    fields = ["at", "by", "delivery", "text"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class ReviewInline(DecidedInline):
    model = VerificationReview
    verbose_name_plural = "verification"
    asked = ("begun_at", "begun_by", "note")
    asked_by = "begun_by"


class RecommendationClosureInline(ClosureInline):
    fk_name = "recommendation"


class LinkInline(RegisterInline):
    model = RecommendationLink
    fk_name = "source"
    fields = ["kind", "target", "note"]
    autocomplete_fields = ["target"]

    def get_queryset(self, request):
        seen = Recommendation.objects.visible_to(request.user)
        return super().get_queryset(request).filter(target__in=seen).select_related("target", "source")


class RecommendationForm(RefusableForm):
    """Leaves the reference to the register where none is given."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "reference" in self.fields:
            self.fields["reference"].required = False
            self.fields["reference"].help_text = "Our reference. Left empty: the next one of its report."
        if "deadline_basis" in self.fields:
            basis = self.fields["deadline_basis"]
            basis.help_text = (
                "Left at “None stated” beside a text: what follows from it is worked out on saving."
            )

    def clean_reference(self):
        return self.cleaned_data["reference"] or self.instance.reference


class StageFilter(admin.SimpleListFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return Listed.choices

    def queryset(self, request, queryset):
        return queryset.at_stage(self.value()) if self.value() in Listed.values else queryset


@admin.register(Recommendation)
class RecommendationAdmin(TakesSteps, DownloadsSpreadsheet, HistoryAdmin):
    sheet_kind = RECOMMENDATIONS
    page = "recommendation"
    step_page, tools, shows_timeline = RecommendationStep, [ledger_tool], True
    form = RecommendationForm
    list_display = [
        "reference",
        "short_summary",
        "deadline_on",
        "response",
        "delivery",
        "verification",
        "lead_board",
        "report",
        "type",
    ]
    list_filter = [
        StageFilter,
        "type",
        "response",
        "delivery",
        "verification",
        "standing",
        ("report", VisibleFilter),
        ("lead_board", VisibleFilter),
        ("addressed_to", VisibleFilter),
        "marking",
        "is_illustrative",
    ]
    list_select_related = ["report", "lead_board"]
    search_fields = ["sought", "report__sought"]
    date_hierarchy = "deadline_on"
    ordering = ["report__title", "position", "reference"]
    autocomplete_fields = ["report", "parent", "addressed_to", "lead_board", "boards", "agenda_items"]
    readonly_fields = [
        *BY_STEPS_ALONE,
        "delivered_on",
        "closed_on",
        "risk_accepted_until",
        "is_illustrative",
        "withdrawn_on",
    ]
    fixed_once_given = ("reference", "report")
    fieldsets = [
        (None, {"fields": ["reference", "report", "type", ("parent", "limb", "position")]}),
        (
            "As published",
            {
                "fields": [
                    ("publisher_number", "publisher_identifier"),
                    "publisher_number_standing",
                    "summary",
                    "addressed_to",
                    "addressed_to_text",
                    "theme",
                ]
            },
        ),
        (
            "By when",
            {"fields": ["deadline_text", ("deadline_basis", "deadline_on"), "deadline_condition"]},
        ),
        (
            "Where it stands",
            {
                "description": "Moved by the steps above alone.",
                "fields": [
                    "response",
                    "response_explanation",
                    "commissioner_comment",
                    ("delivery", "delivered_on", "verification"),
                    ("outcome", "closed_on", "risk_accepted_until"),
                ],
            },
        ),
        ("Who oversees it", {"fields": ["lead_board", "boards", "agenda_items"]}),
        (
            "Handling",
            {
                "fields": [
                    ("standing", "standing_note"),
                    "withdrawn_on",
                    "marking",
                    "is_publishable",
                    "is_illustrative",
                    "note",
                    "sources",
                ]
            },
        ),
    ]
    inlines = [
        DeliveryInline,
        ReviewInline,
        EvidenceInline,
        RecommendationClosureInline,
        PublisherStatusInline,
        LinkInline,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("report", "lead_board", "parent")

    def get_inlines(self, request, obj):
        return [LinkInline] if obj is None else self.inlines

    def add_row(self, row, *, of, by, related):
        if isinstance(row, RecommendationLink):
            operations.link_recommendation(row, by=by)
        else:
            super().add_row(row, of=of, by=by, related=related)

    @admin.display(description="What it asks")
    def short_summary(self, recommendation):
        return Truncator(recommendation.summary).words(14)

    def label_for(self, obj) -> str:
        return f"{obj.reference}: {Truncator(obj.summary).words(10)}"

    def may_change(self, user, obj) -> bool:
        return access.may_record(user, overseers(obj), context.today())

    def add(self, obj, *, by, related):
        operations.record_recommendation(obj, by=by, related=related)

    def amend(self, obj, *, by, changes, related):
        operations.amend_recommendation(obj, by=by, changes=changes, related=related)
