"""Papers in the API: what came to a meeting under which item, and each version of it."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from boards.api.links import AgendaItemName, MeetingLink
from boards.api.organisations import OrganisationLink
from boards.filters import PaperFilter
from boards.models import AgendaItem, Paper, PaperVersion
from boards.rules.paper_workflow import PAPERS
from oversight.api.records import RecordSerializer, RecordViews, api_address
from oversight.api.steps import allowed_steps


class PaperVersionEntry(RecordSerializer):
    file_url = serializers.SerializerMethodField(help_text="Where the file is downloaded.")
    not_bound = serializers.CharField(
        source="why_not_bound",
        read_only=True,
        help_text="Why packs do not hold it, in words; empty where they do, as far as is known.",
    )

    class Meta:
        model = PaperVersion
        fields = [
            "number",
            "file_url",
            "file_name",
            "content_type",
            "size",
            "sha256",
            "pages",
            "received_at",
            "is_late",
            "not_bound",
        ]

    @extend_schema_field(serializers.URLField())
    def get_file_url(self, version: PaperVersion) -> str:
        paper = version.paper
        place = {"reference": paper.meeting.reference, "pk": paper.pk, "number": version.number}
        return reverse("api:paper-version-file", kwargs=place, request=self.context["request"])


class PaperEntry(RecordSerializer):
    """A paper as it stands within its meeting."""

    url = api_address("paper", "id")
    agenda_item = AgendaItemName(allow_null=True)
    author = OrganisationLink(allow_null=True)
    versions = PaperVersionEntry(many=True, help_text="The newest first.")
    allowed_steps = allowed_steps(PAPERS)

    class Meta:
        model = Paper
        fields = [
            "id",
            "url",
            "title",
            "agenda_item",
            "order",
            "author",
            "marking",
            "is_publishable",
            "withdrawn_at",
            "withdrawn_reason",
            "is_illustrative",
            "versions",
            "allowed_steps",
        ]


class PaperRow(PaperEntry):
    meeting = MeetingLink()

    class Meta(PaperEntry.Meta):
        fields = ["meeting", *PaperEntry.Meta.fields]


class Papers(RecordViews):
    """What came to the meetings the caller may see, as far as they may read. Steps are taken at `steps/` below a
    paper."""

    model, workflow = Paper, PAPERS
    key = "id"
    orderings = ("id", "-id")
    filterset_class = PaperFilter
    serializer_class = PaperRow
    detail_serializer_class = PaperRow

    def for_list(self, rows: QuerySet) -> QuerySet:
        return with_versions(rows, self).for_steps(self.request.user)


def with_versions(papers: QuerySet, view: RecordViews) -> QuerySet:
    """The papers with what an entry shows of others, as far as the caller may see it."""
    return papers.select_related("author").prefetch_related(
        Prefetch("agenda_item", view.seen(AgendaItem)),
        Prefetch("versions", PaperVersion.objects.order_by("-number")),
    )
