"""The steps of reminders that a board has of its own: set, changed and given up for the default."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from boards.models import Board, ReminderPolicy
from boards.operations.keeping import require_keeper
from oversight.operations import columns, in_words, record_event


def set_reminder_policy(board: Board, kind: str, *, by: Any, changes: Mapping[str, Any]) -> ReminderPolicy:
    """Let the board have these steps of its own for the kind. Raises NotAllowed.

    What was sent at a step of the same name is not sent again; what then stands on another step is sent once at that.
    """
    require_keeper(by, board)
    with transaction.atomic():
        Board.objects.select_for_update().get(pk=board.pk)
        policy = ReminderPolicy.objects.filter(board=board, kind=kind).first()
        before = columns(policy) if policy else {}
        policy = policy or ReminderPolicy(board=board, kind=kind)
        for name, value in changes.items():
            setattr(policy, name, value)
        policy.save()
        differs = [name for name, value in columns(policy).items() if before.get(name) != value]
        record_event(
            board,
            step="set_reminder_policy",
            by=by,
            before={name: before[name] for name in differs if name in before},
            after=in_words(policy, [name for name in differs if name != "id"]),
            note=kind,
        )
    return policy


def reset_reminder_policy(board: Board, kind: str, *, by: Any) -> None:
    """Give up the board's own steps for the default of the kind. Raises NotAllowed."""
    require_keeper(by, board)
    with transaction.atomic():
        policy = ReminderPolicy.objects.select_for_update().filter(board=board, kind=kind).first()
        if policy is None:
            return
        before = in_words(policy, [name for name in columns(policy) if name != "id"])
        policy.delete()
        record_event(board, step="reset_reminder_policy", by=by, before=before, note=kind)
