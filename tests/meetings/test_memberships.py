"""Seats in time: nobody has two on one board at once, a board has one chair at a time, and a mistake can be ended."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from boards import operations
from boards.models import Membership
from boards.rules.roles import Seat
from oversight.errors import RuleBroken
from oversight.models import Event
from tests import make
from tests.admin.admin_pages import AdminPages, errors

TODAY = timezone.localdate()


@pytest.fixture
def standing(world) -> Membership:
    """A stranger who was a member from April 2019 to March 2020."""
    return make.seat(
        world.stranger, world.board, from_on=date(2019, 4, 1), until_on=date(2020, 3, 31), seat=Seat.MEMBER
    )


def give(world, person, seat=Seat.MEMBER, board=None, **days) -> Membership:
    return operations.seat_member(
        Membership(board=board or world.board, person=person, seat=seat, **days), by=world.secretariat
    )


OVERLAPPING = {
    "the same days": (date(2019, 4, 1), date(2020, 3, 31), "from_on"),
    "its last day": (date(2020, 3, 31), None, "from_on"),
    "its first day": (date(2018, 4, 1), date(2019, 4, 1), "until_on"),
    "within": (date(2019, 6, 1), date(2019, 6, 1), "from_on"),
    "around": (date(2018, 1, 1), None, "until_on"),
}


@pytest.mark.parametrize(("from_on", "until_on", "field"), OVERLAPPING.values(), ids=OVERLAPPING.keys())
@pytest.mark.parametrize("seat", (Seat.MEMBER, Seat.ADVISER))
def test_nobody_has_two_seats_on_one_board_at_once(seat, from_on, until_on, field, world, standing):
    with pytest.raises(RuleBroken, match="Stranger is member of Child Protection") as refused:
        give(world, world.stranger, seat, from_on=from_on, until_on=until_on)
    assert "from 1 April 2019 until 31 March 2020" in str(refused.value)
    assert refused.value.field == field
    assert Membership.objects.filter(person=world.stranger).get() == standing
    assert not Event.objects.filter(step="seat_member").exists()


def test_a_seat_follows_on_the_day_after_and_elsewhere_at_any_time(world, standing):
    give(world, world.stranger, from_on=date(2020, 4, 1))
    give(world, world.stranger, from_on=date(2018, 4, 1), until_on=date(2019, 3, 31))
    give(world, world.stranger, from_on=date(2019, 4, 1), board=world.other_board)
    assert Membership.objects.filter(person=world.stranger).count() == 4


def test_a_seat_is_not_lengthened_into_another_but_its_source_can_be_corrected(world, standing):
    later = give(world, world.stranger, from_on=date(2020, 4, 1))
    with pytest.raises(RuleBroken, match="already") as refused:
        operations.amend_membership(standing, by=world.secretariat, changes={"until_on": None})
    assert refused.value.field == "until_on"
    with pytest.raises(RuleBroken, match="already"):
        operations.amend_membership(later, by=world.secretariat, changes={"from_on": date(2020, 3, 31)})
    operations.amend_membership(standing, by=world.secretariat, changes={"source": "Minutes of May 2019"})
    standing.refresh_from_db()
    assert (standing.source, standing.until_on) == ("Minutes of May 2019", date(2020, 3, 31))


def test_a_board_has_one_chair_at_a_time(world):
    with pytest.raises(RuleBroken, match="Chair is chair of Child Protection") as refused:
        give(world, world.stranger, Seat.CHAIR, from_on=TODAY)
    assert refused.value.field == "seat"
    give(world, world.stranger, Seat.DEPUTY_CHAIR, from_on=TODAY)
    with pytest.raises(RuleBroken, match="one chair at a time"):
        operations.amend_membership(
            Membership.objects.get(person=world.stranger), by=world.secretariat, changes={"seat": Seat.CHAIR}
        )
    first = Membership.objects.get(person=world.chair)
    operations.amend_membership(first, by=world.secretariat, changes={"until_on": TODAY})
    give(world, world.owner, Seat.CHAIR, from_on=TODAY + timedelta(days=1))
    assert Membership.objects.filter(board=world.board, seat=Seat.CHAIR).count() == 2


def test_a_seat_given_by_mistake_ends_on_its_first_day(world):
    seat = give(world, world.stranger, from_on=TODAY)
    operations.amend_membership(seat, by=world.secretariat, changes={"until_on": TODAY})
    assert seat.until_on == TODAY
    with pytest.raises(RuleBroken, match="cannot end before it begins") as refused:
        operations.amend_membership(
            seat, by=world.secretariat, changes={"until_on": TODAY - timedelta(days=1)}
        )
    assert refused.value.field == "until_on"


# --- In the admin --------------------------------------------------------------------------------


def test_the_admin_says_it_beside_the_field(world, standing):
    admin_pages = AdminPages(world.secretariat)
    given = {"person": world.stranger, "board": world.board, "seat": "member", "from_on": "2020-03-31"}
    response = admin_pages.add(Membership, **given)
    assert response.status_code == 422
    assert "already, from 1 April 2019" in errors(response)["from_on"][0]
    response = admin_pages.add(Membership, **given | {"seat": "chair", "from_on": "2026-01-01"})
    assert response.status_code == 422
    assert "one chair at a time" in errors(response)["seat"][0]
    assert admin_pages.add(Membership, **given | {"from_on": "2020-04-01"}).status_code == 302


def test_the_board_s_own_page_says_it_on_the_row(world, standing):
    row = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "memberships-0-board": world.board.pk,
        "memberships-0-person": world.stranger.pk,
        "memberships-0-seat": "member",
        "memberships-0-from_on": "2020-03-31",
    }
    response = AdminPages(world.secretariat).change(world.board, **row)
    assert response.status_code == 422
    assert (
        "Stranger is member of Child Protection Policing Oversight Group already" in response.content.decode()
    )
    assert Membership.objects.filter(person=world.stranger).count() == 1


# --- By the command ------------------------------------------------------------------------------


def membership(*words: str) -> str:
    out = StringIO()
    call_command("membership", *words, stdout=out)
    return out.getvalue()


def test_the_command_refuses_the_same(world, standing):
    board, person = world.board.slug, world.stranger.email
    with pytest.raises(CommandError, match="already, from 1 April 2019 until 31 March 2020"):
        membership("add", board, person, "adviser", "--from", "2019-05-01", "--until", "2019-06-01")
    with pytest.raises(CommandError, match="a board has one chair at a time"):
        membership("add", board, person, "chair")
    membership("add", board, person, "member", "--from", "2020-04-01", "--until", "2020-12-31")
    assert Membership.objects.filter(person=world.stranger).count() == 2


def test_the_command_ends_a_mistake_on_its_first_day(world):
    board, person = world.board.slug, world.stranger.email
    membership("add", board, person, "member")
    said = membership("end", board, person, "member")
    assert f"until {TODAY:%-d %B %Y}" in said
    assert Membership.objects.get(person=world.stranger).until_on == TODAY


def test_the_command_ends_a_seat_of_a_day_to_come_on_its_first_day(world):
    board, person = world.board.slug, world.stranger.email
    first = TODAY + timedelta(days=10)
    membership("add", board, person, "member", "--from", first.isoformat())
    membership("end", board, person, "member")
    assert Membership.objects.get(person=world.stranger).until_on == first
