"""The headline figures, counted in one place: what is open, overdue, due soon, waiting and closed, as at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from recommendations.models import Action, DueDateRequest, Recommendation, Report
from recommendations.rules import due_dates, statutory, updates
from recommendations.rules.action_workflow import Status
from recommendations.rules.closure import Decision
from recommendations.rules.due_dates import SOON_DAYS
from recommendations.rules.rating import Rating


@dataclass(frozen=True)
class Figures:
    """Counts of what one person may see. Overdue is a part of open; due soon leaves out what is overdue.

    Of actions whose update is late, some may be overdue and others not: the one says nothing of the other.
    """

    open: int
    overdue: int
    due_soon: int
    updates_late: int
    waiting: int
    closed: int
    illustrative: int
    to_verify: int
    closures_waiting: int
    responses_due: int
    responses_late: int


def waiting() -> Q:
    """Actions on which somebody has to decide: a closure is proposed, or a new due date asked for."""
    date_asked = DueDateRequest.objects.filter(action=OuterRef("pk"), decision=Decision.OPEN)
    return Q(status=Status.CLOSURE_PROPOSED) | Q(Exists(date_asked))


def figures(user, today: date) -> Figures:
    """Four queries: over the actions, the reports, and the recommendations that wait for the board."""
    of_actions = (
        Action.objects.visible_to(user, today)
        .entered()
        .aggregate(
            open=Count("pk", filter=Q(is_open=True)),
            overdue=Count("pk", filter=due_dates.overdue(today)),
            due_soon=Count("pk", filter=due_dates.due_within(SOON_DAYS, today)),
            updates_late=Count("pk", filter=updates.late(today)),
            waiting=Count("pk", filter=waiting()),
            closed=Count("pk", filter=Q(status=Status.CLOSED)),
            illustrative=Count("pk", filter=Q(is_illustrative=True)),
        )
    )
    of_reports = Report.objects.visible_to(user, today).aggregate(
        responses_due=Count("pk", filter=statutory.response_due(today)),
        responses_late=Count("pk", filter=statutory.response_late(today)),
    )
    seen = Recommendation.objects.visible_to(user, today).entered()
    of_recommendations = {
        "to_verify": seen.ready_for_verification().count(),
        "closures_waiting": seen.closure_proposed().count(),
    }
    return Figures(**of_actions, **of_reports, **of_recommendations)


def by_rating(user, today: date) -> dict[Rating, int]:
    """How many actions have each rating, zero included, in one query."""
    rated = Action.objects.visible_to(user, today).entered().with_rating(today).order_by()
    counted = dict(rated.values_list("rating").annotate(count=Count("pk")))
    return {rating: counted.get(rating, 0) for rating in Rating}


def by_board(user, today: date) -> dict[int, dict[str, int]]:
    """Board -> its open and overdue actions, in one query; a board without open actions is left out."""
    rows = (
        Action.objects.visible_to(user, today)
        .open()
        .order_by()
        .values("board")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=due_dates.overdue(today)))
    )
    return {row["board"]: row for row in rows}


def count_on(boards: Iterable, user, today: date) -> None:
    """Gives each of these boards `counted`: its open and overdue actions, zero included."""
    counted = by_board(user, today)
    for board in boards:
        board.counted = counted.get(board.pk, {"open": 0, "overdue": 0})
