"""The pages of boards: the list, and one with its terms, its members and its meetings."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.http import urlencode

from boards.cadence import boards_behind
from boards.filters import BoardFilter
from boards.models import Board, Decision, Meeting, Membership
from boards.pages.attendance import attendance_of_the_year
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


# How many of each are shown, unless somebody asks for all that is past.
COMING, PAST = 6, 12
ALL = {"past": "all"}


class BoardPage(RecordPage):
    """A board: its terms, the line it reports along, its members, its meetings and who came to them."""

    model = Board
    slug_field = "slug"
    slug_url_kwarg = "slug"
    template_name = "boards/board.html"
    section = "boards"

    def query_names(self) -> set[str]:
        return set(ALL)

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("other_names", "facts")

    def get_context_data(self, **kwargs: Any) -> dict:
        board, user, today = self.object, self.request.user, self.today
        boards = Board.objects.visible_to(user, today)
        meetings = Meeting.objects.visible_to(user, today).filter(board=board)
        decisions = Decision.objects.visible_to(user, today).filter(board=board)
        shows_all = self.request.GET.get("past") == ALL["past"]
        # One more than is shown, to know whether there are more.
        coming = list(meetings.ahead(today)[: COMING + 1])
        past, decided = (
            list(rows if shows_all else rows[: PAST + 1]) for rows in (meetings.past(today), decisions)
        )
        return super().get_context_data(
            reports_to=boards.filter(pk=board.reports_to_id).first(),
            subgroups=boards.filter(reports_to=board),
            memberships=Membership.objects.visible_to(user, today)
            .filter(board=board)
            .in_force(today)
            .select_related("person__organisation"),
            sees_meetings=access.reads_meetings(user, today, board.pk, board.is_restricted),
            coming=coming[:COMING],
            more_to_come=len(coming) > COMING,
            past=past if shows_all else past[:PAST],
            more_past=not shows_all and len(past) > PAST,
            behind=next((one.behind for one in boards_behind(user, self.now, board)), None),
            year=attendance_of_the_year(board, user, self.now),
            decisions=decided if shows_all else decided[:PAST],
            more_decided=not shows_all and len(decided) > PAST,
            all_past=urlencode(ALL),
            **kwargs,
        )
