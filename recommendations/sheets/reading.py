"""Reading a spreadsheet that came in: its worksheets, its headings and its rows, each cell with its address.

A fault of the whole spreadsheet is raised as RuleBroken; one of a cell stays with the cell, so that all are reported.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from django.db.models.fields.files import FieldFile
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from oversight.errors import RuleBroken
from recommendations.sheets.cells import one_line_end, unescaped

MOST_ROWS = 20_000
MOST_COLUMNS = 100
DELIMITERS = ",;\t"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+\d+(?::[A-Z]+\d+)?)"')

# The csv module refuses a longer cell with the whole of its spreadsheet; ours is refused by itself, with its address.
csv.field_size_limit(settings.MAX_FILE_BYTES)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, as text, number, day or nothing; or what is wrong with it, as a sentence's end."""

    value: str | int | float | bool | date | None = None
    fault: str = ""


EMPTY = Cell()
Row = tuple[int, list[Cell]]


class Sheet:
    """A spreadsheet that lies ready: which worksheets it has, the headings, and its rows below them."""

    def __init__(self, file: FieldFile, worksheet: str = ""):
        self.file = file
        self.is_workbook = Path(file.name or "").suffix == ".xlsx"
        self.worksheet = worksheet

    def worksheets(self) -> list[str]:
        """The names of those that hold anything; a CSV has none to choose from."""
        if not self.is_workbook:
            return []
        with self.file.storage.open(str(self.file.name)) as file:
            book = _workbook(file)
            return [one.title for one in book.worksheets if one.sheet_state == "visible"]

    def read(self) -> tuple[list[str], Iterator[Row]]:
        """The headings, and the rows that hold anything. Raises RuleBroken where the whole cannot be read."""
        rows = self._rows_of_workbook() if self.is_workbook else self._rows_of_text()
        for _, cells in rows:
            headings = _headings(cells)
            return headings, _below(rows, len(headings))
        raise RuleBroken("The spreadsheet is empty: its first row has to hold the headings.", field="file")

    def _rows_of_text(self) -> Iterator[Row]:
        with self.file.storage.open(str(self.file.name)) as file:
            content = file.read()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise RuleBroken(
                f"Line {line} of the spreadsheet is not in UTF-8. In Excel, save it as “CSV UTF-8 (comma delimited)”.",
                field="file",
            ) from None
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        try:
            for number, line in enumerate(reader, start=1):
                cells = [_of_text(each) for each in line]
                if any(cell is not EMPTY for cell in cells):
                    yield number, cells
        except csv.Error:
            raise RuleBroken(
                f"Line {reader.line_num} of the spreadsheet cannot be read: a quotation mark is opened and not closed, "
                "or stands alone within a cell. Save the spreadsheet again.",
                field="file",
            ) from None

    def _rows_of_workbook(self) -> Iterator[Row]:
        with self.file.storage.open(str(self.file.name)) as file:
            book = _workbook(file)
            names = [one.title for one in book.worksheets]
            if self.worksheet and self.worksheet not in names:
                raise RuleBroken(f"The workbook has no worksheet “{self.worksheet}”.", field="worksheet")
            sheet: Any = book[self.worksheet] if self.worksheet else book.worksheets[0]
            merged = _merged(sheet)
            is_first = True
            try:
                for number, line in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
                    cells = [_of_workbook(each) for each in line]
                    if all(cell is EMPTY for cell in cells):
                        continue
                    for area, (left, top, right, bottom) in merged.items():
                        if top <= number <= bottom:
                            if is_first:
                                raise RuleBroken(
                                    f"The headings are merged ({area}): unmerge them, and give each column one "
                                    "heading in one row.",
                                    field="file",
                                )
                            cells += [EMPTY] * (right - len(cells))
                            for place in range(left - 1, right):
                                cells[place] = Cell(
                                    cells[place].value,
                                    f"is part of the merged cells {area}: unmerge them, and fill each by itself",
                                )
                    is_first = False
                    yield number, cells
            except (ValueError, KeyError, BadZipFile, SyntaxError):
                raise RuleBroken(
                    "The workbook is damaged: open it and save it again.", field="file"
                ) from None


def address(column: int, row: int) -> str:
    """“D17”: the cell as people call it. Columns count from 0."""
    return f"{get_column_letter(column + 1)}{row}"


def _workbook(file: Any) -> Any:
    try:
        return load_workbook(file, read_only=True, keep_links=False)
    except Exception:  # openpyxl raises errors of every kind at what is damaged
        raise RuleBroken("The workbook is damaged: open it and save it again.", field="file") from None


def _merged(sheet: Any) -> dict[str, tuple[int, int, int, int]]:
    """The merged areas of a worksheet, which openpyxl leaves out where it reads row by row."""
    found: dict[str, tuple[int, int, int, int]] = {}
    rest = b""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        while chunk := part.read(1024 * 1024):
            rest += chunk
            for match in MERGED.finditer(rest):
                area = match[1].decode()
                if len(found) < 1_000:
                    left, top, right, bottom = (int(bound or 0) for bound in range_boundaries(area))
                    found[area] = (left, top, right, bottom)
            rest = rest[-64:]
    return found


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab, as the headings show it. What is pasted from a spreadsheet has tabs."""
    headings = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    if "\t" in headings:
        return "\t"
    try:
        return csv.Sniffer().sniff(headings, delimiters=DELIMITERS).delimiter
    except csv.Error:
        return ","


def _headings(cells: list[Cell]) -> list[str]:
    names = [" ".join(str(cell.value).split()) if cell.value is not None else "" for cell in cells]
    while names and not names[-1]:
        names.pop()
    if any(len(name) > 300 for name in names):
        raise RuleBroken("The first row holds no headings: put one above each column.", field="file")
    return names


def _below(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for count, (number, cells) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise RuleBroken(
                f"The spreadsheet has more than {MOST_ROWS:,} rows: import it in parts.", field="file"
            )
        yield number, (cells + [EMPTY] * width)[:width]


def _of_text(text: str) -> Cell:
    text = one_line_end(text)
    return Cell(unescaped(text)) if text.strip() else EMPTY


def _of_workbook(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "f":
        return Cell(None, "holds a formula: replace it by its value")
    if cell.data_type == "e":
        return Cell(None, f"holds the error {value}: correct it")
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, datetime):
        if value.time() != time():
            return Cell(None, f"holds a time of day too ({value:%H:%M}): give the day alone")
        return Cell(value.date())
    if isinstance(value, float) and value.is_integer():
        return Cell(int(value))
    if isinstance(value, bool | int | float | date):
        return Cell(value)
    return Cell(None, "holds a length of time or a time of day: give a day, a number or a text")
