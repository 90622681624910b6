"""What stands on a line in the API, as far as the caller may see it: the entries of its page, as data."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from boards.api import BoardLink, OrganisationLink, PersonName
from oversight.api.records import RecordSerializer, origin
from recommendations.api.history import (
    ClosureRequestEntry,
    DeliveryEntry,
    DueDateRequestEntry,
    EvidenceEntry,
    ProgressEntry,
    ReviewEntry,
)
from recommendations.api.names import ActionName, RecommendationName, ReportName
from recommendations.api.recommendations import PublisherStatusEntry
from recommendations.line.entries import ActionEntry
from recommendations.models import Action, Evidence, Recommendation, Report


class PlaceEntry(serializers.Serializer):
    """A meeting and an item of its agenda, as far as the caller may see them."""

    meeting = serializers.CharField(source="meeting.reference")
    held_at = serializers.DateTimeField(source="meeting.starts_at")
    item = serializers.IntegerField(
        source="item.number", default=None, allow_null=True, help_text="Null where it may not be read."
    )
    html_url = serializers.SerializerMethodField(help_text="Null where the meeting may not be opened.")
    minute = serializers.CharField(allow_blank=True)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_html_url(self, where) -> str | None:
        return f"{origin(self.context['request'])}{where.address}" if where.address else None


class MeetingOnLine(serializers.Serializer):
    done = serializers.CharField(help_text="What was done there: set, considered, closure agreed …")
    where = PlaceEntry()


class DecidedOnLine(RecordSerializer):
    where = PlaceEntry(
        read_only=True, allow_null=True, help_text="Null where it was decided out of meeting, or not yet."
    )


def _placed(fields: Iterable[str]) -> list[str]:
    """Fields of a request, with the place of its decision instead of meeting and item."""
    return ["where" if name == "meeting" else name for name in fields if name != "item"]


class ClosureOnLine(DecidedOnLine, ClosureRequestEntry):
    class Meta(ClosureRequestEntry.Meta):
        fields = ["proposed_by", "proposed_at", "statement", "outcome", "evidence"]
        fields += _placed(ClosureRequestEntry.DECISION)


class DueDateOnLine(DecidedOnLine, DueDateRequestEntry):
    class Meta(DueDateRequestEntry.Meta):
        fields = _placed(DueDateRequestEntry.Meta.fields)


class ReviewOnLine(DecidedOnLine, ReviewEntry):
    class Meta(ReviewEntry.Meta):
        fields = _placed(ReviewEntry.Meta.fields)


class EvidenceOnLine(EvidenceEntry):
    html_url = serializers.SerializerMethodField()

    class Meta(EvidenceEntry.Meta):
        fields = [*EvidenceEntry.Meta.fields, "html_url"]

    @extend_schema_field(serializers.URLField())
    def get_html_url(self, evidence: Evidence) -> str:
        return reverse("evidence", args=[evidence.pk], request=self.context["request"])


class LinkOnLine(serializers.Serializer):
    words = serializers.CharField(help_text="Raised before in, raised again in, superseded by, supersedes.")
    recommendation = RecommendationName(source="other")


class ReportOnLine(ReportName):
    class Meta(ReportName.Meta):
        model = Report
        fields = [
            *ReportName.Meta.fields,
            "publisher_name",
            "kind",
            "published_on",
            "published_text",
            "statutory_basis",
            "response_due_on",
            "comments_published_on",
            "marking",
        ]


class HasEvidence(RecordSerializer):
    """What evidence, meetings and proposals to close hang on."""

    evidence = EvidenceOnLine(many=True, read_only=True)
    meetings = MeetingOnLine(many=True, read_only=True, help_text="Where it was set, considered and decided.")
    closure_requests = ClosureOnLine(many=True, read_only=True)

    HANGS_ON = ("evidence", "meetings", "closure_requests")


class RecommendationOnLine(HasEvidence, RecommendationName):
    report = ReportName()
    parent = serializers.CharField(
        source="parent.reference",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="The reference of what it is a part of.",
    )
    links = LinkOnLine(many=True, read_only=True)
    publisher_statuses = PublisherStatusEntry(many=True, read_only=True)
    delivery_reports = DeliveryEntry(many=True, read_only=True)
    reviews = ReviewOnLine(many=True, read_only=True)

    class Meta(RecommendationName.Meta):
        model = Recommendation
        fields = [
            *RecommendationName.Meta.fields,
            "report",
            "type",
            "parent",
            "limb",
            "publisher_number",
            "publisher_identifier",
            "deadline_text",
            "deadline_basis",
            "deadline_on",
            "deadline_condition",
            "links",
            "response",
            "response_explanation",
            "commissioner_comment",
            "publisher_statuses",
            "delivery",
            "delivered_on",
            "delivery_reports",
            "verification",
            "reviews",
            *HasEvidence.HANGS_ON,
            "outcome",
            "closed_on",
            "risk_accepted_until",
            "marking",
            "is_illustrative",
        ]


class ActionOnLine(HasEvidence, ActionName):
    answers = serializers.SerializerMethodField(help_text="The references of the recommendations it serves.")
    board = BoardLink()
    owner_organisation = OrganisationLink()
    owner = PersonName(allow_null=True)
    due_date_moves = serializers.IntegerField(source="moves")
    due_date_days_moved = serializers.IntegerField(source="date_changes.days", read_only=True)
    rating_words = serializers.CharField(read_only=True)
    progress_updates = ProgressEntry(many=True, read_only=True)
    due_date_requests = DueDateOnLine(many=True, read_only=True)

    class Meta(ActionName.Meta):
        model = Action
        fields = [
            *ActionName.Meta.fields,
            "answers",
            "board",
            "owner_organisation",
            "owner",
            "complete_when",
            "set_on",
            "first_due_on",
            "due_date_moves",
            "due_date_days_moved",
            "due_date_requests",
            "rating_words",
            "track",
            "progress_updates",
            *HasEvidence.HANGS_ON,
            "outcome",
            "closed_on",
            "risk_accepted_until",
            "marking",
            "is_illustrative",
        ]

    def get_answers(self, entry: ActionEntry) -> list[str]:
        return [each.reference for each in entry.answers]
