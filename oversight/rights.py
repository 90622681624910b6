"""Who opens and changes a kind of record in the admin: each app says it of its own models (`admin_rights` of its
AppConfig), never Django's permissions, so that it binds superusers too.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from oversight.ports import offered


@dataclass(frozen=True)
class AdminRights:
    """What a role may do in the admin with one kind of record."""

    view: frozenset[str]
    change: frozenset[str]


def of(*models: type[Model]) -> AdminRights:
    """Those of the first of these models for which its app has any. Raises LookupError where none has."""
    for model in models:
        config = apps.get_app_config(model._meta.app_label)
        kinds: dict[str, AdminRights] = getattr(config, "admin_rights", dict)()
        if model._meta.model_name in kinds:
            return kinds[model._meta.model_name]
    raise LookupError(f"No app says who opens {models[-1]._meta.label} in the admin.")


def every() -> dict[str, AdminRights]:
    """Kind of record (the model's name) -> the rights, of all apps."""
    return {kind: rights for kinds in offered("admin_rights") for kind, rights in kinds.items()}
