"""System checks of the boards app: outside demonstration mode no demonstration person exists."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError


@register(Tags.database)
def no_demonstration_people(app_configs, databases, **kwargs) -> list[Error]:
    """An error where a real register holds demonstration people, whose password is widely known."""
    from boards.models import Person

    if settings.DEMONSTRATION or not databases:
        return []
    try:
        found = Person.objects.using(databases[0]).filter(is_demonstration=True).count()
    except DatabaseError:  # no table yet: the check comes before the first migration
        return []
    if not found:
        return []
    return [
        Error(
            f"The database holds {found} demonstration people.",
            hint="Give the register a database of its own, or set OVERSIGHT_MODE=demonstration.",
            id="boards.E001",
        )
    ]
