"""Protective marking: how a thing is handled. Whether the public may see it is another field."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models


class Marking(models.TextChoices):
    OFFICIAL = "OFFICIAL", "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"


# What a marking does, said alike on “Who may do what”, in the admin and in docs/api.md (rules.md section 10).
HIDES = (
    "What is marked OFFICIAL-SENSITIVE, and what hangs on it, does not exist for people who may not read it. What is "
    "marked OFFICIAL itself, such as an action that serves a marked recommendation, stays, and does not name the other."
)


def highest(held: Iterable[str]) -> str:
    """The marking of what holds things so marked."""
    return str(Marking.OFFICIAL_SENSITIVE if Marking.OFFICIAL_SENSITIVE in held else Marking.OFFICIAL)


# The tiers above OFFICIAL in the Government Security Classifications; this system may hold neither.
ABOVE = {"SECRET", "TOP SECRET"}


class MarkingField(models.CharField):
    """Holds OFFICIAL or OFFICIAL-SENSITIVE; anything above is refused in words (rules.md section 10)."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("choices", Marking.choices)
        kwargs.setdefault("default", Marking.OFFICIAL)
        super().__init__(*args, **kwargs)

    def validate(self, value, model_instance):
        if str(value).strip().upper().replace("-", " ") in ABOVE:
            raise ValidationError(
                f"{value} may not be held here. The highest marking this register holds is OFFICIAL-SENSITIVE.",
                code="above_official_sensitive",
            )
        super().validate(value, model_instance)
