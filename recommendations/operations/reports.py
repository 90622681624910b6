"""Entering and correcting reports and their recommendations; the clock and the deadlines are worked out here."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from boards.models import Board
from oversight import context
from oversight.errors import NotAllowed, RuleBroken
from oversight.plain_records import add_record, amend_record
from recommendations.models import Recommendation, Report
from recommendations.operations.links import require_no_circle_of_parts
from recommendations.rules import (
    access,
    deadline_texts,
    deadlines,
    recommendation_workflow,
    response_workflow,
    statutory,
)
from recommendations.rules.access import overseers
from recommendations.rules.closure import Decision
from recommendations.rules.deadlines import DeadlineBasis

Related = Mapping[str, Iterable]


def require_may_record(by, boards: Iterable[Board]) -> None:
    if not access.may_record(by, boards, context.today()):
        raise NotAllowed(
            "Only the secretariat, or the secretary of a board that oversees it, enters and corrects this."
        )


def record_report(report: Report, *, by, boards: Iterable[Board] = ()) -> Report:
    """Enter a report with the boards that oversee it; where the law sets the day for the response, it is worked out."""
    boards = list(boards)
    require_may_record(by, boards)
    response_workflow.require_by_steps(
        Report(), {name: getattr(report, name) for name in response_workflow.BY_STEPS_ALONE}
    )
    _set_clock(report)
    return add_record(report, by=by, related={"boards": boards}, step="record_report")


def amend_report(report: Report, *, by, changes: Mapping[str, Any], related: Related | None = None) -> Report:
    """Correct a report; the day for the response follows what is corrected, and so do deadlines from publication."""
    present = Report.objects.get(pk=report.pk)
    require_may_record(by, present.boards.all())

    def check(locked: Report) -> None:
        response_workflow.require_by_steps(Report.objects.get(pk=locked.pk), changes)
        _set_clock(locked)

    with transaction.atomic():
        amend_record(report, by=by, changes=changes, related=related, step="amend_report", check=check)
        if report.published_on != present.published_on:
            _follow_publication(report, by=by)
    return report


def _set_clock(report: Report) -> None:
    """The last day as the law or the notice sets it; where more time was granted, that holds."""
    if not statutory.sets_the_day(report.statutory_basis, report.term_text):
        return
    extended = report.extensions.filter(decision=Decision.AGREED).first() if report.pk else None
    report.response_due_on = (
        extended.new_due_on
        if extended
        else statutory.response_due_on(report.statutory_basis, report.published_on, report.term_text)
    )


def _follow_publication(report: Report, *, by) -> None:
    """Deadlines that count from publication move with its corrected day, as long as their text can be read."""
    for recommendation in report.recommendations.filter(
        deadline_basis=DeadlineBasis.RELATIVE, closed_on__isnull=True
    ):
        read = deadline_texts.read(recommendation.deadline_text, report.published_on)
        if read.basis == DeadlineBasis.RELATIVE and read.on != recommendation.deadline_on:
            amend_record(recommendation, by=by, changes={"deadline_on": read.on}, step="amend_recommendation")


def record_recommendation(
    recommendation: Recommendation, *, by, related: Related | None = None
) -> Recommendation:
    """Enter a recommendation of a report, under the reference given or the next one of its report.

    What its deadline means is read from its text, where nobody has said so.
    """
    require_may_record(by, overseers(recommendation))
    nothing_yet = Recommendation()
    recommendation_workflow.require_by_steps(
        nothing_yet, {name: getattr(recommendation, name) for name in recommendation_workflow.BY_STEPS_ALONE}
    )
    read_deadline(recommendation)
    require_sound(recommendation)
    with transaction.atomic():
        if not recommendation.reference:
            recommendation.reference = _next_reference(recommendation.report)
        return add_record(recommendation, by=by, related=related, step="record_recommendation")


def amend_recommendation(
    recommendation: Recommendation, *, by, changes: Mapping[str, Any], related: Related | None = None
) -> Recommendation:
    """Correct what is recorded of a recommendation. Its statuses and how it ended are not among it."""
    require_may_record(by, overseers(Recommendation.objects.get(pk=recommendation.pk)))

    def check(locked: Recommendation) -> None:
        recommendation_workflow.require_by_steps(Recommendation.objects.get(pk=locked.pk), changes)
        if "deadline_text" in changes:
            read_deadline(locked)
        require_sound(locked)

    return amend_record(
        recommendation, by=by, changes=changes, related=related, step="amend_recommendation", check=check
    )


def read_deadline(recommendation: Recommendation) -> None:
    """Put the basis and the day that follow from the text on a recommendation that has a text and neither of them."""
    if recommendation.deadline_basis != DeadlineBasis.NONE or recommendation.deadline_on is not None:
        return
    read = deadline_texts.read(recommendation.deadline_text, recommendation.report.published_on)
    recommendation.deadline_basis, recommendation.deadline_on = read.basis, read.on
    recommendation.deadline_condition = recommendation.deadline_condition or read.condition


def require_sound(recommendation: Recommendation) -> None:
    """Raise RuleBroken where the deadline fits neither its basis nor the report, or the parent is another report's or
    leads round in a circle."""
    deadlines.require_consistent(
        basis=recommendation.deadline_basis,
        deadline_on=recommendation.deadline_on,
        published_on=recommendation.report.published_on,
    )
    parent = recommendation.parent
    if parent is not None and parent.report_id != recommendation.report_id:
        raise RuleBroken("What it is a part of belongs to another report.", field="parent")
    require_no_circle_of_parts(recommendation)


_NUMBERED = re.compile(r"(?P<before>.+-)(?P<number>\d+)")


def _next_reference(report: Report) -> str:
    """One further than the highest number of the report's recommendations: CP16-10 after CP16-09."""
    Report.objects.select_for_update().get(pk=report.pk)
    given = report.recommendations.filter(limb="").values_list("reference", flat=True)
    numbered = [found for reference in given if (found := _NUMBERED.fullmatch(reference))]
    if numbered:
        last = max(numbered, key=lambda found: int(found["number"]))
        before, number, width = last["before"], int(last["number"]), len(last["number"])
    else:
        before, number, width = f"{report.reference[:34]}-".upper(), 0, 2
    taken = set(
        Recommendation.objects.filter(reference__startswith=before).values_list("reference", flat=True)
    )
    while (reference := f"{before}{number + 1:0{width}d}") in taken:
        number += 1
    return reference
