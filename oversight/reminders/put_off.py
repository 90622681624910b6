"""Putting a reminder off: whoever is asked hears of the thing again on a day they name, before its next step."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import F, Model

from oversight import context
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.operations import record_event
from oversight.reminders import preferences
from oversight.reminders.ladder import step_again
from oversight.reminders.ledger import UNTOLD, Reminder, State
from oversight.reminders.sources import Source, source_of
from oversight.working_days import A_DAY, is_working_day, last_working_day

DONE = {"put_off_reminder": "Reminder put off"}
# What comes to no further step and has passed its date may be put off for so long.
LONGEST = timedelta(days=28)


@dataclass(frozen=True)
class Limit:
    """The last working day to which something may be put off, and what bounds it: “before its next step”."""

    day: date
    bound: str


def _limit(change: date | None, due_on: date, today: date) -> Limit:
    """`change`: the day on which the next step comes, where one follows."""
    if change:
        return Limit(last_working_day(change - A_DAY), "before its next step")
    if due_on >= today:
        return Limit(last_working_day(due_on), "up to its date")
    return Limit(last_working_day(today + LONGEST), "within four weeks")


def has_day_left(change: date | None, due_on: date, today: date) -> bool:
    """Whether any day is left to which it may be put off."""
    return _limit(change, due_on, today).day > today


def limit(reminder: Reminder, today: date) -> Limit:
    """How far the reminder may be put off."""
    source = source_of(reminder.kind, today)
    change = source.next_changes([reminder])[reminder.pk] if source else None
    return _limit(change, reminder.due_on, today)


def _standing(source: Source, reminders: Iterable[Reminder]) -> set[int]:
    rows = Reminder.objects.filter(source.still_owed(), pk__in=[each.pk for each in reminders])
    return set(rows.values_list("pk", flat=True))


def offered(reminders: Iterable[Reminder], today: date) -> set[int]:
    """Those of a person's own reminders that stand and have a day left, by their ids; a few queries for each kind."""
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        if not reminder.is_always_told and reminder.state in (*UNTOLD, State.SENT):
            by_kind[reminder.kind].append(reminder)
    found: set[int] = set()
    for kind, held in by_kind.items():
        if source := source_of(kind, today):
            changes, stand = source.next_changes(held), _standing(source, held)
            left = (each.pk for each in held if has_day_left(changes[each.pk], each.due_on, today))
            found |= stand.intersection(left)
    return found


def why_not(reminder: Reminder, by: Any, today: date) -> NotAllowed | RuleBroken | WrongState | None:
    """Why this person may not put it off; None where they may."""
    if reminder.recipient_id != by.pk:
        return NotAllowed("Only whoever is reminded puts their reminder off.")
    if reminder.is_always_told:
        return RuleBroken("Statutory dates and escalations are not put off.")
    if reminder.state == State.CLAIMED:
        return WrongState("It is being sent at this moment: try again in a minute.")
    source = source_of(reminder.kind, today)
    if reminder.state == State.WITHDRAWN or source is None or not _standing(source, [reminder]):
        return WrongState(
            "This reminder stands no more: what it was about is done, moved or at its next step."
        )
    furthest = limit(reminder, today)
    if furthest.day <= today:
        return RuleBroken(f"There is no working day left {furthest.bound}: it is not put off.")
    if _goes_unheard(reminder, furthest.day):
        return RuleBroken(f"You asked to hear of overdue things only: this is not overdue {furthest.bound}.")
    return None


def put_off(reminder: Reminder, *, by: Any, until: date) -> Reminder:
    """Let the person hear of it again on the day named and not before. Returns the row of the ledger that will tell.

    What was told already is told again that day, by a row of its own; put off once more, that row goes to the new day.
    Raises NotAllowed, RuleBroken, WrongState.
    """
    today = context.today()
    with transaction.atomic():
        locked = Reminder.objects.select_for_update(of=("self",)).get(pk=reminder.pk)
        if refusal := why_not(locked, by, today):
            raise refusal
        furthest = limit(locked, today)
        if not today < until <= furthest.day:
            raise RuleBroken(
                f"Choose a day from tomorrow to {furthest.day:%-d %B %Y}, "
                f"the last working day {furthest.bound}.",
                field="until",
            )
        if not is_working_day(until):
            raise RuleBroken(
                f"{until:%A %-d %B %Y} is no working day: no reminder is sent on it.", field="until"
            )
        if _goes_unheard(locked, until):
            raise RuleBroken(
                f"You asked to hear of overdue things only, and on {until:%-d %B %Y} this is not overdue.",
                field="until",
            )
        again = locked if locked.state in UNTOLD else _row_again(locked)
        if again.step != again.rung:
            again.step = step_again(again.rung, until)
        again.not_before, again.state, again.reason, again.digest = until, State.OWED, "", None
        again.save()
        record_event(
            cast(Model, again.subject),
            step="put_off_reminder",
            by=by,
            after={"due_on": again.due_on},
            note=f"{by} is reminded of it again on {until:%-d %B %Y}: {again.rung_in_words()}.",
        )
    return again


def _goes_unheard(reminder: Reminder, day: date) -> bool:
    """Whether on that day its recipient does not want to hear of it."""
    return Reminder.objects.filter(preferences.unwanted(day), pk=reminder.pk).exists()


def _row_again(told: Reminder) -> Reminder:
    """The row by which what was told is told again: the one that waits already, otherwise a new one, not saved yet."""
    names = ("recipient_id", "kind", "subject_type_id", "subject_id", "rung", "due_on", "told_as")
    same = {name: getattr(told, name) for name in names}
    waiting = Reminder.objects.select_for_update(of=("self",)).exclude(step=F("rung"))
    waits = waiting.filter(**same, state__in=(*UNTOLD, State.WITHDRAWN)).order_by("pk").first()
    return waits or Reminder(**same, subject_reference=told.subject_reference, in_place_of=told.in_place_of)
