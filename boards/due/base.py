"""What the sources of reminders share (oversight/reminders/sources.py): which rows, whom to tell, on which step."""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from boards.due import policies
from boards.due.hearers import Hearer, told_of
from boards.models import Person
from boards.rules.reminders import OWNER, TOLD_AS
from oversight.markings import Marking
from oversight.reminders import put_off
from oversight.reminders.ladder import Ladder, step_in_words
from oversight.reminders.ledger import Reason, Reminder
from oversight.reminders.sources import Line


def day_in_words(when: date) -> str:
    return f"{when:%-d %B %Y}"


class Dues:
    """One kind of thing that falls due on a day of a record. A source says which rows, whom to tell, the step.

    A kind is one class, named in `reminder_kinds` of the app's apps.py, and one template, emails/kinds/<kind>.txt.
    """

    kind: str
    # What falls due, in the plural, as a heading says it.
    called: str
    model: type[models.Model]
    # What is asked, where that does not go without saying: “Verify”.
    asks = ""
    # The day it is due, as the database finds it for each row.
    day: Any = F("due_on")
    reference: Any = F("reference")
    # The path to the key of its board, whose secretariat may set another ladder; empty where it has none.
    board = "board"
    ladder: Ladder
    # Whether its day is one by which it is to be done; if not it stands in no list of what is due, nor in calendars.
    is_dated = True
    # A clock set by statute: told whatever people chose to hear of.
    is_statutory = False
    # Of these somebody else has to decide first: as long as they wait, nobody is reminded.
    waits: Q | None = None
    # Of which rows it is asked, where not of all.
    within = Q()
    # As what people hear of it, in words.
    roles: Mapping[str, str] = TOLD_AS
    # What its date is called, and what it is once the date has passed.
    day_called, late_called = "the due date", "overdue"

    def __init__(self, today: date) -> None:
        self.today = today
        # Asked again and again, and slow to put together.
        self.standing = cache(self._standing)
        self._next_change = cache(self._next_change_at)
        self.still_owed = cache(self._still_owed)

    @classmethod
    def step_in_words(cls, step: str) -> str:
        return step_in_words(step, cls.day_called, cls.late_called)

    def prepare(self) -> None:
        """Nothing has to be brought up to date first."""

    def rows(self) -> QuerySet[Any]:
        """Everything of this kind that is still to be done, whatever its day."""
        raise NotImplementedError

    def everything(self) -> QuerySet[Any]:
        """Every record of the model, whether anything is still to be done or not."""
        return self.model._default_manager.all()

    def hearers(self) -> tuple[Hearer, ...]:
        """Whoever it is asked of first, then those who hear once it is late."""
        raise NotImplementedError

    # --- which step --------------------------------------------------------------------------

    @cached_property
    def ladders(self) -> dict[int, Ladder]:
        """The boards that have a ladder of their own for this kind."""
        return policies.ladders(self.kind, self.ladder) if self.board else {}

    @cached_property
    def _earliest(self) -> date | None:
        """The earliest day on which anything of this kind falls due; None where nothing does."""
        return self._asked().aggregate(earliest=Min("falls_on"))["earliest"]

    def _asked(self) -> QuerySet[Any]:
        """What people are reminded of, with its day: not what waits for somebody else."""
        rows = self.rows().filter(self.within)
        return self._dated(rows.exclude(self.waits) if self.waits else rows)

    def _dated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.annotate(falls_on=self.day)

    def _step(self, ladder: Ladder, told_as: str) -> Any:
        if told_as == OWNER:
            return ladder.expression("falls_on", self.today, self._earliest or self.today)
        return ladder.late_expression(told_as, "falls_on", self.today)

    def _horizon(self, told_as: str) -> date | None:
        """The furthest date on which anything stands on a step for these; None where nobody hears as this."""
        every = [self.ladder, *self.ladders.values()]
        if told_as == OWNER:
            return max(ladder.horizon(self.today) for ladder in every)
        reached = [ladder.late_horizon(told_as, self.today) for ladder in every if told_as in ladder.late]
        return max(reached, default=None)

    def _standing(self, told_as: str) -> QuerySet[Any]:
        """What stands on a step today for those told as this, with `falls_on` and `told_step`."""
        return self._near(told_as).exclude(told_step="")

    def _near(self, told_as: str) -> QuerySet[Any]:
        """As `standing`, and what is near enough but stands on no step: its `told_step` is empty."""
        step = self._step(self.ladder, told_as)
        if self.ladders:
            own = (
                When(**{self.board: board}, then=self._step(ladder, told_as))
                for board, ladder in self.ladders.items()
            )
            step = Case(*own, default=step, output_field=CharField())
        rows = self._asked().filter(falls_on__lte=self._horizon(told_as))
        return rows.annotate(told_step=step)

    def due(self, reader: Any) -> QuerySet[Any]:
        """Everything of this kind that has its day, near or far, and that the reader may see.

        With `falls_on`, `told_reference` and `is_asked`, whether it is asked of the reader.
        """
        asked, *_ = self.hearers()
        theirs = told_of(asked, self.everything(), reader.pk).filter(pk=OuterRef("pk"))
        rows: Any = self._with_day()
        return rows.visible_to(reader, self.today).annotate(is_asked=Exists(theirs))

    def _with_day(self) -> QuerySet[Any]:
        rows = self._dated(self.rows()).filter(falls_on__isnull=False)
        return rows.annotate(told_reference=self.reference)

    # --- what the engine asks ----------------------------------------------------------------

    @cached_property
    def _hearing(self) -> list[Hearer]:
        """Those who hear of anything today, by the ladders and by what falls due."""
        earliest = self._earliest
        if earliest is None:  # as of most kinds on most days: neither ladders nor people are looked up
            return []

        def hears(told_as: str) -> bool:
            horizon = self._horizon(told_as)
            return horizon is not None and earliest <= horizon

        return [hearer for hearer in self.hearers() if hears(hearer.told_as)]

    @cached_property
    def _told(self) -> list[tuple[Hearer, QuerySet[Any]]]:
        """Those who hear today, each with the rows of which they may. Of `_near`: `lines` compares the step itself."""
        return [
            (hearer, self.for_lines(hearer.named(self._near(hearer.told_as))).order_by())
            for hearer in self._hearing
        ]

    def owed(self) -> list[list[QuerySet[Any]]]:
        return [
            [
                rows.annotate(
                    told_reference=self.reference,
                    told_due_on=F("falls_on"),
                    told_as=Value(hearer.told_as),
                    told_is_escalation=Value(hearer.told_as != OWNER),
                    told_in_place_of=hearer.in_place_of,
                )
                for rows in hearer.owed(self.standing(hearer.told_as))
            ]
            for hearer in self._hearing
        ]

    def _still_owed(self) -> Q:
        stands = Q(pk__in=[])
        recipient = OuterRef("recipient_id")
        for hearer in self._hearing:
            told = told_of(hearer, self.standing(hearer.told_as), recipient).filter(
                pk=OuterRef("subject_id"), falls_on=OuterRef("due_on"), told_step=OuterRef("rung")
            )
            stands |= Q(told_as=hearer.told_as) & Q(Exists(told))
        return stands

    def next_changes(self, reminders: list[Reminder]) -> dict[int, date | None]:
        boards: dict[int, int] = {}
        if self.ladders:
            about = self.everything().filter(pk__in={reminder.subject_id for reminder in reminders})
            boards = dict(about.values_list("pk", self.board))
        return {
            reminder.pk: self._next_change(boards.get(reminder.subject_id), reminder.due_on)
            for reminder in reminders
        }

    def _next_change_at(self, board: int | None, due_on: date) -> date | None:
        ladder = self.ladders.get(board, self.ladder) if board else self.ladder
        return ladder.next_change(due_on, self.today)

    def why_not(self) -> Case:
        row = {"pk": OuterRef("subject_id")}
        every = self._dated(self.everything()).filter(**row)
        waits = [When(Exists(every.filter(self.waits)), then=Value(str(Reason.WAITS)))] if self.waits else []
        finished = When(~Exists(self.rows().filter(**row)), then=Value(str(Reason.FINISHED)))
        moved = When(~Exists(every.filter(falls_on=OuterRef("due_on"))), then=Value(str(Reason.MOVED)))
        others = (
            When(
                Q(told_as=hearer.told_as) & ~Q(Exists(told_of(hearer, every, OuterRef("recipient_id")))),
                then=Value(str(Reason.REASSIGNED)),
            )
            for hearer in self.hearers()
        )
        return Case(
            *waits, finished, moved, *others, default=Value(str(Reason.OVERTAKEN)), output_field=CharField()
        )

    def titles(self, reader: Person, reminders: list[Reminder]) -> dict[int, str]:
        objects: Any = self.model._default_manager
        seen = self.for_lines(self._dated(objects.visible_to(reader, self.today)))
        records = seen.in_bulk([reminder.subject_id for reminder in reminders])
        return {
            reminder.pk: self.title(record)
            for reminder in reminders
            if (record := records.get(reminder.subject_id)) and self.marking(record) == Marking.OFFICIAL
        }

    def lines(self, recipient: Person, reminders: list[Reminder]) -> dict[int, Line]:
        told: dict[int, Line] = {}
        for hearer, rows in self._told:
            heard = [reminder for reminder in reminders if reminder.told_as == hearer.told_as]
            if not heard:
                continue
            theirs: Any = rows.filter(hearer.tells(recipient.pk))
            seen = theirs.visible_to(recipient, self.today)
            records = seen.in_bulk([reminder.subject_id for reminder in heard])
            changes = self.next_changes([reminder for reminder in heard if not reminder.is_always_told])
            for reminder in heard:
                record = records.get(reminder.subject_id)
                if record and (record.falls_on, record.told_step) == (reminder.due_on, reminder.rung):
                    may_wait = reminder.pk in changes and put_off.has_day_left(
                        changes[reminder.pk], reminder.due_on, self.today
                    )
                    told[reminder.pk] = self._line(record, reminder, may_wait)
        return told

    # --- what a line says --------------------------------------------------------------------

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

    def is_begun(self, record: Any) -> bool:
        """Whether anything of it was done yet, as far as the record says."""
        return False

    def calendar_name(self, reference: str) -> str:
        """What it is known by in calendars, the same for ever."""
        return f"{reference}.{self.kind}"

    def url(self, record: Any) -> str:
        """The path of its page."""
        return reverse(self.model._meta.model_name, args=[record.reference])

    def marking(self, record: Any) -> str:
        return record.marking

    def is_illustrative(self, record: Any) -> bool:
        return getattr(record, "is_illustrative", False)

    def on_behalf_of(self, record: Any, reminder: Reminder) -> str:
        """A sentence on whose place the recipient is told in; empty where in nobody's."""
        return ""

    def _line(self, record: Any, reminder: Reminder, may_wait: bool) -> Line:
        common: dict[str, Any] = {
            "kind": self.kind,
            "reference": reminder.subject_reference,
            "url": settings.BASE_URL + self.url(record),
            "due_on": reminder.due_on,
            "is_illustrative": self.is_illustrative(record),
        }
        if self.marking(record) != Marking.OFFICIAL:
            return Line.marked(**common)
        return Line(
            **common,
            group=self.group(record),
            title=self.title(record),
            state=self.state(record),
            why=self._why(reminder),
            on_behalf_of=self.on_behalf_of(record, reminder),
            put_off_url=settings.BASE_URL + reverse("put-off", args=[reminder.pk]) if may_wait else "",
        )

    def _why(self, reminder: Reminder) -> str:
        if not reminder.is_escalation:
            return ""
        return f"You hear of it as {self.roles[reminder.told_as]}: {self.step_in_words(reminder.step)}."
