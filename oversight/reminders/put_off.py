"""Putting a reminder off: whoever is asked hears of the thing again on a day they name, before its next step."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.operations import record_event
from oversight.reminders.ladder import AGAIN
from oversight.reminders.ledger import UNTOLD, Reminder, State
from oversight.reminders.sources import source_of
from oversight.working_days import A_DAY, is_working_day

DONE = {"put_off_reminder": "Reminder put off"}
# What comes to no further step may be put off for so long.
LONGEST = timedelta(days=28)


def last_day(reminder: Reminder, today: date) -> date:
    """The last day to which it may be put off: the day before its next step comes."""
    source = source_of(reminder.kind, today)
    change = source.next_change(reminder) if source else None
    return change - A_DAY if change else today + LONGEST


def why_not(reminder: Reminder, by: Any, today: date) -> NotAllowed | RuleBroken | WrongState | None:
    """Why this person may not put it off; None where they may."""
    if reminder.recipient_id != by.pk:
        return NotAllowed("Only whoever is reminded puts their reminder off.")
    if reminder.is_always_told:
        return RuleBroken("Statutory dates and escalations are not put off.")
    if reminder.state == State.CLAIMED:
        return WrongState("It is being sent at this moment: try again in a minute.")
    source = source_of(reminder.kind, today)
    stands = source and Reminder.objects.filter(source.still_owed(), pk=reminder.pk).exists()
    if reminder.state == State.WITHDRAWN or not stands:
        return WrongState(
            "This reminder stands no more: what it was about is done, moved or at its next step."
        )
    if last_day(reminder, today) <= today:
        return RuleBroken("Its next step comes tomorrow: there is no day to put it off to.")
    return None


def standing(reminders: Iterable[Reminder], today: date) -> set[int]:
    """Those of a person's own reminders that they may put off, by a query a kind."""
    may: set[int] = set()
    by_kind: dict[str, list[int]] = defaultdict(list)
    for reminder in reminders:
        if not reminder.is_always_told and reminder.state in (*UNTOLD, State.SENT):
            by_kind[reminder.kind].append(reminder.pk)
    for kind, keys in by_kind.items():
        if source := source_of(kind, today):
            stand = Reminder.objects.filter(source.still_owed(), pk__in=keys)
            may.update(stand.values_list("pk", flat=True))
    return may


def put_off(reminder: Reminder, *, by: Any, until: date) -> Reminder:
    """Let the person hear of it again on the day named and not before. Returns the row of the ledger that will tell.

    What was told already is told again that day, by a row of its own. Raises NotAllowed, RuleBroken, WrongState.
    """
    today = timezone.localdate()
    with transaction.atomic():
        locked = Reminder.objects.select_for_update(of=("self",)).get(pk=reminder.pk)
        if refusal := why_not(locked, by, today):
            raise refusal
        last = last_day(locked, today)
        if not today < until <= last:
            raise RuleBroken(
                f"Choose a day from tomorrow to {last:%-d %B %Y}, the day before its next step.",
                field="until",
            )
        if not is_working_day(until):
            raise RuleBroken(
                f"{until:%A %-d %B %Y} is no working day: no reminder is sent on it.", field="until"
            )
        if locked.state in UNTOLD:
            locked.not_before, locked.state, locked.digest = until, State.OWED, None
            locked.save(update_fields=["not_before", "state", "digest"])
        else:
            locked = _again(locked, until)
        record_event(
            cast(Model, locked.subject),
            step="put_off_reminder",
            by=by,
            after={"due_on": locked.due_on},
            note=f"{by} is reminded of it again on {until:%-d %B %Y}: {locked.rung_in_words()}.",
        )
    return locked


def _again(told: Reminder, until: date) -> Reminder:
    same = {name: getattr(told, name) for name in ("recipient_id", "subject_type_id", "subject_id", "due_on")}
    more = {
        name: getattr(told, name)
        for name in ("kind", "subject_reference", "rung", "told_as", "in_place_of_id")
    }
    again, _ = Reminder.objects.get_or_create(
        **same, step=f"{AGAIN}{until.isoformat()}", defaults={**more, "not_before": until}
    )
    return again
