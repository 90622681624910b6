"""Proposing a year's meetings: the pattern, the dates to tick and change, and all or nothing of them entered."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from boards import operations
from boards.models import Board, Meeting
from boards.rules.meeting_workflow import Status
from oversight.errors import NotAllowed, RuleBroken
from oversight.models import Event
from oversight.working_days import next_working_day
from tests import make
from tests.admin.admin_pages import AdminPages

YEAR = timezone.localdate().year + 1


def moments(*days: date) -> list[datetime]:
    return [timezone.make_aware(datetime.combine(day, time(10))) for day in days]


JANUARY, APRIL = date(YEAR, 1, 12), date(YEAR, 4, 13)


def proposed(board) -> list[Meeting]:
    return list(board.meetings.filter(status=Status.PROPOSED).order_by("starts_at"))


# --- The operation -------------------------------------------------------------------------------


def test_each_moment_becomes_a_proposed_meeting_in_order_of_time(world):
    made = operations.propose_meetings(
        world.board,
        by=world.secretariat,
        starts=moments(APRIL, JANUARY),
        length=timedelta(hours=2),
        place="City Hall",
    )
    assert [one.reference for one in made] == [f"CPPOG-{YEAR}-M01", f"CPPOG-{YEAR}-M02"]
    assert [timezone.localtime(one.starts_at).date() for one in made] == [JANUARY, APRIL]
    first = made[0]
    assert (first.status, first.place, first.ends_at - first.starts_at) == (
        Status.PROPOSED,
        "City Hall",
        timedelta(hours=2),
    )
    assert Event.objects.about(first).filter(step="arrange_meeting", by=world.secretariat).exists()


def test_ten_in_the_morning_is_ten_in_london_in_winter_and_in_summer(world):
    made = operations.propose_meetings(
        world.board, by=world.secretariat, starts=moments(JANUARY, date(YEAR, 7, 13))
    )
    assert [timezone.localtime(one.starts_at).hour for one in made] == [10, 10]
    assert made[0].starts_at.utcoffset() == timedelta(0)
    assert made[1].starts_at.astimezone(timezone.get_current_timezone()).utcoffset() == timedelta(hours=1)


REFUSED = {
    "the same day twice": ([JANUARY, APRIL, JANUARY], "is proposed twice", "starts-2"),
    "a day on which the board meets": ([JANUARY, date(YEAR, 3, 1)], "already: CPPOG-", "starts-1"),
    "a day gone by": ([JANUARY, date(2019, 3, 1)], "lies in the past", "starts-1"),
    "none": ([], "Tick at least one date", None),
}


@pytest.mark.parametrize(("days", "sentence", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_one_date_that_cannot_be_refuses_them_all(days, sentence, field, world):
    make.meeting(world.board, date(YEAR, 3, 1), by=world.secretariat)
    with pytest.raises(RuleBroken, match=sentence) as refused:
        operations.propose_meetings(world.board, by=world.secretariat, starts=moments(*days))
    assert refused.value.field == field
    assert proposed(world.board) == []


def test_the_day_of_a_cancelled_meeting_and_of_another_board_is_free(world):
    make.meeting(world.other_board, JANUARY, by=world.secretariat)
    cancelled = make.meeting(world.board, JANUARY, by=world.secretariat)
    operations.cancel_meeting(cancelled, by=world.secretariat, reason="Moved to another body.")
    assert operations.propose_meetings(world.board, by=world.secretariat, starts=moments(JANUARY))


@pytest.mark.parametrize(
    ("change", "sentence"),
    (({"status": Board.Status.ENDED}, "has ended"), ({"keeps_records": False}, "keeps no records")),
)
def test_a_board_that_meets_no_more_or_informally_is_refused(change, sentence, world):
    for name, value in change.items():
        setattr(world.board, name, value)
    with pytest.raises(RuleBroken, match=sentence):
        operations.propose_meetings(world.board, by=world.secretariat, starts=moments(JANUARY))


def test_nobody_but_the_keeper_proposes(world, people):
    for name, person in people.items():
        if name not in ("secretariat", "colleague"):
            with pytest.raises(NotAllowed):
                operations.propose_meetings(world.board, by=person, starts=moments(JANUARY))
    assert proposed(world.board) == []


# --- In the admin --------------------------------------------------------------------------------


def address(board) -> str:
    return reverse("admin:boards_board_propose_meetings", args=[board.pk])


PATTERN = {
    "first_on": f"25/12/{YEAR}",
    "starts_at": "10:00",
    "minutes": "90",
    "how_many": "2",
    "pattern": "day",
    "place": "City Hall",
}


def typed(*rows: tuple[bool, str, str], **pattern: str) -> dict[str, str]:
    """The second page as a browser sends it."""
    data = PATTERN | pattern | {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": str(len(rows))}
    for number, (is_wanted, day, at) in enumerate(rows):
        data |= {f"form-{number}-day": day, f"form-{number}-at": at}
        data |= {f"form-{number}-is_wanted": "on"} if is_wanted else {}
    return data | {"_create": "Enter as proposed"}


def test_the_admin_of_a_board_leads_there_for_who_may_alone(world):
    assert address(world.board) in AdminPages(world.secretariat).open(world.board).content.decode()
    assert address(world.board) not in AdminPages(world.auditor).open(world.board).content.decode()
    world.board.keeps_records = False
    world.board.save()
    assert address(world.board) not in AdminPages(world.secretariat).open(world.board).content.decode()


def test_the_first_page_offers_the_boards_own_number_of_meetings(world):
    world.board.meetings_a_year = 6
    world.board.save()
    shown = AdminPages(world.secretariat).client.get(address(world.board))
    assert shown.status_code == 200
    assert shown.context["form"]["how_many"].value() == 6


def test_the_preview_shows_the_dates_says_what_moved_and_enters_nothing(world):
    shown = AdminPages(world.secretariat).client.post(address(world.board), PATTERN)
    rows = shown.context["rows"]
    assert len(rows) == 2
    assert rows[0].initial["is_wanted"]
    assert rows[0].initial["day"] > date(YEAR, 12, 26)
    page = shown.content.decode()
    assert f"25 December {YEAR} is a bank holiday (Christmas Day); moved to" in page
    assert proposed(world.board) == []


def test_a_day_on_which_the_board_meets_comes_unticked_and_says_why(world):
    day = next_working_day(date(YEAR, 3, 2))
    taken = make.meeting(world.board, day, by=world.secretariat)
    pattern = {"first_on": f"{day:%d/%m/%Y}"}
    shown = AdminPages(world.secretariat).client.post(address(world.board), PATTERN | pattern)
    assert [row.initial["is_wanted"] for row in shown.context["rows"]] == [False, True]
    assert f"The board meets on this day already: {taken.reference}." in shown.content.decode()


def test_what_is_ticked_is_entered_as_changed_and_the_rest_left_out(world):
    given = typed(
        (True, f"04/01/{YEAR}", "14:30"), (False, "", ""), (True, f"05/04/{YEAR}", "10:00"), how_many="3"
    )
    response = AdminPages(world.secretariat).client.post(address(world.board), given, follow=True)
    assert f"2 meetings are proposed for {world.board}" in response.content.decode()
    made = proposed(world.board)
    assert [f"{timezone.localtime(one.starts_at):%d/%m/%Y %H:%M}" for one in made] == [
        f"04/01/{YEAR} 14:30",
        f"05/04/{YEAR} 10:00",
    ]
    assert {(one.ends_at - one.starts_at, one.place) for one in made} == {
        (timedelta(minutes=90), "City Hall")
    }
    assert set(response.context["cl"].result_list) == set(made)


def test_a_refusal_stands_beside_its_row_and_nothing_is_entered(world):
    given = typed((False, "", ""), (True, f"04/01/{YEAR}", "10:00"), (True, f"04/01/{YEAR}", "12:00"))
    response = AdminPages(world.secretariat).client.post(address(world.board), given)
    assert response.status_code == 422
    rows = response.context["rows"]
    assert not rows[1].errors
    assert "is proposed twice" in rows[2].errors["day"][0]
    assert proposed(world.board) == []


@pytest.mark.parametrize(
    ("row", "field"),
    (
        ((True, "", "10:00"), "day"),
        ((True, "32/01/2027", "10:00"), "day"),
        ((True, f"04/01/{YEAR}", ""), "at"),
    ),
)
def test_a_ticked_row_without_day_or_time_is_refused(row, field, world):
    response = AdminPages(world.secretariat).client.post(address(world.board), typed(row))
    assert response.status_code == 422
    assert field in response.context["rows"][0].errors


def test_nothing_ticked_is_said(world):
    response = AdminPages(world.secretariat).client.post(address(world.board), typed((False, "", "")))
    assert response.status_code == 422
    assert "Tick at least one date." in response.content.decode()


@pytest.mark.parametrize(
    ("pattern", "field"),
    (
        ({"first_on": "01/01/2019"}, "first_on"),
        ({"first_on": "01/01/9999"}, "first_on"),
        ({"how_many": "0"}, "how_many"),
        ({"how_many": "53"}, "how_many"),
        ({"minutes": "-5"}, "minutes"),
        ({"pattern": "lunar"}, "pattern"),
    ),
)
def test_a_pattern_that_cannot_be_is_refused_beside_its_field(pattern, field, world):
    response = AdminPages(world.secretariat).client.post(address(world.board), PATTERN | pattern)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_the_way_back_to_the_pattern_keeps_what_was_said(world):
    given = typed((True, f"04/01/{YEAR}", "10:00"))
    del given["_create"]
    shown = AdminPages(world.secretariat).client.post(address(world.board), given | {"_back": "Change"})
    assert shown.context["form"]["place"].value() == "City Hall"
    assert "rows" not in shown.context


@pytest.mark.parametrize(("who", "status"), (("auditor", 403), ("administrator", 403), ("chair", 302)))
def test_who_may_not_propose_is_told_so(who, status, people, world):
    client = AdminPages(people[who]).client
    assert client.get(address(world.board)).status_code == status
    assert client.post(address(world.board), typed((True, f"04/01/{YEAR}", "10:00"))).status_code == status
    assert proposed(world.board) == []


def test_the_restricted_board_is_not_found_by_the_secretariat(world):
    assert AdminPages(world.secretariat).client.get(address(world.restricted)).status_code == 404
