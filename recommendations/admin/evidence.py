"""What an action or a recommendation is closed upon, read-only in its admin: evidence, and proposals to close."""

from django.contrib import admin
from django.utils.html import format_html

from oversight.admin import ReadOnlyInline
from recommendations.admin.decided import DecidedInline
from recommendations.models import ClosureRequest, Evidence
from recommendations.templatetags.evidence import file_address


class EvidenceInline(ReadOnlyInline):
    model = Evidence
    fields = [
        "title",
        "where",
        "shows",
        "author",
        "dated_on",
        "published_on",
        "received_on",
        "is_confirmation",
        "marking",
        "added_by",
        "added_at",
        "accepted_by",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).for_lists()

    @admin.display(description="File or address")
    def where(self, evidence):
        if evidence.file:
            return format_html('<a href="{}">{}</a>', file_address(evidence), evidence.file_name)
        return format_html('<a href="{}" rel="noreferrer">{}</a>', evidence.address, evidence.address)


class ClosureInline(DecidedInline):
    """Of one kind of thing: an inline says by `fk_name` which."""

    model = ClosureRequest
    verbose_name_plural = "closure proposals"
    asked = (
        "proposed_at",
        "proposed_by",
        "statement",
        "outcome",
        "risk_accepted_by",
        "risk_accepted_until",
    )
    asked_by = "proposed_by"
