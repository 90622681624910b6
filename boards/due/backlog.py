"""When something came into the register: what came long after its day is put right in the admin, and nobody is reminded
of it."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from boards.rules.reminders import ENTERED_WITHIN_DAYS
from oversight.day_sql import days_after


def entered_in_time(rows: QuerySet[Any], day: Any) -> QuerySet[Any]:
    """Those rows that were in the register by their `day` (an expression), or soon enough after it to be asked for.

    Entered is a row on the day (London) of its first version; what has no version counts as entered in time.
    """
    versions = rows.model.history.model._base_manager.filter(id=OuterRef("pk"))
    first = Subquery(versions.order_by("history_date").values("history_date")[:1])
    latest = days_after(day, ENTERED_WITHIN_DAYS)
    return rows.alias(entered_on=TruncDate(first)).filter(
        Q(entered_on__isnull=True) | Q(entered_on__lte=latest)
    )
