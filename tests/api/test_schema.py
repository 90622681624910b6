"""The schema: it is whole, says what the API does, and its documentation works under the content security policy."""

import json
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone

from oversight.reminders.sweep import sweep
from recommendations import operations
from recommendations.models import PublisherStatus, RecommendationLink
from recommendations.rules.scopes import SCOPES
from tests import make
from tests.api.test_meetings import fill_meeting
from tests.workflows import TABLES, forms_of

KEYS = {
    "organisations": "slug",
    "boards": "slug",
    "memberships": "id",
    "meetings": "reference",
    "agenda-items": "id",
    "papers": "id",
    "decisions": "reference",
    "reminders": "id",
    "reports": "reference",
    "recommendations": "reference",
    "actions": "reference",
}


PLACES = {"agendaitem": "agenda-items"}
STEP_ADDRESSES = [
    (f"/api/v1/{place}/{{{KEYS[place]}}}/steps/{step.slug}/", kind, step)
    for kind, table in TABLES.items()
    for place in (PLACES.get(kind, f"{kind}s"),)
    for step in table.values()
]


@pytest.fixture(scope="module")
def schema(tmp_path_factory) -> dict[str, Any]:
    """The schema as the command writes it, which fails on any warning."""
    file = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    return yaml.safe_load(file.read_text())


@pytest.mark.slow
def test_every_address_of_the_api_is_in_the_schema(schema):
    lists = {f"/api/v1/{name}/" for name in KEYS}
    singles = {f"/api/v1/{name}/{{{key}}}/" for name, key in KEYS.items()}
    steps = {address for address, _, _ in STEP_ADDRESSES}
    papers = "/api/v1/meetings/{reference}/papers/{id}"
    files = {
        "/api/v1/actions/{reference}/evidence/{id}/",
        "/api/v1/recommendations/{reference}/evidence/{id}/",
        f"{papers}/file/",
        f"{papers}/versions/{{number}}/file/",
    }
    lines = {f"/api/v1/{name}/{{reference}}/line/" for name in ("recommendations", "actions")}
    others = {"/api/v1/dues/", "/api/v1/reminders/rhythm/", "/api/v1/reminders/{id}/put-off/"}
    assert set(schema["paths"]) == lists | singles | steps | files | lines | others


@pytest.mark.parametrize(
    ("address", "kind", "step"), STEP_ADDRESSES, ids=[step.name for _, _, step in STEP_ADDRESSES]
)
def test_each_step_is_described_by_its_form(address, kind, step, schema):
    operation = schema["paths"][address]["post"]
    assert operation["summary"] == step.label
    wanted = f"`{SCOPES[step.name]}`" if step.name in SCOPES else "For people alone"
    assert wanted in operation["description"]
    fields = forms_of(kind)[step.name].base_fields
    content = operation["requestBody"]["content"]
    described = component(schema, content.get("multipart/form-data", content["application/json"]))
    assert set(described["properties"]) == set(fields)
    assert set(described.get("required", [])) == {name for name, field in fields.items() if field.required}


def component(schema: dict, content: dict) -> dict:
    return schema["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[-1]]


def test_clients_and_people_are_described(schema, settings):
    schemes = schema["components"]["securitySchemes"]
    flow = schemes["client"]["flows"]["clientCredentials"]
    assert flow == {"tokenUrl": "/api/v1/oauth/token", "scopes": settings.API_SCOPES}
    assert schemes["cookieAuth"]["in"] == "cookie"


def test_the_filters_and_pages_of_a_list_are_described(schema):
    parameters = {each["name"]: each for each in schema["paths"]["/api/v1/actions/"]["get"]["parameters"]}
    assert {"board", "status", "overdue", "q", "cursor", "page_size", "ordering", "count"} <= set(parameters)
    assert parameters["ordering"]["schema"]["enum"] == ["due_on", "-due_on", "reference", "-reference"]


# --- What it says is what comes ------------------------------------------------------------------


def strict(part: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` in its terms, addresses as such, no property but those described."""
    if isinstance(part, list):
        return [strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {name: strict(value) for name, value in part.items()}
    if "properties" in made:
        made["additionalProperties"] = False
    if made.get("format") == "uri":
        made["pattern"] = "^https?://"
    return {"anyOf": [made, {"type": "null"}]} if made.pop("nullable", False) else made


@pytest.fixture
def conforms(schema):
    document = strict(schema)

    def judge(answer: Any, path: str, method: str = "get", status: int = 200) -> None:
        content = document["paths"][path][method]["responses"][str(status)]["content"]["application/json"]
        jsonschema.validate(
            answer,
            {"components": document["components"], "allOf": [content["schema"]]},
            format_checker=jsonschema.FormatChecker(),
        )

    return judge


@pytest.fixture
def full(world):
    """An action that went the whole way, under a recommendation and a report with something of everything."""
    world.report.published_on = date(2019, 3, 12)
    world.report.follows = make.report("earlier-report")
    world.report.save()
    earlier = make.recommendation(world.report, "CP15-01", parent=world.recommendation)
    RecommendationLink.objects.create(source=world.recommendation, kind="raised_before_in", target=earlier)
    PublisherStatus.objects.create(recommendation=world.recommendation, word="open", on=date(2019, 4, 1))
    world.board.other_names.create(name="Child group")
    world.board.facts.create(text="Met eight times.")
    world.mps.former_names.create(name="Metropolitan Police")
    fill_meeting(world)
    operations.report_progress(world.action, by=world.owner, text="Half.")
    operations.ask_due_date(
        world.action, by=world.owner, new_due_on=timezone.localdate() + timedelta(days=50), reason="Late."
    )
    operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    operations.agree_closure(world.action, by=world.chair, meeting=world.meeting)
    make.action(
        world.board,
        by=world.secretariat,
        owner=world.secretariat,
        owner_organisation=world.mopac,
        due_on=timezone.localdate() + timedelta(days=3),
    )
    sweep()
    return world


@pytest.mark.slow
def test_answers_are_as_the_schema_says(full, as_person, conforms):
    http = as_person(full.secretariat)
    for name, key in KEYS.items():
        page = http.get(f"/api/v1/{name}/", {"count": "true", "page_size": 1}).json()
        assert page["results"], name
        conforms(page, f"/api/v1/{name}/")
        for row in http.get(f"/api/v1/{name}/").json()["results"]:
            conforms(http.get(row["url"]).json(), f"/api/v1/{name}/{{{key}}}/")
    for name, reference in (("recommendations", "CP16-01"), ("actions", full.action.reference)):
        answer = http.get(f"/api/v1/{name}/{reference}/line/").json()
        assert answer["actions"][0]["evidence"], name
        conforms(answer, f"/api/v1/{name}/{{reference}}/line/")


@pytest.mark.slow
def test_answers_and_refusals_of_steps_are_as_the_schema_says(world, as_person, conforms):
    http = as_person(world.liaison)
    path = "/api/v1/actions/{reference}/steps/start/"
    place = path.replace("{reference}", world.action.reference)
    conforms(http.post(place).json(), path, "post", 200)
    conforms(http.post(place).json(), path, "post", 409)
    conforms(as_person(world.stranger).post(place).json(), path, "post", 404)
    conforms(as_person(world.auditor).post(place).json(), path, "post", 403)
    conforms(Browser().post(place).json(), path, "post", 401)


# --- The schema and the documentation, served ----------------------------------------------------


def test_the_schema_is_served_to_those_who_are_signed_in(world, system, as_person):
    assert Browser().get("/api/v1/schema/").status_code == 401
    served = as_person(world.stranger).get("/api/v1/schema/", headers={"accept": "application/json"})
    assert json.loads(served.content)["info"]["title"] == "Oversight register API"
    assert system.get("/api/v1/schema/").status_code == 200


def test_the_documentation_has_no_inline_script_or_style(world, as_person):
    assert Browser().get("/api/v1/docs/")["Location"] == "/accounts/login/?next=/api/v1/docs/"
    page = as_person(world.liaison).get("/api/v1/docs/").content.decode()
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=") == 3


def test_the_documentation_works_in_a_browser(live_server, world, as_person, browser_page):
    """Lists what can be asked, and the content security policy complains of nothing."""
    session = as_person(world.liaison).cookies["sessionid"].value
    browser_page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    browser_page.goto(f"{live_server.url}/api/v1/docs/")
    browser_page.get_by_text("/actions/{reference}/steps/propose-closure/").wait_for()
    browser_page.locator("#operations-actions-actions_list").get_by_role("button").first.click()
    browser_page.get_by_role("button", name="Try it out").click()
    browser_page.get_by_role("button", name="Execute").click()
    answer = browser_page.locator(".live-responses-table .highlight-code").first
    answer.get_by_text(world.action.reference).first.wait_for()
