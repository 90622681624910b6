"""Snoozing a reminder: the person asked is reminded of the thing again on a day they name, before its next step."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.db.models import F, Model

from oversight import context
from oversight.days import day_in_full, day_in_words
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.operations import record_event
from oversight.reminders import preferences
from oversight.reminders.kinds import ReminderKind, kind_named
from oversight.reminders.ledger import Reminder
from oversight.reminders.schedule import Limit, snooze_limit, step_again
from oversight.reminders.states import UNSENT, State
from oversight.working_days import is_working_day

DONE = {"snooze_reminder": "Reminder snoozed"}


def limit(reminder: Reminder, today: date) -> Limit:
    """How far the reminder may be snoozed."""
    kind = kind_named(reminder.kind)
    change = kind(today).next_changes([reminder])[reminder.pk] if kind else None
    return snooze_limit(change, reminder.due_on, today)


def _valid(kind: ReminderKind, reminders: Iterable[Reminder]) -> set[int]:
    rows = Reminder.objects.filter(kind.still_valid(), pk__in=[each.pk for each in reminders])
    return set(rows.values_list("pk", flat=True))


def offered(reminders: Iterable[Reminder], today: date) -> set[int]:
    """Those of a person's own reminders that are valid and have a day left, by their ids; a few queries a kind."""
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        if not reminder.is_always_sent and reminder.state in (*UNSENT, State.SENT):
            by_kind[reminder.kind].append(reminder)
    found: set[int] = set()
    for name, held in by_kind.items():
        if kind := kind_named(name):
            asked = kind(today)
            changes, valid = asked.next_changes(held), _valid(asked, held)
            left = (
                each.pk for each in held if snooze_limit(changes[each.pk], each.due_on, today).day > today
            )
            found |= valid.intersection(left)
    return found


def why_not(reminder: Reminder, by: Any, today: date) -> NotAllowed | RuleBroken | WrongState | None:
    """Why this person may not snooze it; None where they may."""
    if reminder.recipient_id != by.pk:
        return NotAllowed("Only the person reminded can snooze their reminder.")
    if reminder.is_always_sent:
        return RuleBroken("Statutory dates and escalations are not snoozed.")
    if reminder.state == State.CLAIMED:
        return WrongState("It is being sent at this moment: try again in a minute.")
    kind = kind_named(reminder.kind)
    if reminder.state == State.CANCELLED or kind is None or not _valid(kind(today), [reminder]):
        return WrongState(
            "This reminder is no longer valid: what it was about is done, moved or at its next step."
        )
    furthest = limit(reminder, today)
    if furthest.day <= today:
        return RuleBroken(f"There is no working day left {furthest.bound}: it is not snoozed.")
    if _is_unwanted(reminder, furthest.day):
        return RuleBroken(f"You asked for overdue things only: this is not overdue {furthest.bound}.")
    return None


def snooze(reminder: Reminder, *, by: Any, until: date) -> Reminder:
    """Remind the person of it again on the day named and not before. Returns the row of the ledger that will.

    What was sent already is sent again that day, by a row of its own; snoozed once more, that row goes to the new day.
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
                f"Choose a day from tomorrow to {day_in_words(furthest.day)}, "
                f"the last working day {furthest.bound}.",
                field="until",
            )
        if not is_working_day(until):
            raise RuleBroken(
                f"{day_in_full(until)} is no working day: no reminder is sent on it.", field="until"
            )
        if _is_unwanted(locked, until):
            raise RuleBroken(
                f"You asked for overdue things only, and on {day_in_words(until)} this is not overdue.",
                field="until",
            )
        again = locked if locked.state in UNSENT else _row_again(locked)
        if again.step != again.schedule_step:
            again.step = step_again(again.schedule_step, until)
        again.not_before, again.state, again.reason, again.digest = until, State.DUE, "", None
        again.save()
        record_event(
            cast(Model, again.subject),
            step="snooze_reminder",
            by=by,
            after={"due_on": again.due_on},
            note=f"{by} is reminded of it again on {day_in_words(until)}: {again.schedule_step_in_words()}.",
        )
    return again


def _is_unwanted(reminder: Reminder, day: date) -> bool:
    """Whether on that day its recipient does not want to be reminded of it."""
    return Reminder.objects.filter(preferences.unwanted(day), pk=reminder.pk).exists()


def _row_again(sent: Reminder) -> Reminder:
    """The row by which what was sent is sent again: the one that waits already, otherwise a new one, not saved yet."""
    names = (
        "recipient_id",
        "kind",
        "subject_type_id",
        "subject_id",
        "schedule_step",
        "due_on",
        "recipient_role",
    )
    same = {name: getattr(sent, name) for name in names}
    waiting = Reminder.objects.select_for_update(of=("self",)).exclude(step=F("schedule_step"))
    waits = waiting.filter(**same, state__in=(*UNSENT, State.CANCELLED)).order_by("pk").first()
    return waits or Reminder(**same, subject_reference=sent.subject_reference, on_behalf_of=sent.on_behalf_of)
