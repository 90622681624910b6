"""Recommendations in the API, with their statuses, links and provenance."""

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from boards.api import BoardLink, OrganisationLink
from boards.models import Board
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address
from recommendations.api.names import ActionName, RecommendationName, ReportName
from recommendations.filters import RecommendationFilter
from recommendations.models import (
    Action,
    PublisherStatus,
    Recommendation,
    RecommendationLink,
)
from recommendations.rules.due_dates import is_overdue


class RecommendationRow(RecordSerializer):
    url = api_address("recommendation")
    html_url = page_address("recommendation")
    report = ReportName()
    parent = RecommendationName(allow_null=True)
    addressed_to = OrganisationLink(many=True)
    is_overdue = serializers.SerializerMethodField()
    lead_board = BoardLink(allow_null=True)
    boards = BoardLink(many=True)

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
            "verification",
            "theme",
            "lead_board",
            "boards",
            "outcome",
            "closed_on",
            "standing",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

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


class RecommendationDetail(RecommendationRow):
    publisher_statuses = PublisherStatusEntry(many=True)
    parts = RecommendationName(many=True)
    links = LinkEntry(many=True)
    actions = ActionName(many=True)
    sources = Lines()

    class Meta(RecommendationRow.Meta):
        fields = [
            *RecommendationRow.Meta.fields,
            "publisher_number_standing",
            "response_explanation",
            "publisher_statuses",
            "parts",
            "links",
            "actions",
            "standing_note",
            "note",
            "sources",
        ]


class Recommendations(RecordViews):
    """What the reports ask, to whom, and where it stands."""

    model = Recommendation
    orderings = ("reference", "-reference", "deadline_on", "-deadline_on")
    filterset_class = RecommendationFilter
    serializer_class = RecommendationRow
    detail_serializer_class = RecommendationDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("report", "lead_board").prefetch_related(
            "addressed_to",
            Prefetch("parent", self.seen(Recommendation)),
            Prefetch("boards", self.seen(Board)),
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        links = RecommendationLink.objects.filter(target__in=self.seen(Recommendation)).select_related(
            "target"
        )
        return self.for_list(rows).prefetch_related(
            "publisher_statuses",
            Prefetch("parts", self.seen(Recommendation)),
            Prefetch("links", links),
            Prefetch("actions", self.seen(Action)),
        )
