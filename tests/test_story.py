"""The whole line, driven over HTTP against the processes that `bin/serve` runs: an action set in the admin,
delivered through the API, agreed on the page, with one reminder on the way."""

import json
import re
import time
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import requests

OWNER = "story.owner@register.example"


class Browser(requests.Session):
    """A person at a keyboard: keeps the session, and sends back the token of the form it was shown."""

    def __init__(self, base: str):
        super().__init__()
        self.base = base

    def see(self, address: str, status: int = 200) -> str:
        answer = self.get(self.base + address, timeout=30)
        assert answer.status_code == status, f"{address}: {answer.status_code}"
        return unescape(answer.text)

    def fill_in(self, address: str, data: dict, status: int = 200) -> str:
        """Fill in the form at the address; the page one lands on."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.see(address))
        assert token, f"no form at {address}"
        answer = self.post(
            self.base + address,
            data={**data, "csrfmiddlewaretoken": token[1]},
            headers={"Referer": self.base + address},
            timeout=30,
        )
        text = unescape(answer.text)
        errors = re.findall(r'class="errorlist[^>]*>(.*?)</ul>', text, re.DOTALL)
        assert answer.status_code == status, f"{address}: {answer.status_code} {errors}"
        return text

    def log_in(self, email: str, password: str) -> "Browser":
        self.fill_in("/accounts/login/", {"login": email, "password": password})
        assert "sessionid" in self.cookies, f"{email} could not log in"
        return self


def until(question, seconds: float = 60):
    """The first true answer to the question, asked again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.5)
    raise AssertionError("it did not come about in time")


def choose(browser: Browser, field: str, words: str) -> str:
    """The value of the first choice that the admin's autocomplete offers for a field, as `app.model.field`."""
    app, model, name = field.split(".")
    answer = browser.get(
        f"{browser.base}/admin/autocomplete/",
        params={"app_label": app, "model_name": model, "field_name": name, "term": words},
        timeout=30,
    )
    found = answer.json()["results"]
    assert found, f"nothing called {words} can be chosen as {field}"
    return found[0]["id"]


NO_INLINES = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


def without(*inlines: str) -> dict[str, str]:
    """The hidden inputs of inlines that stay empty."""
    return {f"{inline}-{name}": value for inline in inlines for name, value in NO_INLINES.items()}


def test_an_action_is_taken_to_agreed_closure_by_three_people_through_three_doors(serve, smtp_server):
    register = serve(
        EMAIL_URL=smtp_server.url,
        OVERSIGHT_REMINDER_HOUR="0",
        OVERSIGHT_REMINDER_ANY_DAY="true",
        OVERSIGHT_REMINDER_EVERY_SECONDS="3",
    ).wait_until_ready()
    now = datetime.now(ZoneInfo("Europe/London"))

    # The secretariat enters a meeting of the board and sets an action, in the admin.
    secretariat = Browser(register.url).log_in("secretariat@register.example", register.password)
    reference, meeting = set_in_the_admin(secretariat, now)
    page = f"/actions/{reference}/"
    assert "Publish the missing-children protocol" in secretariat.see(page)

    # The owner is told once, by one message.
    mine = until(
        lambda: [m for m, to in zip(smtp_server.messages, smtp_server.recipients, strict=True) if to == OWNER]
    )
    assert reference in mine[0].get_body(("plain",)).get_content()
    assert page in mine[0].get_body(("plain",)).get_content()

    # The liaison's system reports progress and proposes closure, through the API.
    liaison = api_client(register)
    steps = f"{register.url}/api/v1/actions/{reference}/steps"
    answer = liaison.post(
        f"{steps}/report-progress/", json={"text": "Signed off by the lead.", "track": "on_track"}, timeout=30
    )
    assert (answer.status_code, answer.json()["status"]) == (200, "in_progress")
    refused = liaison.post(f"{steps}/propose-closure/", json={"statement": "It is published."}, timeout=30)
    assert refused.status_code == 422
    assert "evidence" in refused.json()["detail"]
    answer = liaison.post(
        f"{steps}/propose-closure/",
        json={
            "statement": "The protocol is published and in force.",
            "evidence_title": "The protocol",
            "evidence_address": "https://example.org/protocol",
        },
        timeout=30,
    )
    assert (answer.status_code, answer.json()["status"]) == (200, "closure_proposed")

    # The same person cannot agree it.
    refused = liaison.post(f"{steps}/agree-closure/", json={"meeting": meeting}, timeout=30)
    assert refused.status_code == 403
    assert refused.json()["detail"]

    # The chair agrees it, on the page, at the meeting.
    chair = Browser(register.url).log_in("chair@register.example", register.password)
    chair.fill_in(f"{page}steps/agree-closure/", {"meeting": meeting, "note": "Agreed."})
    closed = liaison.get(f"{register.url}/api/v1/actions/{reference}/", timeout=30).json()
    assert (closed["status"], closed["outcome"]) == ("closed", "implemented")

    # The timeline names each step with its person and its door.
    told = [(event["step"], event["by"], event["door"]) for event in reversed(closed["events"])]
    assert told == [
        ("set_action", "Secretariat officer", "admin"),
        ("report_progress", "API client MPS case system", "api"),
        ("propose_closure", "API client MPS case system", "api"),
        ("agree_closure", "Board chair", "page"),
    ]
    shown = chair.see(page)
    for person in ("Secretariat officer", "API client MPS case system", "Board chair"):
        assert person in shown
    assert meeting in shown

    # And nobody was told twice: the ledger has one reminder sent, the server received one message.
    time.sleep(8)
    ledger = closed_ledger(register, reference)
    assert [(row["recipient__email"], row["state"]) for row in ledger] == [(OWNER, "sent")]
    assert smtp_server.recipients.count(OWNER) == 1
    assert len(smtp_server.recipients) == len(set(smtp_server.recipients))


def set_in_the_admin(secretariat: Browser, now: datetime) -> tuple[str, str]:
    """Enter the owner, a meeting and the action; the references of the action and the meeting."""
    secretariat.fill_in(
        "/admin/boards/person/add/",
        {
            "name": "Story owner",
            "email": OWNER,
            "organisation": choose(secretariat, "boards.person.organisation", "Metropolitan Police Service"),
            "is_active": "on",
            **without("memberships"),
        },
    )
    board = choose(secretariat, "boards.meeting.board", "Child Protection Policing Oversight Group")
    page = secretariat.fill_in(
        "/admin/boards/meeting/add/",
        {
            "board": board,
            "title": "Story meeting",
            "status": "confirmed",
            "starts_at_0": f"{now:%d/%m/%Y}",
            "starts_at_1": f"{now:%H:%M}",
            "marking": "OFFICIAL",
            "_continue": "1",
            **without("agenda_items", "attendance", "minutes"),
        },
    )
    meeting = reference_in(page, r"CPPOG-\d{4}-M\d{2}")
    page = secretariat.fill_in(
        "/admin/recommendations/action/add/",
        {
            "title": "Publish the missing-children protocol",
            "complete_when": "The protocol is published and in force.",
            "board": board,
            "recommendations": [choose(secretariat, "recommendations.action.recommendations", "CP16-02")],
            "owner_organisation": choose(
                secretariat, "recommendations.action.owner_organisation", "Metropolitan Police Service"
            ),
            "owner": choose(secretariat, "recommendations.action.owner", "Story owner"),
            "set_on": f"{now:%d/%m/%Y}",
            "due_basis": "day",
            "due_on": f"{now + timedelta(days=5):%d/%m/%Y}",
            "marking": "OFFICIAL",
            "_continue": "1",
        },
    )
    return reference_in(page, r"CPPOG-\d{4}-\d{3}"), meeting


def reference_in(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found, f"no reference like {pattern} on the page"
    return found[0]


def api_client(register) -> requests.Session:
    """A system client of the MPS, signed in by its credentials."""
    made = json.loads(
        register.manage(
            *("api_client", "create", "MPS case system", "--organisation", "MPS"),
            *("--scope", "register:read", "--scope", "actions:report", "--scope", "actions:propose"),
        )
    )
    answer = requests.post(
        made["token_address"],
        data={"grant_type": "client_credentials", "scope": "register:read actions:report actions:propose"},
        auth=(made["id"], made["secret"]),
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return session


def closed_ledger(register, reference: str) -> list[dict]:
    """The ledger's rows about the action and its due date, straight from the database."""
    script = (
        "import json; from oversight.reminders.models import Reminder; "
        f"print(json.dumps(list(Reminder.objects.filter(subject_reference={reference!r}, kind='action_due')"
        ".values('recipient__email', 'state', 'step'))))"
    )
    return json.loads(register.manage("shell", "--no-imports", "-c", script).strip().splitlines()[-1])
