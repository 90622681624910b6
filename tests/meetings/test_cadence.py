"""What a cadence proposes, and when a board has fallen behind it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from boards.cadence import boards_behind
from boards.models import Board, Meeting
from boards.rules.cadence import GRACE_DAYS, Pattern, behind, propose
from oversight import context
from oversight.working_days import is_working_day
from tests import make

# --- Dates proposed ------------------------------------------------------------------------------


def days(first: date, how_many: int, pattern: str = Pattern.WEEKDAY) -> list[date]:
    return [proposal.day for proposal in propose(first, how_many=how_many, pattern=pattern)]


def test_four_a_year_on_the_second_tuesday():
    assert days(date(2027, 1, 12), 4) == [
        date(2027, 1, 12),
        date(2027, 4, 13),
        date(2027, 7, 13),
        date(2027, 10, 12),
    ]


def test_twelve_a_year_on_the_same_day_of_the_month_miss_weekends_and_bank_holidays():
    proposals = propose(date(2026, 12, 25), how_many=12, pattern=Pattern.DAY)
    assert [proposal.day for proposal in proposals[:3]] == [
        date(2026, 12, 29),  # Friday is Christmas Day, Monday stands for Boxing Day
        date(2027, 1, 25),
        date(2027, 2, 25),
    ]
    assert proposals[0].why_moved == (
        "Friday 25 December 2026 is a bank holiday (Christmas Day); moved to Tuesday 29 December 2026."
    )
    assert proposals[1].why_moved == ""
    saturday = next(proposal for proposal in proposals if proposal.by_pattern == date(2027, 9, 25))
    assert saturday.why_moved == (
        "Saturday 25 September 2027 is no working day; moved to Monday 27 September 2027."
    )


def test_a_fifth_weekday_stands_for_the_last_of_its_month_and_the_31st_for_the_last_day():
    assert days(date(2027, 6, 29), 4) == [  # the fifth Tuesday
        date(2027, 6, 29),
        date(2027, 9, 28),
        date(2027, 12, 29),  # the 28th stands for Boxing Day
        date(2028, 3, 28),
    ]
    by_pattern = [one.by_pattern for one in propose(date(2027, 8, 31), how_many=12, pattern=Pattern.DAY)]
    assert by_pattern[1] == date(2027, 9, 30)
    assert by_pattern[6] == date(2028, 2, 29)


def test_five_a_year_lie_two_or_three_months_apart():
    months = [(day.year - 2027) * 12 + day.month for day in days(date(2027, 1, 12), 5)]
    assert months == [1, 3, 5, 8, 10]


def test_more_than_twelve_go_by_weeks():
    fortnightly = days(date(2027, 1, 5), 26)
    assert (fortnightly[1] - fortnightly[0]).days == 14
    assert len(set(days(date(2027, 1, 4), 52))) == 52


@given(
    st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(1, 52), st.sampled_from(list(Pattern.values))
)
def test_a_years_dates_are_working_days_in_order_within_the_year(first, how_many, pattern):
    proposed = days(first, how_many, pattern)
    assert len(proposed) == how_many
    assert all(is_working_day(day) for day in proposed)
    assert proposed == sorted(set(proposed))
    assert first <= proposed[0] <= first + timedelta(days=5)
    assert proposed[-1] <= first + timedelta(days=371)


# --- Behind --------------------------------------------------------------------------------------

MET = date(2026, 3, 3)
LAST_ALLOWED = MET + timedelta(days=365 // 4 + GRACE_DAYS)


def test_a_board_is_behind_from_the_day_after_cadence_and_grace_have_passed():
    assert behind(4, MET, LAST_ALLOWED) is None
    found = behind(4, MET, LAST_ALLOWED + timedelta(days=1))
    assert found is not None
    assert (found.since, found.days) == (LAST_ALLOWED + timedelta(days=1), 1)
    assert str(found) == (
        "Meets quarterly; last met 3 March 2026, one day longer ago than that allows with four weeks’ grace. "
        "Behind since 1 July 2026."
    )


@pytest.mark.parametrize(("a_year", "words"), ((1, "once a year"), (5, "5 times a year"), (12, "monthly")))
def test_the_cadence_is_said_in_words(a_year, words):
    assert f"Meets {words}; last met 3 March 2026, " in str(behind(a_year, MET, date(2028, 1, 1)))


@pytest.mark.parametrize(("a_year", "met"), ((None, MET), (0, MET), (4, None)))
def test_what_is_not_recorded_is_never_behind(a_year, met):
    assert behind(a_year, met, date(2036, 1, 1)) is None


# --- Which boards, and who is told ---------------------------------------------------------------

NOW = timezone.now()
LONG_AGO = timezone.localdate() - timedelta(days=200)


@pytest.fixture
def late(world):
    """The board of the world, quarterly, which last met two hundred days ago; the restricted one as well."""
    Meeting.objects.update(status="cancelled")
    for board, by in ((world.board, world.secretariat), (world.restricted, world.restricted_secretary)):
        Board.objects.filter(pk=board.pk).update(meetings_a_year=4)
        make.meeting(board, LONG_AGO, by=by, status="held")
    return world


def told(user, now=NOW) -> set[str]:
    return {one.slug for one in boards_behind(user, now)}


def test_each_is_shown_the_boards_whose_meetings_they_see_and_nobody_else(late, people):
    all_unrestricted, hidden = {late.board.slug}, {late.restricted.slug}
    readers = {"secretariat", "colleague", "dmpc_staff", "auditor", "administrator", "superuser"}
    for name, person in people.items():
        wanted = all_unrestricted if name in readers | {"chair", "member"} else set()
        if name in ("restricted_chair", "restricted_secretary", "restricted_owner"):
            wanted = hidden
        assert told(person) == wanted, name


@pytest.mark.parametrize(
    "change",
    ({"status": Board.Status.ENDED}, {"keeps_records": False}, {"meetings_a_year": None}),
    ids=("ended", "keeps no records", "no cadence"),
)
def test_boards_that_cannot_be_behind(change, late):
    Board.objects.filter(pk=late.board.pk).update(**change)
    assert told(late.secretariat) == set()


def test_a_board_under_review_can_be_behind(late):
    Board.objects.filter(pk=late.board.pk).update(status=Board.Status.UNDER_REVIEW)
    assert told(late.secretariat) == {late.board.slug}


@pytest.mark.parametrize(
    ("days_from_now", "status", "is_behind"),
    (
        (-10, "held", False),
        (-10, "confirmed", False),
        (-10, "proposed", True),
        (-10, "cancelled", True),
        (10, "confirmed", True),
    ),
)
def test_what_counts_as_having_met(days_from_now, status, is_behind, late):
    make.meeting(
        late.board,
        timezone.localdate() + timedelta(days=days_from_now),
        by=late.secretariat,
        status=status,
    )
    assert told(late.secretariat) == ({late.board.slug} if is_behind else set())


def test_a_board_without_a_recorded_meeting_is_not_behind(late):
    Board.objects.filter(pk=late.other_board.pk).update(meetings_a_year=4)
    assert late.other_board.slug not in told(late.secretariat)


def test_it_is_one_question_however_many_boards(late, django_assert_num_queries):
    for _ in range(5):
        board = make.board(meetings_a_year=6)
        make.meeting(board, LONG_AGO, by=late.secretariat, status="held")
    with context.change(at=context.now()), django_assert_num_queries(2):  # the seats, and the question
        assert len(told(late.secretariat)) == 6
