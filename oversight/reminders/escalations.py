"""An escalation that was sent stands in the history of what it is about: who was notified besides those asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from oversight import context
from oversight.models import Event
from oversight.reminders.ledger import Reminder
from oversight.reminders.states import State

STEP = "escalate"
DONE = {STEP: "Escalated"}


def record_escalations(sent: Iterable[Reminder], recipient: Any) -> None:
    """An Event about each thing of which the person was notified.

    To be called in the transaction that writes down that the digest was sent.
    """
    Event.objects.bulk_create(
        Event(
            step=STEP,
            by=None,
            channel=context.current().channel,
            subject_type_id=reminder.subject_type_id,
            subject_id=reminder.subject_id,
            note=f"{recipient} was notified: {reminder.step_in_words()}.",
        )
        for reminder in sent
    )


def present(sent: Iterable[Reminder], due_on: date | None) -> list[Reminder]:
    """Of what was sent about a thing, the escalations that went out for its present due date, the latest first."""
    return [
        reminder
        for reminder in sent
        if reminder.is_escalation and reminder.state == State.SENT and reminder.due_on == due_on
    ]
