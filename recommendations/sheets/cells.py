"""A value as a cell of a spreadsheet holds it, and back again: what is written is read as it was.

A text that a spreadsheet would take for a formula is written with an apostrophe before it, and read without. Ends of
lines are written as one character, whatever they were entered as; what no spreadsheet can hold is left out. Office
writes a character that XML cannot carry as “_x000D_” and such a text itself as “_x005F_x000D_”: so does the register.
"""

import re
from dataclasses import dataclass
from datetime import date

Value = str | int | date | None

# What a cell of Excel takes; a longer text would be cut by it in silence.
LONGEST_CELL = 32_767
# Excel and LibreOffice reckon with a text that begins so.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
# Control characters that XML cannot carry, and halves of a pair.
UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A character by its number, as Office writes it (ECMA-376, part 1, section 22.9.2.19).
BY_NUMBER = re.compile(r"_x([0-9A-Fa-f]{4})_")
AS_BY_NUMBER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, as text, number, day or nothing; or what is wrong with it, as a sentence's end.

    `shown`: what a person sees there, where that is not the value itself: “1.10”, “007”, “Dec 2026”. `shows`: of a
    day the parts that are seen, of “d”, “m” and “y”. `unknown`: why the text that was typed there is not known.
    """

    value: str | int | float | bool | date | None = None
    fault: str = ""
    shown: str = ""
    shows: str = "dmy"
    unknown: str = ""
    is_struck: bool = False


EMPTY = Cell()


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
    if not isinstance(value, str):
        return value
    text = AS_BY_NUMBER.sub("_x005F_", value) if "_x" in value else value
    return f"'{text}" if FORMULA.match(text) else text


def unescaped(text: str) -> str:
    text = text[1:] if text.startswith("'") and FORMULA.match(text) else text
    return BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def of_text(text: str) -> Cell:
    """The cell of a text as it stands in the file."""
    text = one_line_end(unescaped(one_line_end(text)))
    return Cell(text) if text.strip() else EMPTY


def joined(words: list[str]) -> str:
    """Several in one cell, in order: “MPS; NPCC”."""
    return BETWEEN.join(sorted(words))


def parted(text: str) -> list[str]:
    return [part for each in re.split(r"[;\n]", text) if (part := each.strip())]
