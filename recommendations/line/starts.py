"""Where a line begins: a report, a recommendation, an action, the items of an agenda."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from boards.models import AgendaItem
from recommendations.line.entries import Line
from recommendations.line.loading import Rows
from recommendations.line.parts import in_order, with_parts
from recommendations.models import Action, Recommendation, Report


def rows_of(model: Any, user, today: date) -> QuerySet:
    """Recommendations or actions with what a line says of each; actions that were set first come first."""
    seen = model.objects.visible_to(user, today)
    if model is Recommendation:
        return seen.select_related("report__publisher", "lead_board")
    listed = seen.entered().for_lists(today).select_related("agenda_item__meeting__board", "set_by")
    return listed.order_by("set_on", "reference")


def of(record: Report | Recommendation | Action, user, today: date) -> Line:
    """Of all recommendations of a report, or of one and its parts, and the actions that serve them; or of one action
    alone and all recommendations it serves."""
    known = rows_of(Recommendation, user, today)
    if isinstance(record, Action):
        found = known.filter(actions=record).order_by("report", "position", "reference")
        return _line(user, today, in_order(found), [record])
    if isinstance(record, Report):
        entered = known.filter(report=record, withdrawn_on__isnull=True)
        return _with_actions(user, today, in_order(entered.order_by("position", "reference")), record)
    of_its_report = known.filter(report=record.report_id).order_by("position", "reference")
    return _with_actions(user, today, with_parts(record, of_its_report))


def of_items(items: Sequence[AgendaItem], user, today: date) -> dict[int, Line]:
    """Of each agenda item, by its key, what it set, considered or decided; items that concern nothing have none.

    Asked for together, so that a long agenda takes no more questions than a short one.
    """
    keys = [item.pk for item in items]
    touched = (
        Q(agenda_item__in=keys) | Q(discussed_under__in=keys) | Q(closure_requests__agenda_item__in=keys)
    )
    followed = list(rows_of(Action, user, today).filter(pk__in=_keys(Action, touched)))
    named = (
        Q(actions__in=[row.pk for row in followed])
        | Q(agenda_items__in=keys)
        | Q(reviews__agenda_item__in=keys)
        | Q(closure_requests__agenda_item__in=keys)
    )
    concerned = rows_of(Recommendation, user, today).filter(pk__in=_keys(Recommendation, named))
    whole = _line(user, today, in_order(concerned.order_by("report", "position", "reference")), followed)
    return {item.pk: part for item in items if (part := whole.under(item)) is not None}


def _with_actions(user, today: date, found: list[Recommendation], report: Report | None = None) -> Line:
    served = Action.recommendations.through.objects.filter(recommendation__in=[row.pk for row in found])
    serving = rows_of(Action, user, today).filter(pk__in=served.values("action"))
    return _line(user, today, found, serving, report)


def _line(user, today: date, found: Iterable, followed: Iterable, report: Report | None = None) -> Line:
    rows = Rows(user, today, found, followed)
    return Line(rows, rows.recommendations, rows.actions, report)


def _keys(model: Any, condition: Q) -> QuerySet:
    return model.objects.filter(condition).order_by().values("pk")
