"""Bank holidays proclaimed since: entered and corrected by the secretariat. Last days not yet past follow.

The history of each meeting whose last days moved says so. What the statutes count in calendar days
(rules/statutory.py) asks no bank holiday, so it never moves.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from boards.models import BankHoliday, Meeting
from boards.rules import bank_holidays
from boards.rules.papers import last_days
from oversight import context, working_days
from oversight.operations import record_event
from oversight.plain_records import add_record, amend_record


def enter_bank_holiday(holiday: BankHoliday, *, by) -> BankHoliday:
    """Enter a bank holiday with its source. Raises NotAllowed, RuleBroken."""
    bank_holidays.require_may_enter(by)
    with transaction.atomic(), _followed_by_last_days(holiday, by=by):
        _require_new_day(holiday)
        holiday.known_from = context.today()
        add_record(holiday, by=by, step="enter_bank_holiday")
    return holiday


def amend_bank_holiday(holiday: BankHoliday, *, by, changes: Mapping[str, Any]) -> BankHoliday:
    """Correct a bank holiday that was entered, or withdraw it. Raises NotAllowed, RuleBroken."""
    bank_holidays.require_may_enter(by)

    def check(locked: BankHoliday) -> None:
        if {"day", "is_withdrawn"} & set(changes) and not locked.is_withdrawn:
            _require_new_day(locked)
            locked.known_from = context.today()

    with transaction.atomic(), _followed_by_last_days(holiday, by=by):
        amend_record(holiday, by=by, changes=changes, step="amend_bank_holiday", check=check)
    return holiday


def _require_new_day(holiday: BankHoliday) -> None:
    others = BankHoliday.objects.filter(is_withdrawn=False).exclude(pk=holiday.pk)
    bank_holidays.require_new_day(holiday.day, context.today(), set(others.values_list("day", flat=True)))


@contextmanager
def _followed_by_last_days(holiday: BankHoliday, *, by) -> Iterator[None]:
    """Tell each meeting to come whose last days are other ones afterwards: an Event of it says which."""
    coming = Meeting.objects.coming(context.today()).filter(
        status__in=(Meeting.Status.PROPOSED, Meeting.Status.CONFIRMED)
    )
    meetings = list(coming.select_related("board").order_by("starts_at", "pk"))
    before = {meeting.pk: last_days(meeting) for meeting in meetings}
    yield
    working_days.forget_entered()
    for meeting in meetings:
        was, now = before[meeting.pk], last_days(meeting)
        moved = [name for name in now if was[name] != now[name]]
        if moved:
            record_event(
                meeting,
                step="move_last_days",
                by=by,
                before={f"last_day_for_{name.lower()}": was[name] for name in moved},
                after={f"last_day_for_{name.lower()}": now[name] for name in moved},
                note=f"{holiday} {'was withdrawn' if holiday.is_withdrawn else 'is a bank holiday'}.",
            )
