"""Entering and correcting reports and their recommendations; the statutory clock is set here (rules.md section 1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from boards.models import Board
from oversight.errors import NotAllowed, RuleBroken
from oversight.records import add_record, amend_record
from recommendations.models import Recommendation, Report
from recommendations.rules import access, deadlines, statutory

Related = Mapping[str, Iterable]


def require_may_record(by, boards: Iterable[Board]) -> None:
    if not access.may_record(by, boards, timezone.localdate()):
        raise NotAllowed(
            "Only the secretariat, or the secretary of a board that oversees it, enters and corrects this."
        )


def record_report(report: Report, *, by, boards: Iterable[Board] = ()) -> Report:
    """Enter a report with the boards that oversee it; where the law sets the day for the response, it is worked out."""
    boards = list(boards)
    require_may_record(by, boards)
    _set_clock(report)
    return add_record(report, by=by, related={"boards": boards}, step="record_report")


def amend_report(report: Report, *, by, changes: Mapping[str, Any], related: Related | None = None) -> Report:
    """Correct a report; the day for the response follows what is corrected."""
    require_may_record(by, Report.objects.get(pk=report.pk).boards.all())
    return amend_record(
        report, by=by, changes=changes, related=related, step="amend_report", check=_set_clock
    )


def _set_clock(report: Report) -> None:
    if statutory.CLOCKS[report.statutory_basis].days is not None:
        report.response_due_on = statutory.response_due_on(report.statutory_basis, report.published_on)


def overseers(recommendation: Recommendation) -> list[Board]:
    """Who keeps the record of a recommendation: the board that leads on it, else those that oversee its report."""
    if recommendation.lead_board is not None:
        return [recommendation.lead_board]
    return list(recommendation.report.boards.all())


def record_recommendation(
    recommendation: Recommendation, *, by, related: Related | None = None
) -> Recommendation:
    """Enter a recommendation of a report."""
    require_may_record(by, overseers(recommendation))
    require_sound(recommendation)
    return add_record(recommendation, by=by, related=related, step="record_recommendation")


def amend_recommendation(
    recommendation: Recommendation, *, by, changes: Mapping[str, Any], related: Related | None = None
) -> Recommendation:
    """Correct what is recorded of a recommendation. How it ended is not among it."""
    require_may_record(by, overseers(Recommendation.objects.get(pk=recommendation.pk)))
    return amend_record(
        recommendation,
        by=by,
        changes=changes,
        related=related,
        step="amend_recommendation",
        check=require_sound,
    )


def require_sound(recommendation: Recommendation) -> None:
    """Raise RuleBroken where the deadline fits neither its basis nor the report, or the parent is another report's."""
    deadlines.require_consistent(
        basis=recommendation.deadline_basis,
        deadline_on=recommendation.deadline_on,
        published_on=recommendation.report.published_on,
    )
    _require_parent_of_report(recommendation)


def _require_parent_of_report(recommendation: Recommendation) -> None:
    parent = recommendation.parent
    if parent is not None and parent.report_id != recommendation.report_id:
        raise RuleBroken("What it is a part of belongs to another report.", field="parent")
