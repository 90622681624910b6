"""How near an action's due date is, in the words of the rules."""

from datetime import date

from django import template

from recommendations.models import Action
from recommendations.rules import due_dates, reminders

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
def step_words(step: str) -> str:
    return reminders.step_in_words(step)
