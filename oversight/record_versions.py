"""The versions of a text (django-simple-history): a new record with its members is one of them, not several."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from simple_history.models import HistoricalRecords
from simple_history.utils import get_m2m_field_name

_versions: dict[type[models.Model], "Versions"] = {}


class Versions(HistoricalRecords):
    """Versions that can be asked for by name, and those that saving makes."""

    def finalize(self, sender: Any, **given: Any) -> None:
        super().finalize(sender, **given)
        if self.cls is sender:
            _versions[sender] = self

    def create_historical_record_m2ms(self, history_instance: Any, instance: models.Model) -> None:
        """Keep the members by their keys, in one statement; the library reads each of them, and the record, whole."""
        quote = connection.ops.quote_name
        for field in history_instance._history_m2m_fields:
            through, kept = getattr(type(instance), field.name).through._meta, self.m2m_models[field]._meta
            columns = ", ".join(quote(column.column) for column in through.concrete_fields)
            history = quote(kept.get_field("history").column)
            whose = quote(through.get_field(get_m2m_field_name(field)).column)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {quote(kept.db_table)} ({history}, {columns}) "  # noqa: S608
                    f"SELECT %s, {columns} FROM {quote(through.db_table)} WHERE {whose} = %s",
                    [history_instance.pk, instance.pk],
                )


@contextmanager
def one_version(record: models.Model) -> Iterator[None]:
    """Let saving a new record and giving it its members make one version, with them, instead of one each.

    Records whose versions are kept in the ordinary way, or not at all, are left as they are.
    """
    versions = _versions.get(type(record))
    if versions is None:
        yield
        return
    record.skip_history_when_saving = True  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del record.skip_history_when_saving  # type: ignore[attr-defined]
    versions.create_historical_record(record, "+")
