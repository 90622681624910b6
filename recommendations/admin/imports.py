"""Imports of spreadsheets in the admin: upload, columns, preview with every wrong cell, and what became of it."""

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse, reverse_lazy
from django.views.generic import TemplateView

from oversight.admin import RegisterAdmin
from oversight.errors import DomainError
from oversight.pages import OperationView, Page
from oversight.queue import enqueue
from recommendations.forms.sheets import ColumnsForm, HeadingRowForm, SheetForm, WorksheetForm
from recommendations.models import SheetImport, SheetRow
from recommendations.operations import sheets as operations
from recommendations.sheets import importing, progress
from recommendations.sheets.headings import propose
from recommendations.sheets.reading import Sheet
from recommendations.sheets.sheet_types import KINDS
from recommendations.sheets.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

CARRY_OUT = "recommendations.tasks.carry_out_import"
# While an import is carried out its page asks again by itself, without a script, after so many seconds.
REFRESH_SECONDS = 2
ROWS_A_PAGE = 100
# Rows of the spreadsheet that are shown beside the choice of its columns.
SAMPLE = 3
UNREACHED = (
    "It is asked for, but what carries it out cannot be reached just now. "
    "It is done as soon as that works again; come back to this page later."
)

Status, Outcome = SheetImport.Status, SheetRow.Outcome
WORKING = (Status.QUEUED, Status.IMPORTING, Status.UNDO_QUEUED, Status.UNDOING)


class ImportPage(Page):
    """A page of the sequence, in the frame of the admin."""

    model_admin: "ImportAdmin | None" = None
    title = ""

    back = reverse_lazy("admin:index")
    # What its address may ask for.
    asks: tuple[str, ...] = ()

    def query_names(self) -> set[str]:
        return set(self.asks)

    def require(self) -> None:
        operations.require_may_import(self.request.user)

    @cached_property
    def sheet(self) -> SheetImport:
        return get_object_or_404(self.model_admin.get_queryset(self.request), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            **self.model_admin.admin_site.each_context(self.request),
            title=self.title,
            opts=SheetImport._meta,
            back=reverse("admin:recommendations_sheetimport_changelist"),
            **kwargs,
        )


class UploadPage(ImportPage, OperationView):
    """The first step: the spreadsheet as a file, or its cells pasted."""

    template_name = "admin/recommendations/sheetimport/upload.html"
    form_class = SheetForm
    title = "Import a spreadsheet"
    asks = ("kind", "report")
    done = "The spreadsheet is uploaded. Nothing is imported yet."

    def get_form_kwargs(self) -> dict:
        asked = self.request.GET
        initial = {"kind": asked.get("kind", SheetImport.Kind.ACTIONS), "report": asked.get("report", "")}
        return super().get_form_kwargs() | {"user": self.request.user, "initial": initial}

    def form_valid(self, form: SheetForm) -> HttpResponse:
        given = form.cleaned_data
        sheet = SheetImport(kind=given["kind"], report=given["report"])
        try:
            self.sheet = importing.take_in(sheet, form.sheet(), by=self.request.user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=error.status_code)
        return HttpResponseRedirect(
            reverse("admin:recommendations_sheetimport_columns", args=[self.sheet.pk])
        )


class ColumnsPage(ImportPage, TemplateView):
    """The second step: the worksheet, where there are several, and the column of the register for each column."""

    template_name = "admin/recommendations/sheetimport/columns.html"
    title = "Choose the columns"
    asks = ("worksheet", "heading_row")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.sheet.status not in (Status.UPLOADED, Status.CHECKED):
            return self.onward()
        return self.answer()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.sheet.status not in (Status.UPLOADED, Status.CHECKED):
            return self.onward()
        return self.answer(request.POST)

    def onward(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:recommendations_sheetimport_change", args=[self.sheet.pk]))

    def answer(self, data: Any = None) -> HttpResponse:
        try:
            return self._answer(data)
        except DomainError as error:
            context = self.get_context_data(refused=str(error), sheet=self.sheet)
            return self.render_to_response(context, status=error.status_code)

    def _answer(self, data: Any) -> HttpResponse:
        names = Sheet(self.sheet.file).worksheets()
        asked = data or self.request.GET
        worksheet = asked.get("worksheet", "") if len(names) > 1 else "".join(names)
        if len(names) > 1 and worksheet not in names:
            form = WorksheetForm(self.request.GET or None, worksheets=names)
            return self.render_to_response(self.get_context_data(worksheets=form, sheet=self.sheet))
        top = Sheet(self.sheet.file, worksheet).top()
        chosen = HeadingRowForm(asked if "heading_row" in asked else None, rows=top)
        spreadsheet = Sheet(
            self.sheet.file, worksheet, chosen.cleaned_data["heading_row"] if chosen.is_valid() else 0
        )
        headings, rows = spreadsheet.read()
        chosen.initial["heading_row"] = spreadsheet.heading_row
        sample = [row.cells for row in islice(rows, SAMPLE)]
        kind = KINDS[self.sheet.kind]
        proposed = operations.remembered(self.sheet.kind, headings) or propose(headings, kind.columns)
        form = ColumnsForm(data, kind=kind, headings=headings, proposed=proposed)
        if data is not None and form.is_valid():
            try:
                operations.choose_columns(
                    self.sheet,
                    by=self.request.user,
                    worksheet=worksheet,
                    heading_row=spreadsheet.heading_row,
                    headings=headings,
                    mapping=form.mapping(),
                )
            except DomainError as error:
                form.refuse(error.field, str(error))
            else:
                importing.preview(self.sheet)
                return self.onward()
        shown = [
            (
                field,
                [
                    text
                    for cells in sample
                    if (text := cells[place].shown or text_of(cells[place].value or ""))
                ],
            )
            for place, field in enumerate(form)
        ]
        context = self.get_context_data(
            form=form,
            shown=shown,
            sheet=self.sheet,
            worksheet=worksheet,
            heading_row=spreadsheet.heading_row,
            heading_rows=chosen,
        )
        return self.render_to_response(context, status=422 if form.errors else 200)


class ImportedPage(ImportPage, TemplateView):
    """What importing would do, row by row; then how far it is; then what became of it."""

    template_name = "admin/recommendations/sheetimport/import.html"
    asks = ("outcome", "page")

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"{self.sheet}: {self.sheet.file_name}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.sheet.status == Status.UPLOADED:
            return HttpResponseRedirect(
                reverse("admin:recommendations_sheetimport_columns", args=[self.sheet.pk])
            )
        response = super().get(request, *args, **kwargs)
        if self.sheet.status in WORKING:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked: dict[str, Callable] = {
            "import": operations.ask_for_import,
            "undo": operations.ask_for_undo,
            "again": _preview_again,
        }
        step = request.POST.get("step", "")
        if step not in asked:
            raise Http404
        try:
            asked[step](self.sheet, by=request.user)
        except DomainError as error:
            context = self.get_context_data(refused=str(error))
            return self.render_to_response(context, status=error.status_code)
        if self.sheet.status in WORKING and not enqueue(CARRY_OUT, self.sheet.pk):
            messages.warning(request, UNREACHED)
        return HttpResponseRedirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict:
        counts = dict(self.sheet.rows.order_by().values_list("outcome").annotate(Count("pk")))
        wanted = self.request.GET.get("outcome", "")
        if wanted not in counts:
            wanted = Outcome.WRONG if Outcome.WRONG in counts else ""
        rows = self.sheet.rows.select_related("action", "recommendation")
        if wanted:
            rows = rows.filter(outcome=wanted)
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            sheet=self.sheet,
            counts=[(outcome, counts[outcome]) for outcome in Outcome if outcome in counts],
            wrong_cells=sum(
                len(faults) for faults in self.sheet.rows.values_list("faults", flat=True) if faults
            ),
            wanted=wanted,
            page_obj=page,
            rows=page.object_list,
            may_import=self.sheet.status == Status.CHECKED
            and Outcome.WRONG not in counts
            and bool({Outcome.ADDED, Outcome.CHANGED} & set(counts)),
            is_working=self.sheet.status in WORKING,
            progress=progress.of(self.sheet.pk),
            **kwargs,
        )


def _preview_again(sheet: SheetImport, *, by) -> None:
    operations.require_open_to_preview(sheet, by=by)
    importing.preview(sheet)


@admin.register(SheetImport)
class ImportAdmin(RegisterAdmin):
    """The imports of the person who looks: nobody else sees them."""

    list_display = ["__str__", "kind", "file_name", "status", "made_at", "finished_at"]
    list_filter = ["kind", "status"]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("add/", view(UploadPage.as_view(model_admin=self)), name="recommendations_sheetimport_add"),
            path(
                "<int:pk>/columns/",
                view(ColumnsPage.as_view(model_admin=self)),
                name="recommendations_sheetimport_columns",
            ),
            path(
                "<int:pk>/change/",
                view(ImportedPage.as_view(model_admin=self)),
                name="recommendations_sheetimport_change",
            ),
            *super().get_urls(),
        ]
