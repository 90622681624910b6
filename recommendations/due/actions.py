"""What falls due on actions: the action itself, and the risk accepted when one was closed."""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, When

from boards.due.base import BoardKind
from boards.due.recipients import Oversight
from boards.rules.access import under
from boards.rules.reminders import LEAD, SECRETARY
from oversight.reminders.ledger import Reminder
from oversight.reminders.recipients import NOBODY, OWNER, REACHABLE, One, Recipients, why_out_of_reach
from recommendations import operations
from recommendations.due.risks import Risks
from recommendations.models import Action
from recommendations.querysets import ActionQuerySet
from recommendations.rules import access
from recommendations.rules.action_workflow import Status
from recommendations.rules.due_dates import in_words
from recommendations.rules.reminders import ACTION_DUE

THE_LEAD = Case(
    When(under("owner_organisation__lead", REACHABLE), then=F("owner_organisation__lead")),
    default=None,
    output_field=BigIntegerField(),
)
# Who is reminded of an action: its owner; where there is none to reach, the lead of the organisation that owns it.
OWNER_OR_LEAD = Case(
    When(under("owner", REACHABLE), then=F("owner")), default=THE_LEAD, output_field=BigIntegerField()
)
# On whose behalf the lead is, then.
ON_BEHALF_OF = Case(
    When(under("owner", REACHABLE), then=NOBODY), default=F("owner"), output_field=BigIntegerField()
)


WITH_THE_BOARD = Q(status=Status.CLOSURE_PROPOSED)


def without_recipient(actions: ActionQuerySet, today: date) -> ActionQuerySet:
    """Those of which somebody should be reminded by now while nobody can be: neither an owner nor a lead can be reached
    (`row_recipient` is null), or the one who would be reminded may not see the action."""

    def standing(rows: ActionQuerySet) -> ActionQuerySet:
        asked = rows.open().exclude(WITH_THE_BOARD)
        return asked.filter(due_on__lte=ACTION_DUE.horizon(today)).annotate(row_recipient=OWNER_OR_LEAD)

    sees = [
        Q(row_recipient=F(path)) & access.seen_by(path, today)
        for path in ("owner", "owner_organisation__lead")
    ]
    reminded = standing(Action.objects.all()).filter(sees[0] | sees[1])
    return standing(actions).exclude(pk__in=reminded.order_by().values("pk"))


class OfActions(BoardKind):
    """Actions, under the name of their board."""

    model = Action

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("board")

    def group(self, record: Any) -> str:
        return record.board.name

    def title(self, record: Any) -> str:
        return record.title


class OfOwners(OfActions):
    """What is asked of the owner of an action: the lead of the organisation is reminded where no e-mail reaches them.

    While closure is proposed it is the board's turn: its secretary is reminded of that (requests.py), nobody of this.
    """

    waits = WITH_THE_BOARD

    def owner(self) -> Recipients:
        return One(OWNER, OWNER_OR_LEAD, ON_BEHALF_OF)

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().for_entries(rows).select_related("owner")

    def on_behalf_of(self, record: Any, reminder: Reminder) -> str:
        if reminder.recipient_role != OWNER or record.owner_id in (None, reminder.recipient_id):
            return ""
        return f"For {record.owner}, who {why_out_of_reach(record.owner)}."


class ActionsDue(OfOwners):
    """Open actions with a due date."""

    name, called = "action_due", "Actions due"
    schedule = ACTION_DUE

    def prepare(self) -> None:
        operations.follow_meetings()

    def rows(self) -> QuerySet[Any]:
        return Action.objects.open()

    def recipients(self) -> tuple[Recipients, ...]:
        return (
            self.owner(),
            One(LEAD, THE_LEAD),
            One(SECRETARY, self.secretary()),
            Oversight(self.today),
        )

    def is_begun(self, record: Any) -> bool:
        return record.status != Status.NOT_STARTED

    def calendar_name(self, reference: str) -> str:
        return reference

    def state(self, record: Any) -> str:
        near = in_words(record.due_on, record.is_open, self.today)
        return f"{near}. {record.get_status_display()}."


class RisksOfActions(Risks, OfActions):
    name, called = "risk_of_action", "Accepted risks of actions running out"

    def recipients(self) -> tuple[Recipients, ...]:
        return (One(OWNER, self.secretary()),)
