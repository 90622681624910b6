"""Recommendations and their parts: a cause of concern, its recommendations, their limbs, in reading order."""

from collections.abc import Iterable, Iterator
from typing import Any

from recommendations.models import Recommendation


def in_order(recommendations: Iterable[Recommendation]) -> list[Any]:
    """Parents before their parts, each with its `depth`; one without its parent among them is at depth 0."""
    rows = list(recommendations)
    held = {row.pk for row in rows}
    parts: dict[int | None, list[Any]] = {}
    for row in rows:
        parts.setdefault(row.parent_id if row.parent_id in held else None, []).append(row)

    def below(parent: int | None, depth: int) -> Iterator[Any]:
        for row in parts.get(parent, ()):
            row.depth = depth
            yield row
            yield from below(row.pk, depth + 1)

    return list(below(None, 0))


def with_parts(top: Recommendation, recommendations: Iterable[Recommendation]) -> list[Any]:
    """The one and all that is a part of it, in reading order, out of the recommendations of its report."""
    ordered = in_order(recommendations)
    start = next(place for place, row in enumerate(ordered) if row.pk == top.pk)
    found = [ordered[start]]
    for row in ordered[start + 1 :]:
        if row.depth <= ordered[start].depth:
            break
        found.append(row)
    return found
