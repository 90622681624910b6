"""What the tests know of the steps of one kind of record, written out by hand as the client would read it.

A kind has a module of its own here that ends with its TABLE. Test_workflows.py asks the rules each decision of every
table, and the doors some of them, so chosen that every pair of door, person, step and state is among them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db.models import Model

from oversight.steps import Workflow
from tests.workflows import workflow_of

DONE, NOT_ALLOWED, HIDDEN, WRONG_STATE, NO_DOOR = "done", "not allowed", "hidden", "wrong state", "no door"
RULE = "against a rule"

ADMIN_DOOR = ("secretariat", "auditor", "administrator", "superuser")
# The state in which a record of a restricted board is asked of: nobody of RIGHTS sits on that board.
RESTRICTED = "of a restricted board"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rights and states of the steps of one kind of record."""

    model: type[Model]
    # Somebody of the world -> the steps their relation to the record gives them; None: they do not see it.
    rights: Mapping[str, Collection[str] | None]
    # How it can stand -> the steps that are possible then, for anybody.
    possible: Mapping[str, Collection[str]]
    # State -> who sees it then, where that is not everybody who has rights.
    seen_by: Mapping[str, Collection[str]] = field(default_factory=lambda: {RESTRICTED: ()})
    # Brings the record of the world to a state by real steps, of people nothing is asked about, and gives it.
    bring: Callable[[SimpleNamespace, str], Any]
    # Step -> good input for it.
    inputs: Callable[[SimpleNamespace], Mapping[str, Mapping[str, Any]]]
    # Step -> the status it leads to, where it moves the record.
    leads_to: Mapping[str, str] = field(default_factory=dict)
    # States in which the API takes steps of the record and does not show it.
    unread_by_api: Collection[str] = ()
    doors: Collection[str] = ("page", "admin", "api")

    @property
    def kind(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def workflow(self) -> Workflow:
        return workflow_of(self.model)

    @property
    def states(self) -> list[str]:
        return [*self.possible, *(state for state in self.seen_by if state not in self.possible)]

    def is_seen(self, who: str, state: str) -> bool:
        return self.rights[who] is not None and who in self.seen_by.get(state, self.rights)

    def expected(self, who: str, step: str, state: str) -> str:
        """The answer of the rules."""
        if not self.is_seen(who, state):
            return HIDDEN
        if step not in (self.rights[who] or ()):
            return NOT_ALLOWED
        return DONE if step in self.possible[state] else WRONG_STATE

    def expected_at(self, door: str, who: str, step: str, state: str) -> str:
        """The answer of a door: that of the rules, but for whom the door is closed."""
        return NO_DOOR if door == "admin" and who not in ADMIN_DOOR else self.expected(who, step, state)

    def hidden_at(self, door: str, who: str, state: str) -> str:
        """Why the door does not show the record; nothing where it does."""
        if door == "admin" and who not in ADMIN_DOOR:
            return NO_DOOR
        unread = door == "api" and state in self.unread_by_api
        return HIDDEN if unread or not self.is_seen(who, state) else ""
