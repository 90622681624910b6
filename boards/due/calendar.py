"""What is due from a person, as tasks in their own calendar feed (RFC 5545, VTODO): what the reminders ask of them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from icalendar import Todo, vUri

from boards.calendars import in_one_line, uid, with_last_change
from boards.due.base import Dues
from boards.due.listing import dated
from oversight.markings import Marking


def tasks(person: Any, today: date) -> list[Todo]:
    """Everything with a day that is asked of the person, the soonest first; nothing of a restricted board."""
    found = [
        (record.falls_on, source.kind, record.told_reference, _task(source, record))
        for source in dated(today)
        for record in _asked_of(person, source)
    ]
    return [task for *_, task in sorted(found, key=lambda each: each[:3])]


def _asked_of(person: Any, source: Dues) -> Any:
    rows: Any = source.due(person).filter(is_asked=True)
    if source.board:
        rows = rows.exclude(**{f"{source.board}__is_restricted": True})
        rows = rows.annotate(due_board=F(f"{source.board}__abbreviation"))
    return source.for_lines(with_last_change(rows))


def _task(source: Dues, record: Any) -> Todo:
    task = Todo()
    task.add("uid", uid(source.calendar_name(record.told_reference)))
    task.add("dtstamp", record.changed_at)
    task.add("sequence", record.versions - 1)
    task.add("due", record.falls_on)
    task.add("status", "IN-PROCESS" if source.is_begun(record) else "NEEDS-ACTION")
    task.add("url", vUri(settings.BASE_URL + source.url(record)))
    if source.marking(record) == Marking.OFFICIAL:
        asks = f"{source.asks}: " if source.asks else ""
        task.add("summary", f"{asks}{record.told_reference}: {in_one_line(source.title(record))}")
        if getattr(record, "due_board", None):
            task.add("categories", [record.due_board])
    else:
        task.add("summary", f"{str(record._meta.verbose_name).capitalize()} {record.told_reference}")
    return task
