"""Changing a record: lock it, let the rules speak, save what differs, record one Event. All or nothing.

`changing` is for every change, `taking` for a step of a table (oversight/steps.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any, TypeVar, cast

from django.db import models, transaction

from oversight import context, day_bounds, ports
from oversight.days import quoted
from oversight.errors import RuleBroken
from oversight.folded_fields import KeptFold, with_folds
from oversight.models import Event
from oversight.steps import Step, Workflow
from oversight.visibility import called, hidden_members

Record = TypeVar("Record", bound=models.Model)
# What something was and what it became, for an Event.
ExtraChanges = tuple[dict[str, Any], dict[str, Any]]
# Relation to many -> what it is to hold.
Related = Mapping[str, Iterable[models.Model]]


# What no Event may hold, not even scrambled.
SECRETS = {"password", "secret_sha256"}


# What an Event says of a column that fewer people may read than its record; models name them in `kept_back`.
KEPT_BACK = "(not shown in the history)"


def columns(record: models.Model) -> dict[str, Any]:
    """The record's stored values by column, for telling what a change altered; without secrets, and without what is
    worked out from other columns."""
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if not isinstance(field, models.GeneratedField | KeptFold) and field.name not in SECRETS
    }


def in_words(record: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The named columns as an Event keeps them: related records by their reference or name, never a row number."""
    words = {}
    for field in record._meta.concrete_fields:
        if field.attname not in names:
            continue
        value = getattr(record, field.name)
        if isinstance(value, models.Model):
            value = called(value)
        elif isinstance(field, models.FileField):
            value = value.name
        if value and field.name in getattr(record, "kept_back", ()):
            value = KEPT_BACK
        words[field.name] = value
    return words


def members_in_words(members: Iterable[models.Model]) -> list[str]:
    """What a relation to many holds, in order, as an Event keeps it."""
    return sorted(called(one) for one in members)


def give_members(record: models.Model, related: Related, by) -> ExtraChanges:
    """Let the relations to many hold what is given, and say of those that changed what they held and what they hold.

    What the person cannot see they cannot take away: it stays.
    """
    fresh = type(record)(pk=record.pk)  # free of anything fetched in part before
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, chosen in related.items():
        held = members_in_words(getattr(fresh, name).all())
        getattr(record, name).set([*chosen, *hidden_members(record, name, by)])
        holds = members_in_words(getattr(fresh, name).all())
        if held != holds:
            before[name], after[name] = held, holds
    return before, after


def snapshot(record: models.Model) -> dict[str, Any]:
    """All that a new record holds, in words; what is empty is left out."""
    filled = [name for name, value in columns(record).items() if value not in (None, "") and name != "id"]
    return in_words(record, filled)


def require_days(record: models.Model, names: Iterable[str]) -> None:
    """Raise RuleBroken, beside its column, for a day outside the bounds of its kind, in whatever way it came in."""
    bounds = ports.day_bounds()
    for name in names:
        within = bounds.get(f"{record._meta.label}.{name}")
        day = getattr(record, name) if within else None
        if why := day_bounds.why_not(within, day):
            raise RuleBroken(f"{quoted(day)} {why}.", field=name)


def record_event(
    subject: models.Model,
    *,
    step: str,
    by,
    before: dict | None = None,
    after: dict | None = None,
    note: str = "",
) -> Event:
    """Write the one Event of a change, and let follow what follows from it (oversight.ports).

    To be called inside the transaction that makes the change, once it is saved. Raises RuleBroken where a day of the
    record that it changed is out of range.
    """
    require_days(subject, after or {})
    event = Event.objects.create(
        subject=subject,
        step=step,
        by=by,
        channel=context.current().channel,
        before=before or {},
        after=after or {},
        note=note or context.current().note,
    )
    for follow in ports.followers(subject._meta.label):
        follow(subject, event)
    return event


@contextmanager
def changing(
    subject: Record, *, step: str, by, note: str = "", extra: ExtraChanges = ({}, {}), rows: Any = None
) -> Iterator[Record]:
    """Yield the record locked and fresh; afterwards save what the caller altered and record the Event.

    The caller raises a DomainError to refuse: then nothing at all is saved. `subject` is brought up to
    date when the change stands. `extra` is what changed apart from its columns, for the Event, filled by the caller;
    `rows` is the queryset that fetches the locked record, where it is to bring more than its columns.
    """
    with transaction.atomic():
        locked = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
        if rows is not None:
            # Looked at once it is locked: what hangs on it may have changed while this waited.
            locked = rows.get(pk=subject.pk)
        with changing_locked(locked, step=step, by=by, note=note, extra=extra):
            yield locked
    bring_up_to_date(subject, locked)


@contextmanager
def changing_locked(
    locked: models.Model, *, step: str, by, note: str = "", extra: ExtraChanges = ({}, {})
) -> Iterator[None]:
    """The same of a record that the caller holds locked and fresh, inside a change that is under way."""
    was, before = columns(locked), copy(locked)
    yield
    differs = [name for name, value in columns(locked).items() if was[name] != value]
    if differs:
        locked.save(update_fields=with_folds(locked, differs))
    record_event(
        locked,
        step=step,
        by=by,
        before=in_words(before, differs) | extra[0],
        after=in_words(locked, differs) | extra[1],
        note=note,
    )


def bring_up_to_date(record: models.Model, saved: models.Model) -> None:
    """Give the record the columns of the one that was saved.

    What is related to it, and what the database works out, is read where it is asked for.
    """
    for field in record._meta.concrete_fields:
        if isinstance(field, models.GeneratedField):
            record.__dict__.pop(field.attname, None)
        else:
            setattr(record, field.attname, getattr(saved, field.attname))
    for relation in record._meta.get_fields():
        if relation.is_relation and not relation.many_to_many and relation.is_cached(record):
            relation.delete_cached_value(record)
    record._prefetched_objects_cache = {}  # type: ignore[attr-defined]


@contextmanager
def taking(
    workflow: Workflow,
    name: str,
    record: Record,
    *,
    by,
    note: str = "",
    recorded_as: str = "",
    extra: ExtraChanges = ({}, {}),
    after: Callable[[Any, Any, Step], None] | None = None,
) -> Iterator[Record]:
    """Take a step on the locked record: ask the rules, let the caller make its part of the change, then move it.

    `after` is what follows every step of this kind: it gets the record as it was, the one about to be saved, and the
    step. The Event bears the step's name, or `recorded_as`. Raises NotAllowed, WrongState, RuleBroken, or what the
    caller raises; then nothing is saved.
    """
    step, rows = workflow.steps[name], cast(Any, type(record)._default_manager).for_steps(by)
    with changing(record, step=recorded_as or name, by=by, note=note, extra=extra, rows=rows) as locked:
        workflow.require(by, step, locked, context.now())
        was = copy(locked)
        yield locked
        step.move(locked)
        if after is not None:
            after(was, locked, step)
