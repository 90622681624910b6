"""An Event in words, as far as its reader may see what it names."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime

from oversight import ports
from oversight.models import Event
from oversight.visibility import limits_visibility, visible_words

# What a column held that was empty.
NONE = "none"

# What stands in a note for a record that its reader may not see, and what a reference looks like.
NOT_SHOWN = "(not shown)"
REFERENCE = re.compile(r"\b\w+(?:-\w+)+\b")

# Model -> what Events call those of its records that the reader sees.
Visible = dict[type[models.Model], set[Any]]
# What other steps begin with -> what was done to the rest of their name.
DONE = {
    "add": "added",
    "amend": "corrected",
    "arrange": "arranged",
    "choose": "chosen",
    "create": "created",
    "end": "ended",
    "enter": "entered",
    "hold": "held",
    "load": "loaded",
    "make": "made",
    "record": "recorded",
    "renew": "renewed",
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
    channel: str
    at: datetime
    note: str
    changes: list[Value]


def step_in_words(step: str) -> str:
    """What was done: “Closure agreed”, “Report recorded”, “Corrected”."""
    if words := ports.event_words().get(step):
        return words
    first, *rest = step.replace("api", "API").split("_")
    plain = " ".join([*rest, DONE[first]] if first in DONE else [first, *rest])
    return plain[:1].upper() + plain[1:]


def entries(events: Iterable[Event], user, columns: Collection[str] | None = None) -> list[Entry]:
    """The timeline of a record, as far as its reader may see what the events name.

    `columns` are those whose changes a page tells: those it shows to everybody who sees the record, so that
    of them only members of relations to many are held back. What the record was entered with is then left out: it
    stands on the page itself.
    """
    events = list(events)
    visible = _visible(events, user, columns)
    said = notes(events, user)
    return [
        Entry(
            step_in_words(event.step),
            event.by,
            event.get_channel_display(),
            event.at,
            said[event.pk],
            _values(event, visible) if columns is None else _changes(event, visible, columns),
        )
        for event in events
    ]


def values(event: Event, user) -> list[Value]:
    """What the event holds; a relation to something not visible to the reader is left out with its label."""
    return _values(event, _visible([event], user))


def notes(events: Iterable[Event], user) -> dict[int, str]:
    """The notes by the keys of their events, without the references of what the reader may not see.

    The register names other records in some of them: a meeting that agreed minutes, or that took an item over.
    """
    said = {event.pk: event.note for event in events}
    words = {word for note in said.values() for word in REFERENCE.findall(note)}
    if hidden := words and {word for model in _with_reference() for word in _hidden(model, words, user)}:
        said = {
            key: REFERENCE.sub(lambda found: _named(found[0], hidden), note) for key, note in said.items()
        }
    return said


def _named(word: str, hidden: Collection[str]) -> str:
    return NOT_SHOWN if word in hidden else word


def _with_reference() -> list[type[models.Model]]:
    """The models whose records go by a reference, and are not seen by everybody."""
    return [
        model
        for model in apps.get_models()
        if limits_visibility(model) and any(each.name == "reference" for each in model._meta.concrete_fields)
    ]


def _hidden(model: type[models.Model], words: set[str], user) -> set[Any]:
    """Which of these words are references of records that the reader may not see."""
    held = model._base_manager.filter(reference__in=words).order_by()
    found = set(held.values_list("reference", flat=True))
    return found - visible_words(model, found, user)


def seen_by(events: Iterable[Event], user, columns: Collection[str]) -> list[tuple[dict, dict]]:
    """Of each Event what the columns were and became, for the API; members that the reader may not see are left out."""
    events = list(events)
    visible = _visible(events, user, columns)
    return [
        (_seen(event, event.before, visible, columns), _seen(event, event.after, visible, columns))
        for event in events
    ]


def _seen(event: Event, held: dict[str, Any], visible: Visible, columns: Collection[str]) -> dict[str, Any]:
    return {
        name: _members_seen(_field(_model(event), name), value, visible) if isinstance(value, list) else value
        for name, value in held.items()
        if name in columns
    }


def _members_seen(field: Any, words: list[Any], visible: Visible) -> list[Any]:
    if field is None or not field.is_relation:
        return words
    return [each for each in words if each in visible.get(field.related_model, ())]


def _changes(event: Event, visible: Visible, columns: Collection[str]) -> list[Value]:
    return _values(event, visible, columns) if event.before else []


def _values(event: Event, visible: Visible, names: Collection[str] | None = None) -> list[Value]:
    model, held = _model(event), {**event.before, **event.after}
    shown = []
    for name in held if names is None else (name for name in names if name in held):
        field = _field(model, name)
        before, after = (
            _in_words(field, words.get(name), visible, held_back=names is None)
            for words in (event.before, event.after)
        )
        if (before, after) != ("", ""):
            label = getattr(field, "verbose_name", name.replace("_", " "))
            shown.append(Value(_heading(str(label)), before or NONE, after or NONE))
    return shown


def _heading(label: str) -> str:
    """With a capital first, and the others as they are."""
    return label[:1].upper() + label[1:]


def _visible(events: Iterable[Event], user, columns: Collection[str] | None = None) -> Visible:
    """What the reader sees of all that the events name, by one query a model however many events there are; of all
    that they name in several, where `columns` are given."""
    named: dict[type[models.Model], set[Any]] = defaultdict(set)
    for event in events:
        for held in (event.before, event.after):
            for name, words in held.items():
                if columns is not None and (name not in columns or not isinstance(words, list)):
                    continue
                field = _field(_model(event), name)
                if field is not None and field.is_relation:
                    named[field.related_model].update(_each(words))
    return {model: visible_words(model, words, user) for model, words in named.items()}


def _each(words: Any) -> list[Any]:
    """What a column names, be it one record or several."""
    return words if isinstance(words, list) else [] if words in (None, "") else [words]


def _model(event: Event) -> type[models.Model] | None:
    return ContentType.objects.get_for_id(event.subject_type_id).model_class()


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        return None


def _in_words(field: Any, value: Any, visible: Visible, *, held_back: bool) -> str:
    if value is None or value == "" or value == []:
        return ""
    if field is not None and field.is_relation:
        seen = visible[field.related_model] if held_back or isinstance(value, list) else _each(value)
        return ", ".join(str(each) for each in _each(value) if each in seen)
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
