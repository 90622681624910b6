"""Carrying out an import: checked once more, then every row through its operation, in one transaction or not at all."""

import logging
from collections import Counter

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import File
from django.db import IntegrityError, transaction

from oversight import context
from oversight.errors import DomainError
from oversight.models import Counter as Numbers
from oversight.operations import record_event
from oversight.reminders.pauses import Why, pause_after
from oversight.uploads import nothing_half_saved
from recommendations import operations
from recommendations.models import SheetImport, SheetRow
from recommendations.operations import sheets, withdrawing
from recommendations.operations.sheets import Claim, Refused, TakenOver
from recommendations.sheets import of_actions, undoing
from recommendations.sheets.checking import Checked, Checker
from recommendations.sheets.progress import Progress
from recommendations.sheets.reading import Sheet
from recommendations.sheets.sheet_types import KINDS

log = logging.getLogger(__name__)

Status, Outcome = SheetImport.Status, SheetRow.Outcome
FAILED = "It could not be carried out for a reason that lies with the register, and nothing was changed. Try again."
TOO_LONG = "It took too long, and nothing was changed. Import the spreadsheet in parts."


def take_in(sheet: SheetImport, file: File, *, by) -> SheetImport:
    """Keep an unsaved import with its file, once its headings can be read: what cannot be opened is not kept.

    Raises NotAllowed, RuleBroken.
    """
    with nothing_half_saved():
        sheets.take_in(sheet, file, by=by)
        Sheet(sheet.file).read()
    return sheet


def preview(sheet: SheetImport) -> None:
    """Check every row and keep what importing would do. RuleBroken where the spreadsheet cannot be read at all."""
    checked = list(_checked(sheet))
    sheets.keep_preview(sheet, [row.as_row(sheet) for row in checked])


def _checked(sheet: SheetImport, *, is_locking: bool = False):
    _, rows = Sheet(sheet.file, sheet.worksheet, sheet.heading_row).read()
    return Checker(sheet, sheet.made_by, context.today(), is_locking=is_locking).check(rows)


def run(pk: int) -> str | None:
    """Carry out the import, or its undoing, unless somebody else has it or it is done: then None."""
    claim = sheets.take_up(pk, context.now())
    if claim is None:
        return None
    before = Status.IMPORTED if claim.is_undo else Status.CHECKED
    after = Status.UNDONE if claim.is_undo else Status.IMPORTED
    try:
        (undoing.undo if claim.is_undo else _import)(claim, after)
    except TakenOver:
        return None
    except Refused as why:
        return _give_up(claim, before, str(why))
    except IntegrityError:
        log.warning("sheets: something else was entered meanwhile", extra={"sheet": pk})
        return _give_up(claim, before, "The same was entered by somebody else at this moment. Try again.")
    except SoftTimeLimitExceeded:
        log.warning("sheets: not done in time", extra={"sheet": pk})
        return _give_up(claim, before, TOO_LONG)
    except Exception:
        log.exception("sheets: could not be carried out", extra={"sheet": pk})
        return _give_up(claim, before, FAILED)
    if not claim.is_undo:
        claim.sheet.file.storage.delete(str(claim.sheet.file.name))
    return after


def _give_up(claim: Claim, status: str, why: str) -> str | None:
    return status if claim.finish(status=status, error=why) else None


def _import(claim: Claim, after: str) -> None:
    sheet = claim.sheet
    previewed = {row.number: row for row in sheet.rows.all()}
    progress = Progress(sheet.pk, len(previewed))
    try:
        with transaction.atomic():
            with Numbers.held(), context.change(at=context.now()):
                checked = list(_checked(sheet, is_locking=True))
                rows = [row.as_row(sheet) for row in checked]
                _require_as_previewed(sheet, previewed, rows)
                for done, row in enumerate(checked, start=1):
                    _carry_out(row, sheet)
                    progress.report(done)
            _keep(sheet, checked, rows)
            record_event(
                sheet,
                step="import_sheet",
                by=sheet.made_by,
                after={
                    str(outcome): count for outcome, count in Counter(row.outcome for row in checked).items()
                },
            )
            pause_after(Why.IMPORT, f"{sheet} was imported.", by=sheet.made_by)
            if not claim.finish(status=after, error="", file=""):
                raise TakenOver
    finally:
        progress.end()


def _require_as_previewed(sheet: SheetImport, previewed: dict[int, SheetRow], rows: list[SheetRow]) -> None:
    """Refuse where the register changed since the preview so that a row would do something else; each is named."""
    differs = [
        row.number
        for row in rows
        if (was := previewed.get(row.number)) is None
        or (was.outcome, was.changes, was.faults)
        != (row.outcome, row.changes, [list(one) for one in row.faults])
    ]
    if not differs and len(rows) == len(previewed):
        return
    named = ", ".join(str(number) for number in differs[:10])
    if len(differs) > 10:
        named += f" and {len(differs) - 10} more"
    raise Refused(
        f"The register has changed since the preview, and nothing was imported. Rows that would do something else "
        f"now: {named}. Preview it again."
    )


def _carry_out(row: Checked, sheet: SheetImport) -> None:
    """One row through its operation; what the operation refuses all the same is reported with its row."""
    by, kind = sheet.made_by, KINDS[sheet.kind].name
    try:
        with context.change(note=f"{sheet}, row {row.number}"):
            if row.outcome == Outcome.ADDED:
                ADD[kind](row, by)
            elif row.outcome == Outcome.CHANGED:
                row.before = undoing.before(row)
                AMEND[kind](row, by)
    except DomainError as refusal:
        raise Refused(f"Nothing was imported. Row {row.number}: {refusal}") from None


def _set_action(row: Checked, by) -> None:
    operations.set_action(row.record, by=by, recommendations=row.related.get("recommendations", ()))


def _amend_action(row: Checked, by) -> None:
    of_actions.amend(row.record, by, row.changes, row.related, reason=context.current().note)


def _record_recommendation(row: Checked, by) -> None:
    operations.record_recommendation(row.record, by=by, related=row.related)


def _amend_recommendation(row: Checked, by) -> None:
    changes = dict(row.changes)
    if "withdrawn_on" in changes:
        del changes["withdrawn_on"]
        withdrawing.put_back_recommendation(row.record, by=by)
    if changes or row.related:
        operations.amend_recommendation(row.record, by=by, changes=changes, related=row.related)


ADD = {"actions": _set_action, "recommendations": _record_recommendation}
AMEND = {"actions": _amend_action, "recommendations": _amend_recommendation}


def _keep(sheet: SheetImport, checked: list[Checked], rows: list[SheetRow]) -> None:
    """What became of each row, with what undoing needs: what it was before, and the last Event that is ours."""
    relation = KINDS[sheet.kind].one
    last = undoing.last_events(
        KINDS[sheet.kind].model, [row.record.pk for row in checked if row.record is not None]
    )
    for done, row in zip(checked, rows, strict=True):
        if done.outcome in (Outcome.ADDED, Outcome.CHANGED):
            setattr(row, relation, done.record)
            row.before, row.event_id = done.before, last.get(done.record.pk)
            row.is_standing = done.outcome == Outcome.ADDED and not done.has_reference
    sheet.rows.all().delete()
    SheetRow.objects.bulk_create(rows, batch_size=500)
