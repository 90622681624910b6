"""Plain records, whose columns no step guards: added and corrected here, each change with its Event."""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, TypeVar

from django.db import models, transaction

from oversight.folded_fields import with_folds
from oversight.operations import (
    Related,
    columns,
    give_members,
    in_words,
    members_in_words,
    record_event,
    snapshot,
)
from oversight.record_versions import one_version

Record = TypeVar("Record", bound=models.Model)


def add_record(
    record: Record,
    *,
    by,
    related: Related | None = None,
    step: str = "add",
    about: models.Model | None = None,
) -> Record:
    """Save a new record with what it is related to, and record the Event.

    `about` is the record whose history it belongs to, where the new one is a mere row of that.
    """
    given = {name: list(members) for name, members in (related or {}).items()}
    with transaction.atomic():
        with one_version(record):
            record.save()
            for name, members in given.items():
                getattr(record, name).add(*members)
        filled = {name: members_in_words(members) for name, members in given.items() if members}
        record_event(about or record, step=step, by=by, after=snapshot(record) | filled)
    return record


def amend_record(
    record: Record,
    *,
    by,
    changes: Mapping[str, Any],
    related: Related | None = None,
    step: str = "amend",
    about: models.Model | None = None,
    check: Callable[[Record], None] | None = None,
) -> Record:
    """Write the changes to the locked, fresh record; one Event holds what differs, and none where nothing does.

    `check` sees the record with the changes on it and raises a DomainError to refuse them all. Related
    records not visible to the person stay as they are, whatever is given.
    """
    related = related or {}
    with transaction.atomic():
        locked = type(record)._base_manager.select_for_update().get(pk=record.pk)
        was, old = columns(locked), copy(locked)
        for name, value in changes.items():
            setattr(locked, name, value)
        if check is not None:
            check(locked)
        differs = [name for name, value in columns(locked).items() if was[name] != value]
        members_before, members_after = give_members(locked, related, by)
        if differs:
            locked.save(update_fields=with_folds(locked, differs))
        if differs or members_after:
            record_event(
                about or locked,
                step=step,
                by=by,
                before=in_words(old, differs) | members_before,
                after=in_words(locked, differs) | members_after,
            )
    record.refresh_from_db()
    return record
