"""Taking back an entry that was never meant: it leaves lists, counts and papers, and is found all the same.

Nothing is deleted (rules.md section 10). Only an entry on which nothing hangs is taken back; that of a recommendation
can be put back. What a board has seen is cancelled instead, where the board sees it.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q

from boards.models import Meeting
from oversight import context
from oversight.errors import RuleBroken
from oversight.models import Event
from oversight.operations import changing
from oversight.steps import require_reason
from recommendations.models import Action, Pack, Recommendation
from recommendations.operations import actions
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


def undo_action(action: Action, *, by, reason: str) -> None:
    """Take back an action that was entered: it is cancelled where its board has seen it, and its entry withdrawn where
    no board has. Raises NotAllowed, WrongState, RuleBroken."""
    actions.cancel(action, by=by, reason=reason)
    if not was_shown_to_its_board(action):
        with changing(action, step="withdraw_action", by=by, note=reason) as locked:
            locked.withdrawn_on = context.today()


def was_shown_to_its_board(action: Action) -> bool:
    """Whether, since it was entered, its board met, an agenda of it was issued or a pack of it was bound."""
    entered = Event.objects.about(action).order_by("at", "pk").values_list("at", flat=True).first()
    if entered is None:
        return True
    bound = Pack.objects.filter(meeting=OuterRef("pk"), file__gt="", finished_at__gte=entered)
    met = Q(status=Meeting.Status.HELD, starts_at__gte=entered)
    issued = Q(agenda_issued_at__gte=entered)
    return Meeting.objects.filter(met | issued | Exists(bound.order_by()), board=action.board_id).exists()
