"""Meetings in the API: when and where, agenda and papers, who came, and where the minutes stand."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from boards.api.agenda import WHOLE, AgendaItemEntry, with_what_came_of_it
from boards.api.boards import BoardLink
from boards.api.decisions import DecisionLink
from boards.api.links import MeetingLink
from boards.api.papers import PaperEntry, with_versions
from boards.api.people import MemberName, PersonName
from boards.filters import MeetingFilter
from boards.models import AgendaItem, Attendance, Decision, Meeting, Minutes, Paper
from boards.operations.attendance import counted_members
from boards.rules.meeting_workflow import MEETINGS
from boards.rules.quorum import quorum
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address
from oversight.api.steps import allowed_steps


class MeetingRow(RecordSerializer):
    url = api_address("meeting")
    html_url = page_address("meeting")
    board = BoardLink()
    allowed_steps = allowed_steps(MEETINGS)

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
            "agenda_issued_at",
            "allowed_steps",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]


class AttendanceEntry(RecordSerializer):
    person = MemberName()
    deputy_for = PersonName(allow_null=True)
    left_for = serializers.SlugRelatedField(
        "number", many=True, read_only=True, help_text="Numbers of the items they left the room for."
    )

    class Meta:
        model = Attendance
        fields = ["person", "kind", "deputy_for", "left_for", "declared_interest"]


class MinutesEntry(RecordSerializer):
    agreed_at_meeting = MeetingLink(allow_null=True)

    class Meta:
        model = Minutes
        fields = ["status", "opening", "agreed_at_meeting", "corrections"]


class QuorumEntry(serializers.Serializer):
    needed = serializers.IntegerField()
    there = serializers.IntegerField()
    is_quorate = serializers.BooleanField()


class MeetingDetail(MeetingRow):
    chaired_by = serializers.CharField(source="chaired_by.name", default=None, allow_null=True)
    agenda_items = AgendaItemEntry(many=True)
    papers = PaperEntry(many=True)
    attendance = AttendanceEntry(many=True)
    quorum = serializers.SerializerMethodField(
        help_text="The members there and needed; null where the board has no quorum or nobody is recorded."
    )
    minutes = serializers.SerializerMethodField(help_text="Null where none are begun.")
    decisions = serializers.SerializerMethodField(help_text="Formal decisions that were discussed here.")
    sources = Lines()

    class Meta(MeetingRow.Meta):
        fields = [
            *MeetingRow.Meta.fields,
            "status_reason",
            "chaired_by",
            "notice_given_on",
            "short_notice_reason",
            "agenda_items",
            "papers",
            "attendance",
            "quorum",
            "minutes",
            "decisions",
            "note",
            "sources",
        ]

    @extend_schema_field(QuorumEntry(allow_null=True))
    def get_quorum(self, meeting: Meeting) -> dict | None:
        found = quorum(meeting.board.quorum, meeting.attendance.all(), counted_members(meeting))
        return QuorumEntry(found).data if found else None

    @extend_schema_field(MinutesEntry(allow_null=True))
    def get_minutes(self, meeting: Meeting) -> dict | None:
        minutes = getattr(meeting, "minutes", None)
        return MinutesEntry(minutes, context=self.context).data if minutes else None

    @extend_schema_field(DecisionLink(many=True))
    def get_decisions(self, meeting: Meeting) -> list[dict]:
        seen = Decision.objects.visible_to(self.context["request"].user, self.context["today"])
        held = seen.filter(agenda_item__meeting=meeting).order_by("reference")
        return DecisionLink(held, many=True, context=self.context).data


class Meetings(RecordViews):
    """Meetings of the boards whose papers the caller may see, with agenda, papers, attendance and minutes. Steps are
    taken at `steps/` below a meeting."""

    model, workflow = Meeting, MEETINGS
    orderings = ("-starts_at", "starts_at", "reference")
    filterset_class = MeetingFilter
    serializer_class = MeetingRow
    detail_serializer_class = MeetingDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        # Without the texts of the minutes, which no list shows.
        return rows.for_steps(self.request.user).defer("minutes__opening", "minutes__corrections")

    def for_detail(self, rows: QuerySet) -> QuerySet:
        items, papers = self.seen(AgendaItem), self.seen(Paper)
        came = Attendance.objects.select_related("person__organisation", "deputy_for").order_by(
            "person__name"
        )
        return (
            rows.for_steps(self.request.user)
            .select_related("chaired_by")
            .prefetch_related(
                WHOLE,
                Prefetch("agenda_items", self.items(items.order_by("number"))),
                Prefetch(
                    "papers", with_versions(papers.order_by("agenda_item__number", "order", "pk"), self)
                ),
                Prefetch("attendance", came.prefetch_related(Prefetch("left_for", items.order_by("number")))),
            )
        )

    def items(self, items: QuerySet) -> QuerySet:
        return with_what_came_of_it(items, self)
