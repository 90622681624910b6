"""Entering a bank holiday of England that was proclaimed after the package of the known ones was made."""

from collections.abc import Collection
from datetime import date

from oversight.days import day_in_full
from oversight.errors import NotAllowed, RuleBroken
from oversight.roles import Role, is_active_user
from oversight.working_days import SATURDAY, bank_holidays

RECORDED: dict[str, str] = {
    "enter_bank_holiday": "Bank holiday entered",
    "amend_bank_holiday": "Bank holiday corrected",
    "move_last_days": "Last days moved by a bank holiday",
}


def require_may_enter(by) -> None:
    if not (is_active_user(by) and by.role == Role.SECRETARIAT):
        raise NotAllowed("Only the secretariat enters bank holidays.")


def require_new_day(day: date, today: date, entered: Collection[date]) -> None:
    """Raise RuleBroken for a day that is past, on a weekend, or a bank holiday already."""
    if day < today:
        raise RuleBroken("The day is past: a bank holiday is entered before it comes.", field="day")
    if day.weekday() >= SATURDAY:
        raise RuleBroken(f"{day_in_full(day)} is no working day: enter the substitute day.", field="day")
    if named := bank_holidays(day.year).get(day):
        raise RuleBroken(f"{day_in_full(day)} is a bank holiday already: {named}.", field="day")
    if day in entered:
        raise RuleBroken(f"{day_in_full(day)} is entered already.", field="day")
