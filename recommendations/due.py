"""What can fall due here and who is told: the sources of the reminder engine (settings.REMINDER_SOURCES)."""

from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.urls import reverse

from boards.models import Person
from boards.rules.access import under
from oversight.markings import Marking
from oversight.reminders.ledger import Reason, Reminder
from oversight.reminders.sources import Line
from recommendations import operations
from recommendations.models import Action
from recommendations.querysets import ActionQuerySet
from recommendations.rules import access
from recommendations.rules.due_dates import in_words
from recommendations.rules.reminders import ACTION_DUE, step_in_words

# Whoever has gone, has no address or is a system gets no e-mail: somebody else has to be told.
REACHABLE = Q(is_active=True, is_service=False, email__gt="")

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


class ActionsDue:
    """Open actions with a due date."""

    kind = "action_due"
    model = Action

    def __init__(self, today: date) -> None:
        self.today = today

    @staticmethod
    def step_in_words(step: str) -> str:
        return step_in_words(step)

    def prepare(self) -> None:
        operations.follow_meetings()

    @cached_property
    def step(self) -> Case:
        """The ladder as a condition on `due_on`, an action's or a ledger row's; empty where no step has come."""
        earliest = Action.objects.open().aggregate(earliest=Min("due_on"))["earliest"] or self.today
        return Case(
            When(due_on__gt=ACTION_DUE.horizon(self.today), then=Value("")),
            *(
                When(due_on__gte=since, then=Value(step))
                for step, since in ACTION_DUE.bands(self.today, earliest)
            ),
            default=Value(""),
            output_field=CharField(),
        )

    def owed(self) -> QuerySet[Action]:
        return (
            Action.objects.open()
            .filter(due_on__lte=ACTION_DUE.horizon(self.today))
            .annotate(told=TOLD, told_reference=F("reference"), told_step=self.step, told_due_on=F("due_on"))
        )

    def still_owed(self) -> Q:
        stands = self.open_and_told(OuterRef("recipient_id")).filter(
            pk=OuterRef("subject_id"), due_on=OuterRef("due_on")
        )
        return Q(step=self.step) & Q(Exists(stands))

    def open_and_told(self, person) -> ActionQuerySet:
        """Open actions of which this person, and nobody else, is to be told."""
        return Action.objects.open().alias(told=TOLD).filter(told=person)

    def why_not(self) -> Case:
        action = Action.objects.filter(pk=OuterRef("subject_id"))
        reasons = (
            (Exists(action.open()), Reason.FINISHED),
            (Exists(action.filter(due_on=OuterRef("due_on"))), Reason.MOVED),
            (Exists(action.alias(told=TOLD).filter(told=OuterRef("recipient_id"))), Reason.REASSIGNED),
        )
        return Case(
            *(When(~holds, then=Value(str(reason))) for holds, reason in reasons),
            default=Value(str(Reason.OVERTAKEN)),
        )

    def lines(self, recipient: Person, reminders: list[Reminder]) -> dict[int, Line]:
        told = self.open_and_told(recipient.pk).visible_to(recipient, self.today)
        actions = told.select_related("board").in_bulk([reminder.subject_id for reminder in reminders])
        return {
            reminder.pk: self._line(actions[reminder.subject_id], reminder.due_on)
            for reminder in reminders
            if reminder.subject_id in actions and self._stands(reminder, actions[reminder.subject_id])
        }

    def _stands(self, reminder: Reminder, action: Action) -> bool:
        same_date = action.due_on == reminder.due_on
        return same_date and ACTION_DUE.step(action.due_on, self.today) == reminder.step

    def _line(self, action: Action, due_on: date) -> Line:
        url = settings.BASE_URL + reverse("action", args=[action.reference])
        if action.marking != Marking.OFFICIAL:
            return Line.marked(
                kind=self.kind,
                reference=action.reference,
                url=url,
                due_on=due_on,
                is_illustrative=action.is_illustrative,
            )
        return Line(
            kind=self.kind,
            reference=action.reference,
            url=url,
            due_on=due_on,
            group=action.board.name,
            title=action.title,
            state=f"{in_words(due_on, action.is_open, self.today)}. {action.get_status_display()}.",
            is_illustrative=action.is_illustrative,
        )
