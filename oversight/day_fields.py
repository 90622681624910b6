"""Form fields of days and times: read by the one reader (oversight/days.py), and within the bounds of their kind."""

from datetime import UTC, date, datetime, time
from typing import Any

import django_filters
from django import forms

from oversight import day_bounds
from oversight.days import Bounds, Unread, quoted, read_day, read_moment, read_time


class DayField(forms.DateField):
    """A day as people write it, within the bounds of its kind; a filter has no bounds."""

    def __init__(self, *, bounds: Bounds | None = None, **values: Any):
        super().__init__(**values)
        self.bounds = bounds

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return _read(read_day, value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        _require_within(self.bounds, value, value)


class TimeOfDayField(forms.TimeField):
    """A time as people write it."""

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        return _read(read_time, value)


class MomentField(forms.DateTimeField):
    """A day and a time, as people write them or as browsers ask for them; in London, where no offset is given."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, *, bounds: Bounds, **values: Any):
        super().__init__(**values)
        self.bounds = bounds

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        read = _read(read_moment, value)
        # Asked of what was read: in another part of the world the first and the last day of all have no name.
        _require_within(self.bounds, read.date(), read.date())
        return super().to_python(read)

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        return moment and moment.astimezone(UTC)


class SplitMomentField(forms.SplitDateTimeField):
    """A day and a time in two boxes, as the admin asks for them."""

    def __init__(self, *, bounds: Bounds, **values: Any):
        super().__init__(**values)
        self.bounds = bounds
        self.fields = (DayField(bounds=bounds, required=False), TimeOfDayField(required=False))
        for part in self.fields:
            part.error_messages |= {"incomplete": self.error_messages["required"]}


class DayFilter(django_filters.DateFilter):
    """A list from a day on, or until it."""

    field_class = DayField


def _read(reader: Any, text: Any) -> Any:
    try:
        return reader(str(text))
    except Unread as why:
        raise forms.ValidationError(f"{quoted(text)} {why}.", code="invalid") from None


def _require_within(bounds: Bounds | None, day: Any, given: date) -> None:
    if why := day_bounds.why_not(bounds, day):
        raise forms.ValidationError(f"{quoted(given)} {why}.", code="out_of_range")
