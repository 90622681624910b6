"""How lists of boards and meetings are filtered, by pages and API alike. Each filter starts from what is visible."""

from datetime import date

import django_filters
from django.db.models import QuerySet

from boards.due.upcoming import dated
from boards.models import AgendaItem, Board, Decision, Meeting, Membership, Organisation, Paper
from boards.rules.roles import Seat
from oversight import context
from oversight.day_fields import DayFilter
from oversight.filters import SearchFilter, VisibleChoiceFilter, YesNoFilter


class OrganisationFilter(django_filters.FilterSet):
    q = SearchFilter("sought", "former_names__sought", distinct=True)
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices, empty_label="Any")

    class Meta:
        model = Organisation
        fields: list[str] = []


class BoardFilter(django_filters.FilterSet):
    q = SearchFilter("sought", "sought_text", "other_names__sought", distinct=True)
    kind = django_filters.ChoiceFilter(choices=Board.Kind.choices, empty_label="Any")
    status = django_filters.ChoiceFilter(choices=Board.Status.choices, empty_label="Any")

    class Meta:
        model = Board
        fields: list[str] = []


class MeetingFilter(django_filters.FilterSet):
    board = VisibleChoiceFilter(Board, "slug")
    status = django_filters.ChoiceFilter(choices=Meeting.Status.choices, empty_label="Any")
    starts_after = DayFilter("starts_at", "date__gte", label="From")
    starts_before = DayFilter("starts_at", "date__lte", label="Until")

    class Meta:
        model = Meeting
        fields: list[str] = []


class MembershipFilter(django_filters.FilterSet):
    board = VisibleChoiceFilter(Board, "slug")
    seat = django_filters.ChoiceFilter(choices=Seat.choices, empty_label="Any")
    in_force = YesNoFilter(method="filter_in_force", label="In force today")
    on = DayFilter(method="filter_on", label="In force on")

    class Meta:
        model = Membership
        fields: list[str] = []

    def filter_in_force(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        held = Membership.objects.in_force(context.today()).values("pk")
        return rows.filter(pk__in=held) if value else rows.exclude(pk__in=held)

    def filter_on(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        return rows.in_force(value)


class OfMeetingFilter(django_filters.FilterSet):
    """What hangs on a meeting, filtered by it, by its board and by its day."""

    board = VisibleChoiceFilter(Board, "slug", field_name="meeting__board", label="Board")
    meeting = VisibleChoiceFilter(Meeting, "reference", label="Meeting")
    starts_after = DayFilter("meeting__starts_at", "date__gte", label="Meeting from")
    starts_before = DayFilter("meeting__starts_at", "date__lte", label="Meeting until")


class AgendaItemFilter(OfMeetingFilter):
    q = SearchFilter("sought", "sought_text")
    kind = django_filters.ChoiceFilter(choices=AgendaItem.Kind.choices, empty_label="Any")
    status = django_filters.ChoiceFilter(choices=AgendaItem.Status.choices, empty_label="Any")

    class Meta:
        model = AgendaItem
        fields: list[str] = []


class PaperFilter(OfMeetingFilter):
    q = SearchFilter("sought")
    is_withdrawn = YesNoFilter("withdrawn_at", "isnull", exclude=True, label="Withdrawn")

    class Meta:
        model = Paper
        fields: list[str] = []


class DecisionFilter(django_filters.FilterSet):
    q = SearchFilter("sought")
    board = VisibleChoiceFilter(Board, "slug")
    is_published = YesNoFilter("published_on", "isnull", exclude=True, label="Published")
    decided_after = DayFilter("decided_on", "gte", label="Decided from")
    decided_before = DayFilter("decided_on", "lte", label="Decided until")

    class Meta:
        model = Decision
        fields: list[str] = []


def kinds_of_dues() -> list[tuple[str, str]]:
    """Every kind of thing that can fall due, with what it is called."""
    return [(kind.name, kind.called) for kind in dated(context.today())]


class DueFilter(django_filters.FilterSet):
    """Of what is due, of whatever kind (boards/due/listing.py)."""

    kind = django_filters.ChoiceFilter(
        method="filter_kind", choices=kinds_of_dues, label="Kind", empty_label="Any"
    )
    board = VisibleChoiceFilter(Board, "slug", method="filter_board", label="Board")
    due_after = DayFilter("falls_on", "gte", label="Due from")
    due_before = DayFilter("falls_on", "lte", label="Due until")
    mine = YesNoFilter(method="filter_mine", label="Asked of me")

    def filter_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(due_kind=value)

    def filter_board(self, rows: QuerySet, name: str, value: Board) -> QuerySet:
        return rows.filter(due_board=value.slug)

    def filter_mine(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(is_asked=value)
