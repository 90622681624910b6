"""The whole line of a recommendation or an action on one page, made to be printed, and the same as PDF."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from oversight.documents import typeset
from oversight.downloads import pdf
from oversight.pages import RecordPage
from recommendations import line
from recommendations.line.document import Whole, as_data, whole
from recommendations.models import Action, Recommendation


class LinePage(RecordPage):
    """Everything on the line in reading order, as at now, as far as its reader may see it."""

    template_name = "recommendations/line.html"
    kind: str

    def get_line(self) -> line.Line:
        raise NotImplementedError

    def get_whole(self) -> Whole:
        of = f"{self.kind} {self.object.reference}"
        return whole(self.get_line(), f"The whole line of {of}", self.now)

    def get_context_data(self, **kwargs: Any) -> dict:
        reference = [self.object.reference]
        return super().get_context_data(
            whole=self.get_whole(),
            kind=self.kind,
            record_url=reverse(self.kind, args=reference),
            pdf_url=reverse(f"{self.kind}-line-pdf", args=reference),
            **kwargs,
        )


class RecommendationLine(LinePage):
    model = Recommendation
    kind = "recommendation"
    section = "recommendations"

    def get_line(self) -> line.Line:
        return line.of_recommendation(self.object, self.request.user, self.today)


class ActionLine(LinePage):
    model = Action
    kind = "action"
    section = "actions"

    def get_queryset(self) -> QuerySet:
        return line.actions(self.request.user, self.today)

    def get_line(self) -> line.Line:
        return line.of_action(self.object, self.request.user, self.today)


class LineFile(LinePage):
    """The same as PDF/UA-1."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return pdf(typeset("line", as_data(self.get_whole())), f"{self.object.reference}-line.pdf")


class RecommendationLineFile(LineFile, RecommendationLine):
    """Of a recommendation."""


class ActionLineFile(LineFile, ActionLine):
    """Of an action."""
