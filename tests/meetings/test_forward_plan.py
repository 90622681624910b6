"""The forward plan, attendance through the year, and boards said to be behind: what they show and to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from boards import operations
from boards.models import Attendance, Board, Meeting
from boards.rules.roles import Seat
from oversight.working_days import last_day_for
from tests import make

TODAY = timezone.localdate()
PLAN = reverse("forward-plan")
READ_ALL = {"secretariat", "colleague", "dmpc_staff", "auditor", "administrator", "superuser"}


def page_for(client, person, address: str = PLAN, **query: str) -> str:
    client.force_login(person)
    return client.get(address, query).content.decode()


def coming(board, days: int, by, **values) -> Meeting:
    return make.meeting(board, TODAY + timedelta(days=days), by=by, **values)


@pytest.fixture
def planned(world):
    """Meetings to come of an ordinary board, of another, and of the restricted one."""
    world.next = coming(world.board, 40, world.secretariat, title="The long view", place="City Hall")
    world.proposed = coming(world.other_board, 70, world.secretariat, status="proposed")
    world.hidden = coming(world.restricted, 50, world.restricted_secretary)
    return world


# --- The plan ------------------------------------------------------------------------------------


def test_each_reads_the_coming_meetings_of_the_boards_they_see_and_no_others(planned, people, client):
    w = planned
    expected = {
        (w.next, w.proposed): READ_ALL,
        (w.next,): {"chair", "member"},
        (w.proposed,): {"other_member"},
        (w.hidden,): {"restricted_chair", "restricted_secretary", "restricted_owner"},
    }
    for name, person in people.items():
        shown = page_for(client, person)
        seen = {one for one in (w.next, w.proposed, w.hidden) if one.reference in shown}
        wanted = next((set(meetings) for meetings, names in expected.items() if name in names), set())
        assert seen == wanted, name


def test_meetings_stand_by_month_with_status_place_and_agenda(planned, client):
    shown = page_for(client, planned.secretariat)
    for words in (
        "The long view",
        "City Hall",
        "Confirmed",
        "Proposed",
        "Not issued",
        f"{timezone.localtime(planned.next.starts_at):%B %Y}",
        f"{timezone.localtime(planned.proposed.starts_at):%B %Y}",
        "10:00",
    ):
        assert words in shown, words
    assert shown.index(planned.next.reference) < shown.index(planned.proposed.reference)


def test_an_issued_agenda_is_said_and_until_then_the_last_day_for_notice(planned, client):
    board = planned.board
    board.notice_days = 5
    board.save()
    last = last_day_for(timezone.localtime(planned.next.starts_at).date(), 5)
    assert f'notice due by <time class="register-day" datetime="{last}"' in page_for(
        client, planned.secretariat
    )
    Meeting.objects.filter(pk=planned.next.pk).update(agenda_issued_at=timezone.now())
    shown = page_for(client, planned.secretariat, board=board.slug)
    assert "Issued <time" in shown
    assert str(last) not in shown


def test_a_cancelled_meeting_stays_on_the_plan_with_its_reason(planned, client):
    operations.cancel_meeting(planned.next, by=planned.secretariat, reason="The room flooded.")
    shown = page_for(client, planned.secretariat)
    assert "Cancelled" in shown
    assert "The room flooded." in shown


def test_what_is_past_is_not_on_the_plan_and_what_is_today_is(planned, client):
    yesterday = coming(planned.board, -1, planned.secretariat)
    shown = page_for(client, planned.secretariat)
    assert yesterday.reference not in shown
    assert planned.meeting.reference in shown


def test_it_is_filtered_to_one_board_of_those_whose_meetings_are_seen(planned, client):
    shown = page_for(client, planned.secretariat, board=planned.other_board.slug)
    assert planned.proposed.reference in shown
    assert planned.next.reference not in shown
    assert planned.restricted.name not in shown
    assert planned.other_board.name not in page_for(client, planned.member)


@pytest.mark.parametrize("slug", ("bilateral-dmpc", "no-such-board"))
def test_a_hidden_board_cannot_be_asked_for(slug, planned, client):
    client.force_login(planned.secretariat)
    response = client.get(PLAN, {"board": slug})
    assert response.status_code == 400
    assert planned.restricted.name not in response.content.decode()


def test_nothing_to_come_is_said_in_words(planned, client):
    assert "No meeting that you may see is arranged." in page_for(client, planned.stranger)


def test_the_navigation_leads_there(planned, client):
    assert f'href="{PLAN}"' in page_for(client, planned.stranger, reverse("home"))


# --- Attendance through the year -----------------------------------------------------------------


def board_page(board) -> str:
    return reverse("board", args=[board.slug])


# --- The meetings of a board -----------------------------------------------------------------------


def listed(client, person, board, **query: str) -> tuple[list[str], list[str]]:
    """The references of the meetings to come and of the past ones, as the page of the board lists them."""
    client.force_login(person)
    context = client.get(board_page(board), query).context
    return [one.reference for one in context["coming"]], [one.reference for one in context["past"]]


def test_todays_meeting_is_to_come_until_it_was_held(world, client):
    assert listed(client, world.member, world.board) == ([world.meeting.reference], [])
    Meeting.objects.filter(pk=world.meeting.pk).update(status="held")
    assert listed(client, world.member, world.board) == ([], [world.meeting.reference])


def test_a_cancelled_meeting_stays_on_the_page_of_its_board(planned, client):
    operations.cancel_meeting(planned.next, by=planned.secretariat, reason="The room flooded.")
    assert planned.next.reference in listed(client, planned.member, planned.board)[0]


def test_no_past_meeting_of_a_board_is_out_of_reach(world, client):
    Meeting.objects.filter(pk=world.meeting.pk).update(status="held")
    for number in range(1, 13):
        coming(world.board, -30 * number, world.secretariat, status="held")
    shown = page_for(client, world.member, board_page(world.board))
    assert '?past=all#meetings">All past meetings of this board' in shown
    assert len(listed(client, world.member, world.board)[1]) == 12
    assert len(listed(client, world.member, world.board, past="all")[1]) == 13
    assert "All past meetings" not in page_for(client, world.member, board_page(world.board), past="all")


def test_what_is_to_come_beyond_the_first_few_is_on_the_forward_plan(world, client):
    for number in range(1, 7):
        coming(world.board, 30 * number, world.secretariat)
    shown = page_for(client, world.member, board_page(world.board))
    assert f'{PLAN}?board={world.board.slug}">All coming meetings of this board' in shown
    assert len(listed(client, world.member, world.board)[0]) == 6


@pytest.fixture
def year(world):
    """Two meetings held, one too long ago; a chair who came, a member who sent a deputy and then nobody knows."""
    w = world
    Meeting.objects.filter(pk=w.meeting.pk).update(status="cancelled")
    w.first = coming(w.board, -100, w.secretariat, status="held")
    w.second = coming(w.board, -10, w.secretariat, status="held")
    w.long_ago = coming(w.board, -400, w.secretariat, status="held")
    coming(w.board, -20, w.secretariat, status="proposed")
    Attendance.objects.create(meeting=w.first, person=w.chair, kind="present")
    Attendance.objects.create(meeting=w.second, person=w.chair, kind="apologies")
    Attendance.objects.create(meeting=w.first, person=w.member, kind="apologies")
    Attendance.objects.create(meeting=w.first, person=w.stranger, kind="deputy", deputy_for=w.member)
    w.joined = make.seat(
        make.person("Joined later"), w.board, Seat.MEMBER, from_on=TODAY - timedelta(days=50)
    ).person
    return w


def rows(client, person, board) -> dict[str, list[str]]:
    client.force_login(person)
    return {
        row.person.name: [cell.words for cell in row.cells]
        for row in client.get(board_page(board)).context["year"].rows
    }


def test_each_member_is_held_against_each_meeting_of_the_last_twelve_months(year, client):
    assert rows(client, year.member, year.board) == {
        "Chair": ["Present", "Apologies"],
        "Member": ["Deputy", "Not recorded"],
        "Joined later": ["Not a member then", "Not recorded"],
        "Former member": ["Not recorded", "Not recorded"],
    }
    shown = page_for(client, year.member, board_page(year.board))
    assert "Attendance in the last 12 months" in shown
    assert "1 of 2" in shown


@pytest.mark.parametrize("who", ("stranger", "liaison", "owner", "former_member", "other_member"))
def test_who_does_not_see_the_meetings_reads_nothing_of_attendance(who, year, people, client):
    shown = page_for(client, people[who], board_page(year.board))
    assert "Attendance in the last 12 months" not in shown
    assert "Apologies" not in shown


def test_a_year_without_meetings_is_said_in_words(world, client):
    shown = page_for(client, world.secretariat, board_page(world.other_board))
    assert "No meeting was held in the last 12 months." in shown


# --- Behind --------------------------------------------------------------------------------------

BEHIND = "Meets quarterly; last met"


@pytest.fixture
def late(world):
    Meeting.objects.update(status="cancelled")
    Board.objects.filter(pk__in=[world.board.pk, world.restricted.pk]).update(meetings_a_year=4)
    coming(world.board, -200, world.secretariat, status="held")
    coming(world.restricted, -200, world.restricted_secretary, status="held")
    return world


@pytest.mark.parametrize("who", ("secretariat", "dmpc_staff", "auditor", "chair", "member"))
def test_a_board_behind_its_cadence_says_so_on_its_page_and_on_the_home_page(who, late, people, client):
    since = TODAY - timedelta(days=200 - 365 // 4 - 28 - 1)
    for address in (board_page(late.board), reverse("home")):
        shown = page_for(client, people[who], address)
        assert BEHIND in shown
        assert f"Behind since {since.day} {since:%B %Y}." in shown


@pytest.mark.parametrize("who", ("stranger", "liaison", "owner", "former_member", "other_member"))
def test_who_does_not_see_the_meetings_is_not_told(who, late, people, client):
    for address in (board_page(late.board), reverse("home")):
        assert BEHIND not in page_for(client, people[who], address)


def test_a_restricted_board_behind_is_named_to_its_members_alone(late, client):
    assert page_for(client, late.restricted_chair, reverse("home")).count(BEHIND) == 1
    for person in (late.secretariat, late.superuser, late.auditor):
        shown = page_for(client, person, reverse("home"))
        assert shown.count(BEHIND) == 1
        assert late.restricted.name not in shown


def test_a_board_that_met_in_time_says_nothing(late, client):
    coming(late.board, -5, late.secretariat, status="held")
    assert BEHIND not in page_for(client, late.secretariat, board_page(late.board))
