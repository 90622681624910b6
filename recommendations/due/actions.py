"""Actions that fall due: who hears of them, and those of which nobody can."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, Case, F, Min, Q, QuerySet, When

from boards.rules.access import under
from recommendations import operations
from recommendations.due.base import REACHABLE, Dues
from recommendations.models import Action
from recommendations.querysets import ActionQuerySet
from recommendations.rules import access
from recommendations.rules.due_dates import in_words
from recommendations.rules.reminders import ACTION_DUE

# Who hears of an action: its owner; where there is none to reach, the lead of the organisation that owns it.
TOLD = Case(
    When(under("owner", REACHABLE), then=F("owner")),
    When(under("owner_organisation__lead", REACHABLE), then=F("owner_organisation__lead")),
    default=None,
    output_field=BigIntegerField(),
)


def nobody_to_tell(actions: ActionQuerySet, today: date) -> ActionQuerySet:
    """Those of which somebody should hear by now while nobody can: there is neither an owner nor a lead who can be
    reached (`told` is null), or whoever would be told may not see the action."""

    def standing(rows: ActionQuerySet) -> ActionQuerySet:
        return rows.open().filter(due_on__lte=ACTION_DUE.horizon(today)).annotate(told=TOLD)

    sees = [Q(told=F(path)) & access.seen_by(path, today) for path in ("owner", "owner_organisation__lead")]
    heard = standing(Action.objects.all()).filter(sees[0] | sees[1])
    return standing(actions).exclude(pk__in=heard.order_by().values("pk"))


class OfActions(Dues):
    """Actions, under the name of their board."""

    model = Action

    def for_lines(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("board")

    def group(self, record: Any) -> str:
        return record.board.name

    def title(self, record: Any) -> str:
        return record.title


class ActionsDue(OfActions):
    """Open actions with a due date."""

    kind = "action_due"
    due = "due_on"
    told = TOLD

    def prepare(self) -> None:
        operations.follow_meetings()

    @cached_property
    def earliest(self) -> date:
        return Action.objects.open().aggregate(earliest=Min("due_on"))["earliest"] or self.today

    def rows(self) -> QuerySet[Any]:
        return Action.objects.open()

    def owed(self) -> QuerySet[Any]:
        return super().owed().filter(due_on__lte=ACTION_DUE.horizon(self.today))

    def step_of(self, day: str) -> Case:
        return ACTION_DUE.expression(day, self.today, self.earliest)

    def state(self, record: Any) -> str:
        near = in_words(record.due_on, record.is_open, self.today)
        return f"{near}. {record.get_status_display()}."
