"""The whole line of a recommendation or an action on one page, made to be printed, and the same as PDF."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from oversight.documents import typeset
from oversight.downloads import pdf
from oversight.pages import RecordPage
from recommendations import line
from recommendations.line.document import as_data, sections
from recommendations.models import Action, Recommendation


class LinePage(RecordPage):
    """Everything on the line in reading order, as at now, as far as its reader may see it."""

    template_name = "recommendations/line.html"
    kind: str

    def get_queryset(self) -> QuerySet:
        return line.rows_of(self.model, self.request.user, self.today)

    @property
    def title(self) -> str:
        return f"The whole line of {self.kind} {self.object.reference}"

    def get_line(self) -> line.Line:
        return line.of(self.object, self.request.user, self.today)

    def get_context_data(self, **kwargs: Any) -> dict:
        reference, found = [self.object.reference], self.get_line()
        return super().get_context_data(
            title=self.title,
            whole=found,
            sections=sections(found),
            kind=self.kind,
            record_url=reverse(self.kind, args=reference),
            pdf_url=reverse(f"{self.kind}-line-pdf", args=reference),
            **kwargs,
        )


class RecommendationLine(LinePage):
    model = Recommendation
    kind = "recommendation"
    section = "recommendations"


class ActionLine(LinePage):
    model = Action
    kind = "action"
    section = "actions"


class LineFile(LinePage):
    """The same as PDF/UA-1."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        data = as_data(self.get_line(), self.title, self.now)
        return pdf(typeset("line", data), f"{self.object.reference}-line.pdf")


class RecommendationLineFile(LineFile, RecommendationLine):
    """Of a recommendation."""


class ActionLineFile(LineFile, ActionLine):
    """Of an action."""
