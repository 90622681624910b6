"""The ledger in the admin: filtered, searched, reached in one click from what it is about, and read only."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards import operations
from boards.models import Person
from oversight.models import Event
from oversight.reminders.models import Digest, Reminder
from oversight.reminders.pages import ledger_of
from oversight.reminders.recipients import REACHABLE, why_out_of_reach
from tests import make
from tests.admin.admin_pages import address

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
LIST = "/admin/reminders/reminder/"


def digest(person: Person, on_day=TODAY, **values) -> Digest:
    return Digest.objects.create(
        recipient=person,
        on_day=on_day,
        message_id=f"<{person.pk}.{on_day}@oversight.example>",
        state="sent",
        sent_at=timezone.now(),
        address=person.email,
        **values,
    )


def reminder(subject, person: Person | None, kind: str = "action_due", **values) -> Reminder:
    values = {"step": "due-7", "due_on": TODAY + timedelta(days=7), "recipient_role": "owner"} | values
    values.setdefault("schedule_step", values["step"])
    if values.get("digest"):
        values |= {"state": "sent", "sent_at": values["digest"].sent_at}
    return Reminder.objects.create(
        recipient=person, kind=kind, subject=subject, subject_reference=subject.reference, **values
    )


@pytest.fixture
def told(world) -> SimpleNamespace:
    """A ledger with a row of every sort, and rows about the restricted board."""
    t = SimpleNamespace()
    t.returned = digest(world.owner, YESTERDAY, bounced_at=timezone.now(), bounce="550 5.1.1 No such user")
    t.arrived = digest(world.colleague)
    t.sent = reminder(world.action, world.owner, digest=t.returned)
    t.escalated = reminder(
        world.action,
        world.liaison,
        step="lead-7",
        recipient_role="lead",
        is_escalation=True,
        due_on=YESTERDAY,
    )
    t.withdrawn = reminder(
        world.action, world.owner, step="due-1", state="withdrawn", reason="moved", due_on=YESTERDAY
    )
    t.verify = reminder(
        world.recommendation, world.colleague, "to_verify", step="verify-due-0", digest=t.arrived
    )
    t.failed = reminder(
        world.report,
        world.colleague,
        "response_due",
        step="response-due-7",
        state="failed",
        answer="451 Later",
    )
    t.meeting = reminder(
        world.meeting, world.secretariat, "minutes_due", step="minutes-due-0", due_on=YESTERDAY
    )
    t.hidden = [
        reminder(world.restricted_action, world.restricted_owner, digest=digest(world.restricted_owner)),
        reminder(world.restricted_meeting, world.restricted_secretary, "minutes_due"),
    ]
    return t


@pytest.fixture
def listed(told, admin_of) -> Callable[..., set[str]]:
    """The names of the rows that the list shows."""
    names = {row.pk: name for name, row in vars(told).items() if isinstance(row, Reminder)}
    at = admin_of("secretariat")

    def ask(**query) -> set[str]:
        response = at.client.get(LIST, query)
        assert response.status_code == 200, response["Location"]
        return {names[row.pk] for row in response.context["cl"].result_list}

    return ask


EVERYTHING = {"sent", "escalated", "withdrawn", "verify", "failed", "meeting"}


@pytest.mark.parametrize(
    ("query", "expected"),
    (
        ({}, EVERYTHING),
        ({"state__exact": "sent"}, {"sent", "verify"}),
        ({"reason__exact": "moved"}, {"withdrawn"}),
        ({"kind": "to_verify"}, {"verify"}),
        ({"schedule_step": "lead-7"}, {"escalated"}),
        ({"is_escalation__exact": "1"}, {"escalated"}),
        ({"sent_on": YESTERDAY.isoformat()}, {"sent"}),
        ({"sent_on": TODAY.isoformat()}, {"verify"}),
        ({"sent_on": "2019-03-31"}, set()),
        ({"returned": "yes"}, {"sent"}),
        ({"returned": "fails"}, {"sent"}),
        (
            {
                "due_on__year": YESTERDAY.year,
                "due_on__month": YESTERDAY.month,
                "due_on__day": YESTERDAY.day,
            },
            {"escalated", "withdrawn", "meeting"},
        ),
        ({"q": "CP16-01"}, {"verify"}),
        ({"q": "mps.owner@example.org"}, {"sent", "withdrawn"}),
        ({"q": "Secretariat colleague"}, {"verify", "failed"}),
        ({"q": "BIL"}, set()),
    ),
    ids=lambda given: str(sorted(given) if isinstance(given, set) else given),
)
def test_it_is_filtered_and_searched(listed, query, expected):
    assert listed(**query) == expected


def test_it_is_filtered_by_the_organisation_of_the_recipient(listed, world):
    name = "recipient__organisation__id__exact"
    assert listed(**{name: world.mps.pk}) == {"sent", "escalated", "withdrawn"}
    assert listed(**{name: world.mopac.pk}) == {"verify", "failed", "meeting"}


def test_it_is_searched_by_the_message_id_of_the_digest(listed, told):
    assert listed(q=told.returned.message_id) == {"sent"}
    assert listed(q=told.arrived.message_id.strip("<>")) == {"verify"}


def test_filters_say_in_words_what_they_filter_by(told, admin_of):
    text = admin_of("secretariat").client.get(LIST).content.decode()
    for words in (
        "Actions due",
        "Recommendations ready for verification",
        "Metropolitan Police Service",
        "7 days before the due date",
        "Returned by the mail server",
        "By day it was sent",
    ):
        assert words in text, words
    for raw in (">action_due<", ">to_verify<", ">due-7<"):
        assert raw not in text, raw


@pytest.mark.parametrize(
    "query",
    (
        {"about": "nothing"},
        {"about": "recommendations.action:x"},
        {"about": "no.such:7"},
        {"sent_on": "31 March"},
        {"sent_on": "2019-02-31"},
    ),
    ids=str,
)
def test_a_filter_that_makes_no_sense_is_left_out(told, admin_of, query):
    response = admin_of("secretariat").client.get(LIST, query)
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?e=1")


def test_a_row_leads_to_what_it_is_about_and_to_its_digest(told, world, admin_of):
    at = admin_of("secretariat")
    text = at.client.get(LIST).content.decode()
    assert f'<a href="{address(world.action)}">{world.action.reference}</a>' in text
    assert f'<a href="{address(world.meeting)}">{world.meeting.reference}</a>' in text
    assert f'href="{address(told.returned)}"' in text
    assert "Sent, and returned by the mail server" in text
    assert "Cancelled: Its date moved in the meantime" in text
    page = at.open(told.sent).content.decode()
    for words in (
        f'href="/actions/{world.action.reference}/"',
        "the person it is asked of",
        "mps.owner@example.org",
        "550 5.1.1 No such user",
        "Actions due",
    ):
        assert words in page, words


@pytest.mark.parametrize("name", ("action", "recommendation", "report", "meeting"))
def test_what_was_told_about_a_record_is_one_click_from_its_admin_and_from_its_page(
    name, told, world, admin_of
):
    record = getattr(world, name)
    expected = {
        "action": {"sent", "escalated", "withdrawn"},
        "recommendation": {"verify"},
        "report": {"failed"},
        "meeting": {"meeting"},
    }[name]
    at = admin_of("secretariat")
    link = f'href="{ledger_of(record)}"'
    assert link in at.open(record).content.decode()
    page = at.client.get(f"/{name}s/{record.reference}/").content.decode()
    assert "Who was notified, and when" in page
    assert link in page
    response = at.client.get(ledger_of(record))
    rows = {row.pk for row in response.context["cl"].result_list}
    assert rows == {getattr(told, each).pk for each in expected}
    assert f">{record.reference}</a>" in response.content.decode()


@pytest.mark.parametrize("name", ("recommendation", "report", "meeting"))
def test_where_nobody_is_notified_about_a_record_nothing_is_said(name, world, admin_of):
    record = getattr(world, name)
    at = admin_of("secretariat")
    assert "Who was told" not in at.open(record).content.decode()
    assert "Who was told" not in at.client.get(f"/{name}s/{record.reference}/").content.decode()


def test_those_who_may_not_open_the_admin_are_not_led_there(told, world):
    client = Client()
    client.force_login(world.owner)
    page = client.get(f"/actions/{world.action.reference}/").content.decode()
    assert "Who was notified, and when" in page
    assert "; returned by the mail server" in page
    assert "550 5.1.1" not in page and "/admin/" not in page


def test_of_a_long_ledger_the_page_shows_the_latest_and_keeps_the_rest_folded(world, admin_of):
    for number in range(20):
        reminder(world.action, world.owner, step=f"overdue-{number}w")
    page = admin_of("secretariat").client.get(f"/actions/{world.action.reference}/").content.decode()
    open_part, _, folded = page.partition("Earlier: 12 more")
    assert (open_part.count("MPS owner: "), folded.count("MPS owner: ")) == (8, 12)


def test_what_was_sent_about_a_restricted_thing_is_not_found_by_its_address(told, world, admin_of):
    response = admin_of("secretariat").client.get(ledger_of(world.restricted_action))
    assert response.status_code == 200
    assert list(response.context["cl"].result_list) == []
    assert not re.search(r"\bBIL\b", response.content.decode())


def test_it_is_read_only(told, admin_of):
    at = admin_of("secretariat")
    for record in (told.sent, told.returned):
        assert 'name="_save"' not in at.open(record).content.decode()
        assert at.client.post(address(record), {"state": "owed"}).status_code == 403
        assert at.client.post(address(record, "delete"), {"post": "yes"}).status_code == 403
    assert at.open(Reminder, "add").status_code == 403


@pytest.mark.parametrize("model", (Reminder, Digest))
def test_a_thousand_rows_cost_as_many_queries_as_a_few(model, world, told, admin_of):
    at = admin_of("secretariat")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert at.list(model).status_code == 200
        return len(queries)

    at.list(model)
    few = asked()
    for number in range(100):
        person = make.person(f"Person {number}", organisation=world.mps)
        for one in range(10):
            reminder(
                world.action,
                person,
                step=f"overdue-{one}w",
                digest=digest(person, TODAY - timedelta(days=one)),
            )
    assert asked() == few


def test_a_digest_shows_its_address_its_return_and_its_history(told, admin_of, world):
    Event.objects.create(
        subject=told.returned, step="return_digest", by=None, channel="command", note="550 5.1.1 No such user"
    )
    page = admin_of("secretariat").open(told.returned).content.decode()
    for words in (
        "mps.owner@example.org",
        "550 5.1.1 No such user",
        "Returned by the mail server",
        "the system, through the command",
    ):
        assert words in page, words


# --- People whom no e-mail reaches ---------------------------------------------------------------


def confirm(at, person):
    return at.client.post(f"/admin/boards/person/{person.pk}/confirm-address/", follow=True)


def test_a_persons_admin_page_says_that_their_address_fails_and_takes_that_it_is_right(told, world, admin_of):
    at = admin_of("secretariat")
    page = at.open(world.owner).content.decode()
    assert "The address fails." in page and "550 5.1.1 No such user" in page
    assert (
        "The address mps.owner@example.org stands as confirmed." in confirm(at, world.owner).content.decode()
    )
    assert "The address fails." not in at.open(world.owner).content.decode()
    assert Event.objects.about(world.owner).get(step="confirm_address").channel == "admin"
    assert "No e-mail to MPS owner stands as returned." in confirm(at, world.owner).content.decode()


def test_an_auditor_reads_that_an_address_fails_and_confirms_nothing(told, world, admin_of):
    at = admin_of("auditor")
    page = at.open(world.owner).content.decode()
    assert "The address fails." in page and "The address is right" not in page
    assert "Only the secretariat and administrators" in confirm(at, world.owner).content.decode()
    assert Digest.objects.bounced_and_unsettled().filter(recipient=world.owner).exists()


def test_a_digest_about_restricted_things_alone_says_nothing_in_others_admin(told, world, admin_of):
    Digest.objects.filter(recipient=world.restricted_owner).update(
        bounced_at=timezone.now(), bounce="550 5.1.1 No such user"
    )
    at = admin_of("secretariat")
    assert "The address fails." not in at.open(world.restricted_owner).content.decode()
    shown = at.client.get("/admin/").context["queues"]
    rows = next(one.rows for one in shown if one.name == "returned")
    assert [row.record for row in rows] == [world.owner]


def test_an_owner_without_an_address_is_shown_with_whom_is_told_instead(world, admin_of):
    world.mps.lead = world.liaison
    world.mps.save()
    at = admin_of("secretariat")
    assert "reminders go to" not in at.open(world.owner).content.decode()
    operations.amend_person(world.owner, by=world.secretariat, changes={"email": None})
    sentence = "has no e-mail address; 1 open action; reminders go to MPS liaison"
    assert f"MPS owner {sentence}." in at.open(world.owner).content.decode()
    assert sentence in at.client.get("/admin/").content.decode()
    page = at.client.get(f"/actions/{world.action.reference}/").content.decode()
    assert "MPS owner has no e-mail address: reminders go to MPS liaison." in page
    listed = at.list(Person, reach="none").context["cl"].result_list
    assert list(listed) == [world.owner]


def test_where_the_lead_cannot_be_reached_either_nobody_is_told(world, admin_of):
    world.mps.lead = world.liaison
    world.mps.save()
    for person in (world.owner, world.liaison):
        operations.amend_person(person, by=world.administrator, changes={"is_active": False})
    page = admin_of("secretariat").client.get(f"/actions/{world.action.reference}/").content.decode()
    assert "MPS owner is no longer active: reminders go to nobody." in page


def test_the_owner_of_a_restricted_action_alone_is_shown_to_its_board_alone(world, admin_of):
    operations.amend_person(world.restricted_owner, by=world.secretariat, changes={"email": None})
    for who, sees in (("secretariat", False), ("colleague", True)):
        if sees:
            make.seat(world.colleague, world.restricted)
        at = admin_of(who)
        assert ("reminders go to" in at.open(world.restricted_owner).content.decode()) is sees
        assert list(at.list(Person, reach="none").context["cl"].result_list) == (
            [world.restricted_owner] if sees else []
        )


def test_why_somebody_is_out_of_reach_agrees_with_who_is_told(world):
    for number, values in enumerate(
        ({"email": None}, {"email": ""}, {"is_active": False}, {"is_service": True}, {})
    ):
        person = make.person(f"Number {number}")
        Person.objects.filter(pk=person.pk).update(**values)
    for person in Person.objects.all():
        is_reached = Person.objects.filter(REACHABLE, pk=person.pk).exists()
        assert is_reached is (why_out_of_reach(person) == ""), person
