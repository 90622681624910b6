"""The recipe of docs/steps.md: a row, a line of rights, a function and a form make a step that every door offers."""

import pytest
from django.test import Client
from django.urls import include, path, reverse
from drf_spectacular.generators import SchemaGenerator

from oversight import ports
from oversight import urls as frame
from oversight.api.steps import step_views
from oversight.models import Event
from oversight.step_forms import StepForm, text
from oversight.steps import StatusStep
from recommendations import operations
from recommendations.api.actions import Actions
from recommendations.forms import STEP_FORMS
from recommendations.operations.actions import taking
from recommendations.rules import access
from recommendations.rules.action_workflow import STEPS, WORKING, Status
from tests import make
from tests.doors.steps import DOORS, NOT_ALLOWED, RULE, WRONG_STATE, offered, opened, outcome_of

pytestmark = pytest.mark.doors

# 1. A row of the table.
ROW = StatusStep(
    name="warn_owner",
    label="Warn the owner",
    done="Owner warned",
    asks="what is amiss",
    sources=WORKING,
    target=Status.IN_PROGRESS,
)


# 3. A function of its name.
def warn_owner(action, *, by, words: str) -> None:
    with taking("warn_owner", action, by=by, note=words) as locked:
        locked.track = "at_risk"


# 4. A form that gives the function's arguments.
class WarnForm(StepForm):
    words = text("What is amiss")


@pytest.fixture
def added(monkeypatch, settings):
    """The step put in, as its four lines would put it in."""
    monkeypatch.setitem(STEPS, "warn_owner", ROW)
    monkeypatch.setitem(access.MAY_TAKE, "warn_owner", access.DECIDES)  # 2. A line of rights.
    monkeypatch.setattr(operations, "warn_owner", warn_owner, raising=False)
    monkeypatch.setitem(STEP_FORMS, "warn_owner", WarnForm)
    # The addresses of the API are made when the process starts.
    addresses = step_views("actions", Actions, operations, STEP_FORMS)
    monkeypatch.setattr(
        frame, "urlpatterns", [path("api/v1/", include(addresses)), *frame.urlpatterns], raising=True
    )
    settings.ROOT_URLCONF = tuple(frame.urlpatterns)
    ports.event_words.cache_clear()
    yield ROW
    ports.event_words.cache_clear()


@pytest.fixture
def by(people):
    def client(who: str) -> Client:
        client = Client()
        client.force_login(people[who])
        return client

    return client


@pytest.mark.parametrize("door", DOORS)
def test_an_added_step_is_offered_taken_and_told_at_every_door(door, added, world, by):
    http = by("secretariat")
    assert added.slug in offered(door, http, world.action, STEPS.values())
    got = outcome_of(door, opened(door, http, world.action, added))
    assert got == (
        RULE if door == "api" else "status 200"
    )  # the API asks nothing, and misses what is not sent
    assert outcome_of(door, DOORS[door](http, world.action, added, {"words": "No plan yet."})) == "done"
    event = Event.objects.about(world.action)[0]
    assert (event.step, event.note, event.channel) == ("warn_owner", "No plan yet.", door)
    world.action.refresh_from_db()
    assert (world.action.status, world.action.track) == (Status.IN_PROGRESS, "at_risk")
    page = http.get(reverse("action", args=[world.action.reference])).content.decode()
    assert "Owner warned" in page


@pytest.mark.parametrize("door", DOORS)
def test_an_added_step_is_refused_as_its_row_and_its_rights_say(door, added, world, by):
    given = {"words": "No plan yet."}
    if door != "admin":
        refused = DOORS[door](by("owner"), world.action, added, given)
        assert outcome_of(door, refused) == NOT_ALLOWED
        assert "Who may: Chair or deputy chair of its board; Secretariat." in refused.content.decode()
    missing = DOORS[door](by("secretariat"), world.action, added, {"words": ""})
    assert outcome_of(door, missing) == RULE
    make.bring_to(
        world.action, Status.CLOSED, deliverer=world.liaison, decider=world.chair, meeting=world.meeting
    )
    assert outcome_of(door, DOORS[door](by("secretariat"), world.action, added, given)) == WRONG_STATE
    assert added.slug not in offered(door, by("secretariat"), world.action, STEPS.values())


def test_an_added_step_stands_on_the_page_that_says_who_may_do_what(added, world, by):
    kinds = by("member").get(reverse("who-may")).context["kinds"]
    rows = {step.name: [holds for _, holds in may] for kind in kinds for step, may in kind["steps"]}
    assert rows["warn_owner"] == rows["agree_closure"]


def test_an_added_step_is_in_the_schema_with_what_it_asks(added):
    addresses = include(step_views("actions", Actions, operations, STEP_FORMS))
    schema = SchemaGenerator(patterns=[path("api/v1/", addresses)]).get_schema(request=None, public=True)
    described = schema["paths"]["/api/v1/actions/{reference}/steps/warn-owner/"]["post"]
    assert (described["summary"], "For people alone" in described["description"]) == (added.label, True)
    assert set(schema["components"]["schemas"]["WarnOwnerInputRequest"]["properties"]) == {"words"}
