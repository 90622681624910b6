"""Undoing an import: what it added is taken back, what it changed becomes what it was, while nobody has touched it.

Nothing is deleted (rules.md section 10). The entry of what was added is withdrawn, and is found all the same; an action
that its board has seen meanwhile ends as cancelled.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max

from oversight import context
from oversight.errors import DomainError
from oversight.models import Event
from oversight.operations import record_event
from recommendations import operations
from recommendations.models import SheetRow
from recommendations.operations import withdrawing
from recommendations.operations.sheets import Claim, Refused, TakenOver
from recommendations.operations.withdrawing import hangs_on
from recommendations.sheets import of_actions
from recommendations.sheets.progress import Progress
from recommendations.sheets.sheet_types import KINDS

REASON = "Import undone"
# So many records are asked about in one query, and so many are named in a refusal.
AT_A_TIME, NAMED = 500, 10

Outcome = SheetRow.Outcome


def before(row: Any) -> dict[str, Any]:
    """What the columns that a row changes hold now, as JSON can keep it."""
    record = row.record
    held = {name: getattr(record, record._meta.get_field(name).attname) for name in row.changes}
    return held | {name: [one.pk for one in getattr(record, f"seen_{name}")] for name in row.related}


def undo(claim: Claim, after: str) -> None:
    """All of it or nothing. Raises Refused where a record was touched since, or a rule forbids it."""
    sheet, kind = claim.sheet, KINDS[claim.sheet.kind]
    done = (Outcome.ADDED, Outcome.CHANGED)
    # Parts before what they are parts of: the last row first.
    rows = list(sheet.rows.filter(outcome__in=done).select_related(kind.one).order_by("-number"))
    progress = Progress(sheet.pk, len(rows))
    try:
        with transaction.atomic():
            _require_untouched(kind.model, rows)
            for number, row in enumerate(rows, start=1):
                _take_back(row, sheet)
                progress.report(number)
            sheet.rows.filter(is_standing=True).update(is_standing=False)
            record_event(sheet, step="undo_import", by=sheet.made_by, after={"rows": len(rows)})
            if not claim.finish(status=after, error=""):
                raise TakenOver
    finally:
        progress.end()


def last_events(model: type, keys: list[int]) -> dict[int, int]:
    """The newest Event about each of the records."""
    kind = ContentType.objects.get_for_model(model)
    return {
        subject: event
        for some in _in_parts(keys)
        for subject, event in Event.objects.filter(subject_type=kind, subject_id__in=some)
        .order_by()
        .values_list("subject_id")
        .annotate(last=Max("pk"))
    }


def _in_parts(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + AT_A_TIME] for start in range(0, len(keys), AT_A_TIME))


def _require_untouched(model: Any, rows: list[SheetRow]) -> None:
    """Raise Refused, naming them, where somebody has changed a record since, or something hangs on a new one."""
    keys = [row.record.pk for row in rows if row.record is not None]
    added = [row.record.pk for row in rows if row.outcome == Outcome.ADDED and row.record is not None]
    for some in _in_parts(keys):
        list(model._base_manager.select_for_update().filter(pk__in=some).values_list("pk"))
    last = last_events(model, keys)
    hangs: dict[int, str] = {}
    for some in _in_parts(added):
        hangs |= hangs_on(model, some, but=added)
    touched = [
        row.record.reference
        for row in reversed(rows)
        if row.record is not None and (last.get(row.record.pk) != row.event_id or row.record.pk in hangs)
    ]
    if touched:
        more = f" and {len(touched) - NAMED} more" if len(touched) > NAMED else ""
        raise Refused(
            "Nothing was undone: somebody has worked on what it brought in. "
            f"Touched since: {', '.join(touched[:NAMED])}{more}."
        )


def _take_back(row: SheetRow, sheet: Any) -> None:
    try:
        with context.change(note=f"{sheet}, row {row.number}, undone"):
            if row.outcome == Outcome.CHANGED:
                RESTORE[sheet.kind](row, sheet.made_by)
            else:
                REMOVE[sheet.kind](row.record, by=sheet.made_by, reason=REASON)
    except DomainError as refusal:
        raise Refused(f"Nothing was undone. {row.record.reference}: {refusal}") from None


def _held(row: SheetRow) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """What the columns held before the import: values, other records, and members."""
    changes: dict[str, Any] = {}
    related: dict[str, list[Any]] = {}
    for name, value in row.before.items():
        field: Any = type(row.record)._meta.get_field(name)
        if field.many_to_many:
            related[name] = list(field.related_model._base_manager.filter(pk__in=value))
        elif field.is_relation:
            changes[name] = field.related_model._base_manager.filter(pk=value).first()
        else:
            changes[name] = field.to_python(value)
    return changes, related


def _restore_action(row: Any, by) -> None:
    changes, related = _held(row)
    of_actions.amend(row.action, by, changes, related, reason=context.current().note)


def _restore_recommendation(row: Any, by) -> None:
    changes, related = _held(row)
    was_withdrawn = changes.pop("withdrawn_on", None) is not None
    if changes or related:
        operations.amend_recommendation(row.recommendation, by=by, changes=changes, related=related)
    if was_withdrawn:
        withdrawing.withdraw_recommendation(row.recommendation, by=by, reason=REASON)


RESTORE = {"actions": _restore_action, "recommendations": _restore_recommendation}
REMOVE: dict[str, Any] = {
    "actions": withdrawing.undo_action,
    "recommendations": withdrawing.withdraw_recommendation,
}
