"""Formal decisions: entered and corrected."""

from collections.abc import Mapping
from typing import Any

from boards.models import Board, Decision
from boards.operations.keeping import require_keeper
from boards.rules import decisions as rules
from oversight import context
from oversight.errors import RuleBroken
from oversight.plain_records import add_record, amend_record


def record_decision(decision: Decision, *, by) -> Decision:
    """Enter a formal decision, under the board that discussed it."""
    _require_sound(decision, by)
    return add_record(decision, by=by, step="record_decision")


def amend_decision(decision: Decision, *, by, changes: Mapping[str, Any]) -> Decision:
    """Correct the record of a decision."""
    require_keeper(by, Board.objects.get(decisions=decision))
    return amend_record(decision, by=by, changes=changes, check=lambda locked: _require_sound(locked, by))


def _require_sound(decision: Decision, by) -> None:
    require_keeper(by, decision.board)
    if decision.agenda_item is not None and decision.agenda_item.meeting.board_id != decision.board_id:
        raise RuleBroken("The agenda item belongs to a meeting of another board.", field="agenda_item")
    rules.require_decider(decision)
    rules.require_dates(decision, context.today())
