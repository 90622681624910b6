"""Taking a step on a report, a recommendation or an action: locked, asked of the rules, recorded as one Event."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models

from oversight import context
from oversight.operations import changing
from recommendations.rules import taking as rules
from recommendations.rules.steps import Step

Record = TypeVar("Record", bound=models.Model)


@contextmanager
def taking(step: Step, record: Record, *, by, note: str = "") -> Iterator[Record]:
    """Ask the rules of the locked record, and let the caller make the change.

    Raises NotAllowed, WrongState, RuleBroken, or what the caller raises; then nothing is saved.
    """
    with changing(record, step=step.name, by=by, note=note) as locked:
        records: Any = type(record)._default_manager
        asked = records.for_steps(by).get(pk=locked.pk)
        rules.require(by, step, asked, context.today())
        yield locked
