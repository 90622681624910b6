"""Proposals to close an action or a recommendation, with what they say it is superseded by."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from recommendations.models import Action, Recommendation


def with_successors(
    proposals: Iterable[Any], record: Action | Recommendation, user, today: date
) -> list[Any]:
    """The proposals of the record, each with its `successor` and the address where the reader may see it; one query."""
    found, kind = list(proposals), type(record)
    column = "superseded_by_action_id" if isinstance(record, Action) else "superseded_by_id"
    named = {getattr(one, column) for one in found} - {None}
    seen = kind.objects.visible_to(user, today).in_bulk(named) if named else {}
    for one in found:
        one.successor = seen.get(getattr(one, column))
        one.successor_url = ""
        if one.successor:
            one.successor_url = reverse(str(kind._meta.model_name), args=[one.successor.reference])
    return found
