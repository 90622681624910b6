"""The traffic light: one expression of the database and one sentence, the same over every case (rules.md section 6)."""

from datetime import date, timedelta
from itertools import product

import pytest

from recommendations.models import Action, DueDateRequest, Evidence
from recommendations.rules import rating
from recommendations.rules.action_workflow import Status
from recommendations.rules.due_dates import SOON_DAYS
from recommendations.rules.rating import Facts, Rating
from recommendations.rules.vocabulary import Track
from tests import make

pytestmark = pytest.mark.sql

TODAY = date(2026, 3, 10)
DAYS = (None, -400, -1, 0, 1, SOON_DAYS, SOON_DAYS + 1, 400)


def day(days: int | None) -> date | None:
    return None if days is None else TODAY + timedelta(days=days)


def facts(**given) -> Facts:
    usual = {
        "status": Status.IN_PROGRESS,
        "due_on": day(100),
        "track": "",
        "moves": 0,
        "is_evidenced": False,
    }
    return Facts(**usual | given)


@pytest.mark.parametrize(
    ("given", "words"),
    (
        ({"due_on": day(-3)}, "Red: overdue by 3 days"),
        ({"due_on": day(-1)}, "Red: overdue by 1 day"),
        ({"track": Track.OFF_TRACK}, "Red: reported off track"),
        ({"due_on": None, "track": Track.OFF_TRACK}, "Red: reported off track"),
        ({"due_on": day(-2), "track": Track.OFF_TRACK}, "Red: overdue by 2 days, reported off track"),
        ({"due_on": day(0)}, "Amber: due today"),
        ({"due_on": day(12)}, "Amber: due in 12 days"),
        ({"due_on": day(28)}, "Amber: due in 28 days"),
        ({"due_on": day(29)}, "Green: due in 29 days"),
        ({"track": Track.AT_RISK}, "Amber: reported at risk"),
        ({"moves": 2}, "Amber: moved 2 times"),
        ({"moves": 1}, "Green: due in 100 days"),
        ({"due_on": None, "moves": 3}, "Amber: moved 3 times"),
        ({"due_on": day(5), "moves": 2}, "Amber: due in 5 days, moved 2 times"),
        ({"due_on": None}, "Grey: no date"),
        ({"due_on": None, "track": Track.ON_TRACK}, "Grey: no date"),
        ({"status": Status.CLOSURE_PROPOSED, "due_on": day(-3)}, "Red: overdue by 3 days"),
        ({"status": Status.CLOSED, "is_evidenced": True, "due_on": day(-3)}, "Blue: closed and evidenced"),
        ({"status": Status.CLOSED}, "Closed without evidence"),
        ({"status": Status.CANCELLED, "is_evidenced": True, "track": Track.OFF_TRACK}, "Cancelled"),
    ),
)
def test_the_light_is_said_in_words_with_its_reason(given, words):
    assert rating.in_words(facts(**given), TODAY) == words


def test_the_database_and_the_words_agree_over_every_combination(world):
    """Written past the operations on purpose: some combinations no operation would make."""
    cases = list(product(Status, DAYS, ["", *Track], (0, 1, 2, 3), (False, True)))
    rows = Action.objects.bulk_create(
        Action(
            reference=f"X-{number}",
            title="A case",
            board=world.other_board,
            owner_organisation=world.mps,
            complete_when="Done.",
            set_on=date(2024, 1, 1),
            due_basis="none" if days is None else "day",
            due_on=day(days),
            first_due_on=day(days),
            status=status,
            track=track,
            outcome="implemented" if status == Status.CLOSED else "",
            closed_on=TODAY if status == Status.CLOSED else None,
        )
        for number, (status, days, track, moves, evidenced) in enumerate(cases)
    )
    DueDateRequest.objects.bulk_create(
        DueDateRequest(
            action=row, new_due_on=TODAY, reason="A case.", asked_by=world.member, decision=decision
        )
        for row, (_, _, _, moves, _) in zip(rows, cases, strict=True)
        # One that was declined each time: it did not move the date.
        for decision in ["agreed"] * moves + ["declined"]
    )
    Evidence.objects.bulk_create(
        Evidence(action=row, title="Evidence", address="https://example.org/", added_by=world.member)
        for row, case in zip(rows, cases, strict=True)
        if case[4]
    )
    computed = Action.objects.filter(board=world.other_board).with_rating(TODAY)
    assert len(computed) == len(cases) == 5 * 8 * 4 * 4 * 2
    for action in computed:
        said, _ = rating.rate(rating.of(action), TODAY)
        assert action.rating == said, rating.in_words(rating.of(action), TODAY)
    assert {action.rating for action in computed} == {None, *Rating}
    for light in Rating:
        filtered = Action.objects.filter(board=world.other_board).rated(light, TODAY)
        assert set(filtered) == {action for action in computed if action.rating == light}


def test_it_can_be_filtered_and_sorted_by_with_what_is_seen(world):
    today = make.timezone.localdate()
    soon = world.action
    late = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        set_on=today - timedelta(days=30),
        due_on=today - timedelta(days=1),
    )
    undated = make.action(world.board, by=world.secretariat, owner_organisation=world.mps, due_basis="none")
    rated = Action.objects.visible_to(world.member, today).with_rating(today)
    assert list(rated.order_by("rating")) == [late, soon, undated]
    assert list(rated.filter(rating=Rating.RED)) == [late]
    assert world.restricted_action not in rated
    # A join over many rows of something else must not count them.
    assert list(rated.filter(recommendations__isnull=False).values_list("moves", flat=True)) == [0]
