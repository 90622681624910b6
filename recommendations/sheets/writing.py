"""Writing a spreadsheet, CSV or XLSX: the same records give the same bytes, whenever and however many they are."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from recommendations.sheets.cells import Value, escaped
from recommendations.sheets.columns import Column

# Excel takes a CSV for UTF-8 only where it begins so.
MARK = "\ufeff"
# The day a workbook says it was made: always the same, so that equal records give equal files.
MADE = datetime(2000, 1, 1)  # noqa: DTZ001
# Before this year a workbook knows no days, and would show only ####.
FIRST_OF_WORKBOOKS = 1901
DAY_FORMAT = "dd/mm/yyyy"

Rows = Iterable[Sequence[Value]]


class _Line:
    """A file for the csv module that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def as_csv(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    """The spreadsheet line by line, so that no more than a line of it is ever held."""
    write = csv.writer(_Line()).writerow
    yield MARK + str(write([column.header for column in columns]))
    for row in rows:
        yield str(write([value.isoformat() if isinstance(value, date) else escaped(value) for value in row]))


class _Undated(ZipFile):
    """An archive whose parts all bear one date."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *given: Any, **more: Any) -> None:
        info = ZipInfo(str(zinfo_or_arcname), MADE.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        super().writestr(info, data)

    def write(self, filename: Any, arcname: Any = None, *given: Any, **more: Any) -> None:
        info = ZipInfo(str(arcname), MADE.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        with open(filename, "rb") as part, self.open(info, "w", force_zip64=True) as packed:
            while chunk := part.read(1024 * 1024):
                packed.write(chunk)


def as_xlsx(columns: Sequence[Column], rows: Rows, title: str) -> IO[bytes]:
    """The spreadsheet as a workbook in a temporary file, to be read from its beginning; it goes when it is closed."""
    workbook = Workbook(write_only=True)
    workbook.properties.created = workbook.properties.modified = MADE
    workbook.properties.creator = "Oversight register"
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width

    def cell(value: Value) -> Any:
        if not isinstance(value, str | date):
            return value
        if isinstance(value, date) and value.year < FIRST_OF_WORKBOOKS:
            value = value.isoformat()
        shown: Any = escaped(value)
        made = WriteOnlyCell(sheet, value=shown)
        if isinstance(value, date):
            made.number_format = DAY_FORMAT
        elif "\n" in value or len(value) > 40:
            made.alignment = wrapped
        return made

    wrapped = Alignment(wrap_text=True, vertical="top")
    heads = []
    for column in columns:
        head = WriteOnlyCell(sheet, value=column.header)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    for row in rows:
        sheet.append([cell(value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the caller
    with _Undated(file, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()
    file.seek(0)
    return file
