"""Taking steps over the API: the form's inputs as JSON or with a file, and every refusal in the same form."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oversight.models import Event
from recommendations import operations
from recommendations.models import Evidence
from recommendations.rules import scopes
from recommendations.rules.action_workflow import STEPS, Status
from tests import make
from tests.api.conftest import refused, step_address


def test_a_step_answers_with_the_action_as_it_now_stands(system, world):
    shown = system.post(
        step_address(world.action, "report-progress"), {"text": "Half of it.", "track": "at_risk"}
    )
    assert shown.status_code == 200
    answer = shown.json()
    assert (answer["status"], answer["track"]) == ("in_progress", "at_risk")
    assert answer["progress_updates"][0]["by"] == "API client MPS case system"
    assert answer == system.get(f"/api/v1/actions/{world.action.reference}/").json()


def test_the_whole_way_from_start_to_proposal(system, world):
    later = (timezone.localdate() + timedelta(days=60)).isoformat()
    for step, given_, status in (
        ("start", {"note": None}, "in_progress"),
        ("report-progress", {"text": "Half.", "track": "on_track"}, "in_progress"),
        ("ask-due-date", {"new_due_on": later, "reason": "More to do."}, "in_progress"),
        (
            "propose-closure",
            {
                "statement": "The plan is out.",
                "outcome": "implemented",
                "evidence_title": "The plan",
                "evidence_address": "https://example.org/plan",
                "evidence_shows": "That it is published.",
                "evidence_dated_on": "2019-03-12",
            },
            "closure_proposed",
        ),
    ):
        answer = system.post(step_address(world.action, step), given_)
        assert answer.status_code == 200, answer.content
        assert answer.json()["status"] == status
    (evidence,) = answer.json()["evidence"]
    assert (evidence["title"], evidence["dated_on"]) == ("The plan", "2019-03-12")
    assert [event.channel for event in Event.objects.about(world.action)[:4]] == ["api"] * 4


def test_a_chair_agrees_closure_with_their_session(system, as_person, world):
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    answer = as_person(world.chair).post(
        step_address(world.action, "agree-closure"),
        {"meeting": world.meeting.reference},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["allowed_steps"]) == ("closed", ["reopen"])


# --- Files ---------------------------------------------------------------------------------------


def propose_with_file(system, world, file, **given_):
    return system.http.post(
        step_address(world.action, "propose-closure"),
        {"statement": "Done.", "evidence_title": "The plan", "evidence_file": file} | given_,
        headers=system.headers,
    )


def test_evidence_comes_as_a_file_and_is_downloaded_as_it_came(system, world):
    answer = propose_with_file(system, world, SimpleUploadedFile("plan.txt", b"All of it."))
    assert answer.status_code == 200, answer.content
    (evidence,) = answer.json()["evidence"]
    assert (evidence["file_name"], evidence["size"]) == ("plan.txt", 10)
    file = system.get(evidence["file_url"])
    assert b"".join(file.streaming_content) == b"All of it."
    assert file["Content-Disposition"] == 'attachment; filename="plan.txt"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Cache-Control"] == "private, no-store"


def test_a_file_is_for_those_who_may_see_the_action(system, as_person, world):
    answer = propose_with_file(system, world, SimpleUploadedFile("plan.txt", b"All of it."))
    address = answer.json()["evidence"][0]["file_url"]
    for person in (world.other_liaison, world.other_member, world.stranger):
        refused(as_person(person).get(address), 404, "not_found")


@pytest.mark.parametrize(
    ("file", "sentence"),
    (
        (SimpleUploadedFile("plan.exe", b"MZ"), "not a kind of file accepted"),
        (SimpleUploadedFile("plan.txt", b""), "empty"),
    ),
)
def test_a_file_that_is_not_accepted_is_refused_beside_its_input(file, sentence, system, world):
    response = propose_with_file(system, world, file)
    assert response.status_code == 422
    assert sentence in response.json()["fields"]["evidence_file"][0]
    assert not Evidence.objects.exists()


def test_a_file_as_text_in_json_is_not_a_file(system, world):
    given_ = {"statement": "Done.", "evidence_title": "Plan", "evidence_file": "plan.txt"}
    response = system.post(step_address(world.action, "propose-closure"), given_)
    assert "multipart/form-data" in refused(response, 422, "invalid")


# --- Refusals ------------------------------------------------------------------------------------


def send(system, world, body, content_type="application/json", step="report-progress"):
    return system.http.post(
        step_address(world.action, step), body, content_type=content_type, headers=system.headers
    )


@pytest.mark.parametrize(
    "body",
    (
        '{"text": ',
        '{"text": NaN}',
        '{"text": "\\ud800"}',
        "[" * 100_000,
        "[]",
        '["text"]',
        '"text"',
        "1e400",
        b"\xff\xfe",
        "null",
    ),
)
def test_a_body_that_is_not_one_json_object_is_400(body, system, world):
    refused(send(system, world, body), 400, "parse_error")
    assert Event.objects.about(world.action).count() == 1


def test_a_body_of_another_kind_is_415(system, world):
    refused(send(system, world, "<text/>", "application/xml"), 415, "unsupported_media_type")


def test_a_body_beyond_bounds_is_413(system, world, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    refused(send(system, world, json.dumps({"text": "a" * 1000})), 413, "too_large")


def test_a_form_with_too_many_inputs_is_400(system, world, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    body = "&".join(f"a{number}=1" for number in range(9))
    refused(send(system, world, body, "application/x-www-form-urlencoded"), 400, "parse_error")


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    (
        ({"text": "t", "track": "on_track", "colour": "red"}, "colour", "no such input"),
        ({"text": "t", "track": "splendid"}, "track", "not one of the available choices"),
        ({"track": "on_track"}, "text", "This field is required."),
        ({"text": None, "track": "on_track"}, "text", "This field is required."),
        ({"text": "   ", "track": "on_track"}, "text", "This field is required."),
        ({"text": 5, "track": "on_track"}, "text", "as text"),
        ({"text": ["t"], "track": "on_track"}, "text", "as text"),
        ({"text": {"a": "b"}, "track": "on_track"}, "text", "as text"),
        ({"text": True, "track": "on_track"}, "text", "as text"),
        ({"text": "a\x00b", "track": "on_track"}, "text", "Null characters are not allowed."),
    ),
)
def test_input_that_cannot_be_accepted_is_422_beside_its_name(body, field, sentence, system, world):
    response = system.post(step_address(world.action, "report-progress"), body)
    assert sentence in refused(response, 422, "invalid")
    assert sentence in response.json()["fields"][field][0]
    assert Event.objects.about(world.action).count() == 1


def test_a_broken_rule_is_422_with_its_own_code_and_field(system, world):
    response = system.post(step_address(world.action, "propose-closure"), {"statement": "Done."})
    sentence = refused(response, 422, "rule_broken")
    assert response.json()["fields"] == {"evidence_address": [sentence]}


def test_the_wrong_state_is_409(system, world):
    system.post(step_address(world.action, "start"))
    assert "it would have to stand at" in refused(
        system.post(step_address(world.action, "start")), 409, "wrong_state"
    )


def test_the_wrong_person_is_403_before_anything_they_sent_is_read(as_person, world):
    response = as_person(world.dmpc_staff).post(
        step_address(world.action, "start"), "not json", content_type="application/json"
    )
    assert "Who may:" in refused(response, 403, "not_allowed")


@pytest.mark.parametrize("step", ("fly", "report_progress", "start/start"))
def test_an_unknown_step_is_404(step, system, world):
    refused(system.post(step_address(world.action, step)), 404, "not_found")


@pytest.mark.parametrize("who", ("other_liaison", "other_member", "former_member", "stranger"))
@pytest.mark.parametrize("step", [step.slug for step in STEPS.values()])
def test_an_action_out_of_sight_is_404_whatever_the_step(who, step, as_person, people, world):
    refused(as_person(people[who]).post(step_address(world.action, step)), 404, "not_found")


def test_a_step_is_taken_by_post_alone(system, world):
    refused(system.get(step_address(world.action, "start")), 405, "method_not_allowed")


def test_a_meeting_out_of_sight_is_no_choice(as_person, world):
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    answers = [
        as_person(world.chair).post(
            step_address(world.action, "agree-closure"), {"meeting": named}, content_type="application/json"
        )
        for named in (world.restricted_meeting.reference, "BIL-2031-M77")
    ]
    assert {refused(answer, 422, "invalid") for answer in answers} == {
        "meeting: Select a valid choice. That choice is not one of the available choices."
    }


@pytest.mark.slow
@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    body=st.dictionaries(
        st.sampled_from(["text", "track", "other"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2),
    )
)
def test_whatever_is_sent_is_taken_or_refused_in_words(body, system, world):
    response = send(system, world, json.dumps(body))
    assert response.status_code in (200, 400, 422)
    if response.status_code != 200:
        assert response.json()["detail"]


# --- The tables behind it ------------------------------------------------------------------------


def test_every_scope_of_a_step_is_one_that_clients_can_be_given(settings):
    assert set(scopes.SCOPES.values()) | {"register:read"} == set(settings.API_SCOPES)


def test_no_client_has_a_scope_for_a_step_that_ends_or_reopens_an_action():
    ending = {name for name, step in STEPS.items() if step.target in (Status.CLOSED, Status.CANCELLED)}
    assert not ending & set(scopes.SCOPES)


def test_a_closure_over_the_api_costs_few_queries(as_person, world, django_assert_max_num_queries):
    """49 of them before the record was read less often, and what it leads to without being read again.

    Two ask which of the evidence and recommendations that its events name the reader may see.
    """
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    http = as_person(world.chair)
    http.get(f"/api/v1/actions/{world.action.reference}/")
    with django_assert_max_num_queries(37):
        answer = http.post(
            step_address(world.action, "agree-closure"),
            {"meeting": world.meeting.reference},
            content_type="application/json",
        )
    assert answer.json()["status"] == "closed"
    assert answer.json()["closure_requests"][0]["item"] == 1
