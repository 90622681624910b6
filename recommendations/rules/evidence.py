"""What evidence has to be: dated as things happen, and replaced by a newer version of itself alone."""

from datetime import date
from typing import Any

from oversight.errors import RuleBroken


def require_dates(
    *, dated_on: date | None, published_on: date | None, received_on: date | None, today: date
) -> None:
    """Raise RuleBroken where a thing would be published before it was made, or received on a day to come."""
    for name, day in (("dated_on", dated_on), ("published_on", published_on), ("received_on", received_on)):
        if day is not None and day > today:
            raise RuleBroken("Evidence cannot bear a date to come.", field=f"evidence_{name}")
    if dated_on is not None and published_on is not None and published_on < dated_on:
        raise RuleBroken("It cannot be published before it was made.", field="evidence_published_on")
    if dated_on is not None and received_on is not None and received_on < dated_on:
        raise RuleBroken("It cannot be received before it was made.", field="evidence_received_on")


def require_replaceable(item: Any, of: Any) -> None:
    """Raise RuleBroken where a new version takes the place of something of another record, or of an old version."""
    old = item.replaces
    if old is None:
        return
    if (old.action_id or old.recommendation_id) != of.pk or type(of) is not type(
        old.action or old.recommendation
    ):
        raise RuleBroken("Only evidence of the same record can be replaced.", field="evidence_replaces")
    if getattr(old, "replaced_by", None) is not None:
        raise RuleBroken(
            "That evidence has been replaced already: replace its newest version.", field="evidence_replaces"
        )
