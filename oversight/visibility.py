"""What of any record, and of what it is related to, one person may see: each model's own `visible_to`, asked by name.

For code that works with models in general (the admin, forms). The conditions stand in the apps' rules.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat


def visible(model: type[models.Model], user) -> models.QuerySet:
    """The records of a model that the person may see; all of them where the model leaves it to its parent."""
    records = model._default_manager.all()
    return records.visible_to(user) if hasattr(records, "visible_to") else records


def limits_visibility(model: type[models.Model] | None) -> bool:
    """Whether some people see fewer records of this model than others."""
    return model is not None and hasattr(model._default_manager.all(), "visible_to")


def hidden_relations(record: models.Model, user) -> set[str]:
    """Names of the record's relations to one other that lead, at present, to something not visible to the person."""
    return {
        field.name
        for field in _relations(record)
        if (held := getattr(record, field.attname)) is not None
        and not visible(field.related_model, user).filter(**{field.target_field.name: held}).exists()
    }


def hidden_members(record: models.Model, name: str, user) -> list[Any]:
    """What a relation to many holds that is not visible to the person; they can neither see nor remove it."""
    field = record._meta.get_field(name)
    model: Any = field.related_model
    if record.pk is None or not limits_visibility(model):
        return []
    fresh = type(record)(pk=record.pk)  # free of anything fetched in part before
    return list(getattr(fresh, name).exclude(pk__in=visible(model, user).values("pk")))


def _relations(record: models.Model) -> Iterator[Any]:
    for field in record._meta.concrete_fields:
        if field.is_relation and limits_visibility(field.related_model):
            yield field


def called(record: models.Model) -> str:
    """What Events call a record: its reference; where it has none, what its class says in `called_by`, or its words."""
    if paths := getattr(record, "called_by", None):
        return ", ".join(str(reduce(getattr, path.split("__"), record)) for path in paths)
    return getattr(record, "reference", None) or str(record)


def visible_words(model: type[models.Model], words: Iterable[Any], user) -> set[Any]:
    """Which of these words, as Events name records of the model, are of records visible to the person; one query."""
    words = set(words)
    if not words or not limits_visibility(model):
        return words
    if paths := getattr(model, "called_by", None):
        parts = [part for path in paths for part in (F(path), Value(", "))][:-1]
        words_of = Concat(*parts, output_field=models.TextField()) if len(parts) > 1 else parts[0]
        seen = visible(model, user).annotate(called=words_of).filter(called__in=words)
        return set(seen.order_by().values_list("called", flat=True))
    columns = {field.name for field in model._meta.concrete_fields}
    for column in ("reference", "slug", "name"):
        if column in columns:
            seen = visible(model, user).filter(**{f"{column}__in": words})
            return set(seen.order_by().values_list(column, flat=True))
    return set()
