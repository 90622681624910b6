"""Words as a page and a PDF say them alike: facts, and tables under their headers. Knows no domain.

On a page they are shown by templates/components/words.html and plain_table.html, in a PDF by documents/common.typ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone

from oversight.markings import Marking


@dataclass(frozen=True)
class Words:
    """A few words, and the address they lead to on the page."""

    words: str
    address: str = ""
    # What is said below them, in small.
    note: str = ""


# Each with its key, in order.
Facts = list[tuple[str, list[Words]]]


@dataclass(frozen=True)
class Table:
    """What it lists, in rows under the headers; or the sentence that there is nothing to list."""

    title: str
    none: str
    headers: list[str]
    # The column with the most words.
    wide: int
    # Each with its words by the header over them.
    rows: list[dict[str, Words]]


def table(
    title: str, none: str, rows: Iterable[Any], columns: Mapping[str, Callable[[Any], Any]], *, wide: str
) -> Table:
    """The rows under `columns`: header -> what is said of a row there, as words or plain text."""
    headers = list(columns)
    found = [{header: _words(say(row)) for header, say in columns.items()} for row in rows]
    return Table(title, none, headers, headers.index(wide), found)


def facts(*rows: tuple[str, Any]) -> Facts:
    """Those of which something is known: each a text, words or a list of words under its key."""
    found = [(key, value if isinstance(value, list) else [_words(value)]) for key, value in rows]
    return [(key, value) for key, value in found if any(one.words for one in value)]


def _words(value: Any) -> Words:
    return value if isinstance(value, Words) else Words(value or "")


def day(when: date | datetime | None) -> str:
    """6 May 2019, in London; nothing where there is no day."""
    if isinstance(when, datetime):
        when = timezone.localtime(when).date()
    return formats.date_format(when, "j F Y") if when else ""


def marks(thing: Any) -> list[str]:
    """What stands beside a thing wherever it shows."""
    found = [str(thing.marking)] if thing.marking == Marking.OFFICIAL_SENSITIVE else []
    return found + (["Illustrative"] if thing.is_illustrative else [])
