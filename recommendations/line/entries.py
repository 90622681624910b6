"""The line as typed entries with dates, references and values: the one source of its page, its PDF and its JSON.

An entry is read as its row, and adds what hangs on that row, as far as the reader may see it. The words are
made in document.py and tracker.py, the JSON in api/lines.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from boards.models import AgendaItem
from oversight import markings
from recommendations.line.links import Linked
from recommendations.line.loading import Rows
from recommendations.line.places import Place, place_of_item
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
from recommendations.rules import date_changes, rating
from recommendations.rules.closure import Decision


class Taken(StrEnum):
    """For what something was taken at a meeting."""

    SET = "Set"
    CONSIDERED = "Considered"
    NEW_DATE = "New due date"
    VERIFICATION = "Verification"
    CLOSURE = "Closure"


OF_REQUESTS: dict[Any, Taken] = {
    DueDateRequest: Taken.NEW_DATE,
    VerificationReview: Taken.VERIFICATION,
    ClosureRequest: Taken.CLOSURE,
}


@dataclass(frozen=True)
class AtMeeting:
    """Where something was taken, for what, and what was decided on it there."""

    where: Place
    taken: Taken
    decision: Decision | None = None

    @property
    def done(self) -> str:
        return f"{self.taken} {self.decision.label.lower()}" if self.decision else str(self.taken)


@dataclass(frozen=True)
class Entry:
    """One row of the line: what is not said of it here is asked of the row itself."""

    row: Any
    line: "Line"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


class Decided(Entry):
    """A proposal to close, a request for a new due date, or a verification, with the decision on it."""

    @property
    def where(self) -> Place | None:
        """Where it was decided; None: out of meeting, not yet, or at a meeting unknown to the reader."""
        return self.line.rows.place(self.row.meeting, self.row.agenda_item)

    @property
    def taken(self) -> Taken:
        return OF_REQUESTS[type(self.row)]

    @property
    def successor(self) -> Recommendation | Action | None:
        """What a proposal names as having taken the place, where the reader may see it."""
        return self.row.superseded_by or self.row.superseded_by_action


def hung(model: Any, kind: type[Entry] | None = None) -> Any:
    """What hangs on an entry: the rows of a model in their order (loading.KINDS), or an entry for each."""

    def read(entry: Entry) -> list[Any]:
        rows = entry.line.rows.hung_on(entry.row, model)
        return [kind(row, entry.line) for row in rows] if kind else rows

    return property(read)


def _first(requests: list[Decided], decision: Decision) -> Decided | None:
    return next((one for one in requests if one.decision == decision), None)


class Followed(Entry):
    """A recommendation or an action, with what can hang on either."""

    # Those in force and those they replaced.
    evidence = hung(Evidence)
    # All proposals, with what became of them.
    closure_requests = hung(ClosureRequest, Decided)
    # What else is asked of it and decided at meetings.
    requests: Any

    @property
    def where(self) -> Place | None:
        """Where it was set."""
        return None

    @property
    def agreed(self) -> Decided | None:
        """The proposal by which it is closed now."""
        return _first(self.closure_requests, Decision.AGREED) if self.outcome else None

    @property
    def proposed(self) -> Decided | None:
        """The proposal that waits for a decision."""
        return _first(self.closure_requests, Decision.OPEN)

    @cached_property
    def meetings(self) -> list[AtMeeting]:
        """Where it was set, considered and decided, in order of time."""
        considered = (place_of_item(item) for item in self.line.rows.items_of(self.row))
        found: list[tuple[Place | None, Taken, Decision | None]] = [
            (self.where, Taken.SET, None),
            *((one.where, one.taken, Decision(one.decision)) for one in self.requests),
            *((where, Taken.CONSIDERED, None) for where in considered),
            *((one.where, one.taken, Decision(one.decision)) for one in self.closure_requests),
        ]
        known = [AtMeeting(where, taken, decision) for where, taken, decision in found if where is not None]
        return sorted(known, key=lambda one: one.where.meeting.starts_at)

    def touches(self, item: AgendaItem) -> bool:
        """Whether it was set, considered, verified or closed under this item."""
        return any(one.where.item == item and one.taken is not Taken.NEW_DATE for one in self.meetings)


class RecommendationEntry(Followed):
    publisher_statuses = hung(PublisherStatus)
    delivery_reports = hung(DeliveryReport)
    reviews = hung(VerificationReview, Decided)
    requests = reviews

    @property
    def parent(self) -> Recommendation | None:
        return self.line.rows.with_parents.get(self.parent_id)

    @property
    def parts(self) -> list["RecommendationEntry"]:
        return [each for each in self.line.recommendations if each.parent_id == self.pk]

    @property
    def links(self) -> Sequence[Linked]:
        """What it repeats or what replaced it."""
        return self.line.rows.links.get(self.pk, ())


class ActionEntry(Followed):
    progress_updates = hung(ProgressUpdate)
    due_date_requests = hung(DueDateRequest, Decided)
    requests = due_date_requests

    @property
    def where(self) -> Place | None:
        """Where it was set."""
        item = self.row.agenda_item
        return self.line.rows.place(item.meeting if item else None, item)

    @property
    def date_changes(self) -> date_changes.DateChanges:
        return date_changes.of(self)

    @property
    def rating_words(self) -> str:
        return rating.in_words(rating.of(self), self.line.today)

    @property
    def date_asked(self) -> Decided | None:
        """The request for a new due date that waits for a decision."""
        return _first(self.due_date_requests, Decision.OPEN)

    @property
    def answers(self) -> list[RecommendationEntry]:
        """The recommendations of the line that it serves."""
        return [each for each in self.line.recommendations if each.pk in self.line.rows.serving[self.pk]]


class Line:
    """Recommendations in reading order, actions, and all that hangs on them, for one reader on one day."""

    def __init__(
        self,
        rows: Rows,
        recommendations: Iterable[Recommendation],
        actions: Iterable[Action],
        report: Report | None = None,
    ):
        self.rows, self.today = rows, rows.today
        self.recommendations = [RecommendationEntry(row, self) for row in recommendations]
        self.actions = [ActionEntry(row, self) for row in actions]
        of = [report] if report is not None else [each.report for each in self.recommendations]
        # Each once, in the order of the recommendations.
        self.reports: list[Report] = list({each.pk: each for each in of}.values())

    @property
    def things(self) -> list[Followed]:
        """All that evidence and closure can hang on."""
        return [*self.recommendations, *self.actions]

    def entry(self, row: Recommendation | Action) -> Any:
        return next(each for each in self.things if each.row == row)

    def above(self) -> list[Recommendation]:
        """What the recommendations are parts of and is not on the line itself, from the top."""
        held = {each.pk for each in self.recommendations}
        found: dict[int, Recommendation] = {}
        for row in self.recommendations:
            chain: list[Recommendation] = []
            parent = row.parent
            while parent is not None and parent.pk not in held:
                chain.append(parent)
                parent = self.rows.with_parents.get(parent.parent_id or 0)
            found |= {each.pk: each for each in reversed(chain)}
        return list(found.values())

    def under(self, item: AgendaItem) -> "Line | None":
        """The part of it that hangs on one agenda item; None where nothing does."""
        followed = [each for each in self.actions if each.touches(item)]
        served = {answered.pk for each in followed for answered in each.answers}
        concerned = [each for each in self.recommendations if each.pk in served or each.touches(item)]
        if not concerned and not followed:
            return None
        return Line(self.rows, [each.row for each in concerned], [each.row for each in followed])

    @property
    def marking(self) -> str:
        """The highest of what is on it."""
        return markings.highest(each.marking for each in self._marked())

    @property
    def is_illustrative(self) -> bool:
        return any(getattr(each, "is_illustrative", False) for each in self._marked())

    def _marked(self) -> Iterator[Any]:
        yield from (*self.reports, *self.above(), *self.things, *self.rows.items.values())
        for each in self.things:
            yield from each.evidence
        for recommendation in self.recommendations:
            yield from (one.other for one in recommendation.links)
