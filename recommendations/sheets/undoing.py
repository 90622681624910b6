"""Undoing an import: what it added is taken back, what it changed becomes what it was, while nobody has touched it.

Nothing is deleted (rules.md section 10). An action that was added ends as cancelled; a recommendation that was added
is withdrawn, and is found all the same.
"""

from typing import Any

from recommendations.operations.sheets import Claim


def before(row: Any) -> dict[str, Any]:
    """What the columns that a row changes hold now, as JSON can keep it."""
    record = row.record
    held: dict[str, Any] = {}
    for name in row.changes:
        value = getattr(record, record._meta.get_field(name).attname)
        held[name] = value
    for name in row.related:
        held[name] = [one.pk for one in getattr(record, f"seen_{name}")]
    return held


def undo(claim: Claim, after: str) -> None:
    raise NotImplementedError
