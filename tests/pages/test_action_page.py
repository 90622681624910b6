"""An action's page shows its whole line, its dates and its history, to each what they may see."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from recommendations import operations
from tests import make
from tests.meetings import files


def text_of(response) -> str:
    """What is read on the page, tags and spacing aside."""
    words = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", words).split())


@pytest.fixture
def seen(client):
    def as_read_by(person, name, *args):
        client.force_login(person)
        response = client.get(reverse(name, args=args))
        assert response.status_code == 200
        return response

    return as_read_by


def test_an_open_action_says_what_is_missing_on_its_line(world, seen):
    page = text_of(seen(world.member, "action", world.action.reference))
    for words in (
        "Report inspection-2016",
        "CP16-01",
        "Evidence None yet",
        "Response Not recorded",
        "Meeting None yet",
        "Closure Open",
    ):
        assert words in page


def test_a_closed_action_leads_from_report_to_closure(world, seen):
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    html = seen(world.member, "action", world.action.reference).content.decode()
    for address in (
        reverse("report", args=["inspection-2016"]),
        reverse("recommendation", args=["CP16-01"]),
        f"{reverse('meeting', args=[world.meeting.reference])}#item-1",
        reverse("evidence", args=[world.action.evidence.get().pk]),
        f"{reverse('action', args=[world.action.reference])}#closure",
    ):
        assert f'href="{address}"' in html
    assert "Implemented" in html


def test_the_owner_reads_the_meeting_that_agreed_it_but_gets_no_link_to_it(world, seen):
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    html = seen(world.owner, "action", world.action.reference).content.decode()
    assert world.meeting.reference in html
    assert reverse("meeting", args=[world.meeting.reference]) not in html


def test_the_dates_show_first_present_and_how_far_they_moved(world, seen):
    first = world.action.due_on
    for days in (20, 35):
        operations.ask_due_date(
            world.action, by=world.liaison, new_due_on=first + timedelta(days=days), reason="More time."
        )
        operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    page = text_of(seen(world.member, "action", world.action.reference))
    assert f"First set {first:%-d %B %Y}" in page
    assert f"Now {first + timedelta(days=35):%-d %B %Y}" in page
    assert "Since then Moved 2 times, 35 days later in all" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [(-12, "Overdue by 12 days"), (-1, "Overdue by 1 day"), (0, "Due today"), (5, "Due in 5 days")],
)
def test_nearness_is_said_in_words(world, seen, days, words):
    today = timezone.localdate()
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        set_on=today - timedelta(days=60),
        due_on=today + timedelta(days=days),
    )
    assert words in text_of(seen(world.member, "action", action.reference))
    light = "Red" if days < 0 else "Amber"
    assert f"{light}: {words[:1].lower()}{words[1:]}" in text_of(seen(world.member, "actions"))


def test_what_has_no_date_says_so_and_is_never_overdue(world, seen):
    action = make.action(world.board, by=world.secretariat, owner_organisation=world.mps, due_basis="none")
    page = text_of(seen(world.member, "action", action.reference))
    assert "No date" in page
    assert "Overdue" not in page


def test_the_timeline_names_step_person_door_and_change(world, client):
    client.force_login(world.liaison)
    client.post(
        reverse("action-step", args=[world.action.reference, "report-progress"]),
        {"text": "Half of it is written.", "track": "at_risk"},
    )
    page = text_of(client.get(reverse("action", args=[world.action.reference])))
    assert "Progress reported by MPS liaison, MPS" in page
    assert ", page Half of it is written." in page
    assert "Status: Not started → In progress" in page
    assert "Reported as: none → At risk" in page


def test_buttons_are_the_steps_open_to_the_person(world, seen):
    def offered(person):
        return [step.name for step, _ in seen(person, "action", world.action.reference).context["steps"]]

    assert offered(world.liaison) == [
        "propose_closure",
        "report_progress",
        "start",
        "add_evidence",
        "ask_due_date",
    ]
    assert offered(world.chair) == ["cancel"]
    assert offered(world.member) == []
    assert "Propose closure" not in text_of(seen(world.member, "action", world.action.reference))


def test_decisions_come_first_and_stand_out_and_cancelling_comes_last(world, seen):
    def buttons(person):
        html = seen(person, "action", world.action.reference).content.decode()
        found = re.findall(r'/steps/([a-z-]+)/"[^>]*class="([^"]*govuk-button[^"]*)"', html)
        return [(slug, "govuk-button--secondary" not in css) for slug, css in found]

    assert buttons(world.secretariat)[-1] == ("cancel", False)
    assert buttons(world.chair) == [("cancel", False)]
    assert buttons(world.liaison)[:2] == [("propose-closure", True), ("report-progress", False)]
    operations.ask_due_date(
        world.action, by=world.liaison, new_due_on=world.action.due_on + timedelta(days=9), reason="Late."
    )
    assert buttons(world.chair) == [("agree-due-date", True), ("decline-due-date", False), ("cancel", False)]
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    assert buttons(world.chair) == [
        ("agree-closure", True),
        ("agree-due-date", True),
        ("return-closure", False),
        ("decline-due-date", False),
    ]


def test_who_proposed_closure_is_not_urged_to_return_it(world, seen):
    operations.propose_closure(
        world.action, by=world.secretariat, statement="Done.", evidence=[make.evidence()]
    )
    response = seen(world.secretariat, "action", world.action.reference)
    steps = [(step.name, stands_out) for step, stands_out in response.context["steps"]]
    assert steps == [("return_closure", False), ("hand_over", False)]
    assert "You proposed this closure: somebody else has to agree it." in text_of(response)
    assert "Until it decides, nobody is reminded that the action is due." in text_of(response)


def test_marks_show_wherever_the_action_shows(world, seen):
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        marking="OFFICIAL-SENSITIVE",
        is_illustrative=True,
        recommendations=[world.recommendation],
    )
    for name, *args in (
        ("action", action.reference),
        ("actions",),
        ("board", world.board.slug),
        ("recommendation", "CP16-01"),
        ("home",),
    ):
        page = text_of(seen(world.secretariat, name, *args))
        assert "OFFICIAL-SENSITIVE" in page, name
        assert "Illustrative" in page, name


def test_a_decision_out_of_meeting_says_each_date_once(world, seen):
    today = timezone.localdate()
    operations.ask_due_date(
        world.action, by=world.liaison, new_due_on=world.action.due_on + timedelta(days=20), reason="Late."
    )
    operations.agree_due_date(
        world.action, by=world.chair, out_of_meeting_on=today, out_of_meeting_reason="Urgent"
    )
    page = text_of(seen(world.member, "action", world.action.reference))
    assert f"Agreed by Chair out of meeting on {today:%-d %B %Y} . “Urgent”" in page
    before = today - timedelta(days=1)
    world.action.due_date_requests.update(out_of_meeting_on=before)
    page = text_of(seen(world.member, "action", world.action.reference))
    assert f"on {before:%-d %B %Y} , recorded on {today:%-d %B %Y} . “Urgent”" in page


def test_evidence_comes_as_a_download_to_those_who_see_the_action_alone(world, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("Rota & plan.pdf", files.pdf())
    evidence = make.evidence("The rota", address="", file=upload)
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[evidence])
    address = reverse("evidence-file", args=[world.action.reference, evidence.pk])
    client.force_login(world.member)
    response = client.get(address)
    assert b"".join(response.streaming_content) == files.pdf()
    assert response["Content-Disposition"].startswith('attachment; filename="Rota & plan.pdf"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    for person in (world.stranger, world.other_member, world.other_liaison):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(world.member)
    other = reverse("evidence-file", args=[world.restricted_action.reference, evidence.pk])
    assert client.get(other).status_code == 404
