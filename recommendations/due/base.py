"""What the sources of reminders share (oversight/reminders/sources.py): which rows, whom to tell, on which step."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse

from boards.models import Membership, Person
from boards.rules.access import under
from boards.rules.roles import Seat
from oversight.markings import Marking
from oversight.reminders.ledger import Reason, Reminder
from oversight.reminders.sources import Line
from recommendations.rules.reminders import step_in_words

# Whoever has gone, has no address or is a system gets no e-mail: somebody else has to be told.
REACHABLE = Q(is_active=True, is_service=False, email__gt="")


def secretary(today: date, **of: Any) -> Subquery:
    """The secretary in force, of those who can be reached the one who has sat longest, of the board that `of` says."""
    held = Membership.objects.in_force(today).filter(under("person", REACHABLE), seat=Seat.SECRETARY, **of)
    return Subquery(held.order_by("from_on", "pk").values("person")[:1])


class Dues:
    """One kind of thing that falls due on a column of a model. A source says which rows, whom to tell, the step."""

    kind: str
    model: type[models.Model]
    # The column that holds the day it is due.
    due: str

    def __init__(self, today: date) -> None:
        self.today = today

    @staticmethod
    def step_in_words(step: str) -> str:
        return step_in_words(step)

    def prepare(self) -> None:
        """Nothing has to be brought up to date first."""

    def rows(self) -> QuerySet[Any]:
        """Everything of this kind that is still to be done, whatever its day."""
        raise NotImplementedError

    @property
    def told(self) -> Any:
        """Whom to tell of each row: the person's id, or null."""
        raise NotImplementedError

    def step_of(self, day: str) -> Any:
        """The step on which what is due on the column of this name stands today; empty where none has come."""
        raise NotImplementedError

    def owed(self) -> QuerySet[Any]:
        owed = self.rows().annotate(
            told=self.told,
            told_reference=F("reference"),
            told_step=self.step_of(self.due),
            told_due_on=F(self.due),
        )
        return owed.exclude(told_step="")

    def still_owed(self) -> Q:
        stands = self.told_of(OuterRef("recipient_id")).filter(
            pk=OuterRef("subject_id"), **{self.due: OuterRef("due_on")}
        )
        return Q(step=self.step_of("due_on")) & Q(Exists(stands))

    def told_of(self, person: Any) -> QuerySet[Any]:
        """Those of which this person, and nobody else, is to be told."""
        return self.rows().alias(told=self.told).filter(told=person)

    def why_not(self) -> Case:
        row = {"pk": OuterRef("subject_id")}
        all_rows = self.model._default_manager.filter(**row)
        reasons = (
            (Exists(self.rows().filter(**row)), Reason.FINISHED),
            (Exists(all_rows.filter(**{self.due: OuterRef("due_on")})), Reason.MOVED),
            (Exists(all_rows.alias(told=self.told).filter(told=OuterRef("recipient_id"))), Reason.REASSIGNED),
        )
        return Case(
            *(When(~holds, then=Value(str(reason))) for holds, reason in reasons),
            default=Value(str(Reason.OVERTAKEN)),
            output_field=CharField(),
        )

    def lines(self, recipient: Person, reminders: list[Reminder]) -> dict[int, Line]:
        told = self.told_of(recipient.pk).annotate(now=self.step_of(self.due))
        seen = self.for_lines(told.visible_to(recipient, self.today))
        records = seen.in_bulk([reminder.subject_id for reminder in reminders])
        return {
            reminder.pk: self._line(records[reminder.subject_id], reminder.due_on)
            for reminder in reminders
            if reminder.subject_id in records and self._stands(reminder, records[reminder.subject_id])
        }

    def _stands(self, reminder: Reminder, record: Any) -> bool:
        return getattr(record, self.due) == reminder.due_on and record.now == reminder.step

    def for_lines(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what a line shows, in one query."""
        return rows

    def group(self, record: Any) -> str:
        """The heading a record's line stands under."""
        raise NotImplementedError

    def title(self, record: Any) -> str:
        raise NotImplementedError

    def state(self, record: Any) -> str:
        """Where it stands, in a line."""
        raise NotImplementedError

    def _line(self, record: Any, due_on: date) -> Line:
        url = settings.BASE_URL + reverse(self.model._meta.model_name, args=[record.reference])
        common: dict[str, Any] = {
            "kind": self.kind,
            "reference": record.reference,
            "url": url,
            "due_on": due_on,
            "is_illustrative": record.is_illustrative,
        }
        if record.marking != Marking.OFFICIAL:
            return Line.marked(**common)
        return Line(**common, group=self.group(record), title=self.title(record), state=self.state(record))
