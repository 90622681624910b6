"""What people type into forms: text of invisible signs alone is empty; a record is named however it is written."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import EMPTY_VALUES

from oversight.folding import did_you_mean, folded, is_blank

# With so many of the newest records a reference that is not found is compared.
MOST_COMPARED = 1_000


class _Empty(list):
    """Django's empty values, and text of which nothing can be seen."""

    def __contains__(self, value: object) -> bool:
        return is_blank(value) if isinstance(value, str) else super().__contains__(value)


NOTHING_SEEN = _Empty(EMPTY_VALUES)


def see_blanks(fields: Iterable[Any]) -> None:
    """Let the text fields among these take invisible signs alone for nothing."""
    for field in fields:
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
            field.empty_values = NOTHING_SEEN


class TypedForm(forms.Form):
    """A form of our own: what cannot be seen is not there."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        see_blanks(self.fields.values())


class NamedRecord:
    """For a choice of one record by its slug or reference: found however it is typed, or answered with the nearest of
    those that can be chosen."""

    queryset: Any
    to_field_name: Any

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)  # type: ignore[misc]
        except ValidationError as error:
            if self.to_field_name is None or not isinstance(value, str) or error.code != "invalid_choice":
                raise
            if found := self._called(folded(value)):
                return found
            names = self.queryset.order_by("-pk").values_list(self.to_field_name, flat=True)[:MOST_COMPARED]
            said = [*error.messages, did_you_mean(value, map(str, names))]
            raise ValidationError(" ".join(filter(None, said)), code="invalid_choice") from None

    def _called(self, name: str) -> Any:
        column = f"folded_{self.to_field_name}"
        try:
            self.queryset.model._meta.get_field(column)
        except FieldDoesNotExist:
            column = f"{self.to_field_name}__iexact"  # of plain ASCII, which both databases compare alike
        found = list(self.queryset.filter(**{column: name})[:2])
        return found[0] if len(found) == 1 else None


class NamedRecordField(NamedRecord, forms.ModelChoiceField):
    pass
