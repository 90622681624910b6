"""The steps of recommendations and reports on their pages: what comes next stands out, the rest keeps quiet."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations import operations
from tests import make


@pytest.fixture
def seen(client):
    """The page of a record as its reader gets it."""

    def get(person, name: str, reference: str):
        client.force_login(person)
        return client.get(reverse(name, args=[reference]))

    return get


def outstanding(response) -> list[str]:
    return [step.name for step, stands_out in response.context["steps"] if stands_out]


def links(response) -> list[str]:
    """The steps offered below the buttons, as the page shows them."""
    lists = re.findall(r'<ul class="register-steps__aside".*?</ul>', response.content.decode(), re.DOTALL)
    assert len(lists) <= 1
    return re.findall(r'/steps/([a-z-]+)/"', lists[0]) if lists else []


def test_the_step_that_comes_next_of_a_recommendation_stands_out(world, seen):
    w, one = world, world.recommendation
    w.action.recommendations.clear()

    def see():
        return seen(w.secretariat, "recommendation", one.reference)

    assert outstanding(see()) == ["respond"]
    operations.respond(one, by=w.secretariat, response="accepted", explanation="It is being done.")
    assert outstanding(see()) == ["report_delivery"]
    operations.report_delivery(one, by=w.liaison, delivery="reported_complete", text="All done.")
    assert outstanding(see()) == ["begin_review"]
    operations.begin_review(one, by=w.secretariat)
    assert outstanding(see()) == ["verify"]
    operations.verify(one, by=w.chair, meeting=w.meeting)
    assert outstanding(see()) == ["propose_recommendation_closure"]
    operations.propose_recommendation_closure(
        one, by=w.liaison, statement="Delivered and verified.", evidence=[make.evidence()]
    )
    assert outstanding(see()) == ["agree_recommendation_closure"]
    operations.agree_recommendation_closure(one, by=w.chair, meeting=w.meeting)
    assert outstanding(see()) == []


def test_what_may_come_at_any_time_and_what_is_recorded_already_are_links_where_there_are_many(world, seen):
    w, one = world, world.recommendation
    unanswered = seen(w.secretariat, "recommendation", one.reference)
    assert links(unanswered) == ["comment", "add-evidence", "publisher-status", "withdraw"]
    operations.respond(one, by=w.secretariat, response="accepted", explanation="It is being done.")
    answered = seen(w.secretariat, "recommendation", one.reference)
    assert links(answered) == ["respond", "comment", "add-evidence", "publisher-status", "withdraw"]
    assert [step.name for step, _ in answered.context["steps"]] == [
        "report_delivery",
        "propose_recommendation_closure",
    ]


def test_few_steps_stay_buttons_and_none_that_is_quiet_stands_out(world, seen):
    w, one = world, world.recommendation
    operations.propose_recommendation_closure(
        one, by=w.liaison, statement="It ended.", outcome="no_longer_applicable", evidence=[make.evidence()]
    )
    operations.agree_recommendation_closure(one, by=w.chair, meeting=w.meeting)
    closed = seen(w.secretariat, "recommendation", one.reference)
    assert links(closed) == []
    assert [(step.name, stands_out) for step, stands_out in closed.context["steps"]] == [
        ("record_publisher_status", False),
        ("reopen_recommendation", False),
    ]


def test_nobody_is_urged_to_what_may_come_at_any_time(world, seen):
    w, one = world, world.recommendation
    operations.propose_recommendation_closure(
        one,
        by=w.secretariat,
        statement="It ended.",
        outcome="no_longer_applicable",
        evidence=[make.evidence()],
    )
    shown = seen(w.liaison, "recommendation", one.reference).context["steps"]
    assert [(step.name, stands_out) for step, stands_out in shown] == [("comment_recommendation", False)]


def test_the_response_to_a_report_under_s55_goes_from_invitation_to_publication(world, seen):
    w, report, today = world, world.report, timezone.localdate()
    changes = {"published_on": today - timedelta(days=10), "statutory_basis": "s55"}
    operations.amend_report(report, by=w.secretariat, changes=changes)

    def see():
        return outstanding(seen(w.secretariat, "report", report.reference))

    assert see() == ["invite_comments"]
    operations.invite_comments(report, by=w.secretariat, invited_on=today, comments_due_on=today)
    assert see() == ["give_comments"]
    operations.give_comments(report, by=w.liaison, comments="The force agrees.")
    assert see() == ["comment_report"]
    operations.comment_report(report, by=w.secretariat, comments="MOPAC will see to it.")
    assert see() == ["publish_response"]


def test_nobody_is_urged_to_give_comments_that_no_law_asks_for(world, seen):
    assert outstanding(seen(world.secretariat, "report", world.report.reference)) == ["comment_report"]
    liaison = seen(world.liaison, "report", world.report.reference)
    assert [(step.name, stands_out) for step, stands_out in liaison.context["steps"]] == [
        ("give_comments", False)
    ]
