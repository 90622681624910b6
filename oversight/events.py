"""An Event in words, as far as its reader may see what it names."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from oversight.models import Event
from oversight.narrowing import in_sight


@dataclass(frozen=True)
class Value:
    """One column or relation, as it was and as it became."""

    label: str
    before: str
    after: str


def step_in_words(step: str) -> str:
    return step.replace("_", " ").capitalize()


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
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))
