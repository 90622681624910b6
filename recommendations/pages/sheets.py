"""A list as a spreadsheet: what the list shows at this address, all pages of it, to everybody who reads it."""

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from oversight.downloads import guarded
from recommendations.pages.actions import ActionList
from recommendations.pages.reports import RecommendationList
from recommendations.sheets.sheet_types import ACTIONS, RECOMMENDATIONS, Kind
from recommendations.sheets.writing import as_csv, as_xlsx

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheet(kind: Kind, rows: QuerySet, user, today: date, form: str) -> HttpResponseBase:
    """The records as a download, a few at a time: neither form holds all of them in memory."""
    rows = kind.standing(rows)
    name = f"{kind.name}-{today.isoformat()}.{form}"
    written = (kind.written(record) for record in kind.records(rows, user, today))
    response: HttpResponseBase
    if form == XLSX:
        response = FileResponse(as_xlsx(kind.columns, written, kind.name.capitalize()))
    else:
        response = StreamingHttpResponse(_begun(as_csv(kind.columns, written)))
    response.headers["Content-Type"] = CONTENT_TYPES[form]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return guarded(response)


def _begun(lines: Iterator[str]) -> Iterator[str]:
    """The same lines, the first two asked for at once: what fails does so while it can still be said."""
    return chain(list(islice(lines, 2)), lines)


class SheetOf:
    """A list page that answers with its spreadsheet; what is typed wrong into the filter is said on the list itself."""

    kind: Kind

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        if form not in CONTENT_TYPES:
            raise Http404("There is no such form of a spreadsheet.")
        rows = self.get_queryset()
        if not self.filterset.is_valid():
            return super().get(request)
        return sheet(self.kind, rows, request.user, self.today, form)


class ActionSheet(SheetOf, ActionList):
    kind = ACTIONS


class RecommendationSheet(SheetOf, RecommendationList):
    kind = RECOMMENDATIONS
