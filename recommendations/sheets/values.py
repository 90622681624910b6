"""A cell as the value of its column. What cannot be read is said in the end of a sentence; nothing is guessed."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from oversight.day_bounds import bounds_of, why_not
from oversight.days import Unread, day_in_words, quoted, read_day
from oversight.folding import folded, is_blank
from recommendations.forms import LONGEST_TEXT
from recommendations.sheets.cells import UNKEPT, Cell, parted
from recommendations.sheets.columns import Column, Read
from recommendations.sheets.lookups import Lookups

YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


shown = quoted


def fitted(column: Column, cell: Cell) -> Cell:
    """The cell as its column means it: what is shown where a text is read, and of a month its last day."""
    if column.read == Read.DAY:
        return _fitted_day(cell)
    if column.read in (None, Read.NUMBER, Read.YES_NO):
        return cell
    if cell.unknown and not cell.fault:
        return Cell(cell.shown or cell.value, cell.unknown)
    return Cell(cell.shown, is_struck=cell.is_struck) if cell.shown else cell


def _fitted_day(cell: Cell) -> Cell:
    """A day that is shown as month and year means the last day of that month; one that shows less is not known."""
    if cell.fault or not isinstance(cell.value, date):
        return cell
    if cell.shows == "my":
        last = monthrange(cell.value.year, cell.value.month)[1]
        return replace(cell, value=cell.value.replace(day=last))
    if "d" not in cell.shows or "m" not in cell.shows:
        return replace(cell, fault=f"is a day that is shown as “{cell.shown}”: show day, month and year")
    return cell


def remark(column: Column, cell: Cell) -> str:
    """What is to be said of a day that was read otherwise than it is shown; nothing of others."""
    if column.read != Read.DAY or cell.fault or not isinstance(cell.value, date):
        return ""
    if cell.shows == "my":
        return f"“{cell.shown}” means its last day: {day_in_words(cell.value)}."
    if "y" not in cell.shows:
        return f"“{cell.shown}” is shown without its year: the cell holds {day_in_words(cell.value)}."
    return ""


def value_of(column: Column, cell: Cell, field: models.Field, lookups: Lookups) -> Any:
    """The cell as the column's value; None where it is empty. Raises Unread."""
    if cell.fault:
        raise Unread(cell.fault)
    if cell.value is None or (isinstance(cell.value, str) and is_blank(cell.value)):
        return None
    if isinstance(cell.value, str) and (unkept := UNKEPT.search(cell.value)):
        raise Unread(f"holds a character that cannot be kept (U+{ord(unkept[0]):04X})")
    assert column.read is not None  # noqa: S101 - asked of columns that are read
    return READERS[column.read](column, cell.value, field, lookups)


def text_of(value: Any) -> str:
    """A cell as text, whatever a spreadsheet made of it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day_in_words(value)
    return "" if is_blank(text := str(value)) else text.strip()


def _text(column: Column, value: Any, field: models.Field, lookups: Lookups) -> str:
    text = text_of(value)
    if not isinstance(field, models.TextField):
        text = " ".join(text.splitlines())
        longest = field.max_length or LONGEST_TEXT
    else:
        longest = LONGEST_TEXT
    if len(text) > longest:
        raise Unread(f"is too long: {len(text):,} characters, where {longest:,} are allowed")
    return text


def _day(column: Column, value: Any, field: models.Field, lookups: Lookups) -> date:
    day = value if isinstance(value, date) else read_day(text_of(value))
    if why := why_not(bounds_of(field), day):
        raise Unread(why)
    return day


def _number(column: Column, value: Any, field: models.Field, lookups: Lookups) -> int:
    text = text_of(value)
    if not re.fullmatch(r"\d{1,9}", text):
        raise Unread("is not a whole number")
    return int(text)


def _yes_no(column: Column, value: Any, field: models.Field, lookups: Lookups) -> bool:
    found = YES_NO.get(folded(text_of(value)))
    if found is None:
        raise Unread("is neither Yes nor No")
    return found


def _choice(column: Column, value: Any, field: models.Field, lookups: Lookups) -> str:
    text = folded(text_of(value))
    for key, label in column.choices:
        if text in (folded(key), folded(label)):
            return key
    try:
        field.clean(text.upper(), None)
    except ValidationError as error:
        if any(one.code != "invalid_choice" for one in error.error_list):
            raise Unread(f"is refused: {' '.join(error.messages)}".rstrip(".")) from None
    labels = ", ".join(label for _, label in column.choices)
    raise Unread(f"is none of these: {labels}")


def _one(find: Callable[[Lookups, str], Any]) -> Callable:
    def reader(column: Column, value: Any, field: models.Field, lookups: Lookups) -> Any:
        try:
            return find(lookups, text_of(value))
        except LookupError as error:
            raise Unread(error.args[0]) from None

    return reader


def _several(find: Callable[[Lookups, str], Any]) -> Callable:
    def reader(column: Column, value: Any, field: models.Field, lookups: Lookups) -> list[Any]:
        found: dict[Any, Any] = {}
        for part in parted(text_of(value)):
            try:
                one = find(lookups, part)
            except LookupError as error:
                raise Unread(f"names {shown(part)}, which {error.args[0]}") from None
            found[one.pk or id(one)] = one
        return list(found.values())

    return reader


READERS: dict[Read, Callable[[Column, Any, models.Field, Lookups], Any]] = {
    Read.TEXT: _text,
    Read.NUMBER: _number,
    Read.DAY: _day,
    Read.YES_NO: _yes_no,
    Read.CHOICE: _choice,
    Read.ORGANISATION: _one(Lookups.organisation),
    Read.ORGANISATIONS: _several(Lookups.organisation),
    Read.BOARD: _one(Lookups.board),
    Read.BOARDS: _several(Lookups.board),
    Read.PERSON: _one(Lookups.person),
    Read.REPORT: _one(Lookups.report),
    Read.PARENT: _one(Lookups.recommendation),
    Read.RECOMMENDATIONS: _several(Lookups.recommendation),
}
