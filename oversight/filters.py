"""What the filters of lists share, for pages and API alike: a search over words, and a yes or no that is either."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from oversight.folding import sought
from oversight.typed import NamedRecord


class SearchFilter(django_filters.CharFilter):
    """Keeps the rows in which every word stands, each in any of the fields (SoughtField); no row comes twice.

    Where a field lies on many related rows, `distinct=True` looks them up apart.
    """

    def __init__(self, *fields: str, **kwargs: Any):
        self.fields = fields
        # Bounded, since every word costs the database a condition a field.
        super().__init__(**{"label": "Search", "max_length": 200} | kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        for word in sought(value or "").split():
            holds = reduce(or_, (Q(**{f"{field}__contains": word}) for field in self.fields))
            if self.distinct:
                holds = Q(pk__in=qs.model._base_manager.filter(holds).order_by().values("pk"))
            qs = qs.filter(holds)
        return qs


class YesNoField(forms.NullBooleanField):
    """Yes, no or left open; anything else is an error rather than open."""

    widget = forms.Select(choices=[("", "Any"), ("true", "Yes"), ("false", "No")])

    def validate(self, value: Any) -> None:
        pass

    def clean(self, value: Any) -> bool | None:
        cleaned = self.to_python(value)
        if cleaned is None and value not in self.empty_values:
            raise forms.ValidationError("Say true or false.", code="invalid")
        return cleaned


class YesNoFilter(django_filters.BooleanFilter):
    field_class = YesNoField


Choices = Callable[[HttpRequest | None], QuerySet]


def visible(model: type[Model]) -> Choices:
    """The choices of a filter: what the person may see, and nothing where nobody asks (the API's schema)."""

    def choices(request: HttpRequest | None) -> QuerySet:
        rows = model._default_manager
        return rows.visible_to(request.user) if request else rows.none()

    return choices


def named_by(model: type[Model], path: str, target: type[Model]) -> Choices:
    """Those that the records a person may see name at `path`: no choice tells of a record they may not see."""

    def choices(request: HttpRequest | None) -> QuerySet:
        named = visible(model)(request).order_by().values(path)
        return target._default_manager.filter(pk__in=named)

    return choices


class NamedRecordChoice(NamedRecord, django_filters.fields.ModelChoiceField):
    pass


class VisibleChoiceFilter(django_filters.ModelChoiceFilter):
    """A choice among the records of a model that the person may see, named by slug or reference."""

    field_class = NamedRecordChoice

    def __init__(self, model: type[Model], by: str, **kwargs: Any):
        super().__init__(
            **{"queryset": visible(model), "to_field_name": by, "empty_label": "Any"} | kwargs,
        )
