"""A spreadsheet as text (CSV, or cells pasted): its encoding, its delimiter and its records.

Raises RuleBroken where it cannot be read; nothing is guessed of an encoding that the file does not name.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from django.conf import settings

from oversight.errors import RuleBroken

DELIMITERS = "\t;,"
# So much of it is looked at to find the delimiter.
LOOKED_AT, LINES_LOOKED_AT = 200_000, 20
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# The csv module refuses a longer cell with the whole of its spreadsheet; ours is refused by itself, with its address.
csv.field_size_limit(settings.MAX_FILE_BYTES)


def decoded(content: bytes) -> str:
    """UTF-8, or UTF-16 where its mark says so, as Excel's “Unicode text” is."""
    if content.startswith(UTF_16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise RuleBroken(
                "The spreadsheet is damaged: in Excel, save it as “CSV UTF-8 (comma delimited)”.",
                field="file",
            ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RuleBroken(
            f"Line {line} of the spreadsheet is not in UTF-8. In Excel, save it as “CSV UTF-8 (comma delimited)”.",
            field="file",
        ) from None


def records(text: str, known: Callable[[list[str]], int]) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each record. `known` counts the headings of a record that the register knows."""
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    said = first.rstrip("\r").strip('"')
    if said.lower().startswith("sep=") and len(said) == 5:  # Excel reads this line and shows it as none
        delimiter, text = said[4], rest
    else:
        delimiter = _delimiter(text[:LOOKED_AT], known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error:
        raise RuleBroken(
            f"Line {reader.line_num} of the spreadsheet cannot be read: a quotation mark is opened and not closed, "
            "or stands alone within a cell. Save the spreadsheet again.",
            field="file",
        ) from None


def _delimiter(text: str, known: Callable[[list[str]], int]) -> str:
    """The one by which most headings are known; or else by which most records are as wide as each other."""

    def fits(delimiter: str) -> tuple[int, int, int]:
        found: list[list[str]] = []
        try:
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                if any(cell.strip() for cell in line):
                    found.append(line)
                if len(found) == LINES_LOOKED_AT:
                    break
        except csv.Error:
            pass
        widths = [len(line) for line in found] or [1]
        alike = sum(width == widths[0] for width in widths) if widths[0] > 1 else 0
        return max((known(line) for line in found), default=0), alike, widths[0]

    return max(DELIMITERS, key=fits)
