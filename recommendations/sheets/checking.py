"""What importing a spreadsheet would do, row by row, and all that is wrong with it: asked before anything is written.

The import asks the same again inside its transaction, so that what was previewed is what is done.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import Truncator

from oversight.days import day_in_figures
from oversight.errors import DomainError
from oversight.folding import folded
from recommendations.models import SheetImport, SheetRow
from recommendations.sheets import of_actions, of_recommendations
from recommendations.sheets.cells import EMPTY, Cell, as_written
from recommendations.sheets.columns import Column
from recommendations.sheets.lookups import Lookups, in_parts
from recommendations.sheets.reading import Row, address
from recommendations.sheets.sheet_types import KINDS, Kind
from recommendations.sheets.values import Unread, fitted, remark, shown, text_of, value_of

Outcome = SheetRow.Outcome


@dataclass
class Checked:
    """One row: what it says, what it would do, and what is wrong with it."""

    number: int
    outcome: str = Outcome.UNCHANGED
    label: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fingerprint: str = ""
    # The record as held; of a new row, as it would be entered.
    record: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    related: dict[str, list[Any]] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    has_reference: bool = False
    # What the changed columns held, once they are changed.
    before: dict[str, Any] = field(default_factory=dict)

    def as_row(self, sheet: SheetImport) -> SheetRow:
        held = self.record if self.record is not None and self.record.pk else None
        return SheetRow(
            sheet=sheet,
            number=self.number,
            outcome=self.outcome,
            label=self.label,
            faults=self.faults,
            changes=self.headers,
            remarks=self.remarks,
            fingerprint=self.fingerprint,
            **({KINDS[sheet.kind].one: held} if held is not None else {}),
        )


class Checker:
    """Checks the rows of one spreadsheet for one person on one day, with what they name asked for once."""

    def __init__(self, sheet: SheetImport, user, today: date, *, is_locking: bool = False):
        self.kind: Kind = KINDS[sheet.kind]
        self.sheet, self.user, self.today, self.is_locking = sheet, user, today, is_locking
        self.rules = {"actions": of_actions, "recommendations": of_recommendations}[sheet.kind]
        self.columns: list[Column | None] = [
            self.kind.column(name) if name else None for name in sheet.mapping
        ]
        self.places = {column.name: place for place, column in enumerate(self.columns) if column}

    def check(self, rows: Iterable[Row]) -> Iterator[Checked]:
        rows = [self._fitted(row) for row in rows]
        references = {folded(text) for text in self._texts(rows, "reference")}
        self.lookups = Lookups(self.user, self.today, self.rules.named(self, rows))
        self.held = self._held(references)
        self.taken = self._taken(references)
        self.added_before = self._added_before(rows)
        self.facts = self.rules.Facts(self)
        seen: dict[str, int] = {}
        said: dict[str, int] = {}
        for row in rows:
            yield self._row(row, seen, said)

    def _fitted(self, row: Row) -> Row:
        """The row with its cells as their columns mean them; what stands in no column of the spreadsheet is astray."""
        pairs = zip(self.columns, row.cells, strict=False)
        cells = [fitted(column, cell) if column else cell for column, cell in pairs]
        remarks = [
            f"{address(place, row.number)}: {said}"
            for place, (column, cell) in enumerate(zip(self.columns, cells, strict=False))
            if column and (said := remark(column, cell))
        ]
        mapped = {place for place, column in enumerate(self.columns) if column}
        astray = {place: cell for place, cell in row.astray.items() if place not in mapped}
        return Row(row.number, cells, astray, [*row.remarks, *remarks])

    # What the rows name, gathered once

    def _texts(self, rows: Sequence[Row], name: str) -> set[str]:
        place = self.places.get(name)
        if place is None:
            return set()
        return {text for row in rows if (text := text_of(_value(row.cells, place)))}

    def texts(self, rows: Sequence[Row], name: str) -> set[str]:
        return self._texts(rows, name)

    def _seen(self) -> Any:
        return self.kind.model.objects.visible_to(self.user, self.today)  # type: ignore[attr-defined]

    def _references_seen(self) -> list[str]:
        return list(self._seen().order_by("reference").values_list("reference", flat=True))

    def _held(self, references: set[str]) -> dict[str, Any]:
        """The records the person may see, by reference, as the export would write them."""
        seen = self._seen()
        if self.is_locking:
            seen = seen.select_for_update(of=("self",))
        held: dict[str, Any] = {}
        for some in in_parts(references):
            for record in self.kind.records(seen.filter(folded_reference__in=some), self.user, self.today):
                held[record.folded_reference] = record
        return held

    def _taken(self, references: set[str]) -> set[str]:
        """References that stand already, folded, seen or not: none can be given twice."""
        every = self.kind.model._base_manager  # type: ignore[attr-defined]
        return {
            reference
            for some in in_parts(references)
            for reference in every.filter(folded_reference__in=some).values_list(
                "folded_reference", flat=True
            )
        }

    def _added_before(self, rows: Sequence[Row]) -> dict[str, Any]:
        """Fingerprint -> the record that an import of the same row added, of rows without a reference."""
        place = self.places.get("reference")
        prints = {
            self.fingerprint(row.cells)
            for row in rows
            if place is None or not text_of(_value(row.cells, place))
        }
        relation = self.kind.one
        added: dict[str, Any] = {}
        seen = self.kind.model.objects.visible_to(self.user, self.today)  # type: ignore[attr-defined]
        for some in in_parts(prints):
            standing = SheetRow.objects.filter(
                fingerprint__in=some, is_standing=True, **{f"{relation}__in": seen.order_by().values("pk")}
            )
            for row in standing.select_related(relation):
                added[row.fingerprint] = getattr(row, relation)
        return added

    def fingerprint(self, cells: Sequence[Cell]) -> str:
        """What the row says, its reference aside; equal for equal rows, whatever the order of the columns."""
        says = {
            column.name: as_written(_value(cells, place))
            for place, column in enumerate(self.columns)
            if column is not None
            and column.read
            and column.name != "reference"
            and _value(cells, place) != ""
        }
        given = {"kind": self.kind.name, "report": self.sheet.report_id, **says}
        return hashlib.sha256(
            json.dumps(given, sort_keys=True, cls=DjangoJSONEncoder, default=str).encode()
        ).hexdigest()

    # One row

    def _row(self, given: Row, seen: dict[str, int], said: dict[str, int]) -> Checked:
        number, cells = given.number, given.cells
        row = Checked(number, fingerprint=self.fingerprint(cells), remarks=list(given.remarks))
        place = self.places.get("reference")
        reference = text_of(_value(cells, place)) if place is not None else ""
        called = folded(reference)
        row.has_reference = bool(reference)
        title = self.places.get(self.rules.LABEL)
        row.label = reference or Truncator(text_of(_value(cells, title)) if title is not None else "").chars(
            100
        )
        if place is not None and cells[place].fault:
            self.fault(row, "reference", cells, cells[place].fault)
        elif reference and called in seen:
            self.fault(row, "reference", cells, f"stands in row {seen[called]} already")
        elif called in self.held:
            self._compare(row, cells, self.held[called])
        elif reference and not self.rules.GIVES_REFERENCES:
            why = f"is not an {self.kind.one} that you may see"
            self.fault(row, "reference", cells, self.lookups.unknown(why, reference, self._references_seen))
        elif called in self.taken:
            self.fault(row, "reference", cells, "is taken: give another reference")
        elif not reference and row.fingerprint in self.added_before:
            row.outcome, row.record = Outcome.ALREADY, self.added_before[row.fingerprint]
        elif not reference and row.fingerprint in said:
            self._say(row, f"{address(0, number)}", f"The row says the same as row {said[row.fingerprint]}.")
        else:
            self._enter(row, cells, reference)
        if reference:
            seen.setdefault(called, number)
        else:
            said.setdefault(row.fingerprint, number)
        for astray, cell in given.astray.items():
            value = cell.shown or cell.value
            self._say(
                row,
                address(astray, number),
                f"{shown(value) if value else 'The cell'} stands below no heading: give its column one. In a CSV a "
                "text that holds a comma has to stand between quotation marks.",
            )
        if row.faults:
            row.outcome = Outcome.WRONG
        return row

    def _compare(self, row: Checked, cells: list[Cell], record: Any) -> None:
        """A row about a record that is held: what differs, and whether a spreadsheet may change it."""
        row.record = record
        if self.rules.is_withdrawn(record):
            if not self.rules.GIVES_REFERENCES:
                why = "is of an entry that was withdrawn: leave the reference empty to enter it again"
                self.fault(row, "reference", cells, why)
                return
            row.changes["withdrawn_on"] = None
            row.headers.append("Put back")
        for column, cell in zip(self.columns, cells, strict=False):
            if column is None or column.name == "reference" or column.is_passed_over:
                continue
            held = as_written(column.write(record))
            if not cell.fault and _same(cell.value, held):
                continue
            if column.shown or column.once:
                if cell.fault:
                    self.fault(row, column.name, cells, cell.fault)
                elif column.shown or self._differs(row, column, cell, cells, record):
                    self._refuse_step(row, column, cells, held)
                continue
            self._differs(row, column, cell, cells, record, keep=True)
        if row.changes or row.related:
            row.outcome = Outcome.CHANGED
            if not row.faults:
                self._ask(row, cells, lambda: self.facts.changed(row))

    def _differs(
        self, row: Checked, column: Column, cell: Cell, cells: list[Cell], record: Any, *, keep: bool = False
    ) -> bool:
        """Whether the cell says something else than the record holds; with `keep` it is to be changed."""
        try:
            value = value_of(column, cell, self._field(column), self.lookups)
            value = self._or_empty(column, value)
        except Unread as why:
            self.fault(row, column.name, cells, str(why))
            return False
        if self._field(column).many_to_many:
            held = getattr(record, f"seen_{column.name}")
            if {one.pk for one in value} == {one.pk for one in held}:
                return False
            if keep:
                row.related[column.name] = value
        else:
            if value == getattr(record, column.name):
                return False
            if keep:
                row.changes[column.name] = value
        if keep:
            row.headers.append(column.header)
        return True

    def _refuse_step(self, row: Checked, column: Column, cells: list[Cell], held: Any) -> None:
        value = _value(cells, self.places[column.name])
        holds = (
            f"the register holds {shown(held)}" if held not in (None, "") else "the register holds nothing"
        )
        said = shown(value) if value != "" else "An empty cell"
        self._say(
            row,
            address(self.places[column.name], row.number),
            f"{said} cannot be imported: {holds}. {column.shown or column.once}",
        )

    def _or_empty(self, column: Column, value: Any) -> Any:
        """What an empty cell means: nothing, or the default of a column that always holds something."""
        if value is not None:
            return value
        if column.name in self.facts.given:
            return self.facts.given[column.name]
        described = self._field(column)
        if described.many_to_many:
            return []
        if column.is_needed:
            raise Unread(f"is empty: “{column.header}” is needed")
        if described.null:
            return None
        return described.get_default()

    def _enter(self, row: Checked, cells: list[Cell], reference: str) -> None:
        """A row that no record has: what would be entered, asked of the rules as the operation will ask."""
        row.outcome = Outcome.ADDED
        record = row.record = self.kind.model(reference=reference)
        for column in self.kind.columns:
            name = column.name
            place = self.places.get(name)
            cell = cells[place] if place is not None else EMPTY
            if name == "reference" or column.is_passed_over:
                continue
            if column.shown:
                if cell.value not in (None, "") and not self.facts.is_empty_for_new(column, cell):
                    self._say(
                        row,
                        address(place or 0, row.number),
                        f"{shown(cell.value)} cannot be imported with a new {self.kind.one}: leave it empty. "
                        f"{column.shown}",
                    )
                continue
            try:
                value = self._or_empty(column, value_of(column, cell, self._field(column), self.lookups))
            except Unread as why:
                self.fault(row, name, cells, str(why))
                continue
            if self._field(column).many_to_many:
                row.related[name] = value
            else:
                setattr(record, name, value)
        if not row.faults:
            self._ask(row, cells, lambda: self.facts.entered(row))
        if not row.faults and reference:
            self.lookups.entered[folded(reference)] = record

    def _ask(self, row: Checked, cells: list[Cell], require: Any) -> None:
        """Let columns and rules speak; what they refuse stands beside its cell."""
        try:
            require()
        except DomainError as refusal:
            self._say(row, self._address(refusal.field, row), str(refusal))
        except ValidationError as refusal:
            for name, errors in refusal.message_dict.items():
                self._say(row, self._address(name, row), " ".join(errors))

    def fault(self, row: Checked, name: str, cells: Sequence[Cell], why: str) -> None:
        """“D17: “31/02/2020” is not a date.”"""
        place = self.places.get(name)
        if place is None:
            self._say(row, address(0, row.number), f"The row has no “{self.kind.column(name).header}”.")
            return
        value = _value(cells, place)
        begin = shown(value) if value != "" else "The cell"
        self._say(row, address(place, row.number), f"{begin} {why}{'' if why.endswith('?') else '.'}")

    def _say(self, row: Checked, where: str, sentence: str) -> None:
        row.faults.append((where, sentence))

    def _address(self, name: str | None, row: Checked) -> str:
        return address(self.places.get(name or "", 0), row.number)

    def _field(self, column: Column) -> models.Field:
        return self.kind.model._meta.get_field(column.name)  # type: ignore[attr-defined]


def _value(cells: Sequence[Cell], place: int) -> Any:
    value = cells[place].value if place < len(cells) else None
    return "" if value is None else value


def _same(given: Any, held: Any) -> bool:
    """Whether a cell says just what the export would have written there."""
    if given in (None, ""):
        return held in (None, "")
    if isinstance(given, str) and isinstance(held, date):
        return given.strip() in (held.isoformat(), day_in_figures(held))
    if isinstance(given, str):
        return held is not None and given.strip() == str(held).strip()
    return given == held or str(given) == str(held)
