"""The steps of a meeting: who may take them, where it must stand, and what they ask."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from boards import operations
from boards.models import Meeting
from boards.operations.minutes import NewOutcome
from tests import make
from tests.doors.table import RESTRICTED, Table

# Those who read the meetings of the board; of them the secretariat keeps its records.
READERS = ("chair", "member", "dmpc_staff", "auditor", "administrator", "superuser")
STRANGERS = ("liaison", "owner", "other_liaison", "other_member", "former_member", "stranger")


def kept_by_the_secretariat(steps: set[str]) -> dict[str, set[str] | None]:
    """The rights of what hangs on a board: its secretary takes the steps, others read or do not see it."""
    return {"secretariat": steps, **{who: set() for who in READERS}, **dict.fromkeys(STRANGERS)}


COMING = {"move_meeting", "cancel_meeting"}
POSSIBLE: dict[str, set[str]] = {
    "proposed": COMING | {"confirm_meeting"},
    "confirmed": COMING | {"issue_agenda"},
    "confirmed and begun": COMING | {"hold_meeting"},
    "held": set(),
    "held and minuted": {"agree_minutes"},
    "minutes agreed": set(),
    "cancelled": set(),
}


def bring(world: SimpleNamespace, state: str) -> Meeting:
    if state == RESTRICTED:
        return world.restricted_meeting
    status, by = state.split()[0].replace("minutes", "held"), world.colleague
    days = 20 if state in ("proposed", "confirmed", "cancelled") else -20
    meeting = make.meeting(
        world.board,
        timezone.localdate() + timedelta(days=days),
        by=by,
        status=status.replace("cancelled", "confirmed"),
    )
    item = make.agenda_item(meeting, 2)
    if state in ("held and minuted", "minutes agreed"):
        outcome = NewOutcome(item.pk, "note", "Noted.")
        operations.save_minutes(meeting, by=by, texts={}, new_outcomes=[outcome])
    if state == "minutes agreed":
        operations.agree_minutes(meeting, by=by, agreed_at=world.meeting)
    if state == "cancelled":
        operations.cancel_meeting(meeting, by=by, reason="The room is not to be had.")
    return meeting


def inputs(world: SimpleNamespace) -> dict[str, dict[str, str]]:
    day, reason = timezone.localdate() + timedelta(days=40), {"reason": "The room is not to be had."}
    return {
        "confirm_meeting": {"note": "The chair agreed."},
        "hold_meeting": {},
        "move_meeting": {"starts_at": f"{day}T14:30", "place": "City Hall", **reason},
        "issue_agenda": {},
        "cancel_meeting": reason,
        "agree_minutes": {"agreed_at": world.meeting.reference},
    }


TABLE = Table(
    model=Meeting,
    rights=kept_by_the_secretariat(set().union(*POSSIBLE.values())),
    possible=POSSIBLE,
    bring=bring,
    inputs=inputs,
    leads_to={"confirm_meeting": "confirmed", "hold_meeting": "held", "cancel_meeting": "cancelled"},
    doors=("admin", "api"),
)
