"""Actions in the admin: set and corrected through the operations, moved by steps alone, whatever is posted."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from oversight.models import Counter, Event
from oversight.operations import columns
from recommendations import operations
from recommendations.models import Action
from tests import make
from tests.admin.admin_pages import errors
from tests.meetings import files

TODAY = timezone.localdate()


def new_action(world, **values):
    return {
        "title": "Publish the training plan",
        "complete_when": "It is on the website.",
        "board": world.board,
        "recommendations": [world.recommendation.pk],
        "owner_organisation": world.mps,
        "set_on": "2026-01-10",
        "due_basis": "day",
        "due_on": "2026-03-31",
        "marking": "OFFICIAL",
    } | values


def test_an_action_is_set_under_the_next_reference_of_its_board(world, admin_pages):
    response = admin_pages.add(Action, **new_action(world))
    assert response.status_code == 302
    action = Action.objects.latest("pk")
    assert action.reference == "CPPOG-2026-002"
    assert (action.due_on, action.first_due_on) == (date(2026, 3, 31), date(2026, 3, 31))
    assert action.set_by == world.secretariat
    assert list(action.recommendations.all()) == [world.recommendation]
    event = Event.objects.about(action).get()
    assert (event.step, event.by, event.channel) == ("set_action", world.secretariat, "admin")


@pytest.mark.parametrize(
    ("given", "field", "sentence", "status"),
    (
        ({"due_on": ""}, "due_on", "Give the due date, or say that there is none.", 422),
        ({"due_basis": "none"}, "due_on", "A due date is given only where the action is due on a day.", 422),
        ({"due_basis": "next_meeting", "due_on": ""}, "due_meeting_of", "Say whose next meeting", 422),
        ({"owner": "council"}, "owner", "The owner does not belong to the organisation", 422),
        ({"agenda_item": "other board"}, "agenda_item", "belongs to a meeting of another board", 422),
        ({"due_on": "31/02/2026"}, "due_on", "“31/02/2026” is not a date: no calendar has it", 200),
        ({"title": ""}, "title", "This field is required", 200),
    ),
)
def test_what_a_rule_refuses_is_said_beside_its_field_and_nothing_is_kept(
    given, field, sentence, status, world, admin_pages
):
    if given.get("owner"):
        given = {"owner": world.other_liaison}
    if given.get("agenda_item"):
        meeting = make.meeting(world.other_board, by=world.secretariat)
        given = {"agenda_item": make.agenda_item(meeting)}
    counted = (Action.objects.count(), Event.objects.count(), list(Counter.objects.values()))
    response = admin_pages.add(Action, **new_action(world, **given))
    assert response.status_code == status
    assert sentence in "".join(errors(response)[field])
    assert "Publish the training plan" in response.content.decode() or field == "title"
    assert (Action.objects.count(), Event.objects.count(), list(Counter.objects.values())) == counted


def test_a_day_typed_the_british_way_is_understood(world, admin_pages):
    admin_pages.add(Action, **new_action(world, due_on="31/03/2026"))
    assert Action.objects.latest("pk").due_on == date(2026, 3, 31)


def test_words_can_be_corrected_and_the_event_says_what_changed(world, admin_pages):
    response = admin_pages.change(world.action, title="Write and publish the plan", owner=world.liaison)
    assert response.status_code == 302
    event = Event.objects.about(world.action).first()
    assert (event.step, event.channel, event.by) == ("amend_action", "admin", world.secretariat)
    # The owner changes by the step “Hand over” alone (tests/test_relations.py).
    assert event.before == {"title": "Write the plan"}
    assert event.after == {"title": "Write and publish the plan"}
    assert Action.objects.get(pk=world.action.pk).owner == world.owner


def test_saving_without_a_change_leaves_no_event(world, admin_pages):
    before = Event.objects.count()
    assert admin_pages.change(world.action).status_code == 302
    assert Event.objects.count() == before


def test_a_refused_correction_keeps_nothing_of_it(world, admin_pages):
    Action.objects.filter(pk=world.action.pk).update(owner=world.other_liaison)
    response = admin_pages.change(world.action, title="Another title")
    assert response.status_code == 422
    assert "The owner does not belong to the organisation that owns the action." in response.content.decode()
    assert Action.objects.get(pk=world.action.pk).title == "Write the plan"


FORGED = {
    "status": "closed",
    "due_on": "2030-01-01",
    "first_due_on": "2030-01-01",
    "due_basis": "none",
    "outcome": "implemented",
    "closed_on": "2026-01-01",
    "track": "on_track",
    "set_on": "2001-01-01",
    "reference": "CPPOG-2001-001",
    "number_in_meeting": "9",
    "is_illustrative": "on",
}


@pytest.mark.parametrize("field", FORGED)
def test_a_rule_bearing_field_cannot_be_posted(field, world, admin_pages):
    before = columns(Action.objects.get(pk=world.action.pk))
    response = admin_pages.change(world.action, title="A new title", **{field: FORGED[field]})
    assert response.status_code == 302
    assert columns(Action.objects.get(pk=world.action.pk)) == before | {"title": "A new title"}


def test_board_and_setter_cannot_be_posted_either(world, admin_pages):
    admin_pages.change(
        world.action, board=world.other_board, set_by=world.chair, due_meeting_of=world.other_board
    )
    action = Action.objects.get(pk=world.action.pk)
    assert (action.board, action.set_by, action.due_meeting_of) == (world.board, world.secretariat, None)


@pytest.mark.parametrize("field", ("status", "reference", "first_due_on", "closed_on", "outcome"))
def test_nor_when_it_is_set(field, world, admin_pages):
    admin_pages.add(Action, **new_action(world, **{field: FORGED[field]}))
    action = Action.objects.latest("pk")
    assert action.title == "Publish the training plan"
    assert str(getattr(action, field)) != FORGED[field]


def test_a_recommendation_out_of_sight_stays_linked(world, admin_pages):
    world.action.recommendations.add(world.restricted_recommendation)
    other = make.recommendation(world.report, "CP16-02")
    page = admin_pages.open(world.action).content.decode()
    assert "RES-01" not in page
    admin_pages.change(world.action, recommendations=[other.pk])
    held = {one.reference for one in world.action.recommendations.all()}
    assert held == {"CP16-02", "RES-01"}


def test_the_page_shows_progress_evidence_requests_and_timeline(world, admin_pages):
    operations.report_progress(world.action, by=world.liaison, text="The draft is out.", track="at_risk")
    operations.ask_due_date(
        world.action, by=world.owner, new_due_on=TODAY + timedelta(days=90), reason="Printers are late."
    )
    operations.propose_closure(
        world.action, by=world.liaison, statement="It is published.", evidence=[make.evidence("The web page")]
    )
    text = admin_pages.open(world.action).content.decode()
    for shown in ("The draft is out.", "At risk", "Printers are late.", "It is published.", "The web page"):
        assert shown in text
    assert "Closure proposed" in text
    assert "New due date asked for" in text
    assert "through the command" in text


def test_its_history_says_what_happened_before_it_lists_the_versions(world, admin_pages):
    operations.report_progress(world.action, by=world.liaison, text="The draft is out.", track="at_risk")
    operations.ask_due_date(
        world.action, by=world.owner, new_due_on=date(2031, 3, 9), reason="Printers are late."
    )
    operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    before = Event.objects.about(world.action).first().before["due_on"]
    text = " ".join(admin_pages.open(world.action, "history").content.decode().split())
    timeline, versions = text.split("Versions of the text")
    for shown in (
        "Progress reported",
        "New due date agreed",
        "Chair",
        "through the command",
        "Printers are late.",
        "Status: Not started → In progress",
        f"Due date: {date.fromisoformat(before):%-d %B %Y} → 9 March 2031",
        "Action set",
    ):
        assert shown in timeline
    assert "change-history" in versions


# --- Steps ---------------------------------------------------------------------------------------


def step_address(action: Model, slug: str) -> str:
    return reverse("admin:recommendations_action_step", args=[action.pk, slug])


def test_a_step_opens_its_form_with_what_there_is_to_judge(world, admin_pages):
    operations.propose_closure(
        world.action, by=world.liaison, statement="It is published.", evidence=[make.evidence()]
    )
    response = admin_pages.client.get(step_address(world.action, "agree-closure"))
    assert response.status_code == 200
    text = response.content.decode()
    assert "The plan is published." in text
    assert "It is published." in text
    assert "The published plan" in text
    assert 'href="https://example.org/plan"' in text
    assert world.meeting.reference in text


def test_a_closure_is_proposed_with_a_file_and_agreed_by_another(
    world, admin_pages, admin_of, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    given = {
        "statement": "It is published.",
        "outcome": "implemented",
        "evidence_title": "The plan as a file",
        "evidence_file": SimpleUploadedFile("plan.pdf", files.pdf()),
    }
    response = admin_pages.client.post(step_address(world.action, "propose-closure"), given)
    assert response["Location"] == reverse("admin:recommendations_action_change", args=[world.action.pk])
    followed = admin_pages.client.get(response["Location"]).content.decode()
    assert f"Closure proposed: {world.action.reference}." in followed
    evidence = world.action.evidence.get()
    assert evidence.file.read() == files.pdf()
    assert reverse("evidence-file", args=[world.action.reference, evidence.pk]) in followed
    admin_of("colleague").client.post(
        step_address(world.action, "agree-closure"), {"meeting": world.meeting.reference}
    )
    action = Action.objects.get(pk=world.action.pk)
    assert (action.status, action.outcome) == ("closed", "implemented")
    assert Event.objects.about(action).first().channel == "admin"


def test_what_was_typed_stays_when_a_step_is_refused(world, admin_pages):
    response = admin_pages.client.post(
        step_address(world.action, "ask-due-date"),
        {"new_due_on": "2001-01-01", "reason": "Because of the rain."},
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert "A new due date cannot lie in the past." in text
    assert "Because of the rain." in text


def test_an_unknown_step_and_a_hidden_action_are_not_found(world, admin_pages):
    assert admin_pages.client.get(step_address(world.action, "abolish")).status_code == 404
    hidden = admin_pages.client.get(step_address(world.restricted_action, "start"))
    assert hidden.status_code == 404
    assert "A restricted thing" not in hidden.content.decode()


def test_a_restricted_boards_secretary_with_a_role_works_its_actions_in_the_admin(world, people, admin_of):
    make.seat(world.colleague, world.restricted, "secretary")
    at = admin_of("colleague")
    assert at.change(world.restricted_action, title="Another restricted thing").status_code == 302
    assert at.client.post(step_address(world.restricted_action, "start")).status_code == 302


def test_a_member_of_a_restricted_board_reads_its_action_but_does_not_change_it(world, admin_of):
    make.seat(world.colleague, world.restricted)
    at = admin_of("colleague")
    page = at.open(world.restricted_action)
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert at.client.post(page.request["PATH_INFO"], {"title": "Forged"}).status_code == 403
    assert Action.objects.get(pk=world.restricted_action.pk).title == "A restricted thing"
