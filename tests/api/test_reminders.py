"""One's own reminders over the API: sent and waiting, snoozed and chosen by people alone, refused as on the pages."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from oversight.models import Event
from oversight.reminders import preferences
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from tests import make
from tests.api.conftest import System, refused

REMINDERS, RHYTHM = "/api/v1/reminders/", "/api/v1/reminders/rhythm/"


@pytest.fixture(autouse=True)
def on_a_wednesday():
    """A week without holidays: the next step of what is due in a week comes on Tuesday."""
    with time_machine.travel(timezone.make_aware(datetime(2026, 6, 10, 9, 30))):  # noqa: DTZ001
        yield


@pytest.fixture
def owed(world):
    """The owner's reminder of an action due in a week."""
    world.mine = make.action(
        world.board,
        by=world.secretariat,
        owner=world.owner,
        owner_organisation=world.mps,
        due_on=timezone.localdate() + timedelta(days=7),
    )
    sweep()
    world.reminder = Reminder.objects.get(subject_reference=world.mine.reference, recipient_role="owner")
    return world


def snooze(http, reminder, sent):
    return http.post(f"{REMINDERS}{reminder.pk}/put-off/", sent, content_type="application/json")


def test_one_reads_ones_own_and_nobody_elses(owed, as_person):
    http = as_person(owed.owner)
    rows = [row for row in http.get(REMINDERS).json()["results"] if row["reference"] == owed.mine.reference]
    assert rows == [
        {
            "id": owed.reminder.pk,
            "url": f"http://testserver{REMINDERS}{owed.reminder.pk}/",
            "html_url": f"http://testserver/actions/{owed.mine.reference}/",
            "kind": "action_due",
            "reference": owed.mine.reference,
            "step": "due-7",
            "step_words": "7 days before the due date",
            "due_on": "2026-06-17",
            "is_escalation": False,
            "is_always_told": False,
            "not_before": None,
            "state": "owed",
            "reason": "",
            "owed_at": rows[0]["owed_at"],
            "sent_at": None,
        }
    ]
    assert http.get(rows[0]["url"]).json() == rows[0]
    for other in (owed.secretariat, owed.chair, owed.superuser):
        assert as_person(other).get(rows[0]["url"]).status_code == 404
        assert owed.mine.reference not in as_person(other).get(REMINDERS).content.decode()


def test_it_is_filtered_by_kind_state_and_day(owed, as_person):
    http = as_person(owed.owner)

    def found(**asked) -> bool:
        rows = http.get(REMINDERS, asked).json()["results"]
        return owed.mine.reference in [row["reference"] for row in rows]

    assert found(kind="action_due", state="owed", due_before="2026-06-17")
    assert not found(kind="update_due")
    assert not found(state="sent")
    assert not found(due_after="2026-06-18")


def test_a_reminder_is_snoozed_and_the_channel_is_recorded(owed, as_person):
    answer = snooze(as_person(owed.owner), owed.reminder, {"until": "2026-06-12"})
    assert answer.status_code == 200
    assert answer.json()["not_before"] == "2026-06-12"
    event = Event.objects.about(owed.mine).get(step="snooze_reminder")
    assert (event.by, event.channel) == (owed.owner, "api")


@pytest.mark.parametrize(
    ("sent", "code", "said"),
    (
        ({"until": "2026-06-16"}, "rule_broken", "Choose a day from tomorrow to 15 June 2026"),
        ({"until": "2026-06-13"}, "rule_broken", "is no working day"),
        ({"until": "12/6/2026"}, "invalid", "Give the day as year, month and day"),
        ({}, "invalid", "Enter the day on which you want to be reminded again"),
        ({"until": "2026-06-12", "why": "Busy."}, "invalid", "There is no such input"),
    ),
)
def test_what_cannot_be_taken_is_refused_beside_its_input(owed, as_person, sent, code, said):
    answer = snooze(as_person(owed.owner), owed.reminder, sent)
    assert said in refused(answer, 422, code)
    assert set(answer.json()["fields"]) == ({"why"} if "why" in sent else {"until"})
    owed.reminder.refresh_from_db()
    assert owed.reminder.not_before is None


def test_it_is_refused_as_on_the_page(owed, as_person, client):
    """Somebody else's is not found, what stands no more is in the wrong state, what always goes breaks a rule."""
    client.force_login(owed.owner)

    def both() -> list[int]:
        until = {"until": "2026-06-12"}
        page = client.post(f"/your-reminders/{owed.reminder.pk}/put-off/", until)
        return [page.status_code, snooze(as_person(owed.owner), owed.reminder, until).status_code]

    Reminder.objects.filter(pk=owed.reminder.pk).update(is_always_sent=True)
    assert both() == [422, 422]
    Reminder.objects.filter(pk=owed.reminder.pk).update(is_always_sent=False, state="claimed")
    assert both() == [409, 409]
    Reminder.objects.filter(pk=owed.reminder.pk).update(state="withdrawn", reason="finished")
    assert both() == [409, 409]
    Reminder.objects.filter(pk=owed.reminder.pk).update(recipient=owed.secretariat)
    assert both() == [404, 404]


def test_how_often_one_hears_is_chosen(owed, as_person):
    http = as_person(owed.owner)
    assert http.get(RHYTHM).json() == {"rhythm": "daily"}
    answer = http.post(RHYTHM, {"rhythm": "weekly"}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"rhythm": "weekly"})
    assert http.get(RHYTHM).json() == {"rhythm": "weekly"}
    wrong = http.post(RHYTHM, {"rhythm": "hourly"}, content_type="application/json")
    refused(wrong, 422, "invalid")
    assert set(wrong.json()["fields"]) == {"rhythm"}
    assert preferences.rhythm_of(owed.owner) == "weekly"
    assert preferences.rhythm_of(owed.secretariat) == "daily"


def test_systems_and_strangers_choose_and_snooze_nothing(owed, client):
    system = System(owed.mps)
    assert system.get(REMINDERS).json()["results"] == []
    for address in (RHYTHM, f"{REMINDERS}{owed.reminder.pk}/put-off/"):
        refused(system.post(address, {"rhythm": "weekly"}), 403, "not_allowed")
        refused(client.post(address), 401, "not_authenticated")
    refused(client.get(REMINDERS), 401, "not_authenticated")
    refused(client.get(RHYTHM), 401, "not_authenticated")
