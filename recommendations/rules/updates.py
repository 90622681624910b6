"""Progress updates answer an expectation: of the action itself, or of its board on all its actions.

The days are counted from the last news of the action. A late update is not a late action: it is
said apart and never counted as overdue. While closure is proposed it is the board's turn, and nothing is late.
"""

from datetime import date, timedelta

from django.db.models import Q

from oversight.days import day_in_words
from recommendations.rules.action_workflow import Status

# What is done when there is news of an action: after each the count of days starts again. Before the first of
# them they are counted from the day the action was set.
HEARD = frozenset({"report_progress", "return_closure", "reopen", "risk_expired"})


def expected_every(own: int | None, of_board: int | None) -> int | None:
    """Days between updates: the action's own number, or else its board's; None where none is expected.

    An action's own zero excuses it from what its board asks.
    """
    return (of_board if own is None else own) or None


def due_on(heard_on: date, days: int | None) -> date | None:
    """The last day of the next update, where one is expected every so many days."""
    return heard_on + timedelta(days=min(days, (date.max - heard_on).days)) if days else None


def awaited() -> Q:
    """Actions of which an update is expected by a day, past or to come, and whose turn it is."""
    return Q(is_open=True, update_due_on__isnull=False) & ~Q(status=Status.CLOSURE_PROPOSED)


def late(today: date) -> Q:
    """`is_late` as the database asks it, of actions."""
    return awaited() & Q(update_due_on__lt=today)


def is_late(update_due_on: date | None, status: str, today: date) -> bool:
    """Late from the day after it was expected; `update_due_on` is empty where none is expected."""
    return update_due_on is not None and status != Status.CLOSURE_PROPOSED and update_due_on < today


def in_words(update_due_on: date | None, status: str, today: date) -> str:
    """“Update expected by 3 March 2019, 12 days late”; nothing where none is expected or it is the board's turn."""
    if update_due_on is None or status == Status.CLOSURE_PROPOSED:
        return ""
    expected = f"Update expected by {day_in_words(update_due_on)}"
    days = (today - update_due_on).days
    return f"{expected}, {days} day{'s' if days > 1 else ''} late" if days > 0 else expected
