"""Due dates: the first one never changes, a new one is asked for and decided (rules.md section 5)."""

from datetime import date, timedelta

from django.db.models import Q, TextChoices

from oversight import days
from oversight.errors import RuleBroken


class DueBasis(TextChoices):
    """What an action's due date rests on."""

    DAY = "day", "A day"
    NEXT_MEETING = "next_meeting", "The next meeting of a board"
    NONE = "none", "No due date"


def require_consistent(*, basis: str, due_on: date | None, board, opened_on: date, today: date) -> None:
    """Raise RuleBroken unless basis, day and board fit each other."""
    if basis == DueBasis.DAY and due_on is None:
        raise RuleBroken("Give the due date, or say that there is none.", field="due_on")
    if basis == DueBasis.NEXT_MEETING and board is None:
        raise RuleBroken("Say whose next meeting the action is due at.", field="due_meeting_of")
    if basis != DueBasis.NEXT_MEETING and board is not None:
        raise RuleBroken(
            "A board is named only where the action is due at its next meeting.", field="due_meeting_of"
        )
    if basis != DueBasis.DAY and due_on is not None:
        raise RuleBroken("A due date is given only where the action is due on a day.", field="due_on")
    if opened_on > today:
        raise RuleBroken("An action cannot be set on a day to come.", field="set_on")
    if due_on is not None:
        require_within_reach(due_on, today, field="due_on")


def remark(due_on: date | None, opened_on: date, today: date) -> str:
    """What is remarked, not refused, of a due date that is past when it is entered; nothing of any other.

    Older actions are entered with the days that their papers give, whether or not those fit each other.
    """
    if due_on is None or due_on >= today:
        return ""
    past = "lies before the day the action was set" if due_on < opened_on else "is past"
    return f"The due date, {days.day_in_words(due_on)}, {past}: the action is overdue from the start."


# Nothing is undertaken for longer: what lies further ahead is a slip of the pen.
FURTHEST_YEARS = 20


def require_within_reach(day: date, today: date, *, field: str) -> None:
    """Raise RuleBroken for a day so far ahead that its year must be mistyped."""
    if day.year > today.year + FURTHEST_YEARS:
        raise RuleBroken(f"That is more than {FURTHEST_YEARS} years ahead: check the year.", field=field)


def require_new_date(*, present: date | None, proposed: date, today: date) -> None:
    if proposed == present:
        raise RuleBroken("That is the present due date already.", field="new_due_on")
    if proposed < today:
        raise RuleBroken("A new due date cannot lie in the past.", field="new_due_on")
    require_within_reach(proposed, today, field="new_due_on")


def overdue(today: date) -> Q:
    """`is_overdue` as the database asks it, of actions."""
    return Q(is_open=True, due_on__lt=today)


def due_within(days: int, today: date) -> Q:
    """Open actions due from today up to and including `days` days ahead."""
    return Q(is_open=True, due_on__range=(today, today + timedelta(days=days)))


def is_overdue(due_on: date | None, is_open: bool, today: date) -> bool:
    """Overdue from the day after the due date; what has no date is never overdue (rules.md section 4)."""
    return is_open and due_on is not None and due_on < today


# What is due within so many days counts as due soon (rules.md section 6).
SOON_DAYS = 28


def is_due_soon(due_on: date | None, is_open: bool, today: date) -> bool:
    """Open and due from today up to and including `SOON_DAYS` days ahead."""
    return is_open and due_on is not None and 0 <= (due_on - today).days <= SOON_DAYS


def in_words(due_on: date | None, is_open: bool, today: date) -> str:
    """How near the due date is: “Overdue by 12 days”, “Due in 5 days”, “No date”; nothing for what is finished."""
    if not is_open:
        return ""
    if due_on is None:
        return "No date"
    days = (due_on - today).days
    if days < 0:
        return f"Overdue by {-days} day{'s' if days < -1 else ''}"
    if days < 2:
        return ("Due today", "Due tomorrow")[days]
    return f"Due in {days} days"
