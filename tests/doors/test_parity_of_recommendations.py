"""Every step of a recommendation and of the response to a report, by everybody, through every door: one answer.

The expected rights are written out here as the client would read them, and so is where each step is possible.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from oversight.models import Event
from recommendations import operations
from recommendations.models import Recommendation, Report
from recommendations.rules import recommendation_workflow, response_workflow
from tests import make
from tests.doors.steps import (
    ADMIN_DOOR,
    DONE,
    DOORS,
    HIDDEN,
    NO_DOOR,
    NOT_ALLOWED,
    RULE,
    WRONG_STATE,
    offered,
    outcome_of,
)

ANSWERING = {
    "comment_recommendation",
    "report_delivery",
    "add_recommendation_evidence",
    "propose_recommendation_closure",
}
VERIFYING = {
    "begin_review",
    "verify",
    "find_wanting",
    "agree_recommendation_closure",
    "return_recommendation_closure",
    "reopen_recommendation",
}
RECORDING = {"respond", "record_publisher_status", "withdraw_recommendation", "put_back_recommendation"}
NOBODY_ELSE = (
    "dmpc_staff",
    "member",
    "owner",
    "other_liaison",
    "other_member",
    "former_member",
    "auditor",
    "administrator",
    "superuser",
    "stranger",
)
# Everybody who may see a recommendation, and the steps their relation to it gives them.
RIGHTS = {
    "secretariat": ANSWERING | VERIFYING | RECORDING,
    "chair": VERIFYING,
    "liaison": ANSWERING,
    **{who: set() for who in NOBODY_ELSE},
}
# How a recommendation can stand -> the steps that are possible then.
ALWAYS = {"record_publisher_status"}
LIVE = ALWAYS | {"respond", "comment_recommendation"}
UNDECIDED = LIVE | {"add_recommendation_evidence"}
OPEN = UNDECIDED | {"report_delivery", "propose_recommendation_closure"}
POSSIBLE = {
    "open": OPEN | {"withdraw_recommendation"},
    "reported complete": OPEN | {"begin_review"},
    "under review": UNDECIDED | {"verify", "find_wanting"},
    "verified": UNDECIDED | {"propose_recommendation_closure"},
    "not satisfied": OPEN,
    "closure proposed": LIVE | {"agree_recommendation_closure", "return_recommendation_closure"},
    "closed": ALWAYS | {"reopen_recommendation"},
}
EVIDENCE = {"evidence_title": "The plan", "evidence_address": "https://example.org/plan"}


def recommendation_inputs(world) -> dict[str, dict[str, str]]:
    today = timezone.localdate()
    reason, forum = {"reason": "Said at the meeting."}, {"meeting": world.meeting.reference}
    return {
        "respond": {"response": "accepted", "explanation": "It is being done."},
        "comment_recommendation": {"comment": "The Commissioner agrees."},
        "report_delivery": {"delivery": "in_progress", "text": "Half of it is done."},
        "add_recommendation_evidence": EVIDENCE,
        "begin_review": {},
        "verify": forum,
        "find_wanting": forum | reason,
        "propose_recommendation_closure": {
            "statement": "It ended.",
            "outcome": "no_longer_applicable",
            **EVIDENCE,
        },
        "agree_recommendation_closure": forum,
        "return_recommendation_closure": reason,
        "reopen_recommendation": reason,
        "withdraw_recommendation": reason,
        "put_back_recommendation": {},
        "record_publisher_status": {
            "word": "being progressed",
            "on": today.isoformat(),
            "source": "https://example.org/register",
        },
    }


def bring(world, state: str) -> Recommendation:
    """To the state by real steps of people who are not asked about below, so that nothing ties those who are."""
    one = world.recommendation
    deliverer = make.person("MPS deliverer", role="liaison", organisation=world.mps)
    world.action.recommendations.clear()
    if state == "withdrawn":
        operations.withdraw_recommendation(one, by=world.colleague, reason="Entered by mistake.")
    if state in ("reported complete", "under review", "verified", "not satisfied"):
        operations.report_delivery(one, by=deliverer, delivery="reported_complete", text="All done.")
    if state in ("under review", "verified", "not satisfied"):
        operations.begin_review(one, by=world.colleague)
    if state == "verified":
        operations.verify(one, by=world.colleague, meeting=world.meeting)
    if state == "not satisfied":
        operations.find_wanting(one, by=world.colleague, reason="Thin.", meeting=world.meeting)
    if state in ("closure proposed", "closed"):
        operations.propose_recommendation_closure(
            one,
            by=deliverer,
            statement="It ended.",
            outcome="no_longer_applicable",
            evidence=[make.evidence()],
        )
    if state == "closed":
        operations.agree_recommendation_closure(one, by=world.colleague, meeting=world.meeting)
    return one


def expected(door: str, who: str, rights: dict[str, set[str]], possible: set[str], step) -> str:
    if door == "admin" and who not in ADMIN_DOOR:
        return NO_DOOR
    if step.name not in rights[who]:
        return NOT_ALLOWED
    return DONE if step.name in possible else WRONG_STATE


def wrong_answers(door, record, people, rights, possible, steps, given) -> list[str]:
    """Each person takes each step through the door, and it is undone again; what came out otherwise than expected."""
    wrong = []
    for who in people:
        client = Client()
        client.force_login(people[who])
        for step in steps:
            before = Event.objects.about(record).count()
            with transaction.atomic():
                got = outcome_of(door, DOORS[door](client, record, step, given[step.name]))
                recorded = Event.objects.about(record).count() - before
                want = expected(door, who, rights, possible, step)
                if got != want or recorded != (want == DONE):
                    wrong.append(f"{who} {step.slug}: {got}, not {want}; {recorded} events")
                transaction.set_rollback(True)
    return wrong


# Who has any right is asked in every state, everybody else in one.
ACTIVE = ("secretariat", "chair", "liaison", "auditor")


@pytest.mark.everything
@pytest.mark.either
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("state", POSSIBLE)
def test_every_door_gives_every_person_the_same_answer_on_a_recommendation(door, state, world, people):
    asked = RIGHTS if state == "open" else ACTIVE
    wrong = wrong_answers(
        door,
        bring(world, state),
        {who: people[who] for who in asked},
        RIGHTS,
        POSSIBLE[state],
        recommendation_workflow.STEPS.values(),
        recommendation_inputs(world),
    )
    assert not wrong, "\n".join(wrong)


@pytest.mark.everything
@pytest.mark.parametrize("who", ACTIVE)
@pytest.mark.parametrize("state", POSSIBLE)
def test_page_desk_and_api_offer_the_same_steps_of_a_recommendation(who, state, world, people):
    record, steps = bring(world, state), recommendation_workflow.STEPS.values()
    client = Client()
    client.force_login(people[who])
    by_api = offered("api", client, record, steps)
    assert by_api == [one.slug for one in steps if one.name in RIGHTS[who] & POSSIBLE[state]]
    assert offered("page", client, record, steps) == by_api
    if who in ADMIN_DOOR:
        assert offered("admin", client, record, steps) == by_api


@pytest.mark.parametrize("door", DOORS)
def test_an_entry_that_was_withdrawn_is_put_back_by_those_who_keep_it_and_unknown_to_others(
    door, world, people
):
    record, steps = bring(world, "withdrawn"), recommendation_workflow.STEPS
    client, put_back = Client(), steps["put_back_recommendation"]
    for who in ("chair", "liaison", "dmpc_staff", "stranger"):
        client.force_login(people[who])
        if door != "admin":
            assert outcome_of(door, DOORS[door](client, record, put_back, {})) == HIDDEN
    client.force_login(world.secretariat)
    assert offered("page", client, record, steps.values()) == [put_back.slug]
    assert offered("admin", client, record, steps.values()) == [put_back.slug]
    for step in steps.values():
        if step is not put_back:
            response = DOORS[door](client, record, step, recommendation_inputs(world)[step.name])
            assert outcome_of(door, response) == WRONG_STATE, step.name
    assert outcome_of(door, DOORS[door](client, record, put_back, {})) == DONE
    assert Recommendation.objects.entered().filter(pk=record.pk).exists()


# --- The response to a report --------------------------------------------------------------------

COMMENTING = {"give_comments"}
REPORT_RIGHTS = {
    "secretariat": set(response_workflow.STEPS),
    "liaison": COMMENTING,
    **{who: set() for who in ("chair", *NOBODY_ELSE)},
}
WRITING = {"give_comments", "comment_report", "publish_response"}
# How a report can stand -> the steps that are possible then.
REPORT_POSSIBLE = {
    "under s.55": WRITING | {"invite_comments"},
    "of the IOPC": WRITING | {"ask_extension"},
    "of the IOPC, more time asked": WRITING | {"grant_extension", "refuse_extension"},
    "under no law": WRITING,
    "published": {"withdraw_publication"},
}


def report_inputs() -> dict[str, dict[str, str]]:
    today = timezone.localdate()
    day, later = today.isoformat(), (today + timedelta(days=200)).isoformat()
    return {
        "invite_comments": {"invited_on": day, "comments_due_on": day},
        "give_comments": {"comments": "The force agrees."},
        "comment_report": {"comments": "MOPAC will see to it."},
        "ask_extension": {"applied_on": day, "new_due_on": later, "reason": "A trial is under way."},
        "grant_extension": {"answered_on": day},
        "refuse_extension": {"answered_on": day, "reason": "No."},
        "publish_response": {"published_on": day, "where": "https://example.org/response"},
        "withdraw_publication": {"reason": "That was another report."},
    }


def bring_report(world, state: str) -> Report:
    report, today = world.report, timezone.localdate()
    operations.respond(world.recommendation, by=world.colleague, response="accepted", explanation="Yes.")
    basis = {"under s.55": "s55", "under no law": "none", "published": "s55"}.get(state, "iopc_28b")
    changes = {"published_on": today - timedelta(days=10), "statutory_basis": basis}
    operations.amend_report(report, by=world.colleague, changes=changes)
    if state == "of the IOPC, more time asked":
        operations.ask_extension(
            report,
            by=world.colleague,
            applied_on=today,
            new_due_on=today + timedelta(days=100),
            reason="A trial.",
        )
    if state == "published":
        operations.publish_response(
            report, by=world.colleague, published_on=today, where="https://example.org/response"
        )
    return report


@pytest.mark.everything
@pytest.mark.either
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("state", REPORT_POSSIBLE)
def test_every_door_gives_every_person_the_same_answer_on_a_report(door, state, world, people):
    asked = REPORT_RIGHTS if state == "under s.55" else ACTIVE
    wrong = wrong_answers(
        door,
        bring_report(world, state),
        {who: people[who] for who in asked},
        REPORT_RIGHTS,
        REPORT_POSSIBLE[state],
        response_workflow.STEPS.values(),
        report_inputs(),
    )
    assert not wrong, "\n".join(wrong)


@pytest.mark.everything
@pytest.mark.parametrize("who", ACTIVE)
@pytest.mark.parametrize("state", REPORT_POSSIBLE)
def test_page_desk_and_api_offer_the_same_steps_of_a_report(who, state, world, people):
    record, steps = bring_report(world, state), response_workflow.STEPS.values()
    client = Client()
    client.force_login(people[who])
    by_api = offered("api", client, record, steps)
    assert by_api == [one.slug for one in steps if one.name in REPORT_RIGHTS[who] & REPORT_POSSIBLE[state]]
    assert offered("page", client, record, steps) == by_api
    if who in ADMIN_DOOR:
        assert offered("admin", client, record, steps) == by_api


# --- Nobody decides on their own -----------------------------------------------------------------


@pytest.mark.parametrize("superuser", (False, True), ids=("secretariat", "superuser of the secretariat"))
@pytest.mark.parametrize("door", DOORS)
def test_whoever_delivered_or_proposed_decides_nothing_through_any_door(door, superuser, world):
    world.secretariat.is_superuser = superuser
    world.secretariat.save()
    client, steps = Client(), recommendation_workflow.STEPS
    client.force_login(world.secretariat)
    one, given = world.recommendation, recommendation_inputs(world)
    world.action.recommendations.clear()
    operations.report_delivery(one, by=world.secretariat, delivery="reported_complete", text="All done.")
    response = DOORS[door](client, one, steps["begin_review"], given["begin_review"])
    assert outcome_of(door, response) == RULE
    assert "You delivered on this recommendation" in response.content.decode()
    operations.begin_review(one, by=world.colleague)
    for step in ("verify", "find_wanting"):
        assert outcome_of(door, DOORS[door](client, one, steps[step], given[step])) == RULE
    operations.verify(one, by=world.colleague, meeting=world.meeting)
    operations.propose_recommendation_closure(
        one, by=world.colleague, statement="Verified.", evidence=[make.evidence()]
    )
    agree = steps["agree_recommendation_closure"]
    assert outcome_of(door, DOORS[door](client, one, agree, given[agree.name])) == RULE
    client.force_login(world.colleague)
    response = DOORS[door](client, one, agree, given[agree.name])
    assert outcome_of(door, response) == RULE
    assert "You proposed this closure: somebody else has to agree it." in response.content.decode()
    client.force_login(world.chair)
    if door != "admin":
        assert outcome_of(door, DOORS[door](client, one, agree, given[agree.name])) == DONE
