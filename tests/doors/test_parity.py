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
from recommendations.rules import action_workflow
from recommendations.rules.action_workflow import STEPS, Status
from tests import make
from tests.workflows import stands

DONE, NOT_ALLOWED, HIDDEN, WRONG_STATE, NO_DOOR = "done", "not allowed", "hidden", "wrong state", "no door"
OWN = "own doing"

DELIVERING = {"start", "report_progress", "add_evidence", "propose_closure", "ask_due_date"}
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
STATES = [(status, False) for status in Status] + [(status, True) for status in action_workflow.OPEN]


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
        "add_evidence": {"evidence_title": "The plan", "evidence_address": "https://example.org/plan"},
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
    return {wanted: DONE, 403: NOT_ALLOWED, 404: HIDDEN, 409: WRONG_STATE, 422: OWN}.get(
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
    if step.why_not(stands(status=status, has_date_request=waiting), timezone.now()):
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


@pytest.mark.everything
@pytest.mark.either
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


@pytest.mark.everything
@pytest.mark.parametrize("who", [who for who, rights in RIGHTS.items() if rights is not None])
@pytest.mark.parametrize(("status", "waiting"), STATES)
def test_page_admin_and_api_offer_the_same_steps(who, status, waiting, world, people):
    bring_to(world, status, waiting)
    client = Client()
    client.force_login(people[who])
    offered = offered_by_api(client, world)
    assert offered_on_page(client, world)[0] == offered
    assert set(offered) == {
        step.slug for step in STEPS.values() if expected("page", who, step, status, waiting) == DONE
    }
    if who in ADMIN_DOOR:
        assert offered_at_desk(client, world)[0] == offered


def offered_by_api(client, world):
    return client.get(f"/api/v1/actions/{world.action.reference}/").json()["allowed_steps"]


def offered_on_page(client, world):
    page = client.get(reverse("action", args=[world.action.reference])).content.decode()
    at = {
        step.slug: reverse("action-step", args=[world.action.reference, step.slug]) for step in STEPS.values()
    }
    return [slug for slug, address in at.items() if f'href="{address}"' in page], page


def offered_at_desk(client, world):
    desk = client.get(reverse("admin:recommendations_action_change", args=[world.action.pk])).content.decode()
    at = {
        step.slug: reverse("admin:recommendations_action_step", args=[world.action.pk, step.slug])
        for step in STEPS.values()
    }
    return [slug for slug, address in at.items() if f'href="{address}"' in desk], desk


def proposed_by(world, person):
    operations.propose_closure(world.action, by=person, statement="Done.", evidence=[make.evidence()])


def owned_by(world, person):
    operations.amend_action(
        world.action, by=world.colleague, owner=person, owner_organisation=person.organisation
    )


def was_owned_and_is_proposed(world, person):
    owned_by(world, person)
    owned_by(world, world.owner)
    proposed_by(world, world.liaison)


def delivered_by(world, person):
    operations.report_progress(world.action, by=person, text="Half of it.")
    proposed_by(world, world.liaison)


def asked_by(world, person):
    day = timezone.localdate() + timedelta(days=40)
    operations.ask_due_date(world.action, by=person, new_due_on=day, reason="Late.")


def owned_and_asked(world, person):
    owned_by(world, person)
    asked_by(world, world.colleague)


PROPOSED = "You proposed this closure: somebody else has to agree it."
OWNED = "You own this action, or owned it before: somebody else has to agree its closure."
DELIVERED = "You reported progress on this action: somebody who did not deliver it has to agree its closure."
ASKED = "You asked for this date: somebody else has to decide on it."
OWNS_DATE = "You own this action: somebody else has to decide on its due date."
OWNS = "You own this action: somebody else has to cancel it."
WORK = ["propose-closure", "report-progress", "start", "add-evidence"]

# What ties the secretariat to the action -> what is still offered, and what each step it keeps from them is met with.
# The secretariat's rights reach every step.
TIED = {
    "proposed it": (proposed_by, ["return-closure"], {"agree-closure": PROPOSED}),
    "owned it before": (was_owned_and_is_proposed, ["return-closure"], {"agree-closure": OWNED}),
    "reported progress": (delivered_by, ["return-closure"], {"agree-closure": DELIVERED}),
    "asked for the date": (
        asked_by,
        [*WORK, "cancel"],
        {"agree-due-date": ASKED, "decline-due-date": ASKED},
    ),
    "owns it": (owned_by, [*WORK, "ask-due-date"], {"cancel": OWNS}),
    "owns it, and a date was asked for": (
        owned_and_asked,
        WORK,
        {"agree-due-date": OWNS_DATE, "decline-due-date": OWNS_DATE, "cancel": OWNS},
    ),
}


@pytest.mark.parametrize("superuser", (False, True), ids=("secretariat", "superuser of the secretariat"))
@pytest.mark.parametrize("tie", TIED)
def test_nobody_is_offered_to_decide_on_their_own_and_every_door_says_why(tie, superuser, world):
    world.secretariat.is_superuser = superuser
    world.secretariat.save()
    bring, still_offered, barred = TIED[tie]
    bring(world, world.secretariat)
    client = Client()
    client.force_login(world.secretariat)
    on_page, page = offered_on_page(client, world)
    at_desk, desk = offered_at_desk(client, world)
    assert on_page == at_desk == offered_by_api(client, world) == still_offered
    for sentence in set(barred.values()):
        assert page.count(sentence) == desk.count(sentence) == 1
    events = Event.objects.count()
    for slug, sentence in barred.items():
        step = action_workflow.ACTIONS.by_slug[slug]
        asked = {
            door: take(client, world.action, step, inputs(world)[step.name]) for door, take in DOORS.items()
        }
        asked["page opened"] = client.get(reverse("action-step", args=[world.action.reference, slug]))
        asked["desk opened"] = client.get(
            reverse("admin:recommendations_action_step", args=[world.action.pk, slug])
        )
        for door, response in asked.items():
            assert outcome_of(door, response) == OWN, (door, slug)
            assert sentence in response.content.decode(), (door, slug)
    assert Event.objects.count() == events


def test_whom_nothing_ties_is_offered_the_decision_and_told_nothing(world):
    proposed_by(world, world.secretariat)
    client = Client()
    client.force_login(world.colleague)
    on_page, page = offered_on_page(client, world)
    assert on_page == ["agree-closure", "return-closure"]
    assert "somebody else" not in page
    # Whoever has no right to decide is told nothing of the rule either: the proposal is not theirs to agree anyway.
    client.force_login(world.owner)
    on_page, page = offered_on_page(client, world)
    assert on_page == []
    assert "somebody else" not in page


# The API takes days in one form alone, and names it.
API_SAYS = {"Enter a valid date": "Give the day as year, month and day: 2019-03-31."}


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
    assert (API_SAYS.get(sentence, sentence) if door == "api" else sentence) in response.content.decode()
    assert Event.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_each_event_says_which_door_it_came_through(door, world):
    client = Client()
    client.force_login(world.secretariat)
    DOORS[door](client, world.action, STEPS["start"], {})
    assert Event.objects.about(world.action).first().channel == door
