"""What a digest says about each thing, one entry a thing, and the order in which it says it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

MARKED = "Marked OFFICIAL-SENSITIVE"


@dataclass(frozen=True)
class Entry:
    """What a digest says about one thing. A marked one says no more than its reference and its link."""

    kind: str
    reference: str
    url: str
    due_on: date
    group: str = ""
    title: str = ""
    state: str = ""
    # Why this person is reminded of it, where it is not theirs to do.
    why: str = ""
    # On whose behalf they are, and why that person is not reminded.
    on_behalf_of: str = ""
    # Where it is snoozed; empty where it cannot be.
    snooze_url: str = ""
    is_marked: bool = False
    is_illustrative: bool = False

    @classmethod
    def marked(cls, *, kind: str, reference: str, url: str, due_on: date, is_illustrative: bool) -> "Entry":
        """About an OFFICIAL-SENSITIVE thing; the date serves to put it in its place and is not shown."""
        return cls(
            kind=kind,
            reference=reference,
            url=url,
            due_on=due_on,
            is_marked=True,
            is_illustrative=is_illustrative,
        )


@dataclass(frozen=True)
class Group:
    """Entries under one heading, the most urgent first."""

    heading: str
    entries: list[Entry]


def grouped(entries: Iterable[Entry]) -> list[Group]:
    """The groups by their most urgent entry. Marked things stand apart, so that not even a heading gives them away."""
    by_heading: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.due_on, entry.reference, entry.kind)):
        by_heading[MARKED if entry.is_marked else entry.group].append(entry)
    return [Group(heading, held) for heading, held in by_heading.items()]


def each_once(entries: Iterable[Entry]) -> list[Entry]:
    """An entry for each thing: who is asked, and reminded that it is late as well, reads of it once, with why they are.

    Of what is marked, entries of several kinds look the same.
    """
    once: dict[tuple, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.why):
        thing = (entry.reference,) if entry.is_marked else (entry.kind, entry.reference, entry.due_on)
        asked = once.get(thing, entry)
        once[thing] = replace(entry, on_behalf_of=entry.on_behalf_of or asked.on_behalf_of)
    return list(once.values())
