"""A value as a cell of a spreadsheet holds it, and back again: what is written is read as it was.

A text that a spreadsheet would take for a formula is written with an apostrophe before it, and read without. Ends of
lines are written as one character, whatever they were entered as; what no spreadsheet can hold is left out.
"""

import re
from datetime import date

Value = str | int | date | None

# What a cell of Excel takes; a longer text would be cut by it in silence.
LONGEST_CELL = 32_767
# Excel and LibreOffice reckon with a text that begins so.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
# Control characters that XML cannot carry, and halves of a pair.
UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BETWEEN = "; "


def as_written(value: object) -> Value:
    """The value of a column as its cell holds it, before it is escaped: a day, a whole number, a text or nothing."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | date) or value is None:
        return value
    return one_line_end(UNKEPT.sub("", str(value)))[:LONGEST_CELL] or None


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def escaped(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def unescaped(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def joined(words: list[str]) -> str:
    """Several in one cell, in order: “MPS; NPCC”."""
    return BETWEEN.join(sorted(words))


def parted(text: str) -> list[str]:
    return [part for each in re.split(r"[;\n]", text) if (part := each.strip())]
