"""Taking back the entry of a recommendation that was never one: it leaves lists and counts, and is found all the same.

Nothing is deleted (rules.md section 10). Only an entry on which nothing hangs is taken back; it can be put back.
"""

from collections.abc import Collection
from typing import Any

from oversight import context
from oversight.errors import RuleBroken
from oversight.steps import require_reason
from recommendations.models import Recommendation
from recommendations.operations.recommendations import taking


def hangs_on(model: Any, keys: list[int], *, but: Collection[int] = ()) -> dict[int, str]:
    """Record -> what hangs on it, for instance “actions”; `but` are records of the same kind that do not count."""
    found: dict[int, str] = {}
    for relation in model._meta.related_objects:
        name, other = relation.field.name, relation.related_model
        rows = other._base_manager.filter(**{f"{name}__in": keys}).order_by()
        if other is model:
            rows = rows.exclude(pk__in=but)
        words = str(other._meta.verbose_name_plural)
        found.update(dict.fromkeys(rows.values_list(name, flat=True), words))
    return found


def withdraw_recommendation(recommendation: Recommendation, *, by, reason: str) -> None:
    """Take the entry back. Raises NotAllowed, WrongState, RuleBroken."""
    require_reason(reason)
    with taking("withdraw_recommendation", recommendation, by=by, note=reason) as locked:
        hangs = hangs_on(Recommendation, [locked.pk], but=_withdrawn_parts(locked))
        if hangs:
            raise RuleBroken(
                f"Only an entry on which nothing hangs can be withdrawn: it has {hangs[locked.pk]}."
            )
        locked.withdrawn_on = context.today()


def _withdrawn_parts(recommendation: Recommendation) -> list[int]:
    parts = Recommendation.objects.filter(parent=recommendation, withdrawn_on__isnull=False)
    return list(parts.values_list("pk", flat=True))


def put_back_recommendation(recommendation: Recommendation, *, by, note: str = "") -> None:
    """Let an entry that was withdrawn stand again. Raises NotAllowed, WrongState."""
    with taking("put_back_recommendation", recommendation, by=by, note=note) as locked:
        locked.withdrawn_on = None
