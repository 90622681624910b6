"""Where an action or a recommendation stands, in the words of the rules: rating, due date, its changes, next update."""

from datetime import date

from django import template

from recommendations.models import Action, Recommendation
from recommendations.rules import date_changes, due_dates, rating, recommendation_workflow, updates

register = template.Library()


@register.filter
def due_words(action: Action, today: date) -> str:
    return due_dates.in_words(action.due_on, action.is_open, today)


@register.filter
def is_overdue(action: Action, today: date) -> bool:
    return due_dates.is_overdue(action.due_on, action.is_open, today)


@register.filter
def is_due_soon(action: Action, today: date) -> bool:
    return due_dates.is_due_soon(action.due_on, action.is_open, today)


@register.filter
def rating_words(action: Action, today: date) -> str:
    return rating.in_words(rating.of(action), today)


@register.filter
def rating_slug(action: Action, today: date) -> str:
    """The rating's name, or nothing where the action has none."""
    light, _ = rating.rate(rating.of(action), today)
    return light.slug if light else ""


@register.filter
def date_changes_in_words(action: Action) -> str:
    return date_changes.of(action).in_words


@register.filter
def date_changes_in_full(action: Action) -> str:
    return date_changes.of(action).in_full


@register.filter
def update_words(action: Action, today: date) -> str:
    return updates.in_words(action.update_due_on, action.status, today)


@register.filter
def is_update_late(action: Action, today: date) -> bool:
    return updates.is_late(action.update_due_on, action.status, today)


@register.filter
def is_ready(recommendation: Recommendation) -> bool:
    """Ready for verification."""
    return recommendation_workflow.is_ready_for_verification(recommendation)
