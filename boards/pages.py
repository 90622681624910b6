"""The pages about boards, meetings and organisations, as far as boards know; what hangs on them is added by others."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from boards.filters import BoardFilter
from boards.models import AgendaItem, Attendance, Board, Decision, Meeting, Membership, Minutes, Organisation
from boards.rules import access
from oversight.pages import ListPage, RecordPage


class BoardList(ListPage):
    """Every board the person may see, with how it meets and whom it reports to."""

    model = Board
    filterset_class = BoardFilter
    template_name = "boards/board_list.html"
    section = "boards"

    def get_rows(self) -> QuerySet:
        seen = super().get_rows()
        above = Board.objects.visible_to(self.request.user, self.today)
        return seen.prefetch_related(Prefetch("reports_to", queryset=above))


class BoardPage(RecordPage):
    """A board: its terms, the line it reports along, its members and its meetings."""

    model = Board
    slug_field = "slug"
    slug_url_kwarg = "slug"
    template_name = "boards/board.html"
    section = "boards"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("other_names", "facts")

    def get_context_data(self, **kwargs: Any) -> dict:
        board, user, today = self.object, self.request.user, self.today
        boards = Board.objects.visible_to(user, today)
        meetings = Meeting.objects.visible_to(user, today).filter(board=board)
        return super().get_context_data(
            reports_to=boards.filter(pk=board.reports_to_id).first(),
            subgroups=boards.filter(reports_to=board),
            memberships=Membership.objects.visible_to(user, today)
            .filter(board=board)
            .in_force(today)
            .select_related("person__organisation"),
            sees_meetings=access.reads_meetings(user, today, board.pk, board.is_restricted),
            coming=meetings.coming(today)[:6],
            past=meetings.past(today)[:12],
            decisions=Decision.objects.visible_to(user, today).filter(board=board)[:12],
            **kwargs,
        )


class MeetingPage(RecordPage):
    """A meeting: its agenda with what was minuted, who came, and where its minutes stand."""

    model = Meeting
    template_name = "boards/meeting.html"
    section = "boards"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("board", "chaired_by")

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today = self.request.user, self.today
        items = AgendaItem.objects.visible_to(user, today).filter(meeting=self.object)
        attendance = Attendance.objects.visible_to(user, today).filter(meeting=self.object)
        minutes = Minutes.objects.visible_to(user, today).filter(meeting=self.object)
        return super().get_context_data(
            items=items.select_related("lead"),
            attendance=attendance.select_related("person__organisation", "deputy_for").prefetch_related(
                "left_for"
            ),
            decisions=Decision.objects.visible_to(user, today).filter(agenda_item__meeting=self.object),
            minutes=minutes.select_related("agreed_at_meeting").first(),
            papers=self.object.papers.visible_to(user, today)
            .select_related("agenda_item", "author")
            .prefetch_related("versions"),
            **kwargs,
        )


class OrganisationPage(RecordPage):
    """An organisation, with the names it carried before."""

    model = Organisation
    slug_field = "slug"
    slug_url_kwarg = "slug"
    template_name = "boards/organisation.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("former_names")
