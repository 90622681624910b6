"""The steps of reminders of one board, kind by kind, with what others would send over the next weeks."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from boards import operations
from boards.due.ahead import DAYS, would_send
from boards.due.base import BoardKind
from boards.due.schedules import LATE, as_policy, schedule_of
from boards.models import Board, ReminderPolicy
from boards.models.reminder_policy import days_before
from boards.operations import require_keeper
from boards.rules.reminders import ROLES
from oversight import context
from oversight.pages import Page
from oversight.reminders.kinds import kinds
from oversight.reminders.schedule import Schedule

# So many lines of a preview are shown; all are counted.
SHOWN = 200


class PolicyForm(forms.ModelForm):
    """The schedule of one kind; of the roles reminded late, only those reminded of the kind at all."""

    class Meta:
        model = ReminderPolicy
        fields = ["before", "weeks_between", *LATE.values()]

    def __init__(self, *args: Any, default: Schedule, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for role, column in LATE.items():
            if role not in default.late:
                del self.fields[column]

    def clean_before(self) -> str:
        return ", ".join(str(days) for days in days_before(self.cleaned_data["before"]))


class OfBoard(Page, View):
    """A page about the reminders of one board, for the secretariat and the board’s secretary."""

    admin: Any = None

    @cached_property
    def board(self) -> Board:
        return get_object_or_404(self.admin.get_queryset(self.request), pk=self.kwargs["pk"])

    @cached_property
    def kinds(self) -> dict[str, BoardKind]:
        """What falls due on boards, by kind."""
        today = context.today()
        return {kind.name: kind for kind in kinds(today) if isinstance(kind, BoardKind) and kind.board}

    def require(self) -> None:
        require_keeper(self.request.user, self.board)

    @property
    def back(self) -> str:
        return reverse("admin:boards_board_change", args=[self.board.pk])

    def page(self, template: str, context: dict, status: int = 200) -> HttpResponse:
        frame = {
            **self.admin.admin_site.each_context(self.request),
            "opts": Board._meta,
            "board": self.board,
            "of_board": self.back,
            "subtitle": str(self.board),
        }
        return render(self.request, f"admin/boards/board/{template}", {**frame, **context}, status=status)


class PoliciesPage(OfBoard):
    """Every kind with the steps that hold on this board."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = [
            {
                "kind": kind.name,
                "called": kind.called,
                "is_own": self.board.pk in kind.schedules,
                "schedule": kind.schedules.get(self.board.pk, kind.schedule),
                "also_reminded": also_reminded(kind.schedules.get(self.board.pk, kind.schedule)),
            }
            for kind in self.kinds.values()
        ]
        return self.page("reminders.html", {"title": "Reminders", "rows": rows})


class PolicyPage(OfBoard):
    """The steps of one kind on this board: looked at, tried on the next weeks, kept, or given up for the default."""

    @cached_property
    def kind(self) -> BoardKind:
        try:
            return self.kinds[self.kwargs["kind"]]
        except KeyError:
            raise Http404("There is no such kind of reminder.") from None

    @property
    def present(self) -> Schedule:
        return self.kind.schedules.get(self.board.pk, self.kind.schedule)

    @property
    def back(self) -> str:
        return reverse("admin:boards_board_reminders", args=[self.board.pk])

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        return self.show(PolicyForm(initial=as_policy(self.present), default=self.kind.schedule))

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        if "_reset" in request.POST:
            operations.reset_reminder_policy(self.board, self.kind.name, by=request.user)
            return self.done("The default steps hold again")
        form = PolicyForm(request.POST, default=self.kind.schedule)
        if not form.is_valid():
            return self.show(form, status=422)
        if "_save" not in request.POST:
            return self.show(form, tried=schedule_of(form.save(commit=False), self.kind.schedule))
        operations.set_reminder_policy(self.board, self.kind.name, by=request.user, changes=form.cleaned_data)
        return self.done("The board has steps of its own")

    def done(self, what: str) -> HttpResponse:
        messages.success(self.request, f"{what}: {self.kind.called.lower()}.")
        return HttpResponseRedirect(self.back)

    def show(self, form: PolicyForm, *, tried: Schedule | None = None, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "title": self.kind.called,
            "form": form,
            "of_board": self.back,
            "is_own": self.board.pk in self.kind.schedules,
            "default": self.kind.schedule,
            "also_reminded_by_default": also_reminded(self.kind.schedule),
            "days": DAYS,
        }
        if tried is not None:
            kind, today = type(self.kind), self.kind.today
            would = would_send(kind, self.board, tried, today)
            now = would_send(kind, self.board, self.present, today)
            context |= {
                "compared": [
                    ("These steps", tried, also_reminded(tried), would),
                    ("As it is now", self.present, also_reminded(self.present), now),
                ],
                "would": would,
                "lines": [(line, self.kind.step_in_words(line.step)) for line in would.lines[:SHOWN]],
                "not_shown": max(0, len(would.lines) - SHOWN),
            }
        return self.page("reminders_of_kind.html", context, status)


def also_reminded(schedule: Schedule) -> list[str]:
    """Who else is reminded, and when: “the board’s secretary, 14 days late”."""
    return [
        f"{ROLES[role]}, {days} day{'' if days == 1 else 's'} late" for role, days in schedule.late.items()
    ]
