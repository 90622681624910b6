"""Which row of a spreadsheet holds the headings, and which column of the register each means: ours by its header,
others by the names people give it."""

from collections.abc import Mapping, Sequence

from oversight.folding import folded
from recommendations.sheets.columns import COLUMNS, Column


def propose(headings: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """For each heading the name of a column, or nothing; no column twice, our own headers before all others."""
    own = {_key(column.header): column.name for column in columns}
    others = {_key(name): column.name for column in reversed(columns) for name in column.also}
    taken: set[str] = set()
    proposed = [""] * len(headings)
    for known in (own, others):
        for place, heading in enumerate(headings):
            name = known.get(_key(heading), "")
            if name and not proposed[place] and name not in taken:
                proposed[place] = name
                taken.add(name)
    return proposed


def known(headings: Sequence[str]) -> int:
    """How many of them mean a column of the register, in the kind of spreadsheet that knows most of them."""
    keys = {_key(heading) for heading in headings if len(heading) <= 100}
    return max(len(keys & names) for names in NAMES.values())


def row_of_headings(lines: Mapping[int, Sequence[str]]) -> int:
    """The number of the row, of those at the top, that most looks like headings; the first where none does better.

    One heading that is known may be chance, as in a title; two are not.
    """
    first = next(iter(lines))
    counts = {number: known(texts) for number, texts in lines.items()}
    best = max(counts, key=lambda number: counts[number])
    return best if counts[best] >= 2 and counts[best] > counts[first] else first


def _key(heading: str) -> str:
    return "".join(sign for sign in folded(heading) if sign.isalnum())


NAMES: dict[type, frozenset[str]] = {
    model: frozenset(_key(name) for column in columns for name in (column.header, *column.also))
    for model, columns in COLUMNS.items()
}
