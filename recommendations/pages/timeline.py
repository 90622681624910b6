"""The history of an action in words: what happened, who did it through which door, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats

from oversight.models import Event
from recommendations.models import Action
from recommendations.rules.workflow import STEPS

# What is recorded besides the steps.
OTHERS = {
    "set_action": "Action set",
    "amend_action": "Corrected",
    "follow_meeting": "Due date followed the meeting",
}
# What a reader of the timeline wants to see changing; the rest is in the record's history.
TOLD = (
    "status",
    "due_on",
    "owner",
    "owner_organisation",
    "title",
    "complete_when",
    "outcome",
    "track",
    "marking",
)


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    title: str
    by: Any
    door: str
    at: datetime
    note: str
    changes: list[Change]


def entries(events: Iterable[Event]) -> list[Entry]:
    return [
        Entry(
            title=STEPS[event.step].done
            if event.step in STEPS
            else OTHERS.get(event.step, event.step.replace("_", " ").capitalize()),
            by=event.by,
            door=event.get_door_display(),
            at=event.at,
            note=event.note,
            changes=[] if event.step == "set_action" else _changes(event),
        )
        for event in events
    ]


def _changes(event: Event) -> list[Change]:
    return [
        Change(
            str(Action._meta.get_field(name).verbose_name),
            _in_words(name, event.before.get(name)),
            _in_words(name, event.after.get(name)),
        )
        for name in TOLD
        if name in event.after or name in event.before
    ]


def _in_words(name: str, value: Any) -> str:
    if value in (None, ""):
        return "none"
    if name == "due_on":
        return formats.date_format(date.fromisoformat(str(value)), "j F Y")
    choices = dict(Action._meta.get_field(name).flatchoices)
    return str(choices.get(value, value))
