"""The Minutes and actions paper of a meeting, as a page and as PDF."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from boards.models import Meeting
from oversight.documents import typeset
from oversight.documents.words import day
from oversight.downloads import pdf
from oversight.pages import RecordPage
from recommendations.documents.matters_arising import Paper, as_data, paper
from recommendations.models import Action


class MinutesAndActions(RecordPage):
    """Every action of the board the person may see that is to be gone through, and where the last minutes stand."""

    model = Meeting
    template_name = "recommendations/minutes_and_actions.html"
    section = "boards"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("board").filter(board__keeps_records=True)

    def get_paper(self) -> Paper:
        user, today = self.request.user, self.today
        meetings = Meeting.objects.visible_to(user, today)
        return paper(self.object, Action.objects.visible_to(user, today).entered(), self.now, meetings)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(paper=self.get_paper(), **kwargs)


class MinutesAndActionsFile(MinutesAndActions):
    """The same as PDF/UA-1."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        meeting, found = self.object, self.get_paper()
        document = typeset(
            "minutes_and_actions",
            {
                "title": f"Minutes and actions for {day(meeting.starts_at)}",
                "board": meeting.board.name,
                "marking": found.marking,
                "paper": as_data(found),
            },
        )
        return pdf(document, f"{meeting.reference}-minutes-and-actions.pdf")
