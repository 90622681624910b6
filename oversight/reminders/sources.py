"""Where the engine asks what is owed: the kinds that the apps name in their apps.py (the port `reminder_kinds`).

The engine knows no board and no action. A source answers for one day, gives its answers as querysets and conditions
(so that a sweep costs the same few queries however many things are due), and says at sending time what the recipient
may still be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Case, Q, QuerySet

from oversight.ports import offered


@dataclass(frozen=True)
class Line:
    """What a digest says about one thing. A marked one says no more than its reference and its link."""

    kind: str
    reference: str
    url: str
    due_on: date
    group: str = ""
    title: str = ""
    state: str = ""
    # Why this person hears of it, where it is not theirs to do.
    why: str = ""
    # In whose place they hear of it, and why that person does not.
    on_behalf_of: str = ""
    # Where it is put off; empty where it cannot be.
    put_off_url: str = ""
    is_marked: bool = False
    is_illustrative: bool = False

    @classmethod
    def marked(cls, *, kind: str, reference: str, url: str, due_on: date, is_illustrative: bool) -> "Line":
        """About an OFFICIAL-SENSITIVE thing; the date serves to put it in its place and is not shown."""
        return cls(
            kind=kind,
            reference=reference,
            url=url,
            due_on=due_on,
            is_marked=True,
            is_illustrative=is_illustrative,
        )


class Source(Protocol):
    """One kind of thing that falls due, asked about one day."""

    kind: str
    called: str
    model: type[Any]
    today: date
    is_statutory: bool
    # As what people hear of it, in words.
    roles: Mapping[str, str]

    def __init__(self, today: date) -> None: ...

    @classmethod
    def step_in_words(cls, step: str) -> str:
        """A step of this kind as people say it: “7 days before the due date”."""

    def url(self, record: Any) -> str:
        """The path of the page of a record."""

    def prepare(self) -> None:
        """Bring dates up to date before anything is asked."""

    def owed(self) -> list[list[QuerySet[Any]]]:
        """Everything that stands on a step on the day, for each way of hearing of it in one or several querysets.

        Rows of the model with these annotations: `told` (the person's id, or null), `told_as`, `told_is_escalation`,
        `told_reference`, `told_step`, `told_due_on`, `told_in_place_of` (the id of whoever cannot be reached, or null).
        """

    def still_owed(self) -> Q:
        """The condition under which a row of the ledger stands as it was owed."""

    def next_changes(self, reminders: list[Any]) -> dict[int, date | None]:
        """The day on which what each row of the ledger is about comes to its next step, by the row's id; None where
        none follows."""

    def why_not(self) -> Case:
        """For a row of the ledger that no longer stands: the reason, as the ledger spells it."""

    def titles(self, reader: Any, reminders: list[Any]) -> dict[int, str]:
        """What each thing is called, by the id of the ledger's row, for somebody who looks at what waits.

        Left out: what is marked, and what the reader may not see.
        """

    def lines(self, recipient: Any, reminders: list[Any]) -> dict[int, Line]:
        """What may be told to the recipient now, by the id of the ledger's row. Left out: what no longer stands as it
        was owed, and what the recipient may not see."""


def reminder_kinds() -> list[type[Source]]:
    """Every kind of thing that can fall due, of all apps."""
    return [kind for of_app in offered("reminder_kinds") for kind in of_app]


def sources(today: date) -> list[Source]:
    """Every registered source, asked about the day."""
    return [kind(today) for kind in reminder_kinds()]


def source_of(kind: str, today: date) -> Source | None:
    """The source of this kind, asked about the day; None where the kind has none any more."""
    return next((source for source in sources(today) if source.kind == kind), None)


def page_of(reminder: Any) -> str:
    """The path of the page of what a reminder is about; empty where its kind or its record is no more."""
    source = source_of(reminder.kind, reminder.due_on)
    return source.url(reminder.subject) if source and reminder.subject else ""


def step_in_words(kind: str, step: str) -> str:
    """A step as the source of its kind words it; as it stands in the ledger where the kind has no source any more."""
    source = _named(kind)
    return source.step_in_words(step) if source else step


def kind_in_words(kind: str) -> str:
    """What fell due, as its source calls it; as it stands in the ledger where the kind has no source any more."""
    source = _named(kind)
    return source.called if source else kind


def role_in_words(kind: str, role: str) -> str:
    """As what somebody heard, as the source of the kind words it; as it stands in the ledger where it has none."""
    source = _named(kind)
    return source.roles.get(role, role) if source else role


def _named(kind: str) -> type[Source] | None:
    return next((source for source in reminder_kinds() if source.kind == kind), None)
