"""Whether a day lies within the bounds of its kind, asked by every channel of this one place."""

from datetime import date, datetime

from django.db import models

from oversight import context, ports
from oversight.days import DAY_EXAMPLE, ISO_EXAMPLE, Bounds


def bounds_of(field: models.Field) -> Bounds | None:
    """The bounds of a column, as its app states them (`day_bounds`); None of what nobody enters."""
    return ports.day_bounds().get(f"{field.model._meta.label}.{field.name}")


def why_not(bounds: Bounds | None, day: date | datetime | None) -> str:
    """Why the day is refused, as the end of a sentence that begins with it; empty where it is within its bounds.

    Of a moment its day in UTC will do: bounds are years.
    """
    if bounds is None or day is None:
        return ""
    is_api = context.current().channel == context.Channel.API
    return bounds.why_not(
        day.date() if isinstance(day, datetime) else day,
        context.today(),
        ISO_EXAMPLE if is_api else DAY_EXAMPLE,
    )
