"""When people are reminded of a due date: steps before it, on it and after it, and the step a day stands on.

Asking which step has come, rather than which falls on today, makes a missed day good; taking the latest alone keeps a
missed month from ending in a burst of old reminders. People are reminded on working days alone: a step whose day is
none comes on the working day before it while the date is ahead, and on the next working day once it has passed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.db.models import Case, CharField, Value, When

from oversight.days import day_in_words
from oversight.working_days import A_DAY, last_working_day, next_working_day

# Fifteen years: one row of the year 19 would otherwise cost a step a week ever since.
LONGEST_LATE_DAYS = 15 * 365


def days_before(day: date, days: int) -> date:
    """The day so many days before (less than 0: after); the first or the last there is where the calendar ends."""
    span = min(max(days, (day - date.max).days), (day - date.min).days)
    return day - timedelta(days=span)


@dataclass(frozen=True)
class Offset:
    """A step, and how many days before the date it begins (less than 0: after it)."""

    step: str
    days: int

    def begins_on(self, due_on: date) -> date:
        """The working day on which a thing due on this date comes to the step."""
        day = days_before(due_on, self.days)
        return last_working_day(day) if self.days >= 0 else next_working_day(day)

    def reaches(self, today: date) -> date:
        """The furthest due date that has come to the step by today: `begins_on` asked the other way round."""
        if self.days >= 0:
            return next_working_day(today + A_DAY) - A_DAY + timedelta(days=self.days)
        return last_working_day(today) + timedelta(days=self.days)


@dataclass(frozen=True)
class Schedule:
    """Days before the date on which a step begins (0: on it), and every how many weeks one begins after it (0: never).

    `late` says in which other roles people are reminded, once each, and how many days after the date: escalations.
    `prefix` keeps the steps of two kinds about the same record apart in the ledger.
    """

    before: tuple[int, ...]
    weeks_between: int = 0
    late: Mapping[str, int] = field(default_factory=dict)
    prefix: str = ""

    def _offsets(self) -> Iterator[Offset]:
        """Each step, the earliest first."""
        for days in sorted(self.before, reverse=True):
            yield Offset(f"{self.prefix}due-{days}", days)
        for number in count(1) if self.weeks_between else ():
            weeks = number * self.weeks_between
            yield Offset(f"{self.prefix}overdue-{weeks}w", -7 * weeks)

    def _late_offset(self, role: str) -> Offset:
        days = self.late[role]
        return Offset(f"{self.prefix}{role}-{days}", -days)

    def horizon(self, today: date) -> date:
        """The furthest due date of which anybody is reminded today."""
        return next(self._offsets()).reaches(today)

    def late_horizon(self, role: str, today: date) -> date:
        """The furthest due date of which those in this role are reminded today."""
        return self._late_offset(role).reaches(today)

    def step(self, due_on: date | None, today: date) -> str | None:
        """The step a thing due on this date stands on today. None: too early, or it has no date.

        What has no date is never reminded of (rules.md section 4).
        """
        if due_on is None or due_on > self.horizon(today):
            return None
        return next(step for step, since in self.bands(today, due_on) if since is None or due_on >= since)

    def next_change(self, due_on: date, today: date) -> date | None:
        """The working day on which a thing comes to its next step; None where none follows."""
        return next(
            (offset.begins_on(due_on) for offset in self._offsets() if due_on > offset.reaches(today)),
            None,
        )

    def in_words(self) -> str:
        """“28, 7 and 1 days before, on the day, every week after it”."""
        ahead = [str(days) for days in sorted(self.before, reverse=True) if days]
        parts = []
        if ahead:
            numbers = f"{', '.join(ahead[:-1])} and {ahead[-1]}" if len(ahead) > 1 else ahead[0]
            parts.append(f"{numbers} day{'' if ahead == ['1'] else 's'} before")
        if 0 in self.before:
            parts.append("on the day")
        if self.weeks_between:
            every = "every week" if self.weeks_between == 1 else f"every {self.weeks_between} weeks"
            parts.append(f"{every} after it")
        return ", ".join(parts)

    def bands(self, today: date, earliest: date) -> list[tuple[str, date | None]]:
        """Each step of today with the earliest due date that stands on it, from the furthest date back to `earliest`.

        A date belongs to the first step whose own date it does not precede, to the last (None) in any case; what
        lies beyond the horizon belongs to none. Nor are steps counted for longer than anything is late in earnest.
        """
        earliest = max(earliest, days_before(today, LONGEST_LATE_DAYS))
        bands: list[tuple[str, date | None]] = []
        offsets = self._offsets()
        present = next(offsets)
        for following in offsets:
            since = following.reaches(today) + A_DAY
            if since <= earliest:
                break
            bands.append((present.step, since))
            present = following
        return [*bands, (present.step, None)]

    def expression(self, day: str, today: date, earliest: date) -> Case:
        """The step of the date in the column `day` as the database asks it; empty where none has come.

        No date that is asked about lies before `earliest`.
        """
        *bands, (last, _) = self.bands(today, earliest)
        return Case(
            When(**{f"{day}__isnull": True}, then=Value("")),
            When(**{f"{day}__gt": self.horizon(today)}, then=Value("")),
            *(When(**{f"{day}__gte": since}, then=Value(step)) for step, since in bands),
            default=Value(last),
            output_field=CharField(),
        )

    def late_expression(self, role: str, day: str, today: date) -> Case | Value:
        """As `expression`, of those who are reminded of what is late: one step each, which then lasts."""
        if role not in self.late:
            return Value("", output_field=CharField())
        offset = self._late_offset(role)
        return Case(
            When(**{f"{day}__lte": offset.reaches(today)}, then=Value(offset.step)),
            default=Value(""),
            output_field=CharField(),
        )


# What comes to no further step and has passed its date may be snoozed for so long.
LONGEST_SNOOZE = timedelta(days=28)


@dataclass(frozen=True)
class Limit:
    """The last working day to which something may be snoozed, and what bounds it: “before its next step”."""

    day: date
    bound: str


def snooze_limit(change: date | None, due_on: date, today: date) -> Limit:
    """`change`: the day on which the next step comes, where one follows. No day is left where it is today or before."""
    if change:
        return Limit(last_working_day(change - A_DAY), "before its next step")
    if due_on >= today:
        return Limit(last_working_day(due_on), "up to its date")
    return Limit(last_working_day(today + LONGEST_SNOOZE), "within four weeks")


_STEP = re.compile(
    r"(?P<kind>[a-z]+-)?(?:due-(?P<days>\d+)|overdue-(?P<weeks>\d+)w|again-(?P<again>\d{4}-\d\d-\d\d)"
    r"|(?P<role>[a-z]+)-(?P<late>\d+))"
)


def step_again(step: str, until: date) -> str:
    """The step of what stands on this one and was snoozed until a day; two kinds about one record stay apart."""
    found = _STEP.fullmatch(step)
    prefix = (found and found["kind"]) or ""
    return f"{prefix}again-{until.isoformat()}"


def step_in_words(step: str, day: str = "the due date", late: str = "overdue") -> str:
    """A step as people say it: “7 days before the due date”, “2 weeks overdue”; any other as it is.

    `day` is what the date is called, and `late` what a thing is once it has passed.
    """
    found = _STEP.fullmatch(step)
    if found is None:
        return step
    if found["again"]:
        return f"Snoozed until {day_in_words(date.fromisoformat(found['again']))}"
    if found["weeks"]:
        return f"{_number(found['weeks'], 'week')} {late}"
    if found["late"]:
        return f"{_number(found['late'], 'day')} {late}"
    return f"{_number(found['days'], 'day')} before {day}" if int(found["days"]) else f"On {day}"


def _number(digits: str, unit: str) -> str:
    return f"{digits} {unit}" if digits == "1" else f"{digits} {unit}s"
