"""Every door says the same: to who would decide on their own, of bad input, and in the Event of what was done.

Which steps each person can take in each state: test_workflows.py.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from oversight.models import Event
from recommendations import operations
from recommendations.rules import action_workflow
from recommendations.rules.action_workflow import STEPS
from tests import make
from tests.doors.actions import inputs
from tests.doors.steps import DOORS, RULE, at_page, in_admin, offered, outcome_of, shown


def proposed_by(world, person):
    operations.propose_closure(world.action, by=person, statement="Done.", evidence=[make.evidence()])


def owned_by(world, person):
    organisation = person.organisation
    operations.hand_over(
        world.action,
        by=world.colleague,
        owner=person,
        owner_organisation=organisation,
        reason="They moved on.",
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


def decided(door, client, action) -> list[str]:
    """The steps offered, without the handing over: nothing that ties a person to an action keeps them from that."""
    return [slug for slug in offered(door, client, action, STEPS.values()) if slug != "hand-over"]


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
    for door in DOORS:
        assert decided(door, client, world.action) == still_offered, door
    for sentence in set(barred.values()):
        for door in ("page", "admin"):
            assert shown(door, client, world.action).content.decode().count(sentence) == 1
    events = Event.objects.count()
    for slug, sentence in barred.items():
        step = action_workflow.ACTIONS.by_slug[slug]
        asked = {
            door: take(client, world.action, step, inputs(world)[step.name]) for door, take in DOORS.items()
        }
        asked["page opened"] = client.get(at_page(world.action, step))
        asked["admin opened"] = client.get(in_admin(world.action, step))
        for door, response in asked.items():
            assert outcome_of(door, response) == RULE, (door, slug)
            assert sentence in response.content.decode(), (door, slug)
    assert Event.objects.count() == events


def test_whom_nothing_ties_is_offered_the_decision_and_told_nothing(world):
    proposed_by(world, world.secretariat)
    client = Client()
    client.force_login(world.colleague)
    assert decided("page", client, world.action) == ["agree-closure", "return-closure"]
    assert "somebody else" not in shown("page", client, world.action).content.decode()
    # Those without the right to decide do not read the rule either: the proposal is not theirs to agree anyway.
    client.force_login(world.owner)
    assert offered("page", client, world.action, STEPS.values()) == []
    assert "somebody else" not in shown("page", client, world.action).content.decode()


# The API takes days in one form alone, and names it.
API_SAYS = {"is not a date": "Give the day as year, month and day: 2019-03-31."}


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
        ("ask_due_date", {"new_due_on": "31/02/2030", "reason": "r"}, "is not a date"),
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
