"""What stands on a line in the API, as far as the caller may see it: the rows of its page, as data."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from boards.api import BoardLink, OrganisationLink, PersonName
from oversight.api.records import RecordSerializer, origin
from recommendations import line
from recommendations.api.history import DeliveryEntry, EvidenceEntry, ProgressEntry
from recommendations.api.names import ActionName, RecommendationName, ReportName
from recommendations.api.recommendations import PublisherStatusEntry
from recommendations.line.document import meetings_of
from recommendations.models import (
    Action,
    ClosureRequest,
    DueDateRequest,
    Evidence,
    Recommendation,
    Report,
    VerificationReview,
)
from recommendations.rules import rating, slips


class OnLine(RecordSerializer):
    """A row of the line; the line itself stands in the context."""

    @property
    def line(self) -> line.Line:
        return self.context["line"]


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


class DecisionOnLine(OnLine):
    decided_by = serializers.CharField(source="decided_by.name", default=None, allow_null=True)
    where = serializers.SerializerMethodField(
        help_text="Null where it was decided out of meeting, or not yet."
    )

    DECISION = (
        "decision",
        "decided_by",
        "decided_at",
        "where",
        "out_of_meeting_on",
        "out_of_meeting_reason",
        "decision_note",
    )

    @extend_schema_field(PlaceEntry(allow_null=True))
    def get_where(self, row) -> dict | None:
        where = self.line.where(row)
        return PlaceEntry(where, context=self.context).data if where else None


class EvidenceOnLine(EvidenceEntry):
    html_url = serializers.SerializerMethodField()

    class Meta(EvidenceEntry.Meta):
        fields = [*EvidenceEntry.Meta.fields, "html_url"]

    @extend_schema_field(serializers.URLField())
    def get_html_url(self, evidence: Evidence) -> str:
        return reverse("evidence", args=[evidence.pk], request=self.context["request"])


class ClosureOnLine(DecisionOnLine):
    proposed_by = serializers.CharField(source="proposed_by.name")
    evidence = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = ClosureRequest
        fields = ["proposed_by", "proposed_at", "statement", "outcome", "evidence", *DecisionOnLine.DECISION]


class DueDateOnLine(DecisionOnLine):
    asked_by = serializers.CharField(source="asked_by.name")

    class Meta:
        model = DueDateRequest
        fields = ["asked_by", "asked_at", "old_due_on", "new_due_on", "reason", *DecisionOnLine.DECISION]


class ReviewOnLine(DecisionOnLine):
    begun_by = serializers.CharField(source="begun_by.name")

    class Meta:
        model = VerificationReview
        fields = ["begun_by", "begun_at", "note", *DecisionOnLine.DECISION]


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


class HasEvidence(OnLine):
    """What evidence, meetings and proposals to close hang on."""

    evidence = serializers.SerializerMethodField()
    meetings = serializers.SerializerMethodField(help_text="Where it was set, considered and decided.")
    closure_requests = serializers.SerializerMethodField()

    HANGS_ON = ("evidence", "meetings", "closure_requests")

    @extend_schema_field(EvidenceOnLine(many=True))
    def get_evidence(self, row) -> list[dict]:
        return EvidenceOnLine(self.line.evidence_of(row), many=True, context=self.context).data

    @extend_schema_field(MeetingOnLine(many=True))
    def get_meetings(self, row) -> list[dict]:
        found = [{"where": where, "done": done} for where, done in meetings_of(row, self.line)]
        return MeetingOnLine(found, many=True, context=self.context).data

    @extend_schema_field(ClosureOnLine(many=True))
    def get_closure_requests(self, row) -> list[dict]:
        return ClosureOnLine(self.line.closures_of(row), many=True, context=self.context).data


class RecommendationOnLine(HasEvidence, RecommendationName):
    report = ReportName()
    parent = serializers.SerializerMethodField(help_text="The reference of what it is a part of.")
    links = serializers.SerializerMethodField()
    publisher_statuses = serializers.SerializerMethodField()
    delivery_reports = serializers.SerializerMethodField()
    reviews = serializers.SerializerMethodField()

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

    def get_parent(self, row: Recommendation) -> str | None:
        parent = self.line.with_parents.get(row.parent_id)
        return parent.reference if parent else None

    @extend_schema_field(LinkOnLine(many=True))
    def get_links(self, row: Recommendation) -> list[dict]:
        return LinkOnLine(self.line.links.get(row.pk, ()), many=True, context=self.context).data

    @extend_schema_field(PublisherStatusEntry(many=True))
    def get_publisher_statuses(self, row: Recommendation) -> list[dict]:
        return PublisherStatusEntry(self.line.publisher_statuses.get(row.pk, ()), many=True).data

    @extend_schema_field(DeliveryEntry(many=True))
    def get_delivery_reports(self, row: Recommendation) -> list[dict]:
        return DeliveryEntry(self.line.delivery.get(row.pk, ()), many=True).data

    @extend_schema_field(ReviewOnLine(many=True))
    def get_reviews(self, row: Recommendation) -> list[dict]:
        return ReviewOnLine(self.line.reviews.get(row.pk, ()), many=True, context=self.context).data


class ActionOnLine(HasEvidence, ActionName):
    answers = serializers.SerializerMethodField(help_text="The references of the recommendations it serves.")
    board = BoardLink()
    owner_organisation = OrganisationLink()
    owner = PersonName(allow_null=True)
    due_date_moves = serializers.IntegerField(source="moves")
    due_date_days_moved = serializers.SerializerMethodField()
    rating_words = serializers.SerializerMethodField()
    progress_updates = serializers.SerializerMethodField()
    due_date_requests = serializers.SerializerMethodField()

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

    def get_answers(self, row: Action) -> list[str]:
        return [each.reference for each in self.line.recommendations if each.pk in self.line.serving[row.pk]]

    def get_due_date_days_moved(self, row: Action) -> int:
        return slips.of(row).days

    def get_rating_words(self, row: Action) -> str:
        return rating.in_words(rating.of(row), self.line.today)

    @extend_schema_field(ProgressEntry(many=True))
    def get_progress_updates(self, row: Action) -> list[dict]:
        return ProgressEntry(self.line.progress.get(row.pk, ()), many=True).data

    @extend_schema_field(DueDateOnLine(many=True))
    def get_due_date_requests(self, row: Action) -> list[dict]:
        return DueDateOnLine(self.line.date_requests.get(row.pk, ()), many=True, context=self.context).data
