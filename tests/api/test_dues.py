"""What is due, over the API: every kind in one list, to whom may see it, page by page and filtered."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.rules.roles import Seat
from recommendations import operations
from recommendations.rules.closure import Outcome
from tests import make

DUES = "/api/v1/dues/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def owed(world, today):
    """Actions due on one day and on others, one without a date, one restricted, and a risk that runs out."""
    of_board = {"by": world.secretariat, "owner_organisation": world.mps}
    world.mine = make.action(
        world.board, **of_board, owner=world.owner, due_on=today + timedelta(days=3), title="Mine"
    )
    world.same_day = [
        make.action(world.board, **of_board, due_on=today + timedelta(days=3), title=f"Same day {n}")
        for n in range(4)
    ]
    make.action(world.board, **of_board, due_basis="none", due_on=None, title="No date")
    operations.propose_closure(
        world.action,
        by=world.liaison,
        statement="Too dear.",
        outcome=Outcome.RISK_ACCEPTED,
        risk_accepted_by="Deputy Mayor",
        risk_accepted_until=today + timedelta(days=3),
        evidence=[make.evidence()],
    )
    operations.agree_closure(world.action, by=world.chair, meeting=world.meeting)
    return world


def listed(http, **asked) -> list[dict]:
    answer = http.get(DUES, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def titles(http, **asked) -> list[str]:
    return [row["title"] for row in listed(http, **asked)]


def test_what_is_due_is_told_with_its_kind_day_record_and_state(as_person, owed, today):
    row = next(row for row in listed(as_person(owed.secretariat)) if row["title"] == "Mine")
    assert row == {
        "kind": "action_due",
        "kind_words": "Actions due",
        "reference": owed.mine.reference,
        "url": f"http://testserver/api/v1/actions/{owed.mine.reference}/",
        "html_url": f"http://testserver/actions/{owed.mine.reference}/",
        "title": "Mine",
        "board": owed.board.slug,
        "due_on": (today + timedelta(days=3)).isoformat(),
        "state": "Due in 3 days. Not started.",
        "is_yours": False,
        "marking": "OFFICIAL",
        "is_illustrative": False,
    }


def test_what_has_no_date_and_what_is_done_is_not_due(as_person, owed):
    shown = titles(as_person(owed.secretariat))
    assert "No date" not in shown
    assert [row["kind"] for row in listed(as_person(owed.secretariat), kind="risk_of_action")] == [
        "risk_of_action"
    ]
    kinds = {row["kind"] for row in listed(as_person(owed.secretariat)) if row["reference"] == "CPPOG-2026"}
    assert kinds == set()


def test_the_owner_sees_what_is_asked_of_them(as_person, owed):
    rows = listed(as_person(owed.owner), mine="true")
    assert [(row["title"], row["is_yours"]) for row in rows] == [("Mine", True)]


def test_a_system_sees_what_its_organisation_answers_for(system, owed):
    shown = system.get(DUES)
    assert shown.status_code == 200
    assert "Mine" in [row["title"] for row in shown.json()["results"]]


@pytest.mark.slow
def test_pages_lead_forward_and_back_through_all_of_it_in_one_order(as_person, owed):
    http = as_person(owed.secretariat)
    whole = listed(http)
    assert len(whole) >= 6
    places = [(row["due_on"], row["kind"]) for row in whole]
    assert places == sorted(places)
    pages, address = [], f"{DUES}?page_size=2&count=true"
    while address:
        page = http.get(address).json()
        assert page["count"] == len(whole)
        pages.append(page)
        address = page["next"]
    assert [row for page in pages for row in page["results"]] == whole
    for earlier, later in pairwise(pages):
        assert http.get(later["previous"]).json()["results"] == earlier["results"]
    assert pages[0]["previous"] is None


def test_it_is_filtered_by_day_and_board(as_person, owed, today):
    http = as_person(owed.secretariat)
    assert titles(http, due_before=today.isoformat()) == []
    assert "Mine" in titles(http, due_after=today.isoformat(), board=owed.board.slug)
    assert titles(http, board=owed.other_board.slug) == []


@pytest.mark.slow
def test_a_restricted_board_is_told_to_its_members_alone(as_person, owed, today):
    shut = make.board("SHUT", name="Shut board", is_restricted=True)
    keeper = make.person("Shut secretary", organisation=owed.mopac)
    make.seat(keeper, shut, Seat.SECRETARY)
    make.action(
        shut, by=keeper, owner_organisation=owed.mopac, due_on=today + timedelta(days=1), title="Hidden"
    )
    assert "Hidden" in titles(as_person(keeper))
    for person in (owed.secretariat, owed.liaison, owed.chair):
        assert "Hidden" not in titles(as_person(person))
        assert "Hidden" not in str(as_person(person).get(DUES, {"count": "true"}).content)


@pytest.mark.parametrize(
    ("asked", "named"),
    (
        ({"cursor": "rubbish"}, "cursor"),
        ({"cursor": "WyJkdWVfb24iLGZhbHNlLCIyMDI2LTAxLTAxIiwibm9uZSJd"}, "cursor"),
        ({"kind": "birthday"}, "kind"),
        ({"due_before": "31/3/2019"}, "due_before"),
        ({"mine": "perhaps"}, "mine"),
        ({"colour": "red"}, "colour"),
        ({"ordering": "title"}, "ordering"),
        ({"page_size": "0"}, "page_size"),
    ),
)
def test_what_it_cannot_be_asked_is_refused_by_name(as_person, world, asked, named):
    answer = as_person(world.secretariat).get(DUES, asked)
    assert answer.status_code == 400
    assert named in answer.json()["fields"]


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get(DUES).status_code == 401


def test_it_costs_the_same_queries_however_much_is_due(as_person, owed, today):
    http = as_person(owed.secretariat)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            listed(http)
        return len(asked)

    cost()
    few = cost()
    for number in range(12):
        make.action(
            owed.board, by=owed.secretariat, owner_organisation=owed.mps, due_on=today + timedelta(number)
        )
    assert cost() == few
