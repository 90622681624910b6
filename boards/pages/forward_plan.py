"""The forward plan: what is to come, of every board whose meetings the reader sees."""

from datetime import date
from itertools import groupby
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from boards.models import Board, Meeting
from boards.rules.papers import last_days
from oversight.filters import VisibleChoiceFilter, named_by
from oversight.pages import ListPage


class ForwardPlanFilter(django_filters.FilterSet):
    board = VisibleChoiceFilter(
        Board, "slug", queryset=named_by(Meeting, "board", Board), empty_label="All boards"
    )

    class Meta:
        model = Meeting
        fields: list[str] = []


class ForwardPlan(ListPage):
    """Today's meetings and those to come, by month; cancelled ones stay, so that nobody looks for them in vain."""

    model = Meeting
    filterset_class = ForwardPlanFilter
    template_name = "boards/forward_plan.html"
    section = "forward-plan"

    def get_rows(self) -> QuerySet:
        to_come = super().get_rows().filter(starts_at__date__gte=self.today)
        return to_come.select_related("board").order_by("starts_at", "pk")

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        meetings = list(context["page_obj"].object_list)
        for meeting in meetings:
            meeting.notice_by = _notice_by(meeting)
        by_month = groupby(meetings, key=lambda meeting: _day(meeting).replace(day=1))
        return context | {"months": [(month, list(of_month)) for month, of_month in by_month]}


def _day(meeting: Meeting) -> date:
    return timezone.localtime(meeting.starts_at).date()


def _notice_by(meeting: Meeting) -> date | None:
    """The last day for the notice, where the board has a notice period and the agenda is still to be issued."""
    is_owed = meeting.status in (Meeting.Status.PROPOSED, Meeting.Status.CONFIRMED)
    return last_days(meeting)["Notice"] if is_owed else None
