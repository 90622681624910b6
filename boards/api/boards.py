"""Boards in the API, with their place in the structure and their terms of reference."""

from django.db.models import Prefetch, QuerySet

from boards.filters import BoardFilter
from boards.models import Board, BoardFact, BoardName
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address


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
            "update_every_days",
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
