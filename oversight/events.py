"""An Event in words, as far as its reader may see what it names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime

from oversight.models import Event
from oversight.narrowing import in_sight

# Step -> what was done, where an app has words of its own for it; apps put theirs in.
WORDS: dict[str, str] = {}
# What other steps begin with -> what was done to the rest of their name.
DONE = {
    "add": "added",
    "amend": "corrected",
    "arrange": "arranged",
    "create": "created",
    "end": "ended",
    "enter": "entered",
    "hold": "held",
    "load": "loaded",
    "record": "recorded",
    "revoke": "revoked",
    "rotate": "replaced",
    "seat": "given a seat",
    "send": "sent",
}


@dataclass(frozen=True)
class Value:
    """One column or relation, as it was and as it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of a record's timeline."""

    title: str
    by: Any
    door: str
    at: datetime
    note: str
    changes: list[Value]


def step_in_words(step: str) -> str:
    """What was done: “Closure agreed”, “Report recorded”, “Corrected”."""
    if step in WORDS:
        return WORDS[step]
    first, *rest = step.replace("api", "API").split("_")
    words = " ".join([*rest, DONE[first]] if first in DONE else [first, *rest])
    return words[:1].upper() + words[1:]


def entries(events: Iterable[Event], user) -> list[Entry]:
    """The timeline of a record, as far as its reader may see what the events name."""
    return [
        Entry(
            step_in_words(event.step),
            event.by,
            event.get_door_display(),
            event.at,
            event.note,
            values(event, user),
        )
        for event in events
    ]


def values(event: Event, user) -> list[Value]:
    """What the event holds; a relation to something out of the reader's sight is left out with its label."""
    model = event.subject_type.model_class()
    shown = []
    for name in [*event.before, *(name for name in event.after if name not in event.before)]:
        field = _field(model, name)
        before, after = (_in_words(field, held.get(name), user) for held in (event.before, event.after))
        if (before, after) != ("", ""):
            label = getattr(field, "verbose_name", name.replace("_", " "))
            shown.append(Value(str(label).capitalize(), before, after))
    return shown


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        return None


def _in_words(field: Any, value: Any, user) -> str:
    if value is None or value == "" or value == []:
        return ""
    if field is not None and field.is_relation:
        held = value if isinstance(value, list) else [value]
        return ", ".join(str(each) for each in held if in_sight(field.related_model, each, user))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return str(value) if moment is None else formats.localize(timezone.localtime(moment))
    if isinstance(field, models.DateField):
        day: date | None = parse_date(str(value))
        return str(value) if day is None else formats.localize(day)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))
