"""The tables that every door is drawn from are whole and fit each other."""

import inspect

import pytest
from django.utils import timezone

from boards.forms import STEP_FORMS as OF_BOARDS
from boards.rules import access as board_access
from oversight.steps import Button
from recommendations.forms import STEP_FORMS
from recommendations.models import Recommendation, Report
from recommendations.operations.forum import Where
from recommendations.rules import access, recommendation_workflow, response_workflow, separation_of_duties
from recommendations.rules.action_workflow import (
    ACTIONS,
    FINISHED,
    OPEN,
    STEPS,
    Status,
    date_request_waits,
    no_date_request,
)
from recommendations.rules.scopes import SCOPES
from recommendations.rules.vocabulary import Verification
from tests.workflows import TABLES, WORKFLOWS, forms_of, operations_of, stands

ALL = {name: kind for kind, table in TABLES.items() for name in table}


def test_every_step_has_an_access_rule_a_form_and_an_operation():
    assert len(ALL) == sum(len(table) for table in TABLES.values()), "a name is given once"
    assert set(ALL) == set(access.MAY_TAKE) | set(board_access.MAY_TAKE) == set(STEP_FORMS) | set(OF_BOARDS)
    assert set(separation_of_duties.BARS) <= set(ALL)
    assert set(SCOPES) <= set(ALL)
    assert all(callable(getattr(operations_of(kind), name)) for name, kind in ALL.items())


@pytest.mark.parametrize("name", ALL)
def test_every_operation_takes_the_person_by_name_and_nothing_else_by_place(name):
    signature = inspect.signature(getattr(operations_of(ALL[name]), name))
    first, *others = signature.parameters.values()
    assert first.name == ALL[name].removeprefix("agenda")
    by_name = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    assert all(parameter.kind in by_name for parameter in others)
    assert "by" in signature.parameters


@pytest.mark.parametrize("name", ALL)
def test_every_form_asks_for_what_its_operation_takes_and_for_nothing_else(name):
    parameters = inspect.signature(getattr(operations_of(ALL[name]), name)).parameters
    taken = {each for each, parameter in parameters.items() if parameter.kind is parameter.KEYWORD_ONLY}
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        taken |= set(Where.__annotations__)
    fields = set(forms_of(ALL[name])[name].base_fields)
    asked = {each for each in fields if not each.startswith("evidence_")}
    if asked != fields:
        asked.add("evidence")
    assert asked == taken - {"by"}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_begins_with_the_decisions_that_are_waited_for(kind):
    decides = [step.button is Button.DECIDE for step in TABLES[kind].values()]
    assert decides == sorted(decides, reverse=True)


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
    assert ACTIONS.by_slug["propose-closure"] is STEPS["propose_closure"]
    for workflow in WORKFLOWS.values():
        assert len(workflow.by_slug) == len(workflow.steps)


@pytest.mark.parametrize(
    "step",
    [step for step in STEPS.values() if step.unless in (no_date_request, date_request_waits)],
    ids=lambda step: step.name,
)
@pytest.mark.parametrize("waiting", (True, False))
def test_steps_about_the_due_date_need_their_request_or_its_absence(step, waiting):
    possible = not step.why_not(stands(status=step.sources[0], has_date_request=waiting), timezone.now())
    assert possible == (waiting == (step.name in ("agree_due_date", "decline_due_date")))


def test_those_who_deliver_and_those_who_decide_share_the_secretariat_alone():
    assert set(access.DELIVERS) & set(access.DECIDES) == {access.SECRETARIAT}


def test_each_standing_of_a_recommendation_can_be_left_and_reached():
    """Every verification can be decided or left, and every stage has steps of its own."""
    steps = recommendation_workflow.STEPS.values()
    for verification in Verification:
        if verification not in recommendation_workflow.UNVERIFIED:
            leaves = [one for one in steps if one.verifications and verification in one.verifications]
            assert leaves, verification
    assert {stage for step in steps for stage in step.stages} == set(recommendation_workflow.Stage)


def test_what_steps_alone_change_is_never_a_correction():
    assert set(recommendation_workflow.BY_STEPS_ALONE) <= {
        field.name for field in Recommendation._meta.fields
    }
    assert set(response_workflow.BY_STEPS_ALONE) <= {field.name for field in Report._meta.fields}


def test_where_a_recommendation_has_to_stand_is_said_as_one_sentence():
    said = {step.name: step.from_to for step in recommendation_workflow.STEPS.values()}
    assert said["respond"] == "Open or closure proposed"
    assert said["record_publisher_status"] == "Open, closure proposed or closed"
    assert said["begin_review"] == (
        "Open; delivery reported complete; verification not recorded, not verified or not satisfied"
    )
