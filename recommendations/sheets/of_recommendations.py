"""What a spreadsheet of recommendations asks of its rows: the same as entering and correcting one in the admin."""

from typing import Any

from oversight.errors import RuleBroken
from recommendations.models import Recommendation
from recommendations.operations.reports import overseers, read_deadline, require_may_record, require_sound
from recommendations.rules.deadline_texts import read
from recommendations.rules.deadlines import DeadlineBasis
from recommendations.sheets.altered import altered, not_asked

LABEL = "summary"
GIVES_REFERENCES = True


def named(checker: Any, rows: Any) -> set[str]:
    return checker.texts(rows, "parent")


def is_withdrawn(recommendation: Any) -> bool:
    return recommendation.withdrawn_on is not None


class Facts:
    """What holds for the whole spreadsheet, and what the rules say of one row."""

    def __init__(self, checker: Any):
        self.user, self.today, self.lookups = checker.user, checker.today, checker.lookups
        report = checker.sheet.report
        self.given = {"report": self.lookups.report_of(report.pk)} if report else {}
        # (report, publisher's number, limb) -> reference: a number is given once a report.
        self.numbers: dict[tuple[int, str, str], str] | None = None

    def is_empty_for_new(self, column: Any, cell: Any) -> bool:
        return False

    def entered(self, row: Any) -> None:
        recommendation = row.record
        self._read_deadline(row, recommendation)
        exclude = not_asked(recommendation)
        if row.has_reference:
            exclude.remove("reference")
        recommendation.clean_fields(exclude=exclude)
        require_may_record(self.user, overseers(recommendation))
        require_sound(recommendation)
        self._require_number_free(recommendation, row)

    def changed(self, row: Any) -> None:
        held = row.record
        held.report = self.lookups.report_of(held.report_id)
        require_may_record(self.user, overseers(held))
        recommendation = altered(held, row.changes)
        if "deadline_text" in row.changes:
            row.changes |= self._read_deadline(row, recommendation)
        recommendation.clean_fields(exclude=not_asked(recommendation, row.changes))
        require_sound(recommendation)
        if {"publisher_number", "limb", "withdrawn_on"} & set(row.changes):
            self._require_number_free(recommendation, row)

    def _read_deadline(self, row: Any, recommendation: Any) -> dict[str, Any]:
        """What the operation will read from the published text, where the row gives neither basis nor day; and how."""
        names = ("deadline_basis", "deadline_on", "deadline_condition")
        before = {name: getattr(recommendation, name) for name in names}
        if before["deadline_basis"] != DeadlineBasis.NONE or before["deadline_on"] is not None:
            return {}
        read_deadline(recommendation)
        if recommendation.deadline_text:
            row.remarks.append(read(recommendation.deadline_text, recommendation.report.published_on).how)
        return {name: value for name in names if (value := getattr(recommendation, name)) != before[name]}

    def _require_number_free(self, recommendation: Any, row: Any) -> None:
        if not recommendation.publisher_number:
            return
        if self.numbers is None:
            self.numbers = {
                (report, number, limb): reference
                for report, number, limb, reference in Recommendation.objects.entered()
                .exclude(publisher_number="")
                .values_list("report", "publisher_number", "limb", "reference")
            }
        key = (recommendation.report.pk, recommendation.publisher_number, recommendation.limb)
        holder = self.numbers.setdefault(key, recommendation.reference or f"row {row.number}")
        if holder not in (recommendation.reference, f"row {row.number}"):
            raise RuleBroken(
                "This report already has a recommendation with that number.", field="publisher_number"
            )
