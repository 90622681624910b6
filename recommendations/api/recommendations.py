"""Recommendations in the API, with their statuses, links and provenance."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from boards.api import BoardLink, OrganisationLink
from boards.models import Board
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address
from oversight.api.steps import allowed_steps
from recommendations.api.history import (
    ClosureRequestEntry,
    DeliveryEntry,
    EventEntry,
    EvidenceEntry,
    ReviewEntry,
    decided,
    events_of,
    proposals,
)
from recommendations.api.names import ActionName, RecommendationName, ReportName
from recommendations.filters import RecommendationFilter
from recommendations.models import (
    Action,
    DeliveryReport,
    Evidence,
    PublisherStatus,
    Recommendation,
    RecommendationLink,
    VerificationReview,
)
from recommendations.rules.due_dates import is_overdue
from recommendations.rules.recommendation_workflow import (
    RECOMMENDATIONS,
    Stage,
    is_ready_for_verification,
    stage,
)


class RecommendationRow(RecordSerializer):
    url = api_address("recommendation")
    html_url = page_address("recommendation")
    report = ReportName()
    parent = RecommendationName(allow_null=True)
    addressed_to = OrganisationLink(many=True)
    is_overdue = serializers.SerializerMethodField()
    lead_board = BoardLink(allow_null=True)
    boards = BoardLink(many=True)
    stage = serializers.SerializerMethodField(help_text="How far it is from leaving the register.")
    is_ready_for_verification = serializers.SerializerMethodField(
        help_text="Reported complete, and nobody has looked into it yet."
    )
    allowed_steps = allowed_steps(RECOMMENDATIONS)

    class Meta:
        model = Recommendation
        fields = [
            "reference",
            "url",
            "html_url",
            "report",
            "type",
            "parent",
            "limb",
            "publisher_number",
            "publisher_identifier",
            "summary",
            "addressed_to",
            "addressed_to_text",
            "deadline_text",
            "deadline_basis",
            "deadline_on",
            "deadline_condition",
            "is_overdue",
            "response",
            "delivery",
            "delivered_on",
            "verification",
            "is_ready_for_verification",
            "stage",
            "theme",
            "lead_board",
            "boards",
            "outcome",
            "closed_on",
            "risk_accepted_until",
            "allowed_steps",
            "standing",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

    @extend_schema_field(serializers.ChoiceField(Stage.choices))
    def get_stage(self, recommendation: Recommendation) -> str:
        return stage(recommendation)

    def get_is_ready_for_verification(self, recommendation: Recommendation) -> bool:
        return is_ready_for_verification(recommendation)

    def get_is_overdue(self, recommendation: Recommendation) -> bool:
        return is_overdue(recommendation.deadline_on, recommendation.closed_on is None, self.context["today"])


class PublisherStatusEntry(RecordSerializer):
    class Meta:
        model = PublisherStatus
        fields = ["word", "on", "source"]


class LinkEntry(RecordSerializer):
    target = RecommendationName()

    class Meta:
        model = RecommendationLink
        fields = ["kind", "target", "note"]


class LinkedFromEntry(RecordSerializer):
    source = RecommendationName()

    class Meta:
        model = RecommendationLink
        fields = ["kind", "source", "note"]


# Of its changes the API shows those of its own columns.
SHOWN = frozenset(
    {
        "evidence",
        "addressed_to",
        "boards",
        "agenda_items",
        "type",
        "summary",
        "deadline_text",
        "deadline_basis",
        "deadline_on",
        "response",
        "response_explanation",
        "commissioner_comment",
        "delivery",
        "delivered_on",
        "verification",
        "outcome",
        "closed_on",
        "risk_accepted_until",
        "marking",
        "is_publishable",
    }
)


class RecommendationDetail(RecommendationRow):
    publisher_statuses = PublisherStatusEntry(many=True)
    parts = RecommendationName(many=True)
    links = LinkEntry(many=True)
    linked_from = LinkedFromEntry(many=True, help_text="Others that lead to this one.")
    actions = ActionName(many=True)
    delivery_reports = DeliveryEntry(many=True)
    reviews = ReviewEntry(many=True)
    evidence = EvidenceEntry(many=True)
    closure_requests = ClosureRequestEntry(many=True)
    events = serializers.SerializerMethodField(help_text="The timeline, newest first.")
    sources = Lines()

    class Meta(RecommendationRow.Meta):
        fields = [
            *RecommendationRow.Meta.fields,
            "publisher_number_standing",
            "response_explanation",
            "commissioner_comment",
            "publisher_statuses",
            "parts",
            "links",
            "linked_from",
            "actions",
            "delivery_reports",
            "reviews",
            "evidence",
            "closure_requests",
            "events",
            "standing_note",
            "note",
            "sources",
        ]

    @extend_schema_field(EventEntry(many=True))
    def get_events(self, recommendation: Recommendation) -> list[dict]:
        return events_of(recommendation, SHOWN, self.context)


class Recommendations(RecordViews):
    """What the reports ask, to whom, and where it stands. Steps are taken at `steps/` below a recommendation."""

    model, workflow = Recommendation, RECOMMENDATIONS
    orderings = ("reference", "-reference", "deadline_on", "-deadline_on")
    filterset_class = RecommendationFilter
    serializer_class = RecommendationRow
    detail_serializer_class = RecommendationDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return (
            rows.entered()
            .for_steps(self.request.user)
            .prefetch_related(
                "addressed_to",
                Prefetch("parent", self.seen(Recommendation)),
                Prefetch("boards", self.seen(Board)),
            )
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        links = RecommendationLink.objects.filter(target__in=self.seen(Recommendation)).select_related(
            "target"
        )
        linked_from = RecommendationLink.objects.filter(source__in=self.seen(Recommendation))
        return self.for_list(rows).prefetch_related(
            Prefetch("linked_from", linked_from.select_related("source")),
            Prefetch("delivery_reports", DeliveryReport.objects.select_related("by")),
            Prefetch("reviews", decided(VerificationReview.objects.select_related("begun_by"))),
            Prefetch("evidence", self.seen(Evidence).for_lists()),
            Prefetch("closure_requests", proposals(self)),
            "publisher_statuses",
            Prefetch("parts", self.seen(Recommendation)),
            Prefetch("links", links),
            Prefetch("actions", self.seen(Action).entered()),
        )
