"""How long a text may be: some three pages, at every door and in every field, since history keeps every word."""

from datetime import timedelta

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from oversight.models import Event
from recommendations import operations
from recommendations.forms import LONGEST_TEXT, STEP_FORMS
from recommendations.models import Action
from recommendations.rules.action_workflow import STEPS, no_date_request
from tests import make
from tests.doors.actions import inputs
from tests.doors.steps import DOORS

ALL_TEXTS = [
    (step, name)
    for step, form in STEP_FORMS.items()
    for name, field in form.base_fields.items()
    if isinstance(field.widget, forms.Textarea)
]
# Every text of every step is bounded by its form; the three doors of one kind of record show that they ask the form.
TEXTS = [(step, name) for step, name in ALL_TEXTS if step in STEPS]


@pytest.fixture
def ready(world):
    """Brings the action to where the step begins; gives good input for it with the text in the field."""

    def given(step_name: str, name: str, text: str) -> dict[str, str]:
        step = STEPS[step_name]
        if step.unless is no_date_request:
            day = timezone.localdate() + timedelta(days=40)
            operations.ask_due_date(world.action, by=world.liaison, new_due_on=day, reason="Late.")
        make.bring_to(
            world.action,
            step.sources[0],
            deliverer=world.liaison,
            decider=world.chair,
            meeting=world.meeting,
        )
        data = inputs(world)[step_name]
        if name == "out_of_meeting_reason":
            data = {"out_of_meeting_on": timezone.localdate().isoformat()}
        return data | {name: text}

    return given


def test_the_limit_is_ten_thousand_and_every_text_of_every_step_has_it():
    assert LONGEST_TEXT == 10_000
    without = {"invite_comments", "publish_response", "record_publisher_status"}
    assert {step for step, _ in ALL_TEXTS} == set(STEP_FORMS) - without
    for step, name in ALL_TEXTS:
        assert STEP_FORMS[step].base_fields[name].max_length == LONGEST_TEXT, (step, name)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("step", "name"), TEXTS)
def test_one_character_more_is_refused_beside_its_field_and_nothing_is_kept(door, step, name, world, ready):
    data = ready(step, name, "é" * (LONGEST_TEXT + 1))
    before, events = Action.objects.values().get(pk=world.action.pk), Event.objects.count()
    client = Client()
    client.force_login(world.colleague)
    response = DOORS[door](client, world.action, STEPS[step], data)
    assert response.status_code == 422
    sentence = "Ensure this value has at most 10000 characters (it has 10001)."
    if door == "api":
        assert response.json()["fields"] == {name: [sentence]}
    else:
        assert list(response.context["form"].errors.items()) == [(name, [sentence])]
        assert sentence in response.content.decode()
    assert Action.objects.values().get(pk=world.action.pk) == before
    assert Event.objects.count() == events


@pytest.mark.parametrize("door", DOORS)
def test_a_text_as_long_as_that_is_kept_to_its_last_character(door, world, ready):
    text = "é" * (LONGEST_TEXT - 1) + "."
    data = ready("report_progress", "text", text)
    client = Client()
    client.force_login(world.colleague)
    response = DOORS[door](client, world.action, STEPS["report_progress"], data)
    assert response.status_code == (200 if door == "api" else 302)
    assert world.action.progress_updates.get().text == text
    assert Event.objects.about(world.action).first().note == text
