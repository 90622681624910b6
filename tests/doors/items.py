"""The steps of an agenda item: who may take them, where it must stand, and what they ask."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from boards import operations
from boards.models import AgendaItem, Minutes
from tests import make
from tests.doors.meetings import kept_by_the_secretariat
from tests.doors.table import RESTRICTED, Table

WITHDRAWING, CARRYING = {"withdraw_item"}, {"carry_over_item"}
POSSIBLE: dict[str, set[str]] = {
    "planned": WITHDRAWING | CARRYING,
    "carried over to here": WITHDRAWING,
    "of a cancelled meeting": CARRYING,
    "taken": set(),
    "withdrawn": set(),
    "carried over": set(),
    "minutes agreed": set(),
}


def bring(world: SimpleNamespace, state: str) -> AgendaItem:
    if state == RESTRICTED:
        return make.agenda_item(world.restricted_meeting, 2)
    by, today = world.colleague, timezone.localdate()
    held = state in ("taken", "minutes agreed")
    meeting = make.meeting(world.board, today + timedelta(days=-20 if held else 20), by=by)
    make.meeting(world.board, today + timedelta(days=50), by=by)
    item = make.agenda_item(meeting, 2)
    if state == "carried over to here":
        return operations.carry_over_item(item, by=by)
    if state == "of a cancelled meeting":
        operations.cancel_meeting(meeting, by=by, reason="The room is not to be had.")
    if state == "taken":
        operations.save_minutes(meeting, by=by, texts={}, taken={item.pk: True})
    if state == "withdrawn":
        operations.withdraw_item(item, by=by, reason="It is settled.")
    if state == "carried over":
        operations.carry_over_item(item, by=by)
    if state == "minutes agreed":
        Minutes.objects.create(meeting=meeting, status="agreed", agreed_at_meeting=world.meeting)
    return AgendaItem.objects.get(pk=item.pk)


def inputs(world: SimpleNamespace) -> dict[str, dict[str, str]]:
    return {"withdraw_item": {"reason": "It is settled."}, "carry_over_item": {}}


TABLE = Table(
    model=AgendaItem,
    rights=kept_by_the_secretariat(WITHDRAWING | CARRYING),
    possible=POSSIBLE,
    bring=bring,
    inputs=inputs,
    leads_to={"withdraw_item": "withdrawn", "carry_over_item": "carried_over"},
    doors=("admin", "api"),
)
