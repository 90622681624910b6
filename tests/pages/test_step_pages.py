"""The page of a step: its form, and its refusals in words, each with the status of its kind."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from recommendations import operations
from recommendations.models import Action
from recommendations.rules.action_workflow import STEPS
from tests import make
from tests.meetings import files


@pytest.fixture
def address(world):
    return lambda step: reverse("action-step", args=[world.action.reference, step])


def test_a_step_leads_back_to_the_action_and_says_what_was_done(world, client, address):
    client.force_login(world.owner)
    response = client.post(address("start"), {"note": ""}, follow=True)
    assert response.redirect_chain == [(reverse("action", args=[world.action.reference]), 302)]
    assert f"Started: {world.action.reference}." in response.content.decode()


def test_who_may_not_take_a_step_is_told_before_being_asked_for_anything(world, client, address):
    client.force_login(world.member)
    for ask in (client.get, client.post):
        response = ask(address("agree-closure"))
        assert response.status_code == 403
        assert "You may not take the step “Agree closure” on this action." in response.content.decode()
        assert '<form method="post" enc' not in response.content.decode()


def test_who_comes_too_early_is_told_so(world, client, address):
    client.force_login(world.chair)
    for ask in (client.get, client.post):
        response = ask(address("agree-closure"))
        assert response.status_code == 409
        assert (
            "the action stands at “Not started”; it would have to stand at “Closure proposed”"
            in response.content.decode()
        )


def test_who_would_decide_on_their_own_is_told_so_before_being_asked_for_anything(world, client, address):
    operations.propose_closure(
        world.action, by=world.secretariat, statement="Done.", evidence=[make.evidence()]
    )
    client.force_login(world.secretariat)
    for ask in (client.get, client.post):
        response = ask(address("agree-closure"))
        page = response.content.decode()
        assert response.status_code == 422
        assert "You may not do this" in page
        assert "You proposed this closure: somebody else has to agree it." in page
        assert '<form method="post" enc' not in page
    assert Action.objects.get(pk=world.action.pk).status == "closure_proposed"


def test_a_broken_rule_comes_back_on_the_form_with_what_was_typed(world, client, address):
    client.force_login(world.liaison)
    response = client.post(
        address("ask-due-date"), {"new_due_on": "1/2/2001", "reason": "The data came late."}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "A new due date cannot lie in the past." in page
    assert "There is a problem" in page
    assert "The data came late." in page
    assert "<title>Error: " in page
    assert not world.action.due_date_requests.exists()


def test_a_refusal_about_a_field_stands_beside_it_and_is_linked_from_the_summary(world, client, address):
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    client.force_login(world.chair)
    response = client.post(address("agree-closure"), {"out_of_meeting_on": timezone.localdate().isoformat()})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_out_of_meeting_reason"' in page
    assert 'id="id_out_of_meeting_reason_error"' in page


def test_a_missing_answer_is_422_and_changes_nothing(world, client, address):
    client.force_login(world.owner)
    response = client.post(address("report-progress"), {"text": ""})
    assert response.status_code == 422
    assert response.content.decode().count("This field is required.") >= 2
    assert not world.action.progress_updates.exists()


def test_the_summary_says_which_answer_is_missing(world, client, address):
    client.force_login(world.owner)
    page = client.post(address("report-progress"), {}).content.decode()
    summary = page[
        page.index("govuk-error-summary__list") : page.index("</ul>", page.index("There is a problem"))
    ]
    assert ">“What was done”: this field is required.</a>" in summary
    assert ">“Is it on track?”: this field is required.</a>" in summary


def test_a_date_is_taken_as_people_write_it_here(world, client, address):
    day = timezone.localdate() + timedelta(days=50)
    client.force_login(world.owner)
    response = client.post(
        address("ask-due-date"), {"new_due_on": f"{day:%-d/%-m/%Y}", "reason": "The data came late."}
    )
    assert response.status_code == 302
    assert world.action.due_date_requests.get().new_due_on == day


def test_a_file_is_taken_as_evidence(world, client, address, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(world.liaison)
    response = client.post(
        address("propose-closure"),
        {
            "statement": "Published.",
            "evidence_title": "The plan",
            "evidence_file": SimpleUploadedFile("plan.pdf", files.pdf()),
        },
    )
    assert response.status_code == 302
    assert world.action.evidence.get().size == len(files.pdf())


def test_who_decides_can_open_the_evidence_from_the_form(world, client, address, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("rota.pdf", files.pdf())
    published = make.evidence("The plan", address="https://example.org/plan")
    rota = make.evidence("The rota", address="", file=upload)
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[published, rota])
    client.force_login(world.chair)
    for step in ("agree-closure", "return-closure"):
        page = client.get(address(step)).content.decode()
        assert 'href="https://example.org/plan" rel="noreferrer">example.org</a>' in page
        assert (
            f'href="{reverse("evidence-file", args=[world.action.reference, rota.pk])}" download>rota.pdf</a>'
            in page
        )


def test_the_meetings_offered_are_of_the_actions_own_board(world, client, address):
    other = make.meeting(world.other_board, by=world.secretariat)
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    client.force_login(world.secretariat)
    page = client.get(address("agree-closure")).content.decode()
    assert world.meeting.reference in page
    assert other.reference not in page


def test_an_unknown_step_and_a_hidden_action_are_not_found(world, client, address):
    client.force_login(world.owner)
    assert client.get(address("sing")).status_code == 404
    hidden = reverse("action-step", args=[world.restricted_action.reference, "start"])
    assert client.get(hidden).status_code == 404
    assert client.post(hidden).status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_back(client, address):
    for step in STEPS.values():
        response = client.get(address(step.slug))
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next={address(step.slug)}"
