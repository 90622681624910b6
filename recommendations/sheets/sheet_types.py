"""The two kinds of spreadsheet: of actions and of recommendations, with columns and how rows are gathered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet, TextChoices

from boards.models import Board, Organisation
from recommendations.models import Action, Recommendation
from recommendations.sheets.cells import Value, as_written
from recommendations.sheets.columns import COLUMNS, Column

# So many records are held in memory at a time, with what they are related to in one query a relation.
AT_A_TIME = 500


class SheetKind(TextChoices):
    ACTIONS = "actions", "Actions"
    RECOMMENDATIONS = "recommendations", "Recommendations"


@dataclass(frozen=True)
class Kind:
    """What a spreadsheet holds: its model, its columns, and the records with all that the columns show."""

    name: str
    model: type
    one: str
    gathered: Callable[[QuerySet, Any, date], QuerySet]

    @property
    def columns(self) -> tuple[Column, ...]:
        return COLUMNS[self.model]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def standing(self, rows: QuerySet) -> QuerySet:
        """Without those whose entry was withdrawn: imported again, they would be put back."""
        return rows.entered() if hasattr(rows, "entered") else rows

    def records(self, rows: QuerySet, user, today: date) -> Iterator[Any]:
        """The records of a queryset that is filtered already, ready to be written, a few at a time."""
        for record in self.gathered(rows, user, today).iterator(chunk_size=AT_A_TIME):
            record.as_at = today
            yield record

    def written(self, record: Any) -> list[Value]:
        """A record as the cells of its row."""
        return [as_written(column.write(record)) for column in self.columns]


def _actions(rows: QuerySet, user, today: date) -> QuerySet:
    answered = Recommendation.objects.visible_to(user, today)
    return (
        rows.select_related("board", "owner_organisation", "owner", "due_meeting_of")
        .with_rating(today)  # type: ignore[attr-defined]
        .prefetch_related(Prefetch("recommendations", answered, to_attr="seen_recommendations"))
    )


def _recommendations(rows: QuerySet, user, today: date) -> QuerySet:
    return rows.select_related("report", "lead_board").prefetch_related(
        Prefetch("parent", Recommendation.objects.visible_to(user, today), to_attr="seen_parent"),
        Prefetch("addressed_to", Organisation.objects.visible_to(user), to_attr="seen_addressed_to"),
        Prefetch("boards", Board.objects.visible_to(user, today), to_attr="seen_boards"),
    )


ACTIONS = Kind(SheetKind.ACTIONS, Action, "action", _actions)
RECOMMENDATIONS = Kind(SheetKind.RECOMMENDATIONS, Recommendation, "recommendation", _recommendations)
KINDS = {kind.name: kind for kind in (ACTIONS, RECOMMENDATIONS)}
