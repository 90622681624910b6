"""Few rows instead of every row: each pair of values still stands in one of them, and each goal that is named.

Which rows they are follows from a seed, another one each day, so that in time all are tried: COVERING_SEED says which.
"""

import heapq
import os
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from itertools import combinations
from random import Random

SEED = "COVERING_SEED"

Row = tuple[Hashable, ...]


def seed() -> str:
    """The seed of this run; processes that pytest starts are told the same."""
    return os.environ.setdefault(SEED, str(date.today().toordinal()))  # noqa: DTZ011


def pairs(row: Row) -> set[Hashable]:
    """Every two values of the row, each with its place in it."""
    return set(combinations(enumerate(row), 2))


def covering(rows: Iterable[Row], goals: Callable[[Row], set[Hashable]] = pairs) -> list[Row]:
    """Some of the rows, so that each goal that any row reaches is reached: each time the row that reaches most more."""
    chance = Random(seed())  # noqa: S311
    reached = {row: goals(row) for row in rows}
    lacking = set().union(*reached.values())
    waiting = [(-len(reached[row]), chance.random(), row) for row in reached]
    heapq.heapify(waiting)
    chosen = []
    while lacking:
        believed, tie, row = heapq.heappop(waiting)
        gain = len(reached[row] & lacking)
        if gain == -believed:
            chosen.append(row)
            lacking -= reached[row]
        elif gain:  # fewer than when it was last looked at: back among the others
            heapq.heappush(waiting, (-gain, tie, row))
    return chosen
