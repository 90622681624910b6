"""The steps of an action: who may take them, where it must stand, and what they ask."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from recommendations import operations
from recommendations.models import Action
from tests import make
from tests.doors.table import RESTRICTED, Table

DELIVERING = {"start", "report_progress", "add_evidence", "propose_closure", "ask_due_date"}
HANDING = {"hand_over"}
DECIDING = {"agree_closure", "return_closure", "reopen", "cancel", "agree_due_date", "decline_due_date"}
RIGHTS: dict[str, set[str] | None] = {
    "secretariat": DELIVERING | DECIDING | HANDING,
    "chair": DECIDING,
    "liaison": DELIVERING,
    "owner": DELIVERING,
    "dmpc_staff": set(),
    "member": set(),
    "auditor": set(),
    "administrator": set(),
    "superuser": set(),
    "other_liaison": None,
    "other_member": None,
    "former_member": None,
    "stranger": None,
}

MOVING = {"report_progress", "add_evidence", "propose_closure", "cancel", "hand_over"}
ASKING, ANSWERING = {"ask_due_date"}, {"agree_due_date", "decline_due_date"}
AGREEING = {"agree_closure", "return_closure", "hand_over"}
WAITING = ", a new due date asked for"
POSSIBLE = {
    "not_started": MOVING | {"start"} | ASKING,
    "in_progress": MOVING | ASKING,
    "closure_proposed": AGREEING,
    "closed": {"reopen"},
    "cancelled": {"reopen"},
    f"not_started{WAITING}": MOVING | {"start"} | ANSWERING,
    f"in_progress{WAITING}": MOVING | ANSWERING,
    f"closure_proposed{WAITING}": AGREEING | ANSWERING,
}


def bring(world: SimpleNamespace, state: str) -> Action:
    if state == RESTRICTED:
        return world.restricted_action
    action, colleague = world.action, world.colleague
    deliverer = make.person("MPS deliverer", role="liaison", organisation=world.mps)
    if state.endswith(WAITING):
        day = timezone.localdate() + timedelta(days=40)
        operations.ask_due_date(action, by=deliverer, new_due_on=day, reason="Late.")
    status = state.removesuffix(WAITING)
    return make.bring_to(action, status, deliverer=deliverer, decider=colleague, meeting=world.meeting)


def inputs(world: SimpleNamespace) -> dict[str, dict[str, str]]:
    reason, forum = {"reason": "Said at the meeting."}, {"meeting": world.meeting.reference}
    evidence = {"evidence_title": "The plan", "evidence_address": "https://example.org/plan"}
    return {
        "start": {},
        "report_progress": {"text": "Half of it is written.", "track": "on_track"},
        "propose_closure": {"statement": "It is published.", **evidence},
        "add_evidence": evidence,
        "agree_closure": forum,
        "return_closure": reason,
        "reopen": reason,
        "cancel": reason,
        "hand_over": {"owner_organisation": "mps", "owner": world.liaison.email, **reason},
        "ask_due_date": {"new_due_on": (timezone.localdate() + timedelta(days=60)).isoformat(), **reason},
        "agree_due_date": forum,
        "decline_due_date": reason,
    }


TABLE = Table(
    model=Action,
    rights=RIGHTS,
    possible=POSSIBLE,
    bring=bring,
    inputs=inputs,
    leads_to={
        "start": "in_progress",
        "report_progress": "in_progress",
        "propose_closure": "closure_proposed",
        "agree_closure": "closed",
        "return_closure": "in_progress",
        "reopen": "in_progress",
        "cancel": "cancelled",
    },
)
