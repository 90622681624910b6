"""What is due from a person, as tasks in their own calendar feed (RFC 5545, VTODO): what the reminders ask of them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from icalendar import Todo, vUri

from boards.calendars import in_one_line, uid, with_last_change
from boards.due.upcoming import dated
from oversight.markings import Marking
from oversight.reminders.kinds import ReminderKind


def tasks(person: Any, today: date) -> list[Todo]:
    """Everything with a day that is asked of the person, the soonest first; nothing of a restricted board."""
    found = [
        (record.falls_on, kind.name, record.row_reference, _task(kind, record))
        for kind in dated(today)
        for record in _asked_of(person, kind)
    ]
    return [task for *_, task in sorted(found, key=lambda each: each[:3])]


def _asked_of(person: Any, kind: ReminderKind) -> Any:
    rows: Any = kind.upcoming(person).filter(is_asked=True)
    if kind.scope:
        rows = rows.exclude(**{f"{kind.scope}__is_restricted": True})
        rows = rows.annotate(due_board=F(f"{kind.scope}__abbreviation"))
    return kind.for_entries(with_last_change(rows))


def _task(kind: ReminderKind, record: Any) -> Todo:
    task = Todo()
    task.add("uid", uid(kind.calendar_name(record.row_reference)))
    task.add("dtstamp", record.changed_at)
    task.add("sequence", record.versions - 1)
    task.add("due", record.falls_on)
    task.add("status", "IN-PROCESS" if kind.is_begun(record) else "NEEDS-ACTION")
    task.add("url", vUri(settings.BASE_URL + kind.url(record)))
    if kind.marking(record) == Marking.OFFICIAL:
        asks = f"{kind.asks}: " if kind.asks else ""
        task.add("summary", f"{asks}{record.row_reference}: {in_one_line(kind.title(record))}")
        if getattr(record, "due_board", None):
            task.add("categories", [record.due_board])
    else:
        task.add("summary", f"{str(record._meta.verbose_name).capitalize()} {record.row_reference}")
    return task
