"""Who sees an action, asked from the person and asked from the action: one answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.models import Organisation
from recommendations.models import Action
from recommendations.rules import access
from tests import make

pytestmark = pytest.mark.sql


@pytest.fixture
def actions(world):
    """Actions of both boards, of each organisation, with and without a recommendation addressed to somebody."""
    asked_of_council = make.recommendation(world.report, "CP16-02", addressed_to=[world.council])
    for board, by in ((world.board, world.secretariat), (world.restricted, world.restricted_secretary)):
        for organisation in (world.mopac, world.mps):
            for recommendations in ([], [asked_of_council]):
                make.action(board, by=by, owner_organisation=organisation, recommendations=recommendations)
    return Action.objects.all()


def test_both_ways_of_asking_give_one_answer_for_everybody(world, people, actions):
    today = timezone.localdate()
    gone = make.person("Gone", role="secretariat", organisation=world.mopac, is_active=False)
    to_come = make.person("Seated tomorrow", organisation=world.mopac)
    make.seat(to_come, world.board, from_on=today + timedelta(days=1))
    nowhere = make.person("Liaison of nobody", role="liaison")
    seen = {}
    for person in (*people.values(), gone, to_come, nowhere):
        Organisation.objects.update(lead=person)
        asked = actions.filter(access.seen_by("owner_organisation__lead", today))
        seen[person.name] = set(asked.values_list("pk", flat=True))
        assert seen[person.name] == set(actions.visible_to(person, today).values_list("pk", flat=True)), (
            person
        )
    everything = set(actions.values_list("pk", flat=True))
    assert seen["Gone"] == seen["Stranger"] == seen["Seated tomorrow"] == seen["Liaison of nobody"] == set()
    assert set() < seen["Council liaison"] < seen["Secretariat"] < everything


def test_an_owner_sees_what_is_not_restricted_from_them(world, actions):
    today = timezone.localdate()
    owned = actions.exclude(owner=None)
    sees = access.seen_by("owner", today)
    assert set(owned.filter(sees)) == {world.action, world.restricted_action}
    world.restricted_owner.memberships.update(until_on=today - timedelta(days=1))
    assert set(owned.filter(sees)) == {world.action}
