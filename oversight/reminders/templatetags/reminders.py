"""What the index of the admin says of the reminders."""

from django import template

from oversight.reminders import runs

register = template.Library()


@register.simple_tag
def reminder_runs() -> list[runs.Watch]:
    """When the last sweep and the last delivery ended, and whether either is late."""
    return runs.watch()
