"""The whole line over the API: the same rows as on its page, within what the caller may see."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations import operations
from recommendations.models import ClosureRequest, Evidence
from tests import make
from tests.api.conftest import System


@pytest.fixture
def followed(world):
    """An action set under one item and closed under another, with evidence of it and of its recommendation."""
    w = world
    w.item = make.agenda_item(w.meeting, title="Child protection", minute="An action was set.")
    w.other = make.agenda_item(w.meeting, title="Closures", minute="The board was satisfied.")
    w.followed = make.action(
        w.board,
        by=w.secretariat,
        owner_organisation=w.mps,
        agenda_item=w.item,
        recommendations=[w.recommendation],
    )
    make.bring_to(w.followed, "closed", deliverer=w.liaison, decider=w.chair, meeting=w.meeting)
    ClosureRequest.objects.filter(action=w.followed).update(agenda_item=w.other)
    return w


def line_of(http, action) -> dict:
    answer = http.get(f"/api/v1/actions/{action.reference}/line/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return answer.json()


def test_it_tells_report_recommendation_action_evidence_meetings_and_closure(followed, as_person):
    w = followed
    told = line_of(as_person(w.member), w.followed)
    assert [report["reference"] for report in told["reports"]] == ["inspection-2016"]
    (recommendation,) = told["recommendations"]
    assert recommendation["reference"] == "CP16-01"
    (action,) = told["actions"]
    assert action["answers"] == ["CP16-01"]
    assert action["rating_words"] == "Blue: closed and evidenced"
    (evidence,) = action["evidence"]
    page = reverse("evidence", args=[evidence["id"]])
    assert evidence["html_url"] == f"http://testserver{page}"
    assert [(one["done"], one["where"]["item"], one["where"]["minute"]) for one in action["meetings"]] == [
        ("Set", w.item.number, "An action was set."),
        ("Closure agreed", w.other.number, "The board was satisfied."),
    ]
    (closure,) = action["closure_requests"]
    assert closure["decided_by"] == "Chair"
    assert closure["where"]["item"] == w.other.number
    assert closure["where"]["html_url"].endswith(f"#item-{w.other.number}")
    whole = as_person(w.member).get("/api/v1/recommendations/CP16-01/line/").json()
    assert {one["reference"] for one in whole["actions"]} == {w.action.reference, w.followed.reference}


def test_who_reads_no_meetings_gets_no_address_and_no_minute(followed, as_person):
    (action,) = line_of(as_person(followed.liaison), followed.followed)["actions"]
    for one in action["meetings"]:
        assert one["where"] | {"held_at": ""} == {
            "meeting": followed.meeting.reference,
            "held_at": "",
            "item": None,
            "html_url": None,
            "minute": "",
        }


def test_nothing_of_a_restricted_board_is_told(followed, as_person):
    w = followed
    make.restricted_ends(w)
    http = as_person(w.secretariat)
    told = http.get("/api/v1/recommendations/CP16-01/line/").content.decode()
    for hidden in ("A restricted thing", "BIL-", "RES-01"):
        assert hidden not in told
    for place in ("recommendations/RES-01", f"actions/{w.restricted_action.reference}"):
        assert http.get(f"/api/v1/{place}/line/").status_code == 404
        assert as_person(w.restricted_chair).get(f"/api/v1/{place}/line/").status_code == 200


def test_evidence_of_a_recommendation_says_where_its_file_is(followed, as_person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    held = Evidence(recommendation=followed.recommendation, title="Audit", added_by=followed.secretariat)
    held.file.save("audit.txt", ContentFile(b"audit"))
    http = as_person(followed.member)
    (told,) = http.get("/api/v1/recommendations/CP16-01/line/").json()["recommendations"]
    assert b"".join(http.get(told["evidence"][0]["file_url"]).streaming_content) == b"audit"


def test_a_client_needs_the_scope_to_read(followed, system):
    address = f"/api/v1/actions/{followed.followed.reference}/line/"
    assert system.get(address).status_code == 200
    other = System(followed.mps, scopes=["actions:report"], name="A system that only reports")
    assert other.get(address).status_code == 403


def test_a_longer_line_asks_no_more_questions(followed, as_person):
    w, http = followed, as_person(followed.member)

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert http.get("/api/v1/recommendations/CP16-01/line/").status_code == 200
        return len(captured)

    asked = questions()
    for _ in range(3):
        part = make.recommendation(w.report, parent=w.recommendation)
        made = make.action(
            w.board,
            by=w.secretariat,
            owner_organisation=w.mps,
            agenda_item=w.item,
            recommendations=[w.recommendation, part],
        )
        operations.report_progress(made, by=w.liaison, text="Half.")
        make.bring_to(made, "closed", deliverer=w.liaison, decider=w.chair, meeting=w.meeting)
    assert questions() == asked
    assert asked <= 40
