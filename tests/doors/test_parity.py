"""Every step, asked by every kind of person through every door, in every status: one answer.

The expected rights are written out here as the client would read them; the statuses come from the table.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from oversight.models import Event
from recommendations import operations
from recommendations.models import Action
from recommendations.rules import workflow
from recommendations.rules.workflow import STEPS, Status
from tests import make

DONE, NOT_ALLOWED, HIDDEN, WRONG_STATE, NO_DOOR = "done", "not allowed", "hidden", "wrong state", "no door"

DELIVERING = {"start", "report_progress", "propose_closure", "ask_due_date"}
DECIDING = {"agree_closure", "return_closure", "reopen", "cancel", "agree_due_date", "decline_due_date"}

# Who may take which steps, as the policy says it. None: does not see the action at all.
RIGHTS: dict[str, set[str] | None] = {
    "secretariat": DELIVERING | DECIDING,
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
ADMIN_DOOR = {"secretariat", "auditor", "administrator", "superuser"}

# Every status an action can be in, with and without a request for a new due date waiting.
STATES = [(status, False) for status in Status] + [(status, True) for status in workflow.OPEN]


def inputs(world) -> dict[str, dict[str, str]]:
    """Good input for each step."""
    reason = {"reason": "Said at the meeting."}
    forum = {"meeting": world.meeting.reference}
    return {
        "start": {},
        "report_progress": {"text": "Half of it is written.", "track": "on_track"},
        "propose_closure": {
            "statement": "It is published.",
            "evidence_title": "The plan",
            "evidence_address": "https://example.org/plan",
        },
        "agree_closure": forum,
        "return_closure": reason,
        "reopen": reason,
        "cancel": reason,
        "ask_due_date": {"new_due_on": (timezone.localdate() + timedelta(days=60)).isoformat(), **reason},
        "agree_due_date": forum,
        "decline_due_date": reason,
    }


def by_page(client, action, step, data):
    return client.post(reverse("action-step", args=[action.reference, step.slug]), data)


def by_admin(client, action, step, data):
    return client.post(reverse("admin:recommendations_action_step", args=[action.pk, step.slug]), data)


def by_api(client, action, step, data):
    address = f"/api/v1/actions/{action.reference}/steps/{step.slug}/"
    return client.post(address, data, content_type="application/json")


DOORS = {"page": by_page, "admin": by_admin, "api": by_api}


def outcome_of(door: str, response) -> str:
    if response.status_code == 302 and reverse("account_login") in response["Location"]:
        return NO_DOOR
    if response.status_code == 302 and reverse("admin:login") in response["Location"]:
        return NO_DOOR
    wanted = 200 if door == "api" else 302
    return {wanted: DONE, 403: NOT_ALLOWED, 404: HIDDEN, 409: WRONG_STATE}.get(
        response.status_code, f"status {response.status_code}"
    )


def expected(door: str, who: str, step, status: str, waiting: bool) -> str:
    if door == "admin" and who not in ADMIN_DOOR:
        return NO_DOOR
    rights = RIGHTS[who]
    if rights is None:
        return HIDDEN
    if step.name not in rights:
        return NOT_ALLOWED
    if not workflow.is_open_to_step(step, status, has_date_request=waiting):
        return WRONG_STATE
    return DONE


def bring_to(world, status: str, waiting: bool) -> Action:
    if waiting:
        operations.ask_due_date(
            world.action,
            by=world.liaison,
            new_due_on=timezone.localdate() + timedelta(days=40),
            reason="Late.",
        )
    return make.bring_to(
        world.action, status, deliverer=world.liaison, decider=world.chair, meeting=world.meeting
    )


@pytest.mark.exhaustive
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("status", "waiting"), STATES)
def test_every_door_gives_every_person_the_same_answer(door, status, waiting, world, people):
    action = bring_to(world, status, waiting)
    given = inputs(world)
    wrong = []
    for who in RIGHTS:
        client = Client()
        client.force_login(people[who])
        for step in STEPS.values():
            events = Event.objects.about(action).count()
            with transaction.atomic():
                response = DOORS[door](client, action, step, given[step.name])
                got = outcome_of(door, response)
                after = Action.objects.get(pk=action.pk)
                recorded = Event.objects.about(action).count() - events
                want = expected(door, who, step, status, waiting)
                target = status if want != DONE or step.target is None else step.target
                if got != want or recorded != (want == DONE) or after.status != target:
                    wrong.append(
                        f"{who} {step.slug}: {got}, not {want}; {recorded} events; now {after.status}"
                    )
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", [who for who, rights in RIGHTS.items() if rights is not None])
@pytest.mark.parametrize(("status", "waiting"), STATES)
def test_page_admin_and_api_offer_the_same_steps(who, status, waiting, world, people):
    bring_to(world, status, waiting)
    client = Client()
    client.force_login(people[who])
    offered = client.get(f"/api/v1/actions/{world.action.reference}/").json()["allowed_steps"]
    page = client.get(reverse("action", args=[world.action.reference])).content.decode()
    on_page = [
        s.slug
        for s in STEPS.values()
        if f'href="{reverse("action-step", args=[world.action.reference, s.slug])}"' in page
    ]
    assert on_page == offered
    assert set(offered) == {
        step.slug for step in STEPS.values() if expected("page", who, step, status, waiting) == DONE
    }
    if who in ADMIN_DOOR:
        desk = client.get(
            reverse("admin:recommendations_action_change", args=[world.action.pk])
        ).content.decode()
        on_desk = [
            s.slug
            for s in STEPS.values()
            if reverse("admin:recommendations_action_step", args=[world.action.pk, s.slug]) in desk
        ]
        assert on_desk == offered


@pytest.mark.parametrize("door", DOORS)
def test_every_door_refuses_to_let_the_proposer_agree_with_the_same_sentence(door, world):
    operations.propose_closure(
        world.action, by=world.secretariat, statement="Done.", evidence=[make.evidence()]
    )
    client = Client()
    client.force_login(world.secretariat)
    response = DOORS[door](client, world.action, STEPS["agree_closure"], inputs(world)["agree_closure"])
    assert response.status_code == 422
    assert "You proposed this closure: somebody else has to agree it." in response.content.decode()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    (
        ("propose_closure", {"statement": "Done."}, "Closure needs evidence"),
        (
            "propose_closure",
            {"evidence_title": "t", "evidence_address": "https://example.org"},
            "This field is required",
        ),
        ("ask_due_date", {"new_due_on": "31/02/2030", "reason": "r"}, "Enter a valid date"),
        ("ask_due_date", {"new_due_on": "2001-01-01", "reason": "r"}, "cannot lie in the past"),
        ("report_progress", {"text": "t", "track": "splendid"}, "not one of the available choices"),
        ("cancel", {}, "This field is required"),
    ),
)
def test_every_door_meets_bad_input_with_the_same_sentence_and_keeps_nothing(
    door, step, data, sentence, world
):
    before = Event.objects.count()
    client = Client()
    client.force_login(world.secretariat)
    response = DOORS[door](client, world.action, STEPS[step], data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Event.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_each_event_says_which_door_it_came_through(door, world):
    client = Client()
    client.force_login(world.secretariat)
    DOORS[door](client, world.action, STEPS["start"], {})
    assert Event.objects.about(world.action).first().door == door
