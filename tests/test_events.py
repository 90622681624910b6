"""An Event in words: one wording wherever it is read, and nothing in it that the reader may not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from oversight import history, ports
from oversight.models import Event
from recommendations import operations
from recommendations.rules.action_workflow import STEPS
from tests import make


def lines(action, user, columns=None):
    return [
        (entry.title, [(value.label, value.before, value.after) for value in entry.changes])
        for entry in history.entries(Event.objects.about(action), user, columns)
    ]


def test_the_steps_have_the_words_that_the_apps_offer():
    assert history.step_in_words("ask_due_date") == "New due date asked for"
    assert history.step_in_words("follow_meeting") == "Due date followed the meeting"
    assert history.step_in_words("ask_something_else") == "Ask something else"
    assert set(STEPS) < set(ports.event_words())


def test_page_and_admin_tell_an_action_in_the_same_words(world, client):
    operations.report_progress(world.action, by=world.liaison, text="Half of it.", track="at_risk")
    operations.hand_over(world.action, by=world.secretariat, owner=None, reason="They moved on.")
    client.force_login(world.secretariat)
    page = client.get(reverse("action", args=[world.action.reference])).content.decode()
    in_admin = client.get(
        reverse("admin:recommendations_action_change", args=[world.action.pk])
    ).content.decode()
    for words in ("Action set", "Handed over", "Progress reported"):
        assert words in page
        assert words in in_admin
    for label, change in (
        ("Reported as", "none → At risk"),
        ("Status", "Not started → In progress"),
        ("Owner", "MPS owner → none"),
    ):
        assert f'<span class="register-muted">{label}:</span> {change}' in page
        assert f"{label}: {change}" in in_admin


def test_a_page_tells_the_columns_it_names_and_not_what_the_record_was_entered_with(world):
    operations.start(world.action, by=world.liaison)
    assert lines(world.action, world.liaison, columns=["due_on", "status"]) == [
        ("Started", [("Status", "Not started", "In progress")]),
        ("Action set", []),
    ]
    assert lines(world.action, world.liaison, columns=["due_on"])[0] == ("Started", [])


@pytest.mark.parametrize(("who", "told"), (("restricted_chair", True), ("secretariat", False)))
def test_what_an_event_names_is_told_only_to_who_may_see_it(world, people, who, told):
    """An action of an ordinary board that an old record ties to a meeting of a restricted one."""
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        due_basis="next_meeting",
        due_meeting_of=world.board,
    )
    with operations.actions.changing(action, step="amend_action", by=world.secretariat) as locked:
        locked.due_meeting = world.restricted_meeting
    named = ("Due meeting", "none", world.restricted_meeting.reference)
    seen = [change for _, changes in lines(action, people[who]) for change in changes]
    assert (named in seen) is told
    assert (world.restricted_meeting.reference in str(seen)) is told


def test_a_long_history_asks_no_more_questions_than_a_short_one(world):
    def questions():
        with CaptureQueriesContext(connection) as captured:
            lines(world.action, world.secretariat)
        return len(captured)

    for number, owner in enumerate([None, world.restricted_owner, None, world.owner]):
        operations.hand_over(world.action, by=world.secretariat, owner=owner, reason="They moved on.")
        operations.amend_action(world.action, by=world.secretariat, title=f"Title {number}")
    lines(world.action, world.secretariat)
    before = questions()
    for number in range(5):
        other = make.person(f"Owner {number}", organisation=world.mps)
        operations.hand_over(world.action, by=world.secretariat, owner=other, reason="They moved on.")
        new = timezone.localdate() + timedelta(days=40 + number)
        operations.ask_due_date(world.action, by=world.liaison, new_due_on=new, reason="Late.")
        operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    assert questions() == before
