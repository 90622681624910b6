"""Which column of the register a heading means: ours by its header, others by the names people give it."""

from collections.abc import Sequence

from recommendations.sheets.columns import Column


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


def _key(heading: str) -> str:
    return "".join(sign for sign in heading.casefold() if sign.isalnum())
