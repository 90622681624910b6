"""Many people and many actions, put straight into the database: for what is counted in thousands."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace

from boards.models import Person
from oversight.roles import Role
from recommendations.models import Action
from tests import make


def crowd(people: int) -> SimpleNamespace:
    """A board, and people of one organisation who own nothing yet."""
    w = SimpleNamespace(mps=make.organisation("mps", name="Metropolitan Police Service", short_name="MPS"))
    w.board = make.board("MANY")
    w.secretariat = make.person("Secretariat", role=Role.SECRETARIAT)
    w.owners = Person.objects.bulk_create(
        [
            Person(
                name=f"Owner {number}",
                email=f"owner.{number}@example.org",
                organisation=w.mps,
                password="!",  # none that opens anything
            )
            for number in range(people)
        ]
    )
    return w


def add_actions(w: SimpleNamespace, due: Iterable[date], **values) -> None:
    """An action for each of the due dates, owned by the people in turn."""
    begun = Action.objects.count()
    Action.objects.bulk_create(
        [
            Action(
                reference=f"MANY-{number}",
                title=f"What action {number} asks",
                board=w.board,
                owner_organisation=w.mps,
                owner=w.owners[number % len(w.owners)],
                complete_when="It is done.",
                set_on=date(2020, 1, 1),
                due_on=due_on,
                first_due_on=due_on,
                **values,
            )
            for number, due_on in enumerate(due, begun)
        ],
        batch_size=2000,
    )
