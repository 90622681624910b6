"""The statuses of an agenda item and the steps it takes, as one table. The only place that knows.

Unfinished items carry over to the next meeting, once (rules.md section 9).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from boards.rules import access
from boards.rules.agenda import MINUTES_AND_ACTIONS, why_closed
from oversight.steps import Button, StatusStep, Workflow, by_name


class Status(TextChoices):
    PLANNED = "planned", "Planned"
    TAKEN = "taken", "Taken"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CARRIED_OVER = "carried_over", "Carried over"


@dataclass(frozen=True, kw_only=True)
class ItemStep(StatusStep):
    """A step of an item that is still to be taken, while the agenda may change; never of item 1."""

    # What was to be taken at a meeting that is cancelled can still be taken at the next.
    but_cancelled: bool = False

    def breaks(self, item: Any) -> str:
        if not item.is_minutes_and_actions:
            return ""
        return f"“{MINUTES_AND_ACTIONS}” stands on every agenda: it is neither withdrawn nor carried over."

    def why_not(self, item: Any, now: datetime) -> str:
        return why_closed(item.meeting, but_cancelled=self.but_cancelled) or super().why_not(item, now)


def carried_before(item: Any, now: datetime) -> str:
    if item.carried_from_id is None:
        return ""
    return (
        "This item was carried over to this meeting already, and an item is carried over once: "
        "take it, or withdraw it and put a new one on."
    )


NO_LONGER_PLANNED: dict[str, str] = {
    Status.TAKEN: "it was taken at this meeting",
    Status.WITHDRAWN: "it is withdrawn",
    Status.CARRIED_OVER: "it has already been carried over",
}

STEPS = by_name(
    ItemStep(
        name="withdraw_item", label="Withdraw the item", done="Item withdrawn", asks="the reason",
        address="withdraw", button=Button.END, sources=(Status.PLANNED,), target=Status.WITHDRAWN,
        said=NO_LONGER_PLANNED,
    ),
    ItemStep(
        name="carry_over_item", label="Carry over to the next meeting", done="Item carried over",
        asks="an optional reason", address="carry-over", sources=(Status.PLANNED,),
        target=Status.CARRIED_OVER, unless=carried_before, said=NO_LONGER_PLANNED, but_cancelled=True,
    ),
)  # fmt: skip

ITEMS = Workflow("agendaitem", "an agenda item", STEPS, access.MAY_TAKE)
