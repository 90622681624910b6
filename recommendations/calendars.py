"""What is due from a person, as tasks in their own calendar feed (RFC 5545, VTODO)."""

from datetime import date
from typing import Any

from icalendar import Todo, vUri

from boards.calendars import in_one_line, page_address, uid, with_last_change
from oversight.markings import Marking
from recommendations.models import Action
from recommendations.rules.workflow import Status


def tasks(person, today: date) -> list[Todo]:
    """The person's own open actions that have a due date; none of a restricted board."""
    due = Action.objects.visible_to(person, today).open().filter(owner=person.pk, due_on__isnull=False)
    due = with_last_change(due.filter(board__is_restricted=False).select_related("board"))
    return [_task(action) for action in due.order_by("due_on", "reference")]


def _task(action: Any) -> Todo:
    task = Todo()
    task.add("uid", uid(action))
    task.add("dtstamp", action.changed_at)
    task.add("sequence", action.versions - 1)
    task.add("due", action.due_on)
    task.add("status", "NEEDS-ACTION" if action.status == Status.NOT_STARTED else "IN-PROCESS")
    task.add("url", vUri(page_address(action)))
    if action.marking == Marking.OFFICIAL:
        task.add("summary", f"{action.reference}: {in_one_line(action.title)}")
        task.add("categories", [action.board.abbreviation])
    else:
        task.add("summary", f"Action {action.reference}")
    return task
