"""Organisations in the API, with the names they carried before."""

from django.db.models import QuerySet

from boards.filters import OrganisationFilter
from boards.models import FormerName, Organisation
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address


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
