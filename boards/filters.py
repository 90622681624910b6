"""How lists of boards and meetings are narrowed, by pages and API alike. Each filter starts from what may be seen."""

import django_filters

from boards.models import Board, Meeting, Organisation
from oversight.filters import SearchFilter, VisibleChoiceFilter


class OrganisationFilter(django_filters.FilterSet):
    q = SearchFilter("name", "short_name", "former_names__name", distinct=True)
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices, empty_label="Any")

    class Meta:
        model = Organisation
        fields: list[str] = []


class BoardFilter(django_filters.FilterSet):
    q = SearchFilter("name", "other_names__name", "purpose", "functions", distinct=True)
    kind = django_filters.ChoiceFilter(choices=Board.Kind.choices, empty_label="Any")
    status = django_filters.ChoiceFilter(choices=Board.Status.choices, empty_label="Any")

    class Meta:
        model = Board
        fields: list[str] = []


class MeetingFilter(django_filters.FilterSet):
    board = VisibleChoiceFilter(Board, "slug")
    status = django_filters.ChoiceFilter(choices=Meeting.Status.choices, empty_label="Any")
    starts_after = django_filters.DateFilter("starts_at", "date__gte", label="From")
    starts_before = django_filters.DateFilter("starts_at", "date__lte", label="Until")

    class Meta:
        model = Meeting
        fields: list[str] = []
