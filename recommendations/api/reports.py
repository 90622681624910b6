"""Reports in the API, with the clock of their response."""

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from boards.api import BoardLink, OrganisationLink
from boards.models import Board
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address
from recommendations.api.names import ReportName
from recommendations.filters import ReportFilter
from recommendations.models import (
    Report,
)
from recommendations.rules.due_dates import is_overdue


class ReportRow(RecordSerializer):
    url = api_address("report")
    html_url = page_address("report")
    publisher = OrganisationLink()
    recommendations_recorded = serializers.IntegerField(
        source="recorded", help_text="How many of them are held here and may be seen; limbs are not counted."
    )
    is_overdue = serializers.SerializerMethodField(
        help_text="The response is not published and its day has passed."
    )
    boards = BoardLink(many=True)

    class Meta:
        model = Report
        fields = [
            "reference",
            "url",
            "html_url",
            "title",
            "publisher",
            "publisher_name",
            "kind",
            "published_on",
            "published_text",
            "recommendation_count",
            "recommendations_recorded",
            "statutory_basis",
            "response_due_on",
            "invited_on",
            "comments_due_on",
            "comments_published_on",
            "is_overdue",
            "boards",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

    def get_is_overdue(self, report: Report) -> bool:
        return is_overdue(report.response_due_on, report.comments_published_on is None, self.context["today"])


class ReportDetail(ReportRow):
    sources = Lines()
    follows = ReportName(allow_null=True)

    class Meta(ReportRow.Meta):
        fields = [
            *ReportRow.Meta.fields,
            "subject",
            "recommendation_count_text",
            "comments_published_where",
            "commissioner_comments",
            "copied_to",
            "follows",
            "note",
            "sources",
        ]


class Reports(RecordViews):
    """What inspectorates, panels and reviews published, and the clock of the response."""

    model = Report
    orderings = ("-published_on", "published_on", "reference", "response_due_on")
    filterset_class = ReportFilter
    serializer_class = ReportRow
    detail_serializer_class = ReportDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return (
            rows.with_counts(self.request.user, self.today)
            .select_related("publisher")
            .prefetch_related(Prefetch("boards", self.seen(Board)))
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        return self.for_list(rows).prefetch_related(Prefetch("follows", self.seen(Report)))
