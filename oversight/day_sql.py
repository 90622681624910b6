"""Days reckoned by the database, so that one impossible row never breaks a list, a sweep or a feed.

No channel lets such a day in; one that stands all the same, written by other hands, is passed over.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Range

# Beyond these neither database nor Python can count on: a day before the first, or after the last, has no name.
FIRST, LAST = date(1000, 1, 1), date(9000, 12, 31)


def days_after(day: Any, days: int) -> Case:
    """The day so many days after that of the expression; null where that one is impossible.

    A CASE, since the order in which a WHERE is asked is the database's own choice.
    """
    later = Cast(day + timedelta(days=days), DateField())
    return Case(
        When(Range(day, (FIRST, LAST)), then=later),
        default=Value(None, output_field=DateField()),
        output_field=DateField(),
    )
