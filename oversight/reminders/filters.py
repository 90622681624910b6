"""How a list of one's own reminders is narrowed over the API."""

import django_filters

from oversight.day_fields import DayFilter
from oversight.reminders.ledger import Reminder
from oversight.reminders.states import State


class ReminderFilter(django_filters.FilterSet):
    """Of one's own reminders."""

    kind = django_filters.CharFilter(label="Kind")
    state = django_filters.ChoiceFilter(choices=State.choices, empty_label="Any")
    due_after = DayFilter("due_on", "gte", label="Due from")
    due_before = DayFilter("due_on", "lte", label="Due until")

    class Meta:
        model = Reminder
        fields: list[str] = []
