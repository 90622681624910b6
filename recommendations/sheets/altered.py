"""A record as it would be with the changes of a row on it, to be asked about before anything is written."""

from collections.abc import Collection
from copy import copy
from typing import Any

from django.db import models


def altered(record: Any, changes: dict[str, Any]) -> Any:
    """A copy of the record with the changes on it; the record itself stays as it is."""
    changed = copy(record)
    changed._state = copy(record._state)
    changed._state.fields_cache = dict(record._state.fields_cache)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def not_asked(record: models.Model, changes: Collection[str] | None = None) -> list[str]:
    """The columns that are not to be cleaned: other records, which were looked up and would cost a query each; the
    reference; and where `changes` are given, all others."""
    return [
        field.name
        for field in record._meta.fields
        if field.is_relation
        or field.name == "reference"
        or (changes is not None and field.name not in changes)
    ]
