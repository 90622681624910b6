"""Recommendations that lead to others, as parts of them or superseded by them, never lead round in a circle."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from oversight.errors import RuleBroken

Key = TypeVar("Key")


def leads_back(start: Key, first: Key, following: Callable[[set[Key]], Iterable[Key]]) -> bool:
    """Whether going on from `first` arrives at `start`. `following` gives those one further, of several at once."""
    seen: set[Key] = set()
    reached = {first}
    while reached:
        if start in reached:
            return True
        seen |= reached
        reached = set(following(reached)) - seen
    return False


def require_no_circle(
    start: Key, first: Key, following: Callable[[set[Key]], Iterable[Key]], *, sentence: str, field: str
) -> None:
    if leads_back(start, first, following):
        raise RuleBroken(sentence, field=field)
