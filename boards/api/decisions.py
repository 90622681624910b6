"""Formal decisions in the API: whose they are, what was decided, and what of it is published."""

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from boards.api.boards import BoardLink
from boards.api.links import AgendaItemLink
from boards.api.people import PersonName
from boards.filters import DecisionFilter
from boards.models import AgendaItem, Decision
from boards.rules import access
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address


class DecisionLink(RecordSerializer):
    url = api_address("decision")

    class Meta:
        model = Decision
        fields = ["reference", "title", "decided_on", "url"]


class DecisionRow(RecordSerializer):
    url = api_address("decision")
    html_url = page_address("decision")
    board = BoardLink(help_text="Where it was discussed.")
    agenda_item = AgendaItemLink(allow_null=True)
    decision_maker = PersonName(allow_null=True)

    class Meta:
        model = Decision
        fields = [
            "reference",
            "url",
            "html_url",
            "title",
            "board",
            "agenda_item",
            "decision_maker",
            "decision_maker_text",
            "is_boards_own",
            "decided_on",
            "published_on",
            "published_where",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]


class DecisionDetail(DecisionRow):
    withheld_part = serializers.SerializerMethodField(
        help_text="The part that is not published; null to those who may not read it."
    )
    sources = Lines()

    class Meta(DecisionRow.Meta):
        fields = [*DecisionRow.Meta.fields, "text", "reasons", "withheld_part", "sources"]

    def get_withheld_part(self, decision: Decision) -> str | None:
        board = decision.board
        reads = access.reads_withheld(
            self.context["request"].user, self.context["today"], board.pk, board.is_restricted
        )
        return decision.withheld_part if reads else None


class Decisions(RecordViews):
    """Formal decisions, each with its decision-maker; a board only advises, unless it takes decisions itself."""

    model = Decision
    orderings = ("-decided_on", "decided_on", "reference", "-reference")
    filterset_class = DecisionFilter
    serializer_class = DecisionRow
    detail_serializer_class = DecisionDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        items = self.seen(AgendaItem).select_related("meeting")
        return rows.select_related("board", "decision_maker").prefetch_related(Prefetch("agenda_item", items))
