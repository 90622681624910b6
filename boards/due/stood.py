"""What was to be done when, and by which day: the ground on which a ladder is tried out (past.py)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stood:
    """A thing was to be done by this day, from one day on until another."""

    pk: int
    reference: str
    due_on: date
    from_on: date = date.min
    until_on: date = date.max


@dataclass(frozen=True)
class Version:
    """A thing as it was from one day on."""

    pk: int
    reference: str
    from_on: date
    is_to_do: bool
    due_on: date | None


def spans(versions: Iterable[Version]) -> Iterator[Stood]:
    """What stood when, from the versions of each thing in their order; of several on one day the last."""
    versions = list(versions)
    for version, later in zip(versions, [*versions[1:], None], strict=True):
        until_on = later.from_on if later is not None and later.pk == version.pk else date.max
        if version.is_to_do and version.due_on is not None and until_on > version.from_on:
            yield Stood(version.pk, version.reference, version.due_on, version.from_on, until_on)
