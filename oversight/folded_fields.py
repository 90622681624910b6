"""Columns that keep texts folded beside them (folding.py), so that both databases compare and search alike.

The column is worked out from the texts whenever it is read or saved: nobody sets it, and it cannot lag behind.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Value, When
from django.db.models.query_utils import DeferredAttribute

from oversight import folding

# Between the texts of one column: no word that is searched for holds one.
BETWEEN = "\n"


class _WorkedOut(DeferredAttribute):
    field: Any

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        return self if instance is None else self.field.value_of(instance)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class KeptFold(models.TextField):
    """What subclasses fold, of the columns named."""

    descriptor_class = _WorkedOut
    fold: Callable[[str], str]

    def __init__(self, *of: str, **kwargs: Any):
        self.of = of
        super().__init__(**kwargs | {"editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, _, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["default"]
        return name, path, list(self.of), kwargs

    def value_of(self, record: models.Model) -> str:
        return BETWEEN.join(type(self).fold(getattr(record, name) or "") for name in self.of)


class FoldedField(KeptFold):
    """A name or reference, as it is held to be the same as another."""

    fold = staticmethod(folding.folded)


class SoughtField(KeptFold):
    """What a search looks into: each text on a line of its own, between two ends of lines."""

    fold = staticmethod(folding.sought)

    def value_of(self, record: models.Model) -> str:
        return f"{BETWEEN}{super().value_of(record)}{BETWEEN}"


def kept_folds(model: type[models.Model] | models.Model) -> list[str]:
    """The columns of the model that are worked out here."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, KeptFold)]


def with_folds(record: models.Model, names: Collection[str]) -> list[str]:
    """The columns about to be saved, and those worked out from them. Names may be of columns or of their attributes."""
    follow = (field for field in record._meta.concrete_fields if isinstance(field, KeptFold))
    return [*names, *(field.name for field in follow if set(field.of) & set(names))]


class Once(models.UniqueConstraint):
    """No two records whose folded columns are the same. The refusal stands beside what was typed."""

    def validate(
        self, model: Any, instance: Any, exclude: Collection[str] | None = None, using: str = "default"
    ) -> None:
        kept = [model._meta.get_field(name) for name in self.fields if name in kept_folds(model)]
        typed = [name for field in kept for name in field.of]
        if exclude and set(typed) & set(exclude):
            return
        left = set(exclude or ()) - {field.name for field in kept}
        try:
            super().validate(model, instance, left, using)
        except ValidationError:
            raise ValidationError({typed[0]: self.get_violation_error_message()}) from None


def exact_first(rows: models.QuerySet, text: str, column: str = "sought") -> models.QuerySet:
    """Before all others those of which a whole line of the column is the text: “MPS” before “MPS Federation”."""
    line = f"{BETWEEN}{folding.sought(text)}{BETWEEN}"
    is_exact = Case(When(**{f"{column}__contains": line}, then=Value(0)), default=Value(1))
    order = rows.query.order_by or rows.model._meta.ordering
    return rows.order_by(is_exact, *order)


def fill(app: str, *models_to_fill: str) -> Callable[[Any, Any], None]:
    """For a migration: write the folded columns of all records of these models. Raises ValueError, naming them, where
    two would have to be one."""

    def write(apps: Any, schema_editor: Any) -> None:
        for name in models_to_fill:
            model = apps.get_model(app, name)
            kept = kept_folds(model)
            rows = model._base_manager.order_by("pk")
            model._base_manager.bulk_update(rows.iterator(500), kept, batch_size=500)

    return write


def require_once(app: str, model_name: str, *fields: str) -> Callable[[Any, Any], None]:
    """For a migration: before a constraint `Once` of these fields. Raises ValueError, naming the values."""

    def ask(apps: Any, schema_editor: Any) -> None:
        rows = apps.get_model(app, model_name)._base_manager.order_by()
        several = rows.values(*fields).annotate(n=models.Count("pk")).filter(n__gt=1).values_list(*fields)
        if found := [" ".join(str(part) for part in each) for each in several[:10]]:
            raise ValueError(
                f"More than one {model_name} is called {', '.join(found)}, case, apostrophes, dashes and spaces "
                "aside: rename all but one, and migrate again."
            )

    return ask
