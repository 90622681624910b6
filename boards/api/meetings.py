"""Meetings in the API, with agenda and minutes."""

from django.db.models import QuerySet
from rest_framework import serializers

from boards.api.boards import BoardLink
from boards.filters import MeetingFilter
from boards.models import AgendaItem, Meeting, Paper
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address


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
