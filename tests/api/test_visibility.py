"""What a record shows of others is no more than the reader may see of them: names, links, meetings, history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.models import Person
from boards.rules.roles import Seat
from oversight.roles import Role
from recommendations import operations
from recommendations.models import RecommendationLink
from tests import make
from tests.api.conftest import System, refused

pytestmark = pytest.mark.sql

TELLTALES = ("Bi-laterals", "bilateral-dmpc", "RES-01", "restricted-report", "A restricted thing", "BIL-")
OUTSIDERS = ("secretariat", "dmpc_staff", "liaison", "chair", "auditor", "administrator", "superuser")


@pytest.fixture
def entangled(world):
    """Open records, each tied to something of the restricted board."""
    world.restricted.reports_to = world.board
    world.restricted.save()
    world.other_board.reports_to = world.restricted
    world.other_board.save()
    world.report.boards.add(world.restricted)
    world.report.follows = world.restricted_report
    world.report.save()
    world.recommendation.boards.add(world.restricted)
    world.recommendation.parent = world.restricted_recommendation
    world.recommendation.save()
    RecommendationLink.objects.create(
        source=world.recommendation, kind="repeated_in", target=world.restricted_recommendation
    )
    world.action.recommendations.add(world.restricted_recommendation)
    world.restricted_action.recommendations.add(world.recommendation)
    return world


@pytest.mark.parametrize("who", OUTSIDERS)
def test_records_tied_to_a_restricted_board_do_not_tell_of_it(who, entangled, people, as_person):
    browser = as_person(people[who])
    for path in (
        "boards/child-protection-og/",
        "boards/audit-panel/",
        "reports/inspection-2016/",
        "recommendations/CP16-01/",
        f"actions/{entangled.action.reference}/",
        "organisations/mps/",
        *(f"{name}/?count=true" for name in ("boards", "reports", "recommendations", "actions")),
    ):
        answer = browser.get(f"/api/v1/{path}")
        assert answer.status_code == 200, path
        assert not [word for word in TELLTALES if word in answer.content.decode()], path


def test_its_members_see_the_ties(entangled, as_person):
    browser = as_person(entangled.restricted_chair)
    report = browser.get("/api/v1/reports/inspection-2016/").json()
    assert [board["slug"] for board in report["boards"]] == ["bilateral-dmpc", "child-protection-og"]
    assert report["follows"]["reference"] == "restricted-report"
    recommendation = browser.get("/api/v1/recommendations/CP16-01/").json()
    assert recommendation["parent"]["reference"] == "RES-01"
    assert [link["target"]["reference"] for link in recommendation["links"]] == ["RES-01"]
    assert browser.get("/api/v1/boards/audit-panel/").json()["reports_to"]["slug"] == "bilateral-dmpc"


@pytest.mark.parametrize("name", ("boards", "meetings", "reports", "recommendations", "actions"))
def test_counts_do_not_count_what_is_out_of_sight(name, world, as_person):
    asked = {"count": "true"}
    outside = as_person(world.secretariat).get(f"/api/v1/{name}/", asked).json()
    assert outside["count"] == len(outside["results"]) > 0
    make.seat(world.secretariat, world.restricted, Seat.MEMBER)
    inside = as_person(world.secretariat).get(f"/api/v1/{name}/", asked).json()
    assert inside["count"] == outside["count"] + 1


@pytest.mark.parametrize(
    ("name", "filters", "unknown"),
    (
        ("actions", {"board": "bilateral-dmpc"}, {"board": "no-such-board"}),
        ("actions", {"recommendation": "RES-01"}, {"recommendation": "XXX-01"}),
        ("recommendations", {"report": "restricted-report"}, {"report": "no-such-report"}),
        ("recommendations", {"lead_board": "bilateral-dmpc"}, {"lead_board": "no-such-board"}),
        ("reports", {"board": "bilateral-dmpc"}, {"board": "no-such-board"}),
        ("meetings", {"board": "bilateral-dmpc"}, {"board": "no-such-board"}),
    ),
)
def test_a_filter_answers_the_same_to_what_is_hidden_and_what_is_not_there(
    name, filters, unknown, world, as_person
):
    browser = as_person(world.auditor)
    answers = [browser.get(f"/api/v1/{name}/", asked) for asked in (filters, unknown)]
    assert refused(answers[0], 400, "invalid") == refused(answers[1], 400, "invalid")


def test_a_search_for_its_words_finds_nothing(world, as_person):
    browser = as_person(world.auditor)
    for name, words in (("actions", "restricted"), ("reports", "restricted"), ("boards", "laterals")):
        assert browser.get(f"/api/v1/{name}/", {"q": words}).json()["results"] == []


def test_a_client_sees_what_its_organisations_liaison_sees(world, system, as_person):
    for path in ("actions", "meetings", "boards", "recommendations"):
        by_client = system.get(f"/api/v1/{path}/").json()["results"]
        by_person = as_person(world.liaison).get(f"/api/v1/{path}/").json()["results"]
        assert [row["url"] for row in by_client] == [row["url"] for row in by_person]
    others = System(world.council, name="Council system")
    assert others.get("/api/v1/actions/").json()["results"] == []
    refused(others.get(f"/api/v1/actions/{world.action.reference}/"), 404, "not_found")


def test_meetings_out_of_sight_are_not_named_on_an_action(world, as_person):
    item = make.agenda_item(world.meeting, title="Matters arising")
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=14), by=world.secretariat)
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        agenda_item=item,
        due_basis="next_meeting",
        due_meeting_of=world.board,
    )
    operations.propose_closure(action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    operations.agree_closure(action, by=world.chair, meeting=world.meeting)
    place = f"/api/v1/actions/{action.reference}/"
    member = as_person(world.member).get(place).json()
    assert member["agenda_item"]["meeting"]["reference"] == world.meeting.reference
    assert member["due_meeting"]["reference"] == coming.reference
    assert member["closure_requests"][0]["meeting"]["reference"] == world.meeting.reference
    liaison = as_person(world.liaison).get(place)
    assert liaison.json()["due_on"] == member["due_on"]
    assert (liaison.json()["agenda_item"], liaison.json()["due_meeting"]) == (None, None)
    assert liaison.json()["closure_requests"][0]["meeting"] is None
    assert "Matters arising" not in liaison.content.decode()
    for meeting in (world.meeting, coming):
        assert meeting.reference not in liaison.content.decode()


def test_a_step_after_which_the_caller_sees_no_more_is_taken_and_shows_nothing(world, as_person, monkeypatch):
    """Nothing in the rules does this today; the answer must hold when something does."""
    taken = operations.start

    def start_and_leave(action, *, by, note):
        taken(action, by=by, note=note)
        Person.objects.filter(pk=by.pk).update(role=Role.NONE)
        by.role = Role.NONE

    monkeypatch.setattr(operations, "start", start_and_leave)
    answer = as_person(world.liaison).post(f"/api/v1/actions/{world.action.reference}/steps/start/")
    assert (answer.status_code, answer.content) == (204, b"")
    world.action.refresh_from_db()
    assert world.action.status == "in_progress"
