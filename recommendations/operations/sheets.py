"""Imports of spreadsheets: taken in, columns chosen, asked for, claimed by one worker, kept or given up, and undone.

As with packs, the row is the truth and is claimed by a conditional UPDATE; what a worker left behind is taken up again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.db.models import Q, QuerySet

from oversight import context
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.operations import record_event
from oversight.uploads import identify, nothing_half_saved, write_file
from recommendations.models import Report, SheetImport, SheetMapping, SheetRow
from recommendations.rules import access

# What was done, as a history says it.
DONE = {
    "take_in_sheet": "Spreadsheet uploaded",
    "import_sheet": "Spreadsheet imported",
    "undo_import": "Import undone",
}

ACCEPTED_ENDINGS = (".xlsx", ".csv")
# A worker has this long; what was begun earlier was left behind (recommendations/tasks.py stops before).
TAKEN_UP_AFTER = timedelta(minutes=10)

Status = SheetImport.Status
# Waiting -> what it is while a worker has it.
TAKEN_UP = {Status.QUEUED: Status.IMPORTING, Status.UNDO_QUEUED: Status.UNDOING}


class Refused(Exception):
    """The whole import, or its undoing, is refused in a sentence; nothing of it stands."""


class TakenOver(Exception):
    """Another worker has it."""


def require_may_import(by) -> None:
    if not access.may_import(by):
        raise NotAllowed("Only the secretariat imports spreadsheets.")


def take_in(sheet: SheetImport, file: File, *, by) -> SheetImport:
    """Keep an unsaved import with its file, once that is known to be a spreadsheet. Raises NotAllowed, RuleBroken."""
    require_may_import(by)
    if sheet.report is not None and not Report.objects.visible_to(by).filter(pk=sheet.report.pk).exists():
        raise NotAllowed("Only those who may see the report import its recommendations.")
    kind = identify(file, accepted=ACCEPTED_ENDINGS, as_what="as a spreadsheet", field="file", is_bound=False)
    with nothing_half_saved():
        write_file(sheet, file, kind)
        sheet.made_by = by
        sheet.save()
        record_event(sheet, step="take_in_sheet", by=by, after={"kind": sheet.kind})
    return sheet


def choose_columns(
    sheet: SheetImport,
    *,
    by,
    worksheet: str,
    headings: Sequence[str],
    mapping: Sequence[str],
    heading_row: int = 0,
) -> None:
    """Say which column of the register each of the spreadsheet is; remembered for the next one with these headings."""
    _require_own(sheet, by)
    chosen = [name for name in mapping if name]
    if not chosen:
        raise RuleBroken("Choose the column of the register for at least one column of the spreadsheet.")
    twice = next((name for name in chosen if chosen.count(name) > 1), "")
    if twice:
        raise RuleBroken(
            "Two columns of the spreadsheet cannot be the same column of the register.", field=twice
        )
    changed = SheetImport.objects.filter(pk=sheet.pk, status__in=(Status.UPLOADED, Status.CHECKED)).update(
        worksheet=worksheet,
        heading_row=heading_row,
        mapping=list(mapping),
        status=Status.UPLOADED,
        error="",
    )
    if not changed:
        raise WrongState("The columns of this spreadsheet cannot be changed any more.")
    SheetMapping.objects.update_or_create(
        kind=sheet.kind,
        headings=_hash(headings),
        defaults={"mapping": list(mapping), "used_at": context.now()},
    )
    sheet.refresh_from_db()


def remembered(kind: str, headings: Sequence[str]) -> list[str] | None:
    """The columns chosen the last time a spreadsheet had these headings."""
    return (
        SheetMapping.objects.filter(kind=kind, headings=_hash(headings))
        .values_list("mapping", flat=True)
        .first()
    )


def _hash(headings: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([name.casefold() for name in headings]).encode()).hexdigest()


def keep_preview(sheet: SheetImport, rows: Sequence[SheetRow], *, error: str = "") -> None:
    """What importing would do, in place of what was previewed before."""
    with nothing_half_saved():
        sheet.rows.all().delete()
        SheetRow.objects.bulk_create(rows, batch_size=500)
        SheetImport.objects.filter(pk=sheet.pk).update(
            status=Status.CHECKED, checked_at=context.now(), error=error
        )
    sheet.refresh_from_db()


def require_open_to_preview(sheet: SheetImport, *, by) -> None:
    _require_own(sheet, by)
    if sheet.status != Status.CHECKED:
        raise WrongState("Only a spreadsheet that is not imported yet can be previewed again.")


def ask_for_import(sheet: SheetImport, *, by) -> None:
    """Let the worker import what was previewed without a fault. Raises NotAllowed, WrongState, RuleBroken."""
    _require_own(sheet, by)
    if sheet.rows.filter(outcome=SheetRow.Outcome.WRONG).exists():
        raise RuleBroken("A spreadsheet with wrong cells is not imported: correct them and upload it again.")
    if not sheet.rows.filter(outcome__in=(SheetRow.Outcome.ADDED, SheetRow.Outcome.CHANGED)).exists():
        raise RuleBroken("Nothing in this spreadsheet would change the register.")
    _queue(
        sheet,
        (Status.CHECKED,),
        Status.QUEUED,
        "Only a spreadsheet that was previewed can be imported, and once.",
    )


def ask_for_undo(sheet: SheetImport, *, by) -> None:
    """Let the worker put back what the import did. Raises NotAllowed, WrongState."""
    _require_own(sheet, by)
    _queue(sheet, (Status.IMPORTED,), Status.UNDO_QUEUED, "Only an import that stands can be undone.")


def _queue(sheet: SheetImport, sources: tuple[str, ...], target: str, why_not: str) -> None:
    queued = SheetImport.objects.filter(pk=sheet.pk, status__in=sources).update(
        status=target, asked_at=context.now(), begun_at=None, error=""
    )
    if not queued:
        raise WrongState(why_not)
    sheet.refresh_from_db()


def _require_own(sheet: SheetImport, by) -> None:
    require_may_import(by)
    if sheet.made_by_id != by.pk:
        raise NotAllowed("Only the person who uploaded the spreadsheet imports it.")


# --- The worker ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """An import that is ours to carry out, or to undo, since `begun_at`."""

    sheet: SheetImport
    begun_at: datetime

    @property
    def is_undo(self) -> bool:
        return self.sheet.status == Status.UNDOING

    @property
    def ours(self) -> QuerySet:
        return SheetImport.objects.filter(pk=self.sheet.pk, status=self.sheet.status, begun_at=self.begun_at)

    def finish(self, **values: Any) -> bool:
        """Let the row say how it ended, unless the claim was taken over meanwhile."""
        return bool(self.ours.update(finished_at=context.now(), **values))


def take_up(pk: int, now: datetime) -> Claim | None:
    """Claim an import that waits, or was left behind; None where somebody else has it or it is done."""
    for waits, taken in TAKEN_UP.items():
        left_behind = Q(status=taken, begun_at__lt=now - TAKEN_UP_AFTER)
        if SheetImport.objects.filter(Q(status=waits) | left_behind, pk=pk).update(
            status=taken, begun_at=now
        ):
            return Claim(SheetImport.objects.select_related("made_by", "report").get(pk=pk), now)
    return None


def waiting(now: datetime) -> list[int]:
    """Imports to be carried out or undone: those never taken up and those left behind."""
    left_behind = Q(status__in=list(TAKEN_UP.values()), begun_at__lt=now - TAKEN_UP_AFTER)
    free = SheetImport.objects.filter(Q(status__in=list(TAKEN_UP)) | left_behind)
    return list(free.order_by("asked_at").values_list("pk", flat=True))
