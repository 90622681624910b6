"""What lies on the line of some recommendations and actions, as far as one person may see it.

Each kind of row is asked for once, when it is first wanted, however many recommendations and actions there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from boards.models import AgendaItem
from recommendations.line.links import Linked, linked
from recommendations.line.parts import in_order, with_parts
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
    Report,
    VerificationReview,
)
from recommendations.rules.closure import Decision

# What hangs on recommendations and actions, by the pair of keys of what it hangs on, of which one is None.
Hung = dict[tuple[int | None, int | None], list[Any]]


class Line:
    """Recommendations in reading order, actions, and all that hangs on them, for one reader on one day."""

    def __init__(
        self,
        user,
        today: date,
        recommendations: Iterable[Recommendation],
        actions: Iterable[Action],
        report: Report | None = None,
    ):
        self.user, self.today = user, today
        self.recommendations, self.actions = list(recommendations), list(actions)
        self._report = report
        self._recommendation_keys = [row.pk for row in self.recommendations]
        self._action_keys = [row.pk for row in self.actions]

    @property
    def things(self) -> list[Recommendation | Action]:
        """All that evidence and closure can hang on."""
        return [*self.recommendations, *self.actions]

    @cached_property
    def reports(self) -> list[Report]:
        """Each once, in the order of the recommendations."""
        held = [self._report] if self._report is not None else [row.report for row in self.recommendations]
        return list({report.pk: report for report in held}.values())

    def part(self, recommendations: Sequence[Recommendation], actions: Sequence[Action]) -> "Line":
        """The line of some of them, without asking for anything that was asked for already."""
        part = Line(self.user, self.today, recommendations, actions)
        for name in (
            "with_parents",
            "serving",
            "evidence",
            "closures",
            "reviews",
            "date_requests",
            "items",
            "taken_up",
        ):
            part.__dict__[name] = getattr(self, name)
        return part

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

    def above(self) -> list[Recommendation]:
        """What the recommendations are parts of and is not on the line itself, from the top."""
        held = set(self._recommendation_keys)
        found: dict[int, Recommendation] = {}
        for row in self.recommendations:
            chain, key = [], row.parent_id
            while key in self.with_parents and key not in held:
                chain.append(self.with_parents[key])
                key = chain[-1].parent_id
            found |= {parent.pk: parent for parent in reversed(chain)}
        return list(found.values())

    @cached_property
    def serving(self) -> dict[int, set[int]]:
        """Of each action, by its key, the keys of the recommendations here that it serves."""
        pairs = Action.recommendations.through.objects.filter(
            action__in=self._action_keys, recommendation__in=self._recommendation_keys
        )
        found: dict[int, set[int]] = defaultdict(set)
        for action, recommendation in pairs.values_list("action", "recommendation"):
            found[action].add(recommendation)
        return found

    # --- What hangs on either ---------------------------------------------------------------------

    @cached_property
    def evidence(self) -> Hung:
        """Those in force and those they replaced, the newest first."""
        return self._hung(
            Evidence, "added_by", "accepted_by", "action", "recommendation", "replaces", "replaced_by"
        )

    @cached_property
    def closures(self) -> Hung:
        """All proposals with what became of them, the newest first."""
        pieces = self._seen(Evidence).select_related("action", "recommendation")
        return self._hung(
            ClosureRequest,
            *("proposed_by", "decided_by", "meeting__board", "agenda_item"),
            also=[Prefetch("evidence", pieces)],
        )

    @cached_property
    def successors(self) -> dict[tuple[int | None, int | None], Recommendation | Action]:
        """What proposals name as having taken the place, by the pair of keys they hold, where the person may see it."""
        named = [row for rows in self.closures.values() for row in rows]
        found: dict[tuple[int | None, int | None], Recommendation | Action] = {}
        for model, column in ((Recommendation, "superseded_by_id"), (Action, "superseded_by_action_id")):
            keys = {getattr(row, column) for row in named} - {None}
            for successor in self._seen(model).filter(pk__in=keys) if keys else ():
                found[_key(successor)] = successor
        return found

    def evidence_of(self, thing: Recommendation | Action) -> list[Evidence]:
        return self.evidence.get(_key(thing), [])

    def closures_of(self, thing: Recommendation | Action) -> list[Any]:
        """Its proposals, each with the `successor` it names, where the person may see that."""
        proposals: list[Any] = self.closures.get(_key(thing), [])
        for one in proposals:
            one.successor = self.successors.get((one.superseded_by_id, one.superseded_by_action_id))
        return proposals

    def agreed(self, thing: Recommendation | Action) -> ClosureRequest | None:
        """The proposal by which it is closed now."""
        if not thing.outcome:
            return None
        return next((row for row in self.closures_of(thing) if row.decision == Decision.AGREED), None)

    def proposed(self, thing: Recommendation | Action) -> ClosureRequest | None:
        """The proposal that waits for a decision."""
        return next((row for row in self.closures_of(thing) if row.decision == Decision.OPEN), None)

    # --- What hangs on one of them ----------------------------------------------------------------

    @cached_property
    def progress(self) -> dict[int, list[ProgressUpdate]]:
        rows = self._seen(ProgressUpdate).filter(action__in=self._action_keys)
        return _by(rows.select_related("by__organisation").order_by("at", "pk"), "action_id")

    @cached_property
    def date_requests(self) -> dict[int, list[DueDateRequest]]:
        rows = self._seen(DueDateRequest).filter(action__in=self._action_keys)
        decided = rows.select_related("asked_by", "decided_by", "meeting__board", "agenda_item")
        return _by(decided.order_by("asked_at", "pk"), "action_id")

    @cached_property
    def delivery(self) -> dict[int, list[DeliveryReport]]:
        return _by(self._of_recommendations(DeliveryReport, "by").order_by("at", "pk"), "recommendation_id")

    @cached_property
    def reviews(self) -> dict[int, list[VerificationReview]]:
        rows = self._of_recommendations(
            VerificationReview, "begun_by", "decided_by", "meeting__board", "agenda_item"
        )
        return _by(rows.order_by("begun_at", "pk"), "recommendation_id")

    @cached_property
    def publisher_statuses(self) -> dict[int, list[PublisherStatus]]:
        return _by(self._of_recommendations(PublisherStatus).order_by("on", "pk"), "recommendation_id")

    # --- Meetings ---------------------------------------------------------------------------------

    @cached_property
    def taken_up(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Recommendations and actions, each by its key, with the key of an item under which it was taken up."""
        of_recommendations = Recommendation.agenda_items.through.objects.filter(
            recommendation__in=self._recommendation_keys
        )
        of_actions = Action.discussed_under.through.objects.filter(action__in=self._action_keys)
        return (
            list(of_recommendations.values_list("recommendation", "agendaitem")),
            list(of_actions.values_list("action", "agendaitem")),
        )

    @cached_property
    def items(self) -> dict[int, AgendaItem]:
        """The agenda items of the line that the person may read, by key, each with meeting and board."""
        dates = [row for rows in self.date_requests.values() for row in rows]
        wanted = {row.agenda_item_id for row in (*self.actions, *self.decisions, *dates)}
        wanted |= {item for pairs in self.taken_up for _, item in pairs}
        rows = self._seen(AgendaItem).filter(pk__in=wanted - {None})
        return rows.select_related("meeting__board", "meeting__minutes").in_bulk()

    @cached_property
    def decisions(self) -> list[ClosureRequest | VerificationReview]:
        """On closure and on verification, those that wait included."""
        closures = [row for rows in self.closures.values() for row in rows]
        return closures + [row for rows in self.reviews.values() for row in rows]

    def where(self, row: Any) -> Place | None:
        """Where an action was set or a request decided, as far as the person may see it; None: at no meeting."""
        item = row.agenda_item
        meeting = row.meeting if hasattr(row, "decision") else item.meeting if item else None
        return place(self.user, self.today, meeting, item, self.items)

    def items_of(self, thing: Recommendation | Action) -> list[AgendaItem]:
        """Those under which it was taken up, the first first."""
        pairs = self.taken_up[isinstance(thing, Action)]
        found = [self.items[item] for key, item in pairs if key == thing.pk and item in self.items]
        return sorted(found, key=lambda item: (item.meeting.starts_at, item.number))

    # --- How it is asked --------------------------------------------------------------------------

    def _seen(self, model: Any) -> QuerySet:
        return model.objects.visible_to(self.user, self.today)

    def _of_recommendations(self, model: Any, *related: str) -> QuerySet:
        rows = self._seen(model).filter(recommendation__in=self._recommendation_keys)
        return rows.select_related(*related) if related else rows

    def _hung(self, model: Any, *related: str, also: Sequence[Prefetch] = ()) -> Hung:
        rows = self._seen(model).filter(
            Q(action__in=self._action_keys) | Q(recommendation__in=self._recommendation_keys)
        )
        found: Hung = defaultdict(list)
        for row in rows.select_related(*related).prefetch_related(*also):
            found[row.recommendation_id, row.action_id].append(row)
        return found


def _key(thing: Recommendation | Action) -> tuple[int | None, int | None]:
    return (None, thing.pk) if isinstance(thing, Action) else (thing.pk, None)


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


# --- Where a line begins ------------------------------------------------------------------------------


def recommendations(user, today: date) -> QuerySet:
    """With what a line says of each."""
    return Recommendation.objects.visible_to(user, today).select_related("report__publisher", "lead_board")


def actions(user, today: date) -> QuerySet:
    """With what a line says of each; those that were set first come first."""
    seen = Action.objects.visible_to(user, today).for_lists(today)
    told = seen.select_related("agenda_item__meeting__board", "set_by")
    return told.order_by("set_on", "reference")


def actions_of(found: Sequence[Recommendation], user, today: date) -> QuerySet:
    served = Action.recommendations.through.objects.filter(recommendation__in=[row.pk for row in found])
    return actions(user, today).filter(pk__in=served.values("action"))


def of_report(report: Report, user, today: date) -> Line:
    """Of all its recommendations, and of the actions that serve them."""
    found = in_order(
        recommendations(user, today)
        .filter(report=report, withdrawn_on__isnull=True)
        .order_by("position", "reference")
    )
    return Line(user, today, found, actions_of(found, user, today), report)


def of_recommendation(recommendation: Recommendation, user, today: date) -> Line:
    """Of the recommendation and its parts, and of the actions that serve them."""
    of_its_report = recommendations(user, today).filter(report=recommendation.report_id)
    found = with_parts(recommendation, of_its_report.order_by("position", "reference"))
    return Line(user, today, found, actions_of(found, user, today))


def of_action(action: Action, user, today: date) -> Line:
    """Of the action alone, and of all recommendations it serves."""
    found = recommendations(user, today).filter(actions=action)
    return Line(user, today, in_order(found.order_by("report", "position", "reference")), [action])


def of_items(items: Sequence[AgendaItem], user, today: date) -> dict[int, Line]:
    """Of each agenda item, by its key, what it set, took up or decided; items that concern nothing have none.

    Asked for together, so that a long agenda takes no more questions than a short one.
    """
    keys = [item.pk for item in items]
    touched = (
        Q(agenda_item__in=keys) | Q(discussed_under__in=keys) | Q(closure_requests__agenda_item__in=keys)
    )
    followed = list(actions(user, today).filter(pk__in=_keys(Action, touched)))
    named = (
        Q(actions__in=[row.pk for row in followed])
        | Q(agenda_items__in=keys)
        | Q(reviews__agenda_item__in=keys)
        | Q(closure_requests__agenda_item__in=keys)
    )
    concerned = recommendations(user, today).filter(pk__in=_keys(Recommendation, named))
    whole = Line(user, today, in_order(concerned.order_by("report", "position", "reference")), followed)
    return {item.pk: part for item in items if (part := _under(item, whole)) is not None}


def _keys(model: Any, condition: Q) -> QuerySet:
    return model.objects.filter(condition).order_by().values("pk")


def _under(item: AgendaItem, whole: Line) -> Line | None:
    """The part of a line that hangs on one agenda item."""
    of_recommendations, of_actions = whole.taken_up
    decided = {
        (row.recommendation_id, getattr(row, "action_id", None))
        for row in whole.decisions
        if row.agenda_item_id == item.pk
    }
    followed = [
        row
        for row in whole.actions
        if row.agenda_item_id == item.pk or (row.pk, item.pk) in of_actions or (None, row.pk) in decided
    ]
    served = set().union(*(whole.serving[row.pk] for row in followed))
    concerned = [
        row
        for row in whole.recommendations
        if row.pk in served or (row.pk, item.pk) in of_recommendations or (row.pk, None) in decided
    ]
    return whole.part(concerned, followed) if concerned or followed else None
