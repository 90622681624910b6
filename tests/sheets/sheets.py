"""Spreadsheets for tests: made, imported as far as their preview or all the way, and read once they were downloaded."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from oversight.context import Channel, change
from recommendations.models import SheetImport
from recommendations.operations import sheets as operations
from recommendations.sheets import importing
from recommendations.sheets.headings import propose
from recommendations.sheets.reading import Sheet
from recommendations.sheets.sheet_types import KINDS

FORMS = ("csv", "xlsx")


def download(client, kind: str, form: str, query: str = "") -> bytes:
    response = client.get(reverse(f"{kind}-sheet", args=[form]) + query)
    assert response.status_code == 200, response
    return response.getvalue()


def rows_of(content: bytes, form: str) -> list[dict]:
    """What the spreadsheet holds, row by row: headers and the cells as they stand."""
    lines: list[list]
    if form == "csv":
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def as_xlsx(lines: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    for line in lines:
        sheet.append(line)
    return saved(book)


def saved(book: Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def as_csv(lines: list[list[Any]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows(lines)
    return held.getvalue().encode()


def taken_in(content: bytes, name: str, *, by, kind: str = "actions", report=None) -> SheetImport:
    """The spreadsheet uploaded, and its columns chosen as they are proposed."""
    sheet = operations.take_in(
        SheetImport(kind=kind, report=report), SimpleUploadedFile(name, content), by=by
    )
    headings, _ = Sheet(sheet.file).read()
    mapping = propose(headings, KINDS[kind].columns)
    operations.choose_columns(sheet, by=by, worksheet="", headings=headings, mapping=mapping)
    return sheet


def previewed(lines: list[list[Any]], *, by, form: str = "xlsx", **given: Any) -> SheetImport:
    content = {"xlsx": as_xlsx, "csv": as_csv}[form](lines)
    sheet = taken_in(content, f"sheet.{form}", by=by, **given)
    importing.preview(sheet)
    return sheet


def faults(sheet: SheetImport) -> list[str]:
    """Every fault as the page shows it: “D17: …”."""
    return [
        f"{where}: {sentence}"
        for found in sheet.rows.values_list("faults", flat=True)
        for where, sentence in found
    ]


def outcomes(sheet: SheetImport) -> list[str]:
    return list(sheet.rows.values_list("outcome", flat=True))


def carried_out(sheet: SheetImport, *, by=None) -> SheetImport:
    """What was previewed, imported as the worker does it."""
    operations.ask_for_import(sheet, by=by or sheet.made_by)
    with change(channel=Channel.ADMIN):
        importing.run(sheet.pk)
    sheet.refresh_from_db()
    return sheet
