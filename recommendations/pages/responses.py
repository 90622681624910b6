"""The response to a report as a document: the page, and the same as PDF."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from oversight.documents import typeset
from oversight.downloads import pdf
from oversight.pages import RecordPage
from recommendations import line
from recommendations.documents import response
from recommendations.models import Report


class ResponsePage(RecordPage):
    """The document as it stands now; where the report is not for publication, that there is none."""

    model = Report
    template_name = "recommendations/response.html"
    section = "reports"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("boards", "extensions")

    def get_context_data(self, **kwargs: Any) -> dict:
        user, report = self.request.user, self.object
        return super().get_context_data(
            document=response.of(report, user, self.now),
            points=line.tracker(line.of(report, user, self.today), line.RESPONSE),
            **kwargs,
        )


class ResponseFile(ResponsePage):
    """The document as PDF/UA-1, with “Draft” across every page until the response is recorded as published."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        document = response.of(report, request.user, self.now)
        if document is None:
            raise Http404
        name = f"{report.reference}-response{'-draft' if document.is_draft else ''}.pdf"
        return pdf(typeset("response", response.as_data(document)), name)
