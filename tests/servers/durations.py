"""Where the time of a run goes: the seconds of each test with its set-up, by folder and file, and the longest tests."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

import pytest

LONGEST = 25


def of(reports: Iterable[Any]) -> dict[str, float]:
    """Test -> the seconds on the clock of its set-up, call and tear-down. What a session shares counts to its first."""
    seconds: dict[str, float] = defaultdict(float)
    for report in reports:
        if isinstance(report, pytest.TestReport):
            seconds[report.nodeid] += report.duration
    return {test: round(taken, 3) for test, taken in seconds.items()}


def lines(tallies: Mapping[str, dict]) -> list[str]:
    """The folders and files by the seconds of both processes on each database, then the longest tests."""
    kinds = [kind for kind in tallies if tallies[kind].get("seconds")]
    if not kinds:
        return []
    folders, files = (
        {kind: summed(tallies[kind]["seconds"], part) for kind in kinds} for part in (folder_of, file_of)
    )
    by_test = ((taken, kind, test) for kind in kinds for test, taken in tallies[kind]["seconds"].items())
    return [
        f"{'seconds by folder':<52}{''.join(f'{kind:>12}' for kind in kinds)}",
        *table(folders),
        "the longest files",
        *table(files)[:LONGEST],
        "the longest tests",
        *(
            f"  {taken:>8.1f} {kind:<11}{test}"
            for taken, kind, test in sorted(by_test, reverse=True)[:LONGEST]
        ),
    ]


def table(by_kind: Mapping[str, Mapping[str, float]]) -> list[str]:
    names = {
        name: sum(seconds.get(name, 0) for seconds in by_kind.values()) for name in chain(*by_kind.values())
    }
    return [
        f"  {name:<50}{''.join(f'{seconds.get(name, 0):>12.1f}' for seconds in by_kind.values())}"
        for name in sorted(names, key=names.__getitem__, reverse=True)
    ]


def summed(seconds: Mapping[str, float], part: Callable[[str], str]) -> dict[str, float]:
    by_part: dict[str, float] = defaultdict(float)
    for test, taken in seconds.items():
        by_part[part(test)] += taken
    return by_part


def file_of(test: str) -> str:
    return test.partition("::")[0]


def folder_of(test: str) -> str:
    return file_of(test).rpartition("/")[0]
