"""Reports in the API, with the clock of their response."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from boards.api import BoardLink, OrganisationLink
from boards.models import Board
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address
from oversight.api.steps import allowed_steps
from recommendations.api.history import EventEntry, ExtensionEntry, events_of
from recommendations.api.names import ReportName
from recommendations.filters import ReportFilter
from recommendations.models import Report, ResponseExtension
from recommendations.rules.due_dates import is_overdue
from recommendations.rules.response_workflow import RESPONSES
from recommendations.rules.statutory import days_late, in_words


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
    days_late = serializers.SerializerMethodField(
        help_text="By how many days the response came, or is, after its last day; 0 where it is in time."
    )
    boards = BoardLink(many=True)
    allowed_steps = allowed_steps(RESPONSES)

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
            "comments_received_on",
            "comments_published_on",
            "is_overdue",
            "days_late",
            "allowed_steps",
            "boards",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

    def get_is_overdue(self, report: Report) -> bool:
        return is_overdue(report.response_due_on, report.comments_published_on is None, self.context["today"])

    def get_days_late(self, report: Report) -> int:
        return days_late(report.response_due_on, report.comments_published_on, self.context["today"])


# Of its changes the API shows those of its own columns.
SHOWN = frozenset(
    {
        "boards",
        "title",
        "published_on",
        "statutory_basis",
        "term_text",
        "response_due_on",
        "invited_on",
        "comments_due_on",
        "comments_received_on",
        "commissioner_comments",
        "mopac_comments",
        "mopac_reply",
        "comments_published_on",
        "comments_published_where",
        "copied_to",
        "marking",
        "is_publishable",
    }
)


class ReportDetail(ReportRow):
    clock = serializers.SerializerMethodField(help_text="How the last day was worked out, in words.")
    extensions = ExtensionEntry(many=True)
    events = serializers.SerializerMethodField(help_text="The timeline, newest first.")
    sources = Lines()
    follows = ReportName(allow_null=True)

    class Meta(ReportRow.Meta):
        fields = [
            *ReportRow.Meta.fields,
            "subject",
            "recommendation_count_text",
            "term_text",
            "clock",
            "extensions",
            "comments_published_where",
            "commissioner_comments",
            "mopac_comments",
            "mopac_reply",
            "copied_to",
            "follows",
            "events",
            "note",
            "sources",
        ]

    def get_clock(self, report: Report) -> str:
        return in_words(report.statutory_basis, report.published_on, report.term_text)

    @extend_schema_field(EventEntry(many=True))
    def get_events(self, report: Report) -> list[dict]:
        return events_of(report, SHOWN, self.context)


class Reports(RecordViews):
    """What inspectorates, panels and reviews published, and the clock of the response. Steps are taken at `steps/`
    below a report."""

    model, workflow = Report, RESPONSES
    orderings = ("-published_on", "published_on", "reference", "response_due_on")
    filterset_class = ReportFilter
    serializer_class = ReportRow
    detail_serializer_class = ReportDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return (
            rows.with_counts(self.request.user, self.today)
            .for_steps(self.request.user)
            .select_related("publisher")
            .prefetch_related(Prefetch("boards", self.seen(Board)))
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        return self.for_list(rows).prefetch_related(
            Prefetch("follows", self.seen(Report)),
            Prefetch("extensions", ResponseExtension.objects.select_related("asked_by")),
        )
