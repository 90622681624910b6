"""The two tables that every door is drawn from are whole and fit each other."""

import inspect

import pytest

from recommendations import operations
from recommendations.forms import STEP_FORMS
from recommendations.rules import access, workflow
from recommendations.rules.workflow import FINISHED, OPEN, STEPS, DateRequest, Status


def test_every_step_has_an_access_rule_a_form_and_an_operation():
    assert set(STEPS) == set(access.MAY_TAKE) == set(STEP_FORMS)
    assert all(callable(getattr(operations, name)) for name in STEPS)


@pytest.mark.parametrize("name", STEPS)
def test_every_operation_takes_the_person_by_name_and_nothing_else_by_place(name):
    signature = inspect.signature(getattr(operations, name))
    first, *others = signature.parameters.values()
    assert first.name == "action"
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in others)
    assert "by" in signature.parameters


def test_every_status_is_open_or_finished_and_can_be_left():
    assert set(OPEN) | set(FINISHED) == set(Status)
    assert not set(OPEN) & set(FINISHED)
    for status in Status:
        assert any(status in step.sources and step.target not in (None, status) for step in STEPS.values()), (
            status
        )


def test_every_status_can_be_reached_from_the_first():
    reached = {Status.NOT_STARTED}
    while True:
        more = {
            step.target for step in STEPS.values() if step.target and reached & set(step.sources)
        } - reached
        if not more:
            break
        reached |= more
    assert reached == set(Status)


def test_steps_are_found_by_their_address():
    assert workflow.BY_SLUG["propose-closure"] is STEPS["propose_closure"]
    assert len(workflow.BY_SLUG) == len(STEPS)


@pytest.mark.parametrize(
    "step", [step for step in STEPS.values() if step.date_request], ids=lambda step: step.name
)
@pytest.mark.parametrize("waiting", (True, False))
def test_steps_about_the_due_date_need_their_request_or_its_absence(step, waiting):
    possible = workflow.is_open_to_step(step, step.sources[0], has_date_request=waiting)
    assert possible == (waiting == (step.date_request is DateRequest.OPEN))


def test_those_who_deliver_and_those_who_decide_share_the_secretariat_alone():
    assert set(access.DELIVERS) & set(access.DECIDES) == {access.SECRETARIAT}
