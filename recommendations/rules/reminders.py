"""When people hear of a due date: a ladder of steps before it, on it and after it, and the step a day stands on.

Asking which step has come, rather than which falls on today, makes a missed day good; taking the latest alone keeps a
missed month from ending in a burst of old reminders.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from django.db.models import Case, CharField, Value, When


@dataclass(frozen=True)
class Ladder:
    """Days before the date on which a step begins, and every how many days one begins after it."""

    before: tuple[int, ...]
    weeks_between: int

    def _rungs(self) -> Iterator[tuple[str, int]]:
        """Each step with how many days before the date it begins (less than 0: after it), the earliest first."""
        for days in sorted(self.before, reverse=True):
            yield f"due-{days}", days
        for number in count(1):
            weeks = number * self.weeks_between
            yield f"overdue-{weeks}w", -7 * weeks

    def horizon(self, today: date) -> date:
        """The furthest due date of which anybody hears today."""
        return today + timedelta(days=max(self.before))

    def step(self, due_on: date | None, today: date) -> str | None:
        """The step a thing due on this date stands on today. None: too early, or it has no date.

        What has no date is never reminded of (rules.md section 4).
        """
        if due_on is None or due_on > self.horizon(today):
            return None
        return next(step for step, since in self.bands(today, due_on) if due_on >= since)

    def bands(self, today: date, earliest: date) -> list[tuple[str, date]]:
        """Each step of today with the earliest due date that stands on it, from the furthest date back to `earliest`.

        A date belongs to the first step whose own date it does not precede; what lies beyond the horizon to none.
        """
        bands: list[tuple[str, date]] = []
        rungs = self._rungs()
        step, _ = next(rungs)
        for following, days in rungs:
            since = today + timedelta(days=days + 1)
            bands.append((step, since))
            if since <= earliest:
                break
            step = following
        return bands

    def expression(self, day: str, today: date, earliest: date) -> Case:
        """The step of the date in the column `day` as the database asks it; empty where none has come.

        No date that is asked about lies before `earliest`.
        """
        return Case(
            When(**{f"{day}__isnull": True}, then=Value("")),
            When(**{f"{day}__gt": self.horizon(today)}, then=Value("")),
            *(
                When(**{f"{day}__gte": since}, then=Value(step))
                for step, since in self.bands(today, earliest)
            ),
            default=Value(""),
            output_field=CharField(),
        )


# An action's owner: four weeks, a week and a day ahead, on the day, and every week while it is overdue.
ACTION_DUE = Ladder(before=(28, 7, 1, 0), weeks_between=1)
# A board's secretary, of an accepted risk: before it runs out; afterwards the thing is open again.
RISK_EXPIRES = Ladder(before=(28, 7, 1), weeks_between=1)


_STEP = re.compile(r"due-(?P<days>\d+)|overdue-(?P<weeks>\d+)w")


def step_in_words(step: str) -> str:
    """A step of a ladder as people say it: “7 days before the due date”, “2 weeks overdue”; any other as it is."""
    found = _STEP.fullmatch(step)
    if found is None:
        return step
    if found["weeks"]:
        weeks = int(found["weeks"])
        return f"{weeks} week{'s' if weeks > 1 else ''} overdue"
    days = int(found["days"])
    return f"{days} day{'s' if days > 1 else ''} before the due date" if days else "On the due date"
