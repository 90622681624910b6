"""Lists and single records: their form, their filters, what they refuse, and how many queries they cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations import operations
from recommendations.models import PublisherStatus, RecommendationLink
from tests import make
from tests.api.conftest import refused

pytestmark = pytest.mark.sql

LISTS = ("organisations", "boards", "meetings", "reports", "recommendations", "actions")


def address(name: str, reference: str = "") -> str:
    return f"/api/v1/{name}/{reference}/" if reference else f"/api/v1/{name}/"


@pytest.fixture
def http(as_person, world):
    return as_person(world.secretariat)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_results_and_addresses_that_lead_on(name, http):
    page = http.get(address(name)).json()
    assert set(page) == {"results", "next", "previous"}
    row = page["results"][0]
    key = "slug" if name in ("organisations", "boards") else "reference"
    assert row["url"] == f"http://testserver{address(name, row[key])}"
    assert row["html_url"] == f"http://testserver/{name}/{row[key]}/"
    single = http.get(row["url"])
    assert single.status_code == 200
    assert {field: single.json()[field] for field in row} == row


@pytest.mark.parametrize("name", LISTS)
def test_answers_are_private(name, http):
    assert http.get(address(name))["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", LISTS)
def test_rows_are_counted_only_for_who_asks(name, http):
    rows = http.get(address(name)).json()["results"]
    assert http.get(address(name), {"count": "true", "page_size": 1}).json()["count"] == len(rows)
    assert "count" not in http.get(address(name), {"count": "false"}).json()


def test_dates_carry_the_models_names(http, world):
    world.report.published_on = date(2019, 3, 12)
    world.report.response_due_on = date(2019, 5, 6)
    world.report.save()
    report = http.get(address("reports", world.report.reference)).json()
    assert (report["published_on"], report["response_due_on"]) == ("2019-03-12", "2019-05-06")
    assert report["is_overdue"] is True
    action = http.get(address("actions", world.action.reference)).json()
    due = (timezone.localdate() + timedelta(days=10)).isoformat()
    assert (action["due_on"], action["first_due_on"], action["is_overdue"]) == (due, due, False)


def test_what_has_no_date_is_never_overdue(http, world):
    dateless = make.action(world.board, by=world.secretariat, owner_organisation=world.mps, due_basis="none")
    shown = http.get(address("actions", dateless.reference)).json()
    assert (shown["due_on"], shown["is_overdue"]) == (None, False)
    overdue = http.get(address("actions"), {"overdue": "true"}).json()["results"]
    assert dateless.reference not in [row["reference"] for row in overdue]


def test_a_report_says_how_many_of_its_recommendations_are_held(http, world):
    world.report.recommendation_count = 9
    world.report.save()
    shown = http.get(address("reports", world.report.reference)).json()
    assert (shown["recommendation_count"], shown["recommendations_recorded"]) == (9, 1)


# --- Filters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "filters", "found"),
    (
        ("actions", {"board": "child-protection-og"}, True),
        ("actions", {"board": "audit-panel"}, False),
        ("actions", {"owner_organisation": "mps"}, True),
        ("actions", {"status": "not_started", "is_open": "true"}, True),
        ("actions", {"status": "closed"}, False),
        ("actions", {"recommendation": "CP16-01"}, True),
        ("actions", {"q": "write plan"}, True),
        ("actions", {"q": "write nothing"}, False),
        ("actions", {"due_after": "2019-01-01"}, True),
        ("actions", {"due_before": "2019-01-01"}, False),
        ("recommendations", {"report": "inspection-2016", "addressed_to": "mps"}, True),
        ("recommendations", {"lead_board": "audit-panel"}, False),
        ("recommendations", {"overdue": "true"}, False),
        ("reports", {"board": "child-protection-og", "kind": "inspection"}, True),
        ("reports", {"published_after": "2019-01-01"}, False),
        ("meetings", {"board": "child-protection-og", "status": "confirmed"}, True),
        ("meetings", {"starts_before": "2019-01-01"}, False),
        ("boards", {"kind": "oversight_group", "q": "child"}, True),
        ("organisations", {"kind": "force"}, True),
    ),
)
def test_filters_find(name, filters, found, http):
    response = http.get(address(name), filters)
    assert response.status_code == 200, response.content
    assert bool(response.json()["results"]) is found


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_filter_is_refused_by_name(name, http):
    response = http.get(address(name), {"colour": "red"})
    assert "colour: There is no such filter." in refused(response, 400, "invalid")
    assert response.json()["fields"] == {"colour": ["There is no such filter."]}


@pytest.mark.parametrize(
    ("name", "filters"),
    (
        ("actions", {"status": "splendid"}),
        ("actions", {"is_open": "perhaps"}),
        ("actions", {"overdue": "1e308"}),
        ("actions", {"due_after": "31/02/2019"}),
        ("actions", {"board": "nowhere"}),
        ("actions", {"owner": "99999999999999999999"}),
        ("actions", {"owner": "nobody"}),
        ("actions", {"q": "a\x00b"}),
        ("actions", {"q": "a " * 2000}),
        ("actions", {"count": "yes"}),
        ("actions", {"ordering": "note"}),
        ("actions", {"page_size": "0"}),
        ("actions", {"page_size": "201"}),
        ("actions", {"page_size": "-1"}),
        ("actions", {"page_size": "1e308"}),
        ("actions", {"page_size": "NaN"}),
        ("actions", {"page_size": "٣"}),
        ("actions", {"page_size": ""}),
        ("reports", {"publisher": "a\x00b"}),
        ("meetings", {"starts_after": "0000-00-00"}),
    ),
)
def test_bad_values_are_refused_beside_their_name(name, filters, http):
    response = http.get(address(name), filters)
    refused(response, 400, "invalid")
    assert set(response.json()["fields"]) == set(filters)


@pytest.mark.parametrize("day", ("0001-01-01", "9999-12-31"))
def test_the_first_and_last_days_are_days_like_others(day, http):
    assert http.get(address("meetings"), {"starts_after": day, "starts_before": day}).status_code == 200
    assert http.get(address("actions"), {"due_after": day, "due_before": day}).status_code == 200


def test_a_row_that_matches_twice_comes_once(http, world):
    for other in ("Child group", "Child board"):
        world.board.other_names.create(name=other)
    page = http.get(address("boards"), {"q": "child", "count": "true"}).json()
    assert (len(page["results"]), page["count"]) == (1, 1)


# --- What is not there ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    (
        "actions/NOTHING-1/",
        "boards/nowhere/",
        "actions/CPPOG%00/",
        "nothing/",
        "",
        "actions/NOTHING-1/evidence/1/",
        "actions/NOTHING-1/steps/start/fast/",
    ),
)
def test_what_is_not_there_is_said_so_in_json(path, http):
    refused(http.get(f"/api/v1/{path}"), 404, "not_found")


@pytest.mark.parametrize("method", ("post", "put", "patch", "delete", "options"))
def test_records_are_not_written_at_their_own_address(method, http, world):
    for place in (address("actions"), address("actions", world.action.reference)):
        refused(getattr(http, method)(place), 405, "method_not_allowed")


def test_only_json_is_spoken(http):
    refused(http.get(address("actions"), headers={"accept": "text/html"}), 406, "not_acceptable")


# --- One record ----------------------------------------------------------------------------------


def test_an_action_is_shown_with_its_whole_line(http, world):
    due = timezone.localdate() + timedelta(days=40)
    operations.report_progress(world.action, by=world.owner, text="Half of it is written.", track="at_risk")
    operations.ask_due_date(world.action, by=world.owner, new_due_on=due, reason="More to write.")
    operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    operations.propose_closure(
        world.action, by=world.liaison, statement="It is out.", evidence=[make.evidence()]
    )
    operations.agree_closure(world.action, by=world.chair, meeting=world.meeting, note="Well done.")
    shown = http.get(address("actions", world.action.reference)).json()
    assert (shown["status"], shown["outcome"], shown["is_open"]) == ("closed", "implemented", False)
    assert (shown["due_on"], shown["due_date_moves"]) == (due.isoformat(), 1)
    assert shown["first_due_on"] == (timezone.localdate() + timedelta(days=10)).isoformat()
    assert [row["reference"] for row in shown["recommendations"]] == ["CP16-01"]
    assert [(row["by"], row["track"]) for row in shown["progress_updates"]] == [("MPS owner", "at_risk")]
    (evidence,) = shown["evidence"]
    assert (evidence["address"], evidence["file_url"], evidence["added_by"]) == (
        "https://example.org/plan",
        None,
        "MPS liaison",
    )
    (closure,) = shown["closure_requests"]
    assert (closure["proposed_by"], closure["decided_by"], closure["decision"]) == (
        "MPS liaison",
        "Chair",
        "agreed",
    )
    assert closure["meeting"]["reference"] == world.meeting.reference
    assert closure["evidence"] == [evidence["id"]]
    (moved,) = shown["due_date_requests"]
    assert (moved["new_due_on"], moved["asked_by"], moved["decision"]) == (
        due.isoformat(),
        "MPS owner",
        "agreed",
    )
    assert [(event["step"], event["by"]) for event in shown["events"]] == [
        ("agree_closure", "Chair"),
        ("propose_closure", "MPS liaison"),
        ("agree_due_date", "Chair"),
        ("ask_due_date", "MPS owner"),
        ("report_progress", "MPS owner"),
        ("set_action", "Secretariat"),
    ]
    closed = shown["events"][0]
    assert (closed["before"]["status"], closed["after"]["status"]) == ("closure_proposed", "closed")
    assert closed["note"] == "Well done."


def test_a_board_is_shown_with_its_terms_of_reference_line_by_line(http, world):
    world.board.purpose = "Watches.\nAsks."
    world.board.save()
    world.other_board.reports_to = world.board
    world.other_board.save()
    shown = http.get(address("boards", world.board.slug)).json()
    assert shown["purpose"] == ["Watches.", "Asks."]
    assert [board["slug"] for board in shown["subgroups"]] == ["audit-panel"]
    above = http.get(address("boards", "audit-panel")).json()["reports_to"]
    assert above["url"] == "http://testserver/api/v1/boards/child-protection-og/"


def test_the_text_of_a_recommendation_links_to_what_it_is_tied_to(http, world):
    earlier = make.recommendation(world.report, "CP15-01")
    RecommendationLink.objects.create(source=world.recommendation, kind="raised_before_in", target=earlier)
    limb = make.recommendation(world.report, "CP16-01a", parent=world.recommendation, limb="a")
    PublisherStatus.objects.create(
        recommendation=world.recommendation, word="being progressed", on=date(2019, 4, 1)
    )
    shown = http.get(address("recommendations", "CP16-01")).json()
    assert [(link["kind"], link["target"]["reference"]) for link in shown["links"]] == [
        ("raised_before_in", earlier.reference)
    ]
    assert [part["reference"] for part in shown["parts"]] == [limb.reference]
    assert shown["publisher_statuses"] == [{"word": "being progressed", "on": "2019-04-01", "source": ""}]
    assert [action["reference"] for action in shown["actions"]] == [world.action.reference]
    assert (shown["report"]["reference"], shown["lead_board"]["slug"]) == (
        "inspection-2016",
        "child-protection-og",
    )


# --- What it costs -------------------------------------------------------------------------------


def fill(world, number: int) -> None:
    """One more of everything, each tied to others."""
    organisation = make.organisation(kind="partner")
    board = make.board(reports_to=world.board)
    board.other_names.create(name=f"Also {number}")
    report = make.report(
        boards=[board, world.board],
        publisher=organisation,
        published_on=date(2019, 1, 1),
        follows=world.report,
    )
    recommendation = make.recommendation(
        report, addressed_to=[organisation, world.mps], lead_board=board, parent=world.recommendation
    )
    recommendation.boards.set([world.board, world.other_board])
    RecommendationLink.objects.create(source=world.recommendation, kind="repeated_in", target=recommendation)
    PublisherStatus.objects.create(recommendation=world.recommendation, word="open", on=date(2019, 1, number))
    meeting = make.meeting(world.board, by=world.secretariat)
    item = make.agenda_item(world.meeting)
    make.action(
        board,
        by=world.secretariat,
        owner_organisation=world.mps,
        owner=world.owner,
        recommendations=[recommendation, world.recommendation],
    )
    make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        agenda_item=item,
        due_basis="next_meeting",
        due_meeting_of=world.board,
    )
    operations.propose_closure(
        world.action,
        by=world.liaison,
        statement="Done.",
        evidence=[make.evidence(f"Proof {number}"), make.evidence(f"More {number}")],
    )
    operations.return_closure(world.action, by=world.chair, reason="More.")
    operations.report_progress(world.action, by=world.owner, text="More.")
    operations.ask_due_date(
        world.action,
        by=world.owner,
        new_due_on=timezone.localdate() + timedelta(days=50 + number),
        reason="r",
    )
    operations.agree_due_date(world.action, by=world.chair, meeting=meeting)


DETAILS = {
    "organisations": "mps",
    "boards": "child-protection-og",
    "reports": "inspection-2016",
    "recommendations": "CP16-01",
}


def queries(http, place: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert http.get(place).status_code == 200
    return len(made)


@pytest.mark.slow
@pytest.mark.parametrize("who", ("secretariat", "liaison", "member"))
def test_no_list_and_no_record_costs_more_queries_when_there_is_more_to_show(who, as_person, world, people):
    http = as_person(people[who])
    singles = DETAILS | {"actions": world.action.reference}
    if who != "liaison":
        singles["meetings"] = world.meeting.reference
    places = [address(name) for name in LISTS] + [address(*single) for single in singles.items()]
    make.meeting(world.board, timezone.localdate() + timedelta(days=14), by=world.secretariat)
    fill(world, 1)
    before = {place: queries(http, place) for place in places}
    for number in (2, 3):
        fill(world, number)
    after = {place: queries(http, place) for place in places}
    assert after == before
    assert max(before.values()) <= 25


def test_a_list_of_two_hundred_costs_few_queries(http, world):
    assert queries(http, f"{address('actions')}?page_size=200&count=true") <= 9


def test_moments_are_told_with_their_offset(http, world):
    world.meeting.starts_at = datetime(2019, 6, 24, 9, tzinfo=UTC)
    world.meeting.save()
    shown = http.get(address("meetings", world.meeting.reference)).json()
    assert shown["starts_at"] == "2019-06-24T10:00:00+01:00"
