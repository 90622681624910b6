"""The API of organisations, boards and meetings: to read, each through `visible_to`."""

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import serializers

from boards.filters import BoardFilter, MeetingFilter, OrganisationFilter
from boards.models import (
    AgendaItem,
    Board,
    BoardFact,
    BoardName,
    FormerName,
    Meeting,
    Organisation,
    Paper,
    Person,
)
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address


class PersonName(RecordSerializer):
    class Meta:
        model = Person
        fields = ["id", "name"]


# --- Organisations -------------------------------------------------------------------------------


class OrganisationLink(RecordSerializer):
    url = api_address("organisation", "slug")

    class Meta:
        model = Organisation
        fields = ["slug", "name", "url"]


class OrganisationRow(RecordSerializer):
    url = api_address("organisation", "slug")
    html_url = page_address("organisation", "slug")

    class Meta:
        model = Organisation
        fields = ["slug", "url", "html_url", "name", "short_name", "kind"]


class FormerNameEntry(RecordSerializer):
    class Meta:
        model = FormerName
        fields = ["name", "used_until", "source"]


class OrganisationDetail(OrganisationRow):
    purpose = Lines()
    sources = Lines()
    former_names = FormerNameEntry(many=True)

    class Meta(OrganisationRow.Meta):
        fields = [
            *OrganisationRow.Meta.fields,
            "purpose",
            "reports_to",
            "status_text",
            "former_names",
            "note",
            "sources",
        ]


class Organisations(RecordViews):
    """Those who oversee, who inspect, who are asked, and who own actions."""

    model = Organisation
    key = "slug"
    orderings = ("slug", "name", "-name")
    filterset_class = OrganisationFilter
    serializer_class = OrganisationRow
    detail_serializer_class = OrganisationDetail

    def for_detail(self, rows: QuerySet) -> QuerySet:
        return rows.prefetch_related("former_names")


# --- Boards --------------------------------------------------------------------------------------


class BoardLink(RecordSerializer):
    url = api_address("board", "slug")

    class Meta:
        model = Board
        fields = ["slug", "name", "url"]


class BoardRow(RecordSerializer):
    url = api_address("board", "slug")
    html_url = page_address("board", "slug")
    reports_to = BoardLink(allow_null=True)

    class Meta:
        model = Board
        fields = [
            "slug",
            "url",
            "html_url",
            "name",
            "abbreviation",
            "kind",
            "status",
            "reports_to",
            "reports_to_text",
            "cadence_text",
            "meetings_a_year",
            "is_open_to_public",
            "is_webcast",
            "takes_decisions",
            "keeps_records",
            "is_restricted",
        ]


class BoardNameEntry(RecordSerializer):
    class Meta:
        model = BoardName
        fields = ["name", "source"]


class BoardFactEntry(RecordSerializer):
    sources = Lines()

    class Meta:
        model = BoardFact
        fields = ["text", "applies_to", "sources"]


class BoardDetail(BoardRow):
    composition = Lines()
    purpose = Lines()
    functions = Lines()
    sources = Lines()
    other_names = BoardNameEntry(many=True)
    facts = BoardFactEntry(many=True)
    subgroups = BoardLink(many=True)

    class Meta(BoardRow.Meta):
        fields = [
            *BoardRow.Meta.fields,
            "chaired_by",
            "composition",
            "purpose",
            "functions",
            "quorum",
            "notice_days",
            "paper_days",
            "default_marking",
            "established_on",
            "other_names",
            "facts",
            "subgroups",
            "note",
            "sources",
        ]


class Boards(RecordViews):
    """Boards and meeting types, with their place in the structure and their terms of reference."""

    model = Board
    key = "slug"
    orderings = ("slug", "name", "-name")
    filterset_class = BoardFilter
    serializer_class = BoardRow
    detail_serializer_class = BoardDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return rows.prefetch_related(Prefetch("reports_to", self.seen(Board)))

    def for_detail(self, rows: QuerySet) -> QuerySet:
        return self.for_list(rows).prefetch_related(
            "other_names", "facts", Prefetch("subgroups", self.seen(Board))
        )


# --- Meetings ------------------------------------------------------------------------------------


class MeetingLink(RecordSerializer):
    url = api_address("meeting")

    class Meta:
        model = Meeting
        fields = ["reference", "title", "starts_at", "url"]


class MeetingRow(RecordSerializer):
    url = api_address("meeting")
    html_url = page_address("meeting")
    board = BoardLink()

    class Meta:
        model = Meeting
        fields = [
            "reference",
            "url",
            "html_url",
            "board",
            "title",
            "starts_at",
            "ends_at",
            "place",
            "status",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]


class AgendaItemEntry(RecordSerializer):
    class Meta:
        model = AgendaItem
        fields = ["number", "title", "kind", "status", "minute", "marking"]


class PaperEntry(RecordSerializer):
    class Meta:
        model = Paper
        fields = ["title", "marking", "is_illustrative"]


class MeetingDetail(MeetingRow):
    chaired_by = serializers.CharField(source="chaired_by.name", default=None, allow_null=True)
    agenda_items = AgendaItemEntry(many=True)
    papers = PaperEntry(many=True)
    sources = Lines()

    class Meta(MeetingRow.Meta):
        fields = [
            *MeetingRow.Meta.fields,
            "status_reason",
            "chaired_by",
            "notice_given_on",
            "agenda_items",
            "papers",
            "note",
            "sources",
        ]


class Meetings(RecordViews):
    """Meetings of the boards whose papers the caller may see, with agenda and minutes."""

    model = Meeting
    orderings = ("-starts_at", "starts_at", "reference")
    filterset_class = MeetingFilter
    serializer_class = MeetingRow
    detail_serializer_class = MeetingDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("board")

    def for_detail(self, rows: QuerySet) -> QuerySet:
        return self.for_list(rows).select_related("chaired_by").prefetch_related("agenda_items", "papers")


# --- The schema ----------------------------------------------------------------------------------


class ClientScheme(OpenApiAuthenticationExtension):
    """How the API's schema describes system clients."""

    target_class = "boards.clients.ClientAuthentication"
    name = "client"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "oauth2",
            "description": "System clients: OAuth 2.0 client credentials.",
            "flows": {"clientCredentials": {"tokenUrl": reverse("api:token"), "scopes": settings.API_SCOPES}},
        }
