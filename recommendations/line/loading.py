"""The rows that lie on a line, as far as one person may see them on one day.

Each kind of row is asked for once, when it is first wanted, however many recommendations and actions there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from boards.models import AgendaItem, Meeting
from recommendations.line.links import Linked, linked
from recommendations.line.places import Place, place
from recommendations.models import (
    Action,
    ClosureRequest,
    DeliveryReport,
    DueDateRequest,
    Evidence,
    ProgressUpdate,
    PublisherStatus,
    Recommendation,
    VerificationReview,
)

# The keys of the recommendation and of the action that a row hangs on: one of them is None.
Keys = tuple[int | None, int | None]

DECIDED = ("decided_by", "meeting__board", "agenda_item")
# Kind of what hangs on recommendations or actions -> its order, and what is read with it.
KINDS: dict[Any, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Evidence: (
        ("-added_at", "-pk"),
        ("added_by", "accepted_by", "action", "recommendation", "replaces", "replaced_by"),
    ),
    ClosureRequest: (("-proposed_at", "-pk"), ("proposed_by", *DECIDED)),
    DueDateRequest: (("asked_at", "pk"), ("asked_by", *DECIDED)),
    VerificationReview: (("begun_at", "pk"), ("begun_by", *DECIDED)),
    ProgressUpdate: (("at", "pk"), ("by__organisation",)),
    DeliveryReport: (("at", "pk"), ("by__organisation",)),
    PublisherStatus: (("on", "pk"), ("recommendation",)),
}


class Rows:
    """All that hangs on some recommendations and actions, for one reader."""

    def __init__(
        self, user, today: date, recommendations: Iterable[Recommendation], actions: Iterable[Action]
    ):
        self.user, self.today = user, today
        self.recommendations, self.actions = list(recommendations), list(actions)
        self._keys = {
            "recommendation": [row.pk for row in self.recommendations],
            "action": [row.pk for row in self.actions],
        }
        self._hung: dict[Any, dict[Keys, list[Any]]] = {}

    # --- What hangs on one of them ----------------------------------------------------------------

    def hung(self, model: Any) -> dict[Keys, list[Any]]:
        """All rows of one of `KINDS`, by what they hang on."""
        if model not in self._hung:
            order, related = KINDS[model]
            columns = [name for name in self._keys if hasattr(model, name)]
            on = Q(*((f"{name}__in", self._keys[name]) for name in columns), _connector=Q.OR)
            rows = self._seen(model).filter(on).order_by(*order).select_related(*related)
            if model is ClosureRequest:
                rows = rows.prefetch_related(*self._named())
            found = self._hung[model] = defaultdict(list)
            for row in rows:
                found[getattr(row, "recommendation_id", None), getattr(row, "action_id", None)].append(row)
        return self._hung[model]

    def hung_on(self, thing: Recommendation | Action, model: Any) -> list[Any]:
        return self.hung(model).get((None, thing.pk) if isinstance(thing, Action) else (thing.pk, None), [])

    def _named(self) -> list[Prefetch]:
        """What a proposal names, where the person may see it: its evidence, and what took the place."""
        return [
            Prefetch("evidence", self._seen(Evidence).select_related("action", "recommendation")),
            Prefetch("superseded_by", self._seen(Recommendation)),
            Prefetch("superseded_by_action", self._seen(Action)),
        ]

    # --- What is linked with what -----------------------------------------------------------------

    @cached_property
    def links(self) -> dict[int, list[Linked]]:
        """Of each recommendation, by its key, what it repeats or what replaced it."""
        return linked(self.recommendations, self.user, self.today)

    @cached_property
    def with_parents(self) -> dict[int, Recommendation]:
        """The recommendations by key, with what they are parts of, and what that is a part of."""
        held = {row.pk: row for row in self.recommendations}
        while missing := {row.parent_id for row in held.values() if row.parent_id} - set(held):
            found = self._seen(Recommendation).filter(pk__in=missing).select_related("lead_board").in_bulk()
            if not found:
                break
            held |= found
        return held

    @cached_property
    def serving(self) -> dict[int, set[int]]:
        """Of each action, by its key, the keys of the recommendations here that it serves."""
        pairs = Action.recommendations.through.objects.filter(
            action__in=self._keys["action"], recommendation__in=self._keys["recommendation"]
        )
        found: dict[int, set[int]] = defaultdict(set)
        for action, recommendation in pairs.values_list("action", "recommendation"):
            found[action].add(recommendation)
        return found

    # --- Meetings ---------------------------------------------------------------------------------

    def place(self, meeting: Meeting | None, item: AgendaItem | None) -> Place | None:
        """Where something was set or decided, as far as the person may see it; None: at no meeting."""
        return place(self.user, self.today, meeting, item, self.items)

    def items_of(self, thing: Recommendation | Action) -> list[AgendaItem]:
        """Those under which it was considered, the first first."""
        pairs = self._considered[isinstance(thing, Action)]
        found = [self.items[item] for key, item in pairs if key == thing.pk and item in self.items]
        return sorted(found, key=lambda item: (item.meeting.starts_at, item.number))

    @cached_property
    def items(self) -> dict[int, AgendaItem]:
        """The agenda items of the line that the person may read, by key, each with meeting and board."""
        requests = (
            row
            for model in (ClosureRequest, VerificationReview, DueDateRequest)
            for rows in self.hung(model).values()
            for row in rows
        )
        wanted = {row.agenda_item_id for row in (*self.actions, *requests)}
        wanted |= {item for pairs in self._considered for _, item in pairs}
        rows = self._seen(AgendaItem).filter(pk__in=wanted - {None})
        return rows.select_related("meeting__board", "meeting__minutes").in_bulk()

    @cached_property
    def _considered(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Recommendations and actions, each by its key, with the key of an item under which it was considered."""
        of_recommendations = Recommendation.agenda_items.through.objects.filter(
            recommendation__in=self._keys["recommendation"]
        )
        of_actions = Action.discussed_under.through.objects.filter(action__in=self._keys["action"])
        return (
            list(of_recommendations.values_list("recommendation", "agendaitem")),
            list(of_actions.values_list("action", "agendaitem")),
        )

    def _seen(self, model: Any) -> QuerySet:
        return model.objects.visible_to(self.user, self.today)
