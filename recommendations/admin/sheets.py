"""Spreadsheets in the admin: a changelist as a download, with the search and filters in use."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from oversight import context
from recommendations.pages.sheets import CONTENT_TYPES, sheet
from recommendations.sheets.sheet_types import Kind


class DownloadsSpreadsheet:
    """An admin whose list can be downloaded as a spreadsheet, by everybody who may open it."""

    sheet_kind: Kind
    change_list_template = "admin/recommendations/change_list.html"

    @property
    def sheet_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_sheet"

    def get_urls(self):
        view = self.admin_site.admin_view(self.sheet_view)
        return [path("sheet.<str:form>", view, name=self.sheet_name), *super().get_urls()]

    def sheet_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        if form not in CONTENT_TYPES:
            raise Http404("There is no such form of a spreadsheet.")
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )
        return sheet(self.sheet_kind, rows, request.user, context.today(), form)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        forms = [
            (words, reverse(f"admin:{self.sheet_name}", args=[form]))
            for words, form in (("Download as Excel spreadsheet", "xlsx"), ("Download as CSV", "csv"))
        ]
        return super().changelist_view(request, {"sheets": forms, **(extra_context or {})})
