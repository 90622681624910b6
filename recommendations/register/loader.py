"""Loading the register's data file: what nobody has edited follows the file, what somebody edited stays.

For every record the register remembers what the file last said of it (LoadedRecord). A column that still
holds that takes what the file says now; any other was edited here and is kept. Nothing is ever removed.
All or nothing, in one transaction; a second run of the same file writes nothing at all.
"""

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from oversight import context
from oversight.folded_fields import with_folds
from oversight.operations import in_words, record_event, snapshot
from oversight.reminders.pauses import Why, pause_after
from recommendations.models import LoadedRecord
from recommendations.register.record_types import KINDS, Kind
from recommendations.register.source import BadFile, Source, Values

STEP = "load_register"


@dataclass
class Outcome:
    """What a loading did: how many records by kind, and what it left alone."""

    held: Counter = field(default_factory=Counter)
    added: Counter = field(default_factory=Counter)
    changed: Counter = field(default_factory=Counter)
    # Sentences on what a person has to know: edits that were kept, records the file no longer has.
    notices: list[str] = field(default_factory=list)


def load(source: Source) -> Outcome:
    """Bring the register up to what the file says. Raises BadFile where the database refuses a record."""
    with transaction.atomic():
        loading = Loading(source)
        for kind in KINDS:
            loading.take(kind)
        if loading.faults:
            raise BadFile(loading.faults)
        loading.remember()
        if settings.REMINDER_CAUTION and (loading.outcome.added or loading.outcome.changed):
            pause_after(Why.IMPORT, f"The register was loaded from {source.name}.")
    return loading.outcome


class Loading:
    """One run over a file: which record each key stands for, and what is to be remembered."""

    def __init__(self, source: Source):
        self.source = source
        self.outcome = Outcome()
        self.faults: list[str] = []
        self.loaded = {(row.kind, row.key): row for row in LoadedRecord.objects.select_for_update()}
        self.pk_of = {at: row.values["pk"] for at, row in self.loaded.items()}
        self.key_of = {(kind, pk): key for (kind, key), pk in self.pk_of.items()}
        self.to_remember: list[LoadedRecord] = []
        self.new: set[tuple[str, int]] = set()

    def take(self, kind: Kind) -> None:
        says = self.source.of(kind)
        pks = [pk for (name, _), pk in self.pk_of.items() if name == kind.name]
        held = kind.model._base_manager.prefetch_related(*kind.many).in_bulk(pks)
        for key, values in says.items():
            known = self.loaded.get((kind.name, key))
            if known:
                record, said = held.get(known.values["pk"]), known.values["said"]
                if record is None:
                    self.miss(kind, key, news=said != values)
                    continue
            elif kind.owner and (kind.part_of, values[kind.owner]) not in self.pk_of:
                continue
            else:
                record = self.found_by_hand(kind, values)
                said = {name: kind.default(name) for name in kind.fields}
            if record is None:
                self.add(kind, key, values)
            else:
                self.bind(kind, key, record)
                self.update(kind, key, record, said, values)
            self.note(kind, key, values)
        for name, key in self.loaded:
            if name == kind.name and key not in says:
                self.outcome.notices.append(
                    f"The {kind.name} “{key}” is no longer in the file: it stays here."
                )
        self.outcome.held[kind.name] = len(says)

    def found_by_hand(self, kind: Kind, values: Values) -> models.Model | None:
        """The record somebody entered before the file was first loaded."""
        wanted = {name: self.stored(kind, name, values[name]) for name in kind.found_by}
        return kind.model._base_manager.filter(**wanted).first()

    def bind(self, kind: Kind, key: str, record: models.Model) -> None:
        self.pk_of[kind.name, key] = record.pk
        self.key_of[kind.name, record.pk] = key

    def miss(self, kind: Kind, key: str, *, news: bool) -> None:
        """Somebody removed the record here: it is not added again, and nothing can refer to it."""
        del self.pk_of[kind.name, key]
        if news:
            self.outcome.notices.append(f"The {kind.name} “{key}” was removed here: it is not added again.")

    # --- Adding and updating -------------------------------------------------------------------------

    def add(self, kind: Kind, key: str, values: Values) -> None:
        record = kind.model()
        for name in kind.fields:
            if name not in kind.many:
                setattr(record, kind.field(name).attname, self.stored(kind, name, values[name]))
        if not self.is_sound(kind, key, record):
            return
        self.save(record)
        for name in kind.many:
            if values[name]:
                getattr(record, name).set(self.stored(kind, name, values[name]))
        self.bind(kind, key, record)
        self.new.add((kind.name, record.pk))
        self.outcome.added[kind.name] += 1
        after = snapshot(record) | {name: values[name] for name in kind.many if values[name]}
        self.record(kind, record, {}, after)

    def update(self, kind: Kind, key: str, record: models.Model, said: Values, values: Values) -> None:
        """Take what is new in the file where the record still holds what the file `said` last."""
        holds = self.expressed(kind, record)
        wanted = [name for name in kind.fields if values[name] not in (holds[name], said.get(name))]
        edited = {name for name in kind.fields if holds[name] not in (said.get(name), values[name])}
        for group in kind.bound:
            if edited.intersection(group):
                edited.update(group)
        kept = [name for name in wanted if name in edited]
        if kept:
            self.outcome.notices.append(
                f"The {kind.name} “{key}” was edited here: {', '.join(kept)} stays as edited, whatever the file says."
            )
        differs = [name for name in wanted if name not in edited]
        if not differs:
            return
        before = copy(record)
        columns = [name for name in differs if name not in kind.many]
        for name in columns:
            setattr(record, kind.field(name).attname, self.stored(kind, name, values[name]))
        if not self.is_sound(kind, key, record):
            return
        attnames = [kind.field(name).attname for name in columns]
        if columns:
            self.save(record, update_fields=with_folds(record, columns))
        for name in differs:
            if name in kind.many:
                getattr(record, name).set(self.stored(kind, name, values[name]))
        many = [name for name in differs if name in kind.many]
        self.outcome.changed[kind.name] += 1
        self.record(
            kind,
            record,
            in_words(before, attnames) | {name: holds[name] for name in many},
            in_words(record, attnames) | {name: values[name] for name in many},
        )

    def is_sound(self, kind: Kind, key: str, record: models.Model) -> bool:
        try:
            record.full_clean()
        except ValidationError as error:
            self.faults.append(f"The {kind.name} “{key}” is refused: {' '.join(error.messages)}")
            return False
        return True

    def save(self, record: models.Model, update_fields: list[str] | None = None) -> None:
        record._change_reason = f"Loaded from {self.source.name}"  # type: ignore[attr-defined]
        record.save(update_fields=update_fields)

    def record(self, kind: Kind, record: models.Model, before: dict, after: dict) -> None:
        """The change's Event. A part's stands in the history of what it belongs to, unless that is new itself."""
        note = f"From {self.source.name}"
        if not kind.owner:
            record_event(record, step=STEP, by=None, before=before, after=after, note=note)
            return
        owner = getattr(record, kind.owner)
        if (kind.part_of, owner.pk) not in self.new:
            record_event(
                owner,
                step=STEP,
                by=None,
                before={kind.name: before} if before else {},
                after={kind.name: after},
                note=note,
            )

    # --- What the file says, as the database stores it, and back -------------------------------------

    def stored(self, kind: Kind, name: str, value: Any) -> Any:
        column = kind.field(name)
        if column.many_to_many or column.many_to_one:
            other = kind.refers_to(name).name
            if column.many_to_many:
                return [self.pk_of[other, key] for key in value if (other, key) in self.pk_of]
            return self.pk_of.get((other, value))
        return column.to_python(value)

    def expressed(self, kind: Kind, record: models.Model) -> Values:
        """What the record holds, in the file's terms. A record the file does not know shows as its number."""
        holds: Values = {}
        for name in kind.fields:
            column = kind.field(name)
            if column.many_to_many:
                other = kind.refers_to(name).name
                holds[name] = sorted(self.named(other, item.pk) for item in getattr(record, name).all())
            elif column.many_to_one:
                pk = getattr(record, column.attname)
                holds[name] = None if pk is None else self.named(kind.refers_to(name).name, pk)
            else:
                value = getattr(record, name)
                holds[name] = value.isoformat() if isinstance(value, date) else value
        return holds

    def named(self, kind_name: str, pk: int) -> str:
        return self.key_of.get((kind_name, pk), f"#{pk}")

    # --- Remembering ---------------------------------------------------------------------------------

    def note(self, kind: Kind, key: str, values: Values) -> None:
        """Remember what the file says now, where that is news."""
        if (kind.name, key) not in self.pk_of:
            return
        remembered = {"pk": self.pk_of[kind.name, key], "said": values}
        row = self.loaded.get((kind.name, key))
        if row is None or row.values != remembered:
            row = row or LoadedRecord(kind=kind.name, key=key)
            row.values, row.loaded_at = remembered, context.now()
            self.to_remember.append(row)

    def remember(self) -> None:
        LoadedRecord.objects.bulk_create([row for row in self.to_remember if row.pk is None])
        LoadedRecord.objects.bulk_update(
            [row for row in self.to_remember if row.pk], ["values", "loaded_at"], batch_size=200
        )
