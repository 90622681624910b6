"""Reading the register's data file: every fault is named in a sentence before anything is loaded.

What the file says of a record comes out as plain values by column: text, numbers, days as ISO text, other
records by their key, several of them as a sorted list. A column the file is silent on holds its default,
which is empty unless the model has another. Days that follow by rule are worked out here, never read.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from oversight.day_bounds import bounds_of, why_not
from oversight.days import DEADLINE, quoted
from recommendations.register.record_types import KINDS, LISTS, RECOMMENDATION, REPORT, Kind, parts_of
from recommendations.rules.deadlines import SEASON_ENDS, DeadlineBasis, last_day
from recommendations.rules.statutory import response_due_on

Values = dict[str, Any]

# Columns that are worked out and may not stand in the file.
DERIVED = {
    REPORT.name: ("response_due_on",),
    RECOMMENDATION.name: ("deadline_text", "deadline_basis", "deadline_on", "deadline_condition"),
}

# What a deadline has to give for its day to follow, apart from its text and basis.
DEADLINE_NEEDS: dict[str, tuple[str, ...]] = {
    DeadlineBasis.DAY: ("on",),
    DeadlineBasis.MONTH: ("year", "month"),
    DeadlineBasis.SEASON: ("year", "season"),
    DeadlineBasis.CALENDAR_YEAR: ("year",),
    DeadlineBasis.FINANCIAL_YEAR: ("year",),
    DeadlineBasis.RELATIVE: ("months",),
}


class BadFile(Exception):
    """The data file cannot be loaded; one sentence for each fault."""

    def __init__(self, sentences: Iterable[str]):
        self.sentences = [_printable(sentence) for sentence in sentences]
        super().__init__("\n".join(self.sentences))


@dataclass
class Source:
    """What a data file says: for each kind its records by key, in an order in which they can be entered."""

    name: str
    records: dict[str, dict[str, Values]]

    def of(self, kind: Kind) -> dict[str, Values]:
        return self.records[kind.name]


def read(path: Path) -> Source:
    """Read and check a data file. Raises BadFile with everything that is wrong with it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile([f"“{path}” cannot be read: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise BadFile([f"“{path.name}” is not UTF-8 text."]) from None
    except json.JSONDecodeError as error:
        raise BadFile(
            [f"“{path.name}” is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."]
        ) from None
    reading = Reading()
    reading.take_all(content)
    if reading.faults:
        raise BadFile(reading.faults)
    return Source(path.name, reading.records)


@dataclass
class Reading:
    """One pass over a file, gathering records and faults."""

    records: dict[str, dict[str, Values]] = field(default_factory=lambda: {kind.name: {} for kind in KINDS})
    faults: list[str] = field(default_factory=list)

    def take_all(self, content: Any) -> None:
        if not isinstance(content, dict):
            self.faults.append("The file has to hold an object with the lists of the register.")
            return
        lists = {kind.list_name for kind in LISTS}
        for name in sorted(set(content) - lists - {"about"}):
            self.faults.append(f"“{name}” is no list of the register; it has {_listed(lists)}.")
        for kind in LISTS:
            if kind.list_name not in content:
                self.faults.append(f"The list “{kind.list_name}” is missing.")
            else:
                self.take_list(kind, content[kind.list_name])
        for kind in KINDS:
            self.check_references(kind)
        for kind in KINDS:
            self.put_in_order(kind)

    def take_list(self, kind: Kind, rows: Any, owner: str = "") -> None:
        if not isinstance(rows, list):
            self.faults.append(f"“{kind.list_name}”{_of(owner)} has to be a list.")
            return
        for place, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                self.faults.append(f"Entry {place} of “{kind.list_name}”{_of(owner)} has to be an object.")
                continue
            missing = [name for name in kind.key if not isinstance(row.get(name), str) or not row[name]]
            if missing:
                self.faults.append(
                    f"Entry {place} of “{kind.list_name}”{_of(owner)} has no “{missing[0]}” to know it by."
                )
                continue
            unkept = [name for name in kind.key if unkept_character(row[name])]
            if unkept:
                self.faults.append(
                    f"Entry {place} of “{kind.list_name}”{_of(owner)}, {unkept[0]} “{row[unkept[0]]}”: "
                    f"{_cannot_keep(row[unkept[0]])}."
                )
                continue
            own_key = " ".join(row[name] for name in kind.key)
            self.take_record(kind, f"{owner}/{own_key}" if owner else own_key, row, owner)

    def take_record(self, kind: Kind, key: str, row: Values, owner: str) -> None:
        if key in self.records[kind.name]:
            self.faults.append(f"The {kind.name} “{key}” stands in the file twice.")
            return
        self.check_names(kind, key, row)
        said = {name: value for name, value in row.items() if name not in DERIVED.get(kind.name, ())}
        if kind is RECOMMENDATION and "deadline" in row:
            said |= self.deadline(key, row)
        if kind.owner:
            said[kind.owner] = owner
        values = {name: self.value(kind, key, name, said) for name in kind.fields}
        if kind is REPORT:
            published_on = _day(values["published_on"])
            due = response_due_on(values["statutory_basis"], published_on, values["term_text"])
            values["response_due_on"] = due.isoformat() if due else None
        self.records[kind.name][key] = values
        for part in parts_of(kind):
            self.take_list(part, row.get(part.list_name, []), owner=key)

    def check_names(self, kind: Kind, key: str, row: Values) -> None:
        known = set(kind.fields) | set(kind.key) | {part.list_name for part in parts_of(kind)}
        known -= {kind.owner, *DERIVED.get(kind.name, ())}
        if kind is RECOMMENDATION:
            known.add("deadline")
        for name in sorted(set(row) - known):
            why = (
                "it is worked out, not read"
                if name in DERIVED.get(kind.name, ())
                else "there is no such field"
            )
            self.faults.append(f"The {kind.name} “{key}” gives “{name}”: {why}.")

    def value(self, kind: Kind, key: str, name: str, said: Values) -> Any:
        """The column's value, checked as the model would check it."""
        column, value = kind.field(name), said.get(name)
        if name not in said:
            value = kind.default(name)
        if unkept_character(value):
            return self.fault(kind, key, name, _cannot_keep(value), kind.default(name))
        if column.many_to_many:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                return self.fault(kind, key, name, "it has to be a list of keys", [])
            return sorted(set(value))
        if column.many_to_one:
            if value is not None and not isinstance(value, str):
                return self.fault(kind, key, name, "it has to be the key of another record", None)
            if value is None and not column.null:
                return self.fault(kind, key, name, "it is missing", None)
            return value
        if isinstance(column, models.TextField) and isinstance(value, list):
            value = "\n".join(str(line) for line in value)
        elif isinstance(value, list | dict):
            return self.fault(kind, key, name, "a list is not expected here", None)
        try:
            value = column.clean(value, None)
        except ValidationError as error:
            return self.fault(kind, key, name, " ".join(error.messages).rstrip("."), kind.default(name))
        if isinstance(value, date) and (why := why_not(bounds_of(column), value)):
            return self.fault(kind, key, name, f"{quoted(value)} {why}", kind.default(name))
        return value.isoformat() if isinstance(value, date) else value

    def fault(self, kind: Kind, key: str, name: str, why: str, instead: Any) -> Any:
        self.faults.append(f"The {kind.name} “{key}”, {name}: {why}.")
        return instead

    def deadline(self, key: str, row: Values) -> Values:
        """The four columns of a deadline: its text and basis as given, its day worked out by rule."""
        given = row["deadline"]
        if not isinstance(given, dict) or given.get("basis") not in DeadlineBasis.values:
            return self.fault(
                RECOMMENDATION,
                key,
                "deadline",
                f"it has to be an object with a basis: {_listed(DeadlineBasis.values)}",
                {},
            )
        basis = given["basis"]
        needs = DEADLINE_NEEDS.get(basis, ())
        for name in needs:
            if not _is_usable(name, given.get(name)):
                return self.fault(
                    RECOMMENDATION, key, "deadline", f"on the basis “{basis}” it needs “{name}”", {}
                )
        for name in sorted(set(given) - {"text", "basis", "condition", *needs}):
            self.fault(RECOMMENDATION, key, "deadline", f"on the basis “{basis}” there is no “{name}”", None)
        if basis == DeadlineBasis.DAY:
            on = _day(given["on"])
        else:
            report = self.records[REPORT.name].get(row.get("report", ""), {})
            on = last_day(
                basis,
                published_on=_day(report.get("published_on")),
                **{name: given[name] for name in needs},
            )
        if why := why_not(DEADLINE, on):
            return self.fault(RECOMMENDATION, key, "deadline", f"{quoted(on)} {why}", {})
        return {
            "deadline_text": given.get("text", ""),
            "deadline_basis": basis,
            "deadline_on": on.isoformat() if on else None,
            "deadline_condition": given.get("condition", ""),
        }

    def check_references(self, kind: Kind) -> None:
        for key, values in self.records[kind.name].items():
            for name in (*kind.referring, *kind.many):
                other = kind.refers_to(name)
                wanted = values[name] if isinstance(values[name], list) else [values[name]]
                for wish in wanted:
                    if wish is not None and wish not in self.records[other.name]:
                        self.fault(kind, key, name, f"there is no {other.name} “{wish}” in the file", None)

    def put_in_order(self, kind: Kind) -> None:
        """Records after those of their own kind that they refer to; otherwise as in the file."""
        own = [name for name in kind.referring if kind.refers_to(name) is kind]
        if not own:
            return
        records = self.records[kind.name]
        graph = {
            key: [values[name] for name in own if values[name] in records] for key, values in records.items()
        }
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " → ".join(error.args[1])
            self.faults.append(f"These {kind.list_name} lead round in a circle: {circle}.")
            return
        self.records[kind.name] = {key: records[key] for key in order}


def unkept_character(value: Any) -> str:
    """The first character of a text, or of a list of texts, that no database keeps: NUL, or half of a pair."""
    texts = value if isinstance(value, list) else [value]
    characters = (one for text in texts if isinstance(text, str) for one in text)
    return next((one for one in characters if one == "\0" or "\ud800" <= one <= "\udfff"), "")


def _cannot_keep(value: Any) -> str:
    return f"it holds a character that cannot be kept (U+{ord(unkept_character(value)):04X})"


def _printable(sentence: str) -> str:
    """The sentence as any terminal takes it: what cannot be kept stands as its escape."""
    return sentence.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()


def _is_usable(name: str, value: Any) -> bool:
    if name == "season":
        return value in SEASON_ENDS
    if name == "on":
        return _day(value) is not None
    if name == "month":
        return isinstance(value, int) and 1 <= value <= 12
    return isinstance(value, int) and 1 <= value <= 9999


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _of(owner: str) -> str:
    return f" of “{owner}”" if owner else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(str(name) for name in names))
