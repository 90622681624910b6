"""The desk of recommendations: what is asked, by when, how it was answered, and the publisher's own word on it."""

from django.contrib import admin
from django.utils import timezone
from django.utils.text import Truncator

from oversight.admin import VisibleFilter
from recommendations import operations
from recommendations.admin.base import RecommendationsAdmin, RecommendationsInline
from recommendations.admin.sheets import SheetDesk
from recommendations.models import PublisherStatus, Recommendation, RecommendationLink
from recommendations.operations.reports import overseers
from recommendations.rules import access
from recommendations.sheets.kinds import RECOMMENDATIONS


class PublisherStatusInline(RecommendationsInline):
    """The publisher's own word, with its date: recorded, never decided here."""

    model = PublisherStatus
    ordering = ["-on"]


class LinkInline(RecommendationsInline):
    model = RecommendationLink
    fk_name = "source"
    fields = ["kind", "target", "note"]
    autocomplete_fields = ["target"]

    def get_queryset(self, request):
        seen = Recommendation.objects.visible_to(request.user)
        return super().get_queryset(request).filter(target__in=seen).select_related("target", "source")


@admin.register(Recommendation)
class RecommendationAdmin(SheetDesk, RecommendationsAdmin):
    sheet_kind = RECOMMENDATIONS
    page = "recommendation"
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
    search_fields = [
        "reference",
        "summary",
        "publisher_number",
        "publisher_identifier",
        "report__title",
        "theme",
    ]
    date_hierarchy = "deadline_on"
    ordering = ["report__title", "position", "reference"]
    autocomplete_fields = ["report", "parent", "addressed_to", "lead_board", "boards", "agenda_items"]
    readonly_fields = ["outcome", "closed_on", "risk_accepted_until", "is_illustrative"]
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
                "fields": [
                    "response",
                    "response_explanation",
                    ("delivery", "verification"),
                    ("outcome", "closed_on", "risk_accepted_until"),
                ]
            },
        ),
        ("Who oversees it", {"fields": ["lead_board", "boards", "agenda_items"]}),
        (
            "Handling",
            {
                "fields": [
                    ("standing", "standing_note"),
                    "marking",
                    "is_publishable",
                    "is_illustrative",
                    "note",
                    "sources",
                ]
            },
        ),
    ]
    inlines = [PublisherStatusInline, LinkInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("report", "lead_board", "parent")

    @admin.display(description="What it asks")
    def short_summary(self, recommendation):
        return Truncator(recommendation.summary).words(14)

    def label_for(self, obj) -> str:
        return f"{obj.reference}: {Truncator(obj.summary).words(10)}"

    def may_change(self, user, obj) -> bool:
        return access.may_record(user, overseers(obj), timezone.localdate())

    def add(self, obj, *, by, related):
        operations.record_recommendation(obj, by=by, related=related)

    def amend(self, obj, *, by, changes, related):
        operations.amend_recommendation(obj, by=by, changes=changes, related=related)
