"""A kind of thing that falls due: the base of all of them, and what the engine asks of each.

The apps make one class a kind and name it in their apps.py (the port `reminder_kinds`). It answers five questions:

    which rows       rows()               what is still to be done
    due when         due_on
    who is reminded  recipients()         those it is asked of, then those of its escalations
    on which days    schedule             the default, and `own_schedules` of those that have others
    what is said     title() state() …

The rest follows from these answers, as querysets and conditions: a few queries, however many things are due.

    rows, due_on -> candidates -> due_now -> to_record      a sweep writes it into the ledger (sweep.py)
                                          -> still_valid    or cancels what the ledger holds
    a reminder of the ledger   -> entries                   what its recipient may read as it is sent (deliver.py)
    rows, due_on               -> upcoming                  lists and calendars, whether anybody is reminded yet or not
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from oversight.markings import Marking
from oversight.ports import offered
from oversight.reminders.entries import Entry
from oversight.reminders.recipients import OWNER, Recipients, of_recipient
from oversight.reminders.schedule import Schedule, snooze_limit, step_in_words
from oversight.reminders.states import Reason


class ReminderKind:
    """One kind of thing that falls due on a day of a record, asked about one day.

    A kind is one class, named in its app's apps.py, and one template, templates/reminders/kinds/<name>.txt.
    """

    name: str
    # What falls due, in the plural, as a heading says it.
    called: str
    model: type[Any]
    # What is asked, where that does not go without saying: “Verify”.
    asks = ""
    # The day it is due, as the database finds it for each row.
    due_on: Any = F("due_on")
    reference: Any = F("reference")
    schedule: Schedule
    # Whether its day is one by which it is to be done; if not it is in no list of what is due, nor in calendars.
    is_dated = True
    # A clock set by statute: sent whatever people chose.
    is_statutory = False
    # Of these somebody else has to decide first: as long as they wait, nobody is reminded.
    waits: Q | None = None
    # Of which rows it is asked, where not of all.
    within = Q()
    # The roles in which people are reminded, in words.
    roles: Mapping[str, str] = {OWNER: "the person it is asked of"}
    # What its date is called, and what it is once the date has passed.
    day_called, late_called = "the due date", "overdue"

    def __init__(self, today: date) -> None:
        self.today = today
        # Asked again and again, and slow to put together.
        self.due_now = cache(self._due_now)
        self.still_valid = cache(self._still_valid)
        self._next_change = cache(self._next_change_at)

    @classmethod
    def step_in_words(cls, step: str) -> str:
        """A step of this kind as people say it: “7 days before the due date”."""
        return step_in_words(step, cls.day_called, cls.late_called)

    def prepare(self) -> None:
        """Bring dates up to date before anything is asked. Most kinds need none."""

    def rows(self) -> QuerySet[Any]:
        """Everything of this kind that is still to be done, whatever its day."""
        raise NotImplementedError

    def everything(self) -> QuerySet[Any]:
        """Every record of the model, whether anything is still to be done or not."""
        return self.model._default_manager.all()

    def recipients(self) -> tuple[Recipients, ...]:
        """Those it is asked of first, then those who are reminded once it is late."""
        raise NotImplementedError

    # --- on which step ---------------------------------------------------------------------------

    @property
    def scope(self) -> str:
        """The path to the key of what may have a schedule of its own; empty where nothing may."""
        return ""

    def own_schedules(self) -> dict[int, Schedule]:
        """By the key at `scope`: the schedules of those that do not go by the default."""
        return {}

    @cached_property
    def schedules(self) -> dict[int, Schedule]:
        return self.own_schedules() if self.scope else {}

    @cached_property
    def _earliest(self) -> date | None:
        """The earliest day on which anything of this kind falls due; None where nothing does."""
        return self._asked().aggregate(earliest=Min("falls_on"))["earliest"]

    def _asked(self) -> QuerySet[Any]:
        """What people are reminded of, with its day: not what waits for somebody else."""
        rows = self.rows().filter(self.within)
        return self._dated(rows.exclude(self.waits) if self.waits else rows)

    def _dated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.annotate(falls_on=self.due_on)

    def _step(self, schedule: Schedule, role: str) -> Any:
        if role == OWNER:
            return schedule.expression("falls_on", self.today, self._earliest or self.today)
        return schedule.late_expression(role, "falls_on", self.today)

    def _horizon(self, role: str) -> date | None:
        """The furthest date on which anything stands on a step for this role; None where nobody has the role."""
        every = [self.schedule, *self.schedules.values()]
        if role == OWNER:
            return max(schedule.horizon(self.today) for schedule in every)
        reached = [schedule.late_horizon(role, self.today) for schedule in every if role in schedule.late]
        return max(reached, default=None)

    def candidates(self, role: str) -> QuerySet[Any]:
        """What is near enough to be looked at today for this role, with `falls_on` and `row_step`: empty where it
        stands on no step."""
        step = self._step(self.schedule, role)
        if self.schedules:
            own = (
                When(**{self.scope: key}, then=self._step(schedule, role))
                for key, schedule in self.schedules.items()
            )
            step = Case(*own, default=step, output_field=CharField())
        rows = self._asked().filter(falls_on__lte=self._horizon(role))
        return rows.annotate(row_step=step)

    def _due_now(self, role: str) -> QuerySet[Any]:
        """What stands on a step today for this role, with `falls_on` and `row_step`."""
        return self.candidates(role).exclude(row_step="")

    def upcoming(self, reader: Any) -> QuerySet[Any]:
        """Everything of this kind that has its day, near or far, and that the reader may see.

        With `falls_on`, `row_reference` and `is_asked`, whether it is asked of the reader.
        """
        asked, *_ = self.recipients()
        theirs = of_recipient(asked, self.everything(), reader.pk).filter(pk=OuterRef("pk"))
        dated = self._dated(self.rows()).filter(falls_on__isnull=False)
        rows: Any = dated.annotate(row_reference=self.reference)
        return rows.visible_to(reader, self.today).annotate(is_asked=Exists(theirs))

    # --- what the engine asks --------------------------------------------------------------------

    @cached_property
    def _reminded(self) -> list[Recipients]:
        """Those who are reminded of anything today, by the schedules and by what falls due."""
        earliest = self._earliest
        if earliest is None:  # as of most kinds on most days: neither schedules nor people are looked up
            return []

        def is_reached(role: str) -> bool:
            horizon = self._horizon(role)
            return horizon is not None and earliest <= horizon

        return [recipients for recipients in self.recipients() if is_reached(recipients.role)]

    @cached_property
    def _of_entries(self) -> list[tuple[Recipients, QuerySet[Any]]]:
        """Those who are reminded today, each with the rows of which they may be. Of `candidates`: `entries` compares
        the step itself."""
        return [
            (each, self.for_entries(each.named(self.candidates(each.role))).order_by())
            for each in self._reminded
        ]

    def to_record(self) -> list[list[QuerySet[Any]]]:
        """Everything that stands on a step on the day, for each role in one or several querysets.

        Rows of the model with these annotations: `row_recipient` (the person's id, or null), `row_recipient_role`,
        `row_is_escalation`, `row_reference`, `row_step`, `row_due_on`, `row_on_behalf_of` (the id of the person who
        cannot be reached, or null).
        """
        return [
            [
                rows.annotate(
                    row_reference=self.reference,
                    row_due_on=F("falls_on"),
                    row_recipient_role=Value(each.role),
                    row_is_escalation=Value(each.role != OWNER),
                    row_on_behalf_of=each.on_behalf_of,
                )
                for rows in each.to_record(self.due_now(each.role))
            ]
            for each in self._reminded
        ]

    def _still_valid(self) -> Q:
        """The condition under which a reminder of the ledger is valid as it was recorded."""
        valid = Q(pk__in=[])
        recipient = OuterRef("recipient_id")
        for each in self._reminded:
            due = of_recipient(each, self.due_now(each.role), recipient).filter(
                pk=OuterRef("subject_id"), falls_on=OuterRef("due_on"), row_step=OuterRef("schedule_step")
            )
            valid |= Q(recipient_role=each.role) & Q(Exists(due))
        return valid

    def why_not_valid(self) -> Case:
        """For a reminder of the ledger that is no longer valid: the reason, as the ledger spells it."""
        row = {"pk": OuterRef("subject_id")}
        every = self._dated(self.everything()).filter(**row)
        waits = [When(Exists(every.filter(self.waits)), then=Value(str(Reason.WAITS)))] if self.waits else []
        finished = When(~Exists(self.rows().filter(**row)), then=Value(str(Reason.FINISHED)))
        moved = When(~Exists(every.filter(falls_on=OuterRef("due_on"))), then=Value(str(Reason.MOVED)))
        others = (
            When(
                Q(recipient_role=each.role) & ~Q(Exists(of_recipient(each, every, OuterRef("recipient_id")))),
                then=Value(str(Reason.REASSIGNED)),
            )
            for each in self.recipients()
        )
        return Case(
            *waits, finished, moved, *others, default=Value(str(Reason.OVERTAKEN)), output_field=CharField()
        )

    def next_changes(self, reminders: list[Any]) -> dict[int, date | None]:
        """The day on which what each reminder is about comes to its next step, by the reminder's id; None where none
        follows."""
        scopes: dict[int, int] = {}
        if self.schedules:
            about = self.everything().filter(pk__in={reminder.subject_id for reminder in reminders})
            scopes = dict(about.values_list("pk", self.scope))
        return {
            reminder.pk: self._next_change(scopes.get(reminder.subject_id), reminder.due_on)
            for reminder in reminders
        }

    def _next_change_at(self, key: int | None, due_on: date) -> date | None:
        schedule = self.schedules.get(key, self.schedule) if key else self.schedule
        return schedule.next_change(due_on, self.today)

    def titles(self, reader: Any, reminders: list[Any]) -> dict[int, str]:
        """What each thing is called, by the reminder's id, for somebody who looks at what waits.

        Left out: what is marked, and what the reader may not see.
        """
        seen = self.for_entries(self._dated(self.model.objects.visible_to(reader, self.today)))
        records = seen.in_bulk([reminder.subject_id for reminder in reminders])
        return {
            reminder.pk: self.title(record)
            for reminder in reminders
            if (record := records.get(reminder.subject_id)) and self.marking(record) == Marking.OFFICIAL
        }

    def entries(self, recipient: Any, reminders: list[Any]) -> dict[int, Entry]:
        """What the recipient may read now, by the reminder's id.

        Left out: what is no longer valid as it was recorded, and what the recipient may not see.
        """
        found: dict[int, Entry] = {}
        for each, rows in self._of_entries:
            of_role = [reminder for reminder in reminders if reminder.recipient_role == each.role]
            if not of_role:
                continue
            theirs: Any = rows.filter(each.include(recipient.pk))
            seen = theirs.visible_to(recipient, self.today)
            records = seen.in_bulk([reminder.subject_id for reminder in of_role])
            changes = self.next_changes([reminder for reminder in of_role if not reminder.is_always_sent])
            for reminder in of_role:
                record = records.get(reminder.subject_id)
                if record and (record.falls_on, record.row_step) == (reminder.due_on, reminder.schedule_step):
                    may_wait = (
                        reminder.pk in changes
                        and snooze_limit(changes[reminder.pk], reminder.due_on, self.today).day > self.today
                    )
                    found[reminder.pk] = self._entry(record, reminder, may_wait)
        return found

    # --- what an entry says ----------------------------------------------------------------------

    def for_entries(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what an entry shows, in one query."""
        return rows

    def group(self, record: Any) -> str:
        """The heading a record's entry stands under."""
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
        return f"{reference}.{self.name}"

    def url(self, record: Any) -> str:
        """The path of its page."""
        return reverse(self.model._meta.model_name, args=[record.reference])

    def marking(self, record: Any) -> str:
        return record.marking

    def is_illustrative(self, record: Any) -> bool:
        return getattr(record, "is_illustrative", False)

    def on_behalf_of(self, record: Any, reminder: Any) -> str:
        """A sentence on whose behalf the recipient is reminded; empty where on nobody's."""
        return ""

    def _entry(self, record: Any, reminder: Any, may_wait: bool) -> Entry:
        common: dict[str, Any] = {
            "kind": self.name,
            "reference": reminder.subject_reference,
            "url": settings.BASE_URL + self.url(record),
            "due_on": reminder.due_on,
            "is_illustrative": self.is_illustrative(record),
        }
        if self.marking(record) != Marking.OFFICIAL:
            return Entry.marked(**common)
        return Entry(
            **common,
            group=self.group(record),
            title=self.title(record),
            state=self.state(record),
            why=self._why(reminder),
            on_behalf_of=self.on_behalf_of(record, reminder),
            snooze_url=settings.BASE_URL + reverse("put-off", args=[reminder.pk]) if may_wait else "",
        )

    def _why(self, reminder: Any) -> str:
        if not reminder.is_escalation:
            return ""
        return (
            f"You are reminded as {self.roles[reminder.recipient_role]}: {self.step_in_words(reminder.step)}."
        )


# --- Every kind there is -------------------------------------------------------------------------


def reminder_kinds() -> list[type[ReminderKind]]:
    """Those of all apps."""
    return [kind for of_app in offered("reminder_kinds") for kind in of_app]


def kinds(today: date) -> list[ReminderKind]:
    """Every kind, asked about the day."""
    return [kind(today) for kind in reminder_kinds()]


def kind_named(name: str) -> type[ReminderKind] | None:
    """None where the kind is no more; the ledger keeps its reminders."""
    return next((kind for kind in reminder_kinds() if kind.name == name), None)


def page_of(reminder: Any) -> str:
    """The path of the page of what a reminder is about; empty where its kind or its record is no more."""
    kind = kind_named(reminder.kind)
    return kind(reminder.due_on).url(reminder.subject) if kind and reminder.subject else ""


def kind_in_words(name: str) -> str:
    """What fell due, as its kind calls it; as it stands in the ledger where the kind is no more. So with the others."""
    kind = kind_named(name)
    return kind.called if kind else name


def step_of_kind(name: str, step: str) -> str:
    """A step in words."""
    kind = kind_named(name)
    return kind.step_in_words(step) if kind else step


def role_in_words(name: str, role: str) -> str:
    """The role in which somebody is reminded."""
    kind = kind_named(name)
    return kind.roles.get(role, role) if kind else role
