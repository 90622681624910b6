"""Filters of lists of reports, recommendations and actions, for pages and API alike."""

import django_filters

from boards.models import Board, Organisation, Person
from oversight import context
from oversight.day_fields import DayFilter
from oversight.filters import SearchFilter, VisibleChoiceFilter, YesNoFilter, named_by
from oversight.markings import Marking
from recommendations import figures
from recommendations.models import Action, Recommendation, Report
from recommendations.rules import statutory, updates
from recommendations.rules.action_workflow import Status
from recommendations.rules.rating import Rating
from recommendations.rules.recommendation_workflow import Listed
from recommendations.rules.vocabulary import Delivery, RecommendationType, Response, Track, Verification


def _is_overdue(queryset, name, value):
    """Overdue is asked of the querysets, never of a column."""
    overdue = queryset.overdue(context.today())
    return overdue if value else queryset.exclude(pk__in=overdue.order_by().values("pk"))


def _is_waiting(queryset, name, value):
    return queryset.filter(figures.waiting() if value else ~figures.waiting())


def _is_update_late(queryset, name, value):
    late = updates.late(context.today())
    return queryset.filter(late if value else ~late)


def _rating(queryset, name, value):
    return queryset.rated(Rating.by_slug()[value], context.today())


def _response(queryset, name, value):
    today = context.today()
    return queryset.filter({"due": statutory.response_due, "late": statutory.response_late}[value](today))


# A status that nobody has recorded: empty in the register, by this name in a filter.
NONE = ("none", "Not recorded")


class StatusFilter(django_filters.ChoiceFilter):
    """One of the statuses of a recommendation, or none recorded yet."""

    def __init__(self, **kwargs):
        super().__init__(**{"empty_label": "Any"} | kwargs)

    def filter(self, qs, value):
        return qs.filter(**{self.field_name: ""}) if value == NONE[0] else super().filter(qs, value)


def _stage(queryset, name, value):
    return queryset.at_stage(value)


class ReportFilter(django_filters.FilterSet):
    q = SearchFilter("sought", "sought_text")
    publisher = VisibleChoiceFilter(
        Organisation, "slug", queryset=named_by(Report, "publisher", Organisation)
    )
    kind = django_filters.ChoiceFilter(choices=Report.Kind.choices, empty_label="Any")
    board = VisibleChoiceFilter(Board, "slug", field_name="boards", label="Overseen by")
    response = django_filters.ChoiceFilter(
        choices=[("due", "Due"), ("late", "Past its day, not recorded as met")],
        method=_response,
        label="Response",
        empty_label="Any",
    )
    published_after = DayFilter("published_on", "gte", label="Published from")
    published_before = DayFilter("published_on", "lte", label="Published until")

    class Meta:
        model = Report
        fields: list[str] = []


class RecommendationFilter(django_filters.FilterSet):
    q = SearchFilter("sought", "report__sought")
    report = VisibleChoiceFilter(Report, "reference")
    type = django_filters.ChoiceFilter(choices=RecommendationType.choices, empty_label="Any")
    response = StatusFilter(choices=[NONE, *Response.choices])
    delivery = StatusFilter(choices=[NONE, *Delivery.choices])
    verification = StatusFilter(choices=[NONE, *Verification.choices])
    lead_board = VisibleChoiceFilter(Board, "slug")
    stage = django_filters.ChoiceFilter(
        choices=Listed.choices, method=_stage, label="Stage", empty_label="Any"
    )
    addressed_to = VisibleChoiceFilter(
        Organisation, "slug", queryset=named_by(Recommendation, "addressed_to", Organisation)
    )
    overdue = YesNoFilter(method=_is_overdue, label="Overdue")

    class Meta:
        model = Recommendation
        fields: list[str] = []


class ActionFilter(django_filters.FilterSet):
    q = SearchFilter("sought")
    board = VisibleChoiceFilter(Board, "slug")
    owner_organisation = VisibleChoiceFilter(
        Organisation,
        "slug",
        label="Owning organisation",
        queryset=named_by(Action, "owner_organisation", Organisation),
    )
    owner = VisibleChoiceFilter(Person, "id", queryset=named_by(Action, "owner", Person))
    status = django_filters.ChoiceFilter(choices=Status.choices, empty_label="Any")
    rating = django_filters.ChoiceFilter(
        choices=[(rating.slug, rating.label) for rating in Rating],
        method=_rating,
        label="Rating",
        empty_label="Any",
    )
    is_open = YesNoFilter(label="Open")
    overdue = YesNoFilter(method=_is_overdue, label="Overdue")
    waiting = YesNoFilter(method=_is_waiting, label="Waiting for a decision")
    update_late = YesNoFilter(method=_is_update_late, label="Update late")
    due_after = DayFilter("due_on", "gte", label="Due from")
    due_before = DayFilter("due_on", "lte", label="Due until")
    track = django_filters.ChoiceFilter(choices=Track.choices, label="Reported as", empty_label="Any")
    marking = django_filters.ChoiceFilter(choices=Marking.choices, empty_label="Any")
    recommendation = VisibleChoiceFilter(
        Recommendation, "reference", field_name="recommendations", label="Recommendation"
    )

    class Meta:
        model = Action
        fields: list[str] = []
