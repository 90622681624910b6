"""An entry that was withdrawn is known to few; and nobody decides on their own recommendation through any door.

Which steps each person can take in each state: test_workflows.py.
"""

import pytest
from django.test import Client

from recommendations import operations
from recommendations.models import Recommendation
from recommendations.rules import recommendation_workflow
from tests import make
from tests.doors.recommendations import bring, inputs
from tests.doors.steps import DONE, DOORS, HIDDEN, RULE, WRONG_STATE, offered, outcome_of


@pytest.mark.parametrize("door", DOORS)
def test_an_entry_that_was_withdrawn_is_put_back_by_those_who_keep_it_and_unknown_to_others(
    door, world, people
):
    record, steps = bring(world, "withdrawn"), recommendation_workflow.STEPS
    client, put_back = Client(), steps["put_back_recommendation"]
    for who in ("chair", "liaison", "dmpc_staff", "stranger"):
        client.force_login(people[who])
        if door != "admin":
            assert outcome_of(door, DOORS[door](client, record, put_back, {})) == HIDDEN
    client.force_login(world.secretariat)
    assert offered("page", client, record, steps.values()) == [put_back.slug]
    assert offered("admin", client, record, steps.values()) == [put_back.slug]
    for step in steps.values():
        if step is not put_back:
            response = DOORS[door](client, record, step, inputs(world)[step.name])
            assert outcome_of(door, response) == WRONG_STATE, step.name
    assert outcome_of(door, DOORS[door](client, record, put_back, {})) == DONE
    assert Recommendation.objects.entered().filter(pk=record.pk).exists()


@pytest.mark.parametrize("superuser", (False, True), ids=("secretariat", "superuser of the secretariat"))
@pytest.mark.parametrize("door", DOORS)
def test_who_delivered_or_proposed_decides_nothing_through_any_door(door, superuser, world):
    world.secretariat.is_superuser = superuser
    world.secretariat.save()
    client, steps = Client(), recommendation_workflow.STEPS
    client.force_login(world.secretariat)
    one, given = world.recommendation, inputs(world)
    world.action.recommendations.clear()
    operations.report_delivery(one, by=world.secretariat, delivery="reported_complete", text="All done.")
    response = DOORS[door](client, one, steps["begin_review"], given["begin_review"])
    assert outcome_of(door, response) == RULE
    assert "You delivered on this recommendation" in response.content.decode()
    operations.begin_review(one, by=world.colleague)
    for step in ("verify", "find_wanting"):
        assert outcome_of(door, DOORS[door](client, one, steps[step], given[step])) == RULE
    operations.verify(one, by=world.colleague, meeting=world.meeting)
    operations.propose_recommendation_closure(
        one, by=world.colleague, statement="Verified.", evidence=[make.evidence()]
    )
    agree = steps["agree_recommendation_closure"]
    assert outcome_of(door, DOORS[door](client, one, agree, given[agree.name])) == RULE
    client.force_login(world.colleague)
    response = DOORS[door](client, one, agree, given[agree.name])
    assert outcome_of(door, response) == RULE
    assert "You proposed this closure: somebody else has to agree it." in response.content.decode()
    client.force_login(world.chair)
    if door != "admin":
        assert outcome_of(door, DOORS[door](client, one, agree, given[agree.name])) == DONE
