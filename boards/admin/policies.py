"""The steps of reminders of one board, kind by kind, with what others would send over the next weeks."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from boards import operations
from boards.due.ahead import DAYS, would_send
from boards.due.base import Dues
from boards.due.policies import LATE, as_policy, ladder_of
from boards.models import Board, ReminderPolicy
from boards.models.reminder_policy import days_before
from boards.operations import require_keeper
from boards.rules.reminders import TOLD_AS
from oversight import context
from oversight.errors import DomainError
from oversight.pages import refusal
from oversight.reminders.ladder import Ladder
from oversight.reminders.sources import sources

# So many lines of a preview are shown; all are counted.
SHOWN = 200


class PolicyForm(forms.ModelForm):
    """The steps of one kind; of those who hear late, only those who hear of the kind at all."""

    class Meta:
        model = ReminderPolicy
        fields = ["before", "weeks_between", *LATE.values()]

    def __init__(self, *args: Any, default: Ladder, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for told_as, column in LATE.items():
            if told_as not in default.late:
                del self.fields[column]

    def clean_before(self) -> str:
        return ", ".join(str(days) for days in days_before(self.cleaned_data["before"]))


class OfBoard(LoginRequiredMixin, View):
    """A page about the reminders of one board, for whoever keeps it."""

    desk: Any = None

    @cached_property
    def board(self) -> Board:
        return get_object_or_404(self.desk.get_queryset(self.request), pk=self.kwargs["pk"])

    @cached_property
    def kinds(self) -> dict[str, Dues]:
        """What falls due on boards, by kind."""
        today = context.today()
        return {source.kind: source for source in sources(today) if isinstance(source, Dues) and source.board}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            require_keeper(request.user, self.board)
        except DomainError as error:
            return refusal(request, error, back=self.of_board)
        return super().dispatch(request, *args, **kwargs)

    @property
    def of_board(self) -> str:
        return reverse("admin:boards_board_change", args=[self.board.pk])

    def page(self, template: str, context: dict, status: int = 200) -> HttpResponse:
        frame = {
            **self.desk.admin_site.each_context(self.request),
            "opts": Board._meta,
            "board": self.board,
            "of_board": self.of_board,
            "subtitle": str(self.board),
        }
        return render(self.request, f"admin/boards/board/{template}", {**frame, **context}, status=status)


class PoliciesDesk(OfBoard):
    """Every kind with the steps that hold on this board."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = [
            {
                "kind": source.kind,
                "called": source.called,
                "is_own": self.board.pk in source.ladders,
                "ladder": source.ladders.get(self.board.pk, source.ladder),
                "hearers": hearers(source.ladders.get(self.board.pk, source.ladder)),
            }
            for source in self.kinds.values()
        ]
        return self.page("reminders.html", {"title": "Reminders", "rows": rows})


class PolicyDesk(OfBoard):
    """The steps of one kind on this board: looked at, tried on the next weeks, kept, or given up for the default."""

    @cached_property
    def source(self) -> Dues:
        try:
            return self.kinds[self.kwargs["kind"]]
        except KeyError:
            raise Http404("There is no such kind of reminder.") from None

    @property
    def present(self) -> Ladder:
        return self.source.ladders.get(self.board.pk, self.source.ladder)

    @property
    def back(self) -> str:
        return reverse("admin:boards_board_reminders", args=[self.board.pk])

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        return self.show(PolicyForm(initial=as_policy(self.present), default=self.source.ladder))

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        if "_reset" in request.POST:
            operations.reset_reminder_policy(self.board, self.source.kind, by=request.user)
            return self.done("The default steps hold again")
        form = PolicyForm(request.POST, default=self.source.ladder)
        if not form.is_valid():
            return self.show(form, status=422)
        if "_save" not in request.POST:
            return self.show(form, tried=ladder_of(form.save(commit=False), self.source.ladder))
        operations.set_reminder_policy(
            self.board, self.source.kind, by=request.user, changes=form.cleaned_data
        )
        return self.done("The board has steps of its own")

    def done(self, what: str) -> HttpResponse:
        messages.success(self.request, f"{what}: {self.source.called.lower()}.")
        return HttpResponseRedirect(self.back)

    def show(self, form: PolicyForm, *, tried: Ladder | None = None, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "title": self.source.called,
            "form": form,
            "back": self.back,
            "is_own": self.board.pk in self.source.ladders,
            "default": self.source.ladder,
            "default_hearers": hearers(self.source.ladder),
            "days": DAYS,
        }
        if tried is not None:
            kind, today = type(self.source), self.source.today
            would = would_send(kind, self.board, tried, today)
            now = would_send(kind, self.board, self.present, today)
            context |= {
                "compared": [
                    ("These steps", tried, hearers(tried), would),
                    ("As it is now", self.present, hearers(self.present), now),
                ],
                "would": would,
                "lines": [(line, self.source.step_in_words(line.step)) for line in would.lines[:SHOWN]],
                "not_shown": max(0, len(would.lines) - SHOWN),
            }
        return self.page("reminders_of_kind.html", context, status)


def hearers(ladder: Ladder) -> list[str]:
    """Who else hears, and when: “the board’s secretary, 14 days late”."""
    return [
        f"{TOLD_AS[told_as]}, {days} day{'' if days == 1 else 's'} late"
        for told_as, days in ladder.late.items()
    ]
