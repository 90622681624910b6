"""What a spreadsheet of actions asks of its rows: the same as setting and correcting an action in the admin."""

from collections.abc import Mapping
from typing import Any

from oversight import context
from recommendations.operations import actions as operations
from recommendations.rules import due_dates
from recommendations.rules.action_workflow import ACTIONS, Status
from recommendations.rules.due_dates import DueBasis
from recommendations.sheets.altered import altered, not_asked
from recommendations.sheets.cells import parted

# The column by which a row without a reference is called.
LABEL = "title"
# References are given by the register.
GIVES_REFERENCES = False


def named(checker: Any, rows: Any) -> set[str]:
    """The recommendations that the cells name."""
    return {part for text in checker.texts(rows, "recommendations") for part in parted(text)}


def is_withdrawn(action: Any) -> bool:
    return action.withdrawn_on is not None


# Columns that change by the step that hands an action over.
OWNERSHIP = ("owner_organisation", "owner")


def amend(
    action: Any, by: Any, changes: Mapping[str, Any], related: Mapping[str, Any], *, reason: str
) -> None:
    """Correct the action, and hand it over where its owner changes: a step of its own, with the reason given."""
    plain = {name: value for name, value in changes.items() if name not in OWNERSHIP}
    if len(plain) < len(changes):
        held = {name: changes.get(name, getattr(action, name)) for name in OWNERSHIP}
        operations.hand_over(action, by=by, reason=reason, **held)
    if plain or related:
        # Afterwards, so that a new marking is held against the new owner.
        operations.amend_action(action, by=by, recommendations=related.get("recommendations"), **plain)


class Facts:
    """What holds for the whole spreadsheet, and what the rules say of one row."""

    def __init__(self, checker: Any):
        self.user, self.today = checker.user, checker.today
        self.given = {"set_on": self.today}

    def is_empty_for_new(self, column: Any, cell: Any) -> bool:
        """What the register would show of a new action: it may stand in the spreadsheet."""
        return (column.name, str(cell.value).casefold()) in {
            ("status", Status.NOT_STARTED.label.casefold()),
            ("moves", "0"),
            ("days_moved", "0"),
        }

    def entered(self, row: Any) -> None:
        action = row.record
        if action.due_basis == DueBasis.DAY and action.due_on is None and action.due_meeting_of is not None:
            action.due_basis = DueBasis.NEXT_MEETING
        action.clean_fields(exclude=not_asked(action))
        operations.require_may_set(action, by=self.user, today=self.today)
        if said := due_dates.remark(action.due_on, action.set_on, self.today):
            row.remarks.append(said)

    def changed(self, row: Any) -> None:
        operations.require_may_amend(row.record, by=self.user, today=self.today)
        action = altered(row.record, row.changes)
        action.clean_fields(exclude=not_asked(action, row.changes))
        if set(row.changes) & set(OWNERSHIP):
            ACTIONS.require(self.user, ACTIONS.steps["hand_over"], row.record, context.now())
        operations.require_owner(action, self.today)
