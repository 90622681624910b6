"""Random people take random steps on actions and recommendations, hundreds of them: what must never be false is not.

No status that the tables do not lead to, the first due date never changed, every change explained by one event, and
nobody agreeing their own.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from oversight.errors import DomainError
from oversight.models import Event
from recommendations import operations
from recommendations.models import Action, ClosureRequest, DueDateRequest, Recommendation, VerificationReview
from recommendations.rules import action_workflow, recommendation_workflow
from recommendations.rules.closure import Decision, Outcome
from recommendations.rules.vocabulary import Delivery, Response, Verification
from tests import make

# With --everything, and otherwise.
MANY_WALKS, FEW_WALKS = 60, 10
STEPS_A_WALK = 50

PEOPLE = ("secretariat", "colleague", "chair", "liaison", "owner", "member", "auditor", "superuser")
OUTCOMES = [str(one) for one in Outcome]
# Columns that a step or a recorded happening alone may change.
WATCHED = {
    Action: (
        "owner",
        "status",
        "due_on",
        "first_due_on",
        "outcome",
        "closed_on",
        "risk_accepted_until",
        "track",
    ),
    Recommendation: (
        "response",
        "delivery",
        "verification",
        "outcome",
        "closed_on",
        "risk_accepted_until",
        "withdrawn_on",
    ),
}

choice = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(("first", "second", "one")),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)


@pytest.mark.slow
@pytest.mark.either
@pytest.mark.django_db
def test_no_walk_of_steps_leads_where_the_tables_do_not(world, people, everything):
    walks = MANY_WALKS if everything else FEW_WALKS
    taken = 0

    @settings(
        max_examples=walks,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(walk=st.lists(choice, min_size=STEPS_A_WALK, max_size=STEPS_A_WALK))
    def walked(walk):
        nonlocal taken
        things = begin(world)
        for who, thing, which, given_by in walk:
            record = things[thing]
            table = action_workflow.STEPS if isinstance(record, Action) else recommendation_workflow.STEPS
            step = list(table.values())[which % len(table)]
            taken += attempt(world, things, record, step, people[who], given_by)
        check_whole(things)

    walked()
    assert taken > 2 * walks, "a walk on which hardly anything is taken shows nothing"


def begin(world) -> dict[str, Action | Recommendation]:
    """Two actions that serve one recommendation, and another to be superseded by; fresh ones for each walk."""
    one = make.recommendation(world.report, addressed_to=[world.mps], lead_board=world.board)
    other = make.recommendation(world.report, addressed_to=[world.mps], lead_board=world.board)
    first, second = (
        make.action(
            world.board,
            by=world.secretariat,
            owner_organisation=world.mps,
            owner=owner,
            recommendations=[one],
        )
        for owner in (world.owner, None)
    )
    return {"first": first, "second": second, "one": one, "other": other}


def attempt(world, things, record, step, person, given_by: int) -> bool:
    """Take the step, or be refused; either way nothing but what was asked has changed, and events say so."""
    before = {name: standing(one) for name, one in things.items()}
    events = Event.objects.count()
    refused: str | None = None
    proposed = record.closure_requests.filter(decision=Decision.OPEN).exists()
    try:
        getattr(operations, step.name)(record, by=person, **asked(world, things, record, step.name, given_by))
    except DomainError as error:
        refused = str(error)
    if refused is not None:
        assert refused.strip(), "a refusal says a sentence"
        assert Event.objects.count() == events
        assert {name: standing(one) for name, one in things.items()} == before
        return False
    explained(things, before, events)
    independent(record, step.name, person)
    was = before_of(before, things, record)
    if isinstance(record, Action):
        assert was["status"] in step.sources and record.status == (step.target or was["status"])
    else:
        assert not step.why_not(SimpleNamespace(**was, has_closure_request=proposed), timezone.now()), (
            step.name,
            was,
        )
    return True


def before_of(before, things, record) -> dict:
    return next(before[name] for name, one in things.items() if one is record)


def standing(record) -> dict:
    record.refresh_from_db()
    return {name: getattr(record, name) for name in WATCHED[type(record)]}


def explained(things, before, events: int) -> None:
    """Every watched column that changed stands in an event of that record written now, before and after."""
    written = list(Event.objects.order_by("pk")[events:])
    assert written
    for name, one in things.items():
        was, now = before[name], standing(one)
        told = {}
        for event in written:
            if (event.subject_id, type(event.subject)) == (one.pk, type(one)):
                told |= event.after
        for column, value in now.items():
            if value != was[column]:
                assert column in told, f"{one}: {column} changed and no event says so"
        if isinstance(one, Action):
            assert now["first_due_on"] == was["first_due_on"], "the first due date never changes"


def independent(record, step: str, person) -> None:
    if step == "agree_closure":
        request = record.closure_requests.filter(decision=Decision.AGREED).latest("decided_at")
        assert request.proposed_by != person and record.owner != person
        assert not record.progress_updates.filter(by=person).exists()
    if step == "agree_recommendation_closure":
        request = record.closure_requests.filter(decision=Decision.AGREED).latest("decided_at")
        assert request.proposed_by != person
        assert not record.delivery_reports.filter(by=person).exists()
    if step in ("verify", "find_wanting", "begin_review"):
        assert not record.delivery_reports.filter(by=person).exists()
        assert not record.actions.filter(progress_updates__by=person).exists()


def check_whole(things) -> None:
    """What must hold of the rows together, wherever the walk ended."""
    for name in ("first", "second"):
        action = things[name]
        action.refresh_from_db()
        waiting = ClosureRequest.objects.filter(action=action, decision=Decision.OPEN).count()
        assert waiting == (action.status == action_workflow.Status.CLOSURE_PROPOSED)
        assert DueDateRequest.objects.filter(action=action, decision=Decision.OPEN).count() <= 1
        agreed = ClosureRequest.objects.filter(action=action, decision=Decision.AGREED)
        if action.status == action_workflow.Status.CLOSED:
            assert agreed.filter(outcome=action.outcome).exists()
            assert action.evidence.exists()
        for request in agreed:
            assert request.decided_by_id not in (None, request.proposed_by_id)
    one = things["one"]
    one.refresh_from_db()
    reviews = VerificationReview.objects.filter(recommendation=one, decision=Decision.OPEN).count()
    assert reviews == (one.verification == Verification.UNDER_REVIEW)
    assert one.closure_requests.filter(decision=Decision.OPEN).count() <= 1
    if one.outcome == Outcome.IMPLEMENTED:
        assert one.verification == Verification.VERIFIED
    if one.delivery == Delivery.REPORTED_COMPLETE:
        assert not one.actions.filter(is_open=True).exists()


def asked(world, things, record, step: str, number: int) -> dict[str, Any]:
    """Input for the step: good for the most part, sometimes not."""
    today = timezone.localdate()
    said = "" if number % 17 == 0 else "Said."
    forums: list[dict[str, Any]] = [
        {"meeting": world.meeting},
        {"out_of_meeting_on": today, "out_of_meeting_reason": "By letter."},
        {},
        {"meeting": world.restricted_meeting},
    ]
    where = forums[number % 4 if number % 5 == 0 else number % 2]
    outcome = OUTCOMES[number % len(OUTCOMES)]
    ending: dict[str, Any] = {"outcome": outcome}
    if outcome == Outcome.RISK_ACCEPTED:
        ending |= {"risk_accepted_by": "Deputy Mayor", "risk_accepted_until": today + timedelta(days=30)}
    if outcome == Outcome.SUPERSEDED:
        ending["superseded_by"] = things["second" if isinstance(record, Action) else "other"]
    proposing = {
        "statement": said,
        "evidence": [make.evidence()] if number % 3 else [],
        **ending,
    }
    given: dict[str, dict[str, Any]] = {
        "start": {"note": said},
        "report_progress": {"text": said, "track": ("on_track", "at_risk", "off_track")[number % 3]},
        "add_evidence": {"evidence": make.evidence("" if number % 13 == 0 else "The plan")},
        "propose_closure": proposing,
        "agree_closure": where,
        "return_closure": {"reason": said},
        "reopen": {"reason": said},
        "cancel": {"reason": said},
        "hand_over": {"owner": (world.owner, world.liaison, None, world.chair)[number % 4], "reason": said},
        "ask_due_date": {"new_due_on": today + timedelta(days=number % 90 - 5), "reason": said},
        "agree_due_date": where,
        "decline_due_date": {"reason": said},
        "respond": {"response": Response.values[number % 5], "explanation": said},
        "comment_recommendation": {"comment": said},
        "report_delivery": {"delivery": Delivery.values[number % 3], "text": said},
        "add_recommendation_evidence": {"evidence": make.evidence()},
        "begin_review": {"note": said},
        "verify": where,
        "find_wanting": where | {"reason": said},
        "propose_recommendation_closure": proposing,
        "agree_recommendation_closure": where,
        "return_recommendation_closure": {"reason": said},
        "reopen_recommendation": {"reason": said},
        "withdraw_recommendation": {"reason": said},
        "put_back_recommendation": {"note": said},
        "record_publisher_status": {
            "word": said,
            "on": today - timedelta(days=number % 40 - 2),
            "source": "https://example.org",
        },
    }
    return given[step]
