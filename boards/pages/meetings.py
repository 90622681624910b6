"""The page of a meeting."""

from typing import Any

from django.db.models import QuerySet

from boards.models import AgendaItem, Attendance, Decision, Meeting, Minutes
from oversight.pages import RecordPage


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
