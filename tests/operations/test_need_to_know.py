"""Nobody owns, leads or keeps what they may not read: refused when it is set, when a marking is raised and when the
permission is taken away."""

import pytest

from boards.models import Membership, Person
from boards.operations import amend_item, amend_meeting, amend_person, seat_member
from boards.rules.roles import Seat
from oversight.errors import RuleBroken
from oversight.plain_records import amend_record
from recommendations import operations
from recommendations.due import without_recipient
from recommendations.models import Action, Recommendation
from tests import make

SENSITIVE = "OFFICIAL-SENSITIVE"


@pytest.fixture
def low(world):
    """The owner, the chair and a member may read OFFICIAL alone."""
    for person in (world.owner, world.chair, world.member):
        person.clearance = "OFFICIAL"
        person.save()
    return world


def lift(person) -> None:
    person.clearance = SENSITIVE
    person.save()


def test_an_owner_who_may_not_read_it_is_refused_when_set(low):
    lift(low.chair)
    given = {"by": low.secretariat, "owner_organisation": low.mps, "owner": low.owner, "marking": SENSITIVE}
    with pytest.raises(RuleBroken, match="MPS owner may not read") as refused:
        make.action(low.board, **given)
    assert refused.value.field == "owner"


def test_an_owner_who_may_not_read_it_is_refused_when_the_marking_is_raised(low):
    lift(low.chair)
    with pytest.raises(RuleBroken, match="MPS owner may not read"):
        operations.amend_action(low.action, by=low.secretariat, marking=SENSITIVE)
    low.action.refresh_from_db()
    assert low.action.marking == "OFFICIAL"


def test_a_marking_is_not_raised_above_what_the_chair_of_the_board_may_read(low):
    lift(low.owner)
    with pytest.raises(RuleBroken, match=r"Chair, chair of .* may not read"):
        operations.amend_action(low.action, by=low.secretariat, marking=SENSITIVE)
    with pytest.raises(RuleBroken, match=r"Chair, chair of .* may not read"):
        amend_meeting(low.meeting, by=low.secretariat, changes={"marking": SENSITIVE})
    with pytest.raises(RuleBroken, match=r"Chair, chair of .* may not read"):
        operations.amend_recommendation(
            low.recommendation, by=low.secretariat, changes={"marking": SENSITIVE}
        )
    lift(low.chair)
    operations.amend_action(low.action, by=low.secretariat, marking=SENSITIVE)


def test_the_lead_of_an_item_reads_the_item_and_its_meeting(low):
    lift(low.chair)
    item = make.agenda_item(low.meeting, lead=low.member)
    with pytest.raises(RuleBroken, match="Member may not read"):
        amend_item(item, by=low.secretariat, changes={"marking": SENSITIVE})
    with pytest.raises(RuleBroken, match="Member may not read"):
        amend_meeting(low.meeting, by=low.secretariat, changes={"marking": SENSITIVE})


@pytest.mark.parametrize("seat", [Seat.CHAIR, Seat.DEPUTY_CHAIR, Seat.SECRETARY])
def test_who_may_not_read_what_a_board_holds_neither_chairs_nor_keeps_it(seat, low):
    Recommendation.objects.filter(pk=low.recommendation.pk).update(marking=SENSITIVE)
    low.chair.memberships.all().delete()
    new = Membership(board=low.board, person=low.other_member, seat=seat, from_on=make.timezone.localdate())
    low.other_member.clearance = "OFFICIAL"
    low.other_member.save()
    with pytest.raises(RuleBroken, match="may not read, so they cannot be its"):
        seat_member(new, by=low.secretariat)
    lift(low.other_member)
    seat_member(new, by=low.secretariat)
    assert Membership.objects.filter(person=low.other_member, board=low.board, seat=seat).exists()


@pytest.mark.parametrize(("who", "said"), [("owner", "own an open action"), ("chair", "are chair of")])
def test_the_permission_is_not_taken_from_who_answers_for_what_is_marked(who, said, world, people):
    Action.objects.filter(pk=world.action.pk).update(marking=SENSITIVE)
    with pytest.raises(RuleBroken, match=said):
        amend_person(people[who], by=world.administrator, changes={"clearance": "OFFICIAL"})
    assert Person.objects.get(pk=people[who].pk).clearance == SENSITIVE
    amend_person(world.member, by=world.administrator, changes={"clearance": "OFFICIAL"})


def test_the_permission_is_not_taken_from_the_lead_of_the_organisation_that_owns_what_is_marked(world):
    Action.objects.filter(pk=world.action.pk).update(marking=SENSITIVE, owner=None)
    world.mps.lead = world.liaison
    world.mps.save()
    with pytest.raises(RuleBroken, match="are lead of an organisation that owns an open action"):
        amend_person(world.liaison, by=world.administrator, changes={"clearance": "OFFICIAL"})
    world.mps.lead = None
    world.mps.save()
    amend_person(world.liaison, by=world.administrator, changes={"clearance": "OFFICIAL"})
    assert Person.objects.get(pk=world.liaison.pk).clearance == "OFFICIAL"


def test_nobody_leads_an_organisation_that_owns_what_they_may_not_read(low):
    Action.objects.filter(pk=low.action.pk).update(marking=SENSITIVE)
    with pytest.raises(RuleBroken, match="cannot be lead of MPS"):
        amend_record(low.mps, by=low.secretariat, changes={"lead": low.owner})
    lift(low.owner)
    amend_record(low.mps, by=low.secretariat, changes={"lead": low.owner})
    assert low.mps.lead == low.owner


def test_what_nobody_of_the_owning_organisation_may_read_is_listed_as_reaching_nobody(low):
    today = make.timezone.localdate()
    low.mps.lead, low.liaison.clearance = low.liaison, "OFFICIAL"
    low.mps.save()
    low.liaison.save()
    Action.objects.filter(pk=low.action.pk).update(marking=SENSITIVE, owner=None, due_on=today)
    assert low.action in without_recipient(Action.objects.all(), today)
    lift(low.liaison)
    assert low.action not in without_recipient(Action.objects.all(), today)
