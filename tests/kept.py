"""A state of the database that many tests begin with: built once by the operations, then put back row by row.

What is put back is what was built, keys and all: `test_what_is_kept_is_what_was_built` holds it.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone

# Models whose rows Django makes itself, beside the tables.
OF_DJANGO = ("auth", "contenttypes", "sessions")


@dataclass(frozen=True)
class State:
    """The rows of every table that was filled, and the objects that stand for them."""

    made_at: datetime
    made_on: date
    kinds: dict[type[models.Model], int]
    rows: list[tuple[str, list[Any]]]
    objects: bytes

    @classmethod
    def of(cls, objects: Any, made_at: datetime) -> "State":
        rows = list(filter(None, map(filled, kept_models())))
        return cls(made_at, timezone.localdate(made_at), kinds(), rows, pickle.dumps(objects))

    def holds(self) -> bool:
        """Whether it is what would be built now: on the same day, at no earlier moment, with the same kinds."""
        return (
            self.made_at <= timezone.now() and self.made_on == timezone.localdate() and self.kinds == kinds()
        )

    def put_back(self) -> Any:
        # Keys may point ahead: they are checked when the transaction ends.
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in self.rows:
                cursor.execute(statement, values)
        return self.objects_again()

    def objects_again(self) -> Any:
        return pickle.loads(self.objects)  # noqa: S301  (our own)


_states: dict[Callable[[], Any], State] = {}


def begin_with(build: Callable[[], Any]) -> Any:
    """What `build` makes in an empty database: built where it was not yet today, else put back as it was."""
    if not is_empty():
        return build()
    state = _states.get(build)
    if state is not None and state.holds():
        return state.put_back()
    made_at = timezone.now()
    _states[build] = state = State.of(build(), made_at)
    return state.objects_again()


def kept_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in OF_DJANGO and model._meta.managed and not model._meta.proxy
    ]


def kinds() -> dict[type[models.Model], int]:
    """The keys of the content types, which an emptied database gives again."""
    return {model: kind.pk for model, kind in ContentType.objects.get_for_models(*apps.get_models()).items()}


def is_empty() -> bool:
    quote = connection.ops.quote_name
    tables = [quote(model._meta.db_table) for model in kept_models()]
    asked = [f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {table})" for table in tables]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return cursor.fetchone() is None


def filled(model: type[models.Model]) -> tuple[str, list[Any]] | None:
    """The statement that puts the rows of a table back, with its values; nothing for an empty table."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    # What the database computes itself is not told to it.
    columns = ", ".join(
        quote(field.column) for field in model._meta.local_concrete_fields if not field.generated
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {key}")  # noqa: S608
        rows = cursor.fetchall()
    if not rows:
        return None
    places = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    return f"INSERT INTO {table} ({columns}) VALUES {places}", [value for row in rows for value in row]  # noqa: S608
