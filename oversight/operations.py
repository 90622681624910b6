"""Changing a record: lock it, let the rules speak, save what differs, record one Event. All or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction

from oversight import doors
from oversight.models import Event

Record = TypeVar("Record", bound=models.Model)


def snapshot(record: models.Model) -> dict[str, Any]:
    """The record's stored columns by name, as an Event keeps them."""
    return {
        field.attname: field.value_to_string(record)
        if isinstance(field, models.FileField)
        else getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if not isinstance(field, models.GeneratedField)
    }


def record_event(
    subject: models.Model,
    *,
    step: str,
    by,
    before: dict | None = None,
    after: dict | None = None,
    note: str = "",
) -> Event:
    """Write the one Event of a change. To be called inside the transaction that makes the change."""
    return Event.objects.create(
        subject=subject,
        step=step,
        by=by,
        door=doors.current(),
        before=before or {},
        after=after or {},
        note=note,
    )


@contextmanager
def changing(subject: Record, *, step: str, by, note: str = "") -> Iterator[Record]:
    """Yield the record locked and fresh; afterwards save what the caller altered and record the Event.

    The caller raises a DomainError to refuse: then nothing at all is saved. `subject` is brought up to
    date when the change stands.
    """
    with transaction.atomic():
        locked = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
        before = snapshot(locked)
        yield locked
        after = snapshot(locked)
        differs = [name for name, value in after.items() if before[name] != value]
        if differs:
            locked.save(update_fields=differs)
        record_event(
            locked,
            step=step,
            by=by,
            before={name: before[name] for name in differs},
            after={name: after[name] for name in differs},
            note=note,
        )
    subject.refresh_from_db()
