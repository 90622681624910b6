"""A year's meetings of a board, proposed from its admin page: the pattern, then the dates to tick and change."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from boards import operations
from boards.forms.dates import DateRow, DateRows, YearForm
from boards.models import Board, Meeting
from boards.operations import meetings_on, require_keeper
from oversight.errors import DomainError
from oversight.pages import Page


class ProposeMeetingsPage(Page, View):
    """Nothing is kept between the steps: the second page carries what was said on the first."""

    admin: Any = None

    @cached_property
    def board(self) -> Board:
        return get_object_or_404(self.admin.get_queryset(self.request), pk=self.kwargs["pk"])

    @property
    def back(self) -> str:
        return reverse("admin:boards_board_change", args=[self.board.pk])

    def require(self) -> None:
        require_keeper(self.request.user, self.board)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._ask(YearForm(board=self.board))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = YearForm(request.POST, board=self.board)
        if "_back" in request.POST:
            return self._ask(form)
        if not form.is_valid():
            return self._ask(form, status=422)
        if "_create" in request.POST:
            return self._create(form, DateRows(request.POST))
        return self._preview(form, DateRows(initial=self._as_rows(form)))

    def _as_rows(self, form: YearForm) -> list[dict[str, Any]]:
        days = [proposal.day for proposal in form.proposals()]
        standing = meetings_on(self.board, days)
        at = form.cleaned_data["starts_at"]
        return [{"is_wanted": day not in standing, "day": day, "at": at} for day in days]

    def _create(self, form: YearForm, rows: Any) -> HttpResponse:
        if not rows.is_valid():
            return self._preview(form, rows, status=422)
        wanted: list[DateRow] = [row for row in rows if row.moment is not None]
        try:
            made = operations.propose_meetings(
                self.board,
                by=self.request.user,
                starts=[row.moment for row in wanted],
                length=form.length,
                place=form.cleaned_data["place"],
            )
        except DomainError as error:
            name, _, number = (error.field or "").partition("-")
            if name == "starts":
                wanted[int(number)].add_error("day", str(error))
                return self._preview(form, rows, status=error.status_code)
            return self._preview(form, rows, status=error.status_code, refused=str(error))
        number = "One meeting is" if len(made) == 1 else f"{len(made)} meetings are"
        messages.success(
            self.request, f"{number} proposed for {self.board}. Confirm them once they are agreed."
        )
        listed = f"board__id__exact={self.board.pk}&status__exact={Meeting.Status.PROPOSED}"
        return HttpResponseRedirect(f"{reverse('admin:boards_meeting_changelist')}?{listed}")

    def _ask(self, form: YearForm, *, status: int = 200) -> HttpResponse:
        return self._page("admin/boards/board/propose.html", {"form": form}, status)

    def _preview(self, form: YearForm, rows: Any, *, status: int = 200, refused: str = "") -> HttpResponse:
        """The dates as rows, each with what is to be known of the day that stands in it."""
        proposals = {proposal.day: proposal for proposal in form.proposals()}
        days = [_day_in(row) for row in rows]
        standing = meetings_on(self.board, [day for day in days if day])
        shown = []
        for row, day in zip(rows, days, strict=True):
            notes = [proposals[day].why_moved] if day in proposals else []
            if day in standing:
                notes.append(f"The board meets on this day already: {standing[day].reference}.")
            shown.append((row, day, [note for note in notes if note]))
        context = {"form": form, "rows": rows, "shown": shown, "refused": refused}
        return self._page("admin/boards/board/proposed.html", context, status)

    def _page(self, template: str, context: dict, status: int) -> HttpResponse:
        frame = {
            **self.admin.admin_site.each_context(self.request),
            "title": "Propose a year’s meetings",
            "subtitle": str(self.board),
            "opts": Board._meta,
            "board": self.board,
            "back": self.back,
        }
        return render(self.request, template, {**frame, **context}, status=status)


def _day_in(row: DateRow):
    """The day that stands in a row, as typed or as proposed; None where none can be read."""
    if row.is_bound:
        return getattr(row, "cleaned_data", {}).get("day")
    return row.initial.get("day")
