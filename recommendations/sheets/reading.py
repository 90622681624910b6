"""Reading a spreadsheet that came in: its worksheets, its headings and its rows, each cell with its address.

A fault of the whole spreadsheet is raised as RuleBroken; one of a cell stays with the cell, so that all are reported.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile
from zlib import error as zlib_error

from django.db.models.fields.files import FieldFile
from openpyxl.utils import get_column_letter

from oversight.errors import RuleBroken
from recommendations.sheets import headings as known_headings
from recommendations.sheets.cells import EMPTY, Cell, of_text
from recommendations.sheets.text_files import decoded, records
from recommendations.sheets.workbook import Area, Line, Workbook, Worksheet

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_MERGED = 1_000
# What damage of every kind comes to.
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    ExpatError,
    BadZipFile,
    zlib_error,
    EOFError,
)
# The headings stand in one of so many rows at the top.
ROWS_OF_HEADINGS = 20


class Row(NamedTuple):
    """A row below the headings: its number, a cell for each heading, what stands below none, and what to remark."""

    number: int
    cells: list[Cell]
    astray: dict[int, Cell]
    remarks: list[str]


class Sheet:
    """A spreadsheet that lies ready: which worksheets it has, the headings, and its rows below them.

    Without a worksheet the first visible one that holds anything is read, and without a row of headings the one that
    looks most like it; `heading_row` is its number once it was read.
    """

    def __init__(self, file: FieldFile, worksheet: str = "", heading_row: int = 0):
        self.file = file
        self.is_workbook = Path(file.name or "").suffix == ".xlsx"
        self.worksheet = worksheet
        self.heading_row = heading_row

    def worksheets(self) -> list[str]:
        """The names of those that are visible; a CSV has none to choose from."""
        if not self.is_workbook:
            return []
        with self._workbook() as book:
            return [one.name for one in _visible(book)]

    def top(self) -> dict[int, list[str]]:
        """The rows at the top by their numbers, as texts: one of them holds the headings."""
        return {line.number: _texts(line) for line in islice(self._lines(), ROWS_OF_HEADINGS)}

    def read(self) -> tuple[list[str], Iterator[Row]]:
        """The headings, and the rows that hold anything. Raises RuleBroken where the whole cannot be read."""
        lines = self._lines()
        top = list(islice(lines, ROWS_OF_HEADINGS))
        if not top:
            raise RuleBroken(
                "The spreadsheet is empty: its first row has to hold the headings.", field="file"
            )
        texts = {line.number: _texts(line) for line in top}
        if self.heading_row and self.heading_row not in texts:
            raise RuleBroken(
                f"The spreadsheet has nothing in row {self.heading_row}: choose the row of the headings.",
                field="heading_row",
            )
        self.heading_row = self.heading_row or known_headings.row_of_headings(texts)
        merged = self._merged()
        for area, (_, first, _, last) in merged.items():
            if first <= self.heading_row <= last:
                raise RuleBroken(
                    f"The headings are merged ({area}): unmerge them, and give each column one heading in one row.",
                    field="file",
                )
        headings = texts[self.heading_row]
        if any(len(name) > 300 for name in headings):
            raise RuleBroken(
                f"Row {self.heading_row} holds no headings: put one above each column.", field="file"
            )
        if len(headings) > MOST_COLUMNS:
            raise RuleBroken(
                f"The spreadsheet has headings in more than {MOST_COLUMNS} columns: leave out those that are not "
                "imported.",
                field="file",
            )
        below = (line for line in chain(top, lines) if line.number > self.heading_row)
        return headings, _below(below, headings, merged)

    def _lines(self) -> Iterator[Line]:
        return self._lines_of_workbook() if self.is_workbook else self._lines_of_text()

    def _lines_of_text(self) -> Iterator[Line]:
        with self.file.storage.open(str(self.file.name)) as file:
            text = decoded(file.read())
        for number, texts in records(text, known_headings.known):
            cells = {place: cell for place, one in enumerate(texts) if (cell := of_text(one)) is not EMPTY}
            if cells:
                yield Line(number, cells)

    def _lines_of_workbook(self) -> Iterator[Line]:
        with self._workbook() as book:
            yield from book.lines(self._chosen(book))

    def _merged(self) -> dict[str, Area]:
        if not self.is_workbook:
            return {}
        with self._workbook() as book:
            found = dict(islice(book.merged(self._chosen(book)), MOST_MERGED + 1))
        if len(found) > MOST_MERGED:
            raise RuleBroken(
                f"The worksheet has more than {MOST_MERGED:,} merged cells: unmerge them.", field="file"
            )
        return found

    def _chosen(self, book: Workbook) -> Worksheet:
        found = [one for one in book.worksheets if one.name == self.worksheet]
        if self.worksheet and not found:
            raise RuleBroken(f"The workbook has no worksheet “{self.worksheet}”.", field="worksheet")
        holding = (one for one in _visible(book) if next(book.lines(one), None))
        return found[0] if found else next(holding, _visible(book)[0])

    @contextmanager
    def _workbook(self) -> Iterator[Workbook]:
        with self.file.storage.open(str(self.file.name)) as file:
            try:
                book = Workbook(file)
                if not book.worksheets:
                    raise ValueError("A workbook has a worksheet.")
                yield book
            except UNREADABLE:
                raise RuleBroken(
                    "The workbook is damaged: open it and save it again.", field="file"
                ) from None


def address(column: int, row: int) -> str:
    """“D17”: the cell as people call it. Columns count from 0."""
    return f"{get_column_letter(column + 1)}{row}"


def _visible(book: Workbook) -> list[Worksheet]:
    return [one for one in book.worksheets if one.is_visible] or book.worksheets


def _texts(line: Line) -> list[str]:
    """The cells of a row as texts, in order, to the last that holds one."""
    texts = {place: " ".join(words.split()) for place, cell in line.cells.items() if (words := _text(cell))}
    return [texts.get(place, "") for place in range(min(max(texts, default=-1) + 1, MOST_COLUMNS + 1))]


def _text(cell: Cell) -> str:
    return cell.shown or ("" if cell.value is None else str(cell.value))


def _below(lines: Iterator[Line], headings: list[str], merged: dict[str, Area]) -> Iterator[Row]:
    for count, line in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise RuleBroken(
                f"The spreadsheet has more than {MOST_ROWS:,} rows: import it in parts.", field="file"
            )
        cells = [line.cells.get(place, EMPTY) for place in range(len(headings))]
        for area, (left, top, right, bottom) in merged.items():
            if top <= line.number <= bottom:
                fault = f"is part of the merged cells {area}: unmerge them, and fill each by itself"
                for place in range(left - 1, min(right, len(headings))):
                    cells[place] = replace(cells[place], fault=fault)
        astray = {
            place: cell for place, cell in line.cells.items() if place >= len(headings) or not headings[place]
        }
        yield Row(line.number, cells, astray, _remarks(line))


def _remarks(line: Line) -> list[str]:
    """What a person sees in the spreadsheet and the cells do not say."""
    remarks = ["The row is hidden in the spreadsheet."] if line.is_hidden else []
    struck = [place for place, cell in line.cells.items() if cell.is_struck]
    if len(struck) == len(line.cells):
        remarks.append("The row is struck out in the spreadsheet.")
    elif struck:
        named = ", ".join(address(place, line.number) for place in sorted(struck)[:10])
        remarks.append(f"Struck out in the spreadsheet: {named}.")
    return remarks
