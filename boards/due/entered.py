"""When something came into the register: what came long after its day is put right at the desk, and nobody is reminded
of it."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, TruncDate

from boards.rules.reminders import ENTERED_WITHIN_DAYS


def first_version(model: type[models.Model], **of: Any) -> Subquery:
    """When the first version was kept of those that `of` says; null where none was."""
    versions = model.history.model._base_manager.filter(**of)  # type: ignore[attr-defined]
    return Subquery(versions.order_by("history_date").values("history_date")[:1])


def entered_on(model: type[models.Model]) -> TruncDate:
    """The day (London) on which a record was entered: that of its first version."""
    return TruncDate(first_version(model, id=OuterRef("pk")))


def is_in_time(entered_on: date | None, day: date) -> bool:
    """`entered_in_time` of what was entered on a day, as Python asks it."""
    return entered_on is None or entered_on <= day + timedelta(days=ENTERED_WITHIN_DAYS)


def entered_in_time(rows: QuerySet[Any], day: Any) -> QuerySet[Any]:
    """Those rows that were in the register by their `day` (an expression), or soon enough after it to be asked for.

    What has no version counts as entered in time.
    """
    latest = Cast(day + timedelta(days=ENTERED_WITHIN_DAYS), DateField())
    return rows.alias(entered_on=entered_on(rows.model)).filter(
        Q(entered_on__isnull=True) | Q(entered_on__lte=latest)
    )
