"""The person asked may snooze a reminder, up to the thing's next step: recorded, and sent again on the day."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from oversight.reminders import preferences
from oversight.reminders.ledger import Reminder
from oversight.reminders.schedule import Schedule
from oversight.reminders.snooze import limit, snooze
from oversight.reminders.sweep import Swept, sweep
from recommendations import operations
from recommendations.due.actions import ActionsDue
from recommendations.models import Action
from tests import make
from tests.reminders.conftest import at_nine, deliver_on, parts, rows


def run(day) -> None:
    sweep(day)
    deliver_on(day)


@pytest.fixture
def told(set_action, today):
    """An action of which the owner was notified on Wednesday, due on Wednesday week; its next step is on Tuesday."""
    action = set_action(7)
    run(today)
    return Reminder.objects.get(subject_id=action.pk)


def test_what_was_told_is_told_again_on_the_day_and_not_before(told, people, today):
    snooze(told, by=people.owner, until=today + timedelta(days=2))
    run(today + timedelta(days=1))
    assert len(mail.outbox) == 1
    run(today + timedelta(days=2))
    assert len(mail.outbox) == 2
    run(today + timedelta(days=5))
    assert len(mail.outbox) == 2
    assert [row[1:3] for row in rows()] == [("due-7", "sent"), ("again-2026-06-12", "sent")]
    assert Reminder.objects.latest("pk").step_in_words() == "Snoozed until 12 June 2026"


def test_what_is_not_told_yet_waits_for_the_day(set_action, people, today):
    set_action(7)
    sweep(today)
    snooze(Reminder.objects.get(), by=people.owner, until=today + timedelta(days=2))
    assert sweep(today) == Swept()
    for days in range(3):
        run(today + timedelta(days=days))
        assert len(mail.outbox) == (days == 2)
    assert [row[1:3] for row in rows()] == [("due-7", "sent")]


def test_it_is_recorded_in_the_history_of_the_thing(told, people, today):
    snooze(told, by=people.owner, until=today + timedelta(days=2))
    event = Event.objects.about(told.subject).get(step="snooze_reminder")
    assert event.by == people.owner
    assert event.note == "MPS owner is reminded of it again on 12 June 2026: 7 days before the due date."


@pytest.mark.parametrize("days", (0, -1, 6, 30))
def test_a_day_that_is_past_or_beyond_the_next_step_is_refused_with_the_last_day(told, people, today, days):
    assert limit(told, today).day == today + timedelta(days=5)
    with pytest.raises(RuleBroken, match=r"from tomorrow to 15 June 2026") as refused:
        snooze(told, by=people.owner, until=today + timedelta(days=days))
    assert refused.value.field == "until"
    assert Reminder.objects.count() == 1


def test_a_weekend_is_refused(told, people, today):
    with pytest.raises(RuleBroken, match="Saturday 13 June 2026 is no working day"):
        snooze(told, by=people.owner, until=today + timedelta(days=3))


def test_only_the_person_reminded_snoozes_it(told, people, today):
    for person in (people.other_owner, people.secretariat, people.chair):
        with pytest.raises(NotAllowed):
            snooze(told, by=person, until=today + timedelta(days=2))


def test_an_escalation_is_not_snoozed(set_action, people, today):
    people.mps.lead = people.lead
    people.mps.save()
    set_action(-7)
    run(today)
    with pytest.raises(RuleBroken, match="not snoozed"):
        snooze(Reminder.objects.get(recipient_role="lead"), by=people.lead, until=today + timedelta(days=2))


def test_what_is_overdue_is_snoozed_within_its_week(set_action, people, today):
    set_action(-7)
    run(today)
    told = Reminder.objects.get(is_escalation=False)
    snooze(told, by=people.owner, until=today + timedelta(days=6))
    with pytest.raises(RuleBroken, match="to 16 June 2026, the last working day before its next step"):
        snooze(told, by=people.owner, until=today + timedelta(days=7))


def close(action, people, today):
    make.bring_to(action, "closed", deliverer=people.owner, decider=people.chair, meeting=people.meeting)


def move(action, people, today):
    operations.ask_due_date(action, by=people.owner, new_due_on=today + timedelta(days=20), reason="Late.")
    operations.agree_due_date(action, by=people.chair, meeting=people.meeting)


def give_away(action, people, today):
    operations.hand_over(action, by=people.secretariat, owner=people.other_owner, reason="They moved on.")


@pytest.mark.parametrize(
    ("change", "reason"), ((close, "finished"), (move, "moved"), (give_away, "reassigned"))
)
def test_what_was_snoozed_falls_away_with_its_reason(told, people, today, change, reason):
    again = snooze(told, by=people.owner, until=today + timedelta(days=2))
    change(told.subject, people, today)
    with pytest.raises(WrongState, match="no longer valid"):
        snooze(told, by=people.owner, until=today + timedelta(days=2))
    run(today + timedelta(days=2))
    again.refresh_from_db()
    assert (again.state, again.reason) == ("withdrawn", reason)


def test_an_outage_over_the_day_lets_the_next_step_overtake_it(told, people, today):
    again = snooze(told, by=people.owner, until=today + timedelta(days=2))
    run(today + timedelta(days=6))
    again.refresh_from_db()
    assert (again.state, again.reason) == ("withdrawn", "overtaken")
    assert rows()[-1][1:3] == ("due-1", "sent")


def test_where_no_working_day_is_left_it_is_neither_offered_nor_taken(set_action, people, client, today):
    """Due on Tuesday; on Friday its next step comes on Monday, and the days between are a weekend."""
    set_action(6)
    run(today)
    told = Reminder.objects.get(recipient_role="owner", kind="action_due")
    friday = today + timedelta(days=2)
    assert limit(told, today).day == friday
    with time_machine.travel(at_nine(friday)):
        with pytest.raises(RuleBroken, match="There is no working day left before its next step"):
            snooze(told, by=people.owner, until=today + timedelta(days=3))
        client.force_login(people.owner)
        assert "put-off" not in client.get("/your-reminders/").content.decode()
        assert "put-off" not in client.get(f"/actions/{told.subject_reference}/").content.decode()


@pytest.mark.parametrize(("due_in", "last"), ((2, 2), (4, 2), (0, None), (-1, 28)))
def test_what_comes_to_no_further_step_is_snoozed_up_to_its_date_or_four_weeks(
    monkeypatch, set_action, today, due_in, last
):
    monkeypatch.setattr(ActionsDue, "schedule", Schedule(before=(28,)))
    set_action(due_in)
    run(today)
    told = Reminder.objects.get(kind="action_due")
    furthest = limit(told, today).day
    assert furthest == (today if last is None else today + timedelta(days=last))


def test_snoozed_again_it_waits_for_the_new_day_alone(told, people, today):
    first = snooze(told, by=people.owner, until=today + timedelta(days=1))
    for asked in (told, first):
        again = snooze(asked, by=people.owner, until=today + timedelta(days=2))
        assert again.pk == first.pk
        assert again.step_in_words() == "Snoozed until 12 June 2026"
    for days in (1, 2):
        run(today + timedelta(days=days))
        assert len(mail.outbox) == days
    assert [row[1:3] for row in rows()] == [("due-7", "sent"), ("again-2026-06-12", "sent")]


def test_two_kinds_about_one_action_are_snoozed_to_the_same_day(set_action, people, today):
    action = set_action(7)
    action.update_every_days = 30
    action.save()
    Action.objects.filter(pk=action.pk).update(update_due_on=today + timedelta(days=7))
    run(today)
    for kind in ("action_due", "update_due"):
        snooze(Reminder.objects.get(kind=kind), by=people.owner, until=today + timedelta(days=2))
    run(today + timedelta(days=2))
    again = Reminder.objects.filter(not_before__isnull=False)
    assert sorted(again.values_list("kind", "step", "state")) == [
        ("action_due", "again-2026-06-12", "sent"),
        ("update_due", "update-again-2026-06-12", "sent"),
    ]
    assert {each.step_in_words() for each in again} == {"Snoozed until 12 June 2026"}
    assert len(mail.outbox) == 2


def test_who_hears_weekly_is_told_on_the_day_they_named(told, people, today):
    preferences.choose("weekly", by=people.owner)
    snooze(told, by=people.owner, until=today + timedelta(days=2))
    run(today + timedelta(days=1))
    assert len(mail.outbox) == 1
    run(today + timedelta(days=2))
    assert len(mail.outbox) == 2


def test_who_hears_of_overdue_things_only_is_promised_nothing_before(told, people, today):
    preferences.choose("overdue", by=people.owner)
    with pytest.raises(RuleBroken, match="this is not overdue before its next step"):
        snooze(told, by=people.owner, until=today + timedelta(days=2))
    assert Reminder.objects.count() == 1


def test_who_wants_overdue_things_only_snoozes_to_a_day_after_the_date(set_action, people, today):
    set_action(1)
    run(today)
    due_on = today + timedelta(days=1)
    with time_machine.travel(at_nine(due_on)):
        run(due_on)
        told = Reminder.objects.get(step="due-0")
        preferences.choose("overdue", by=people.owner)
        snooze(told, by=people.owner, until=due_on + timedelta(days=1))
        sent = len(mail.outbox)
        run(due_on)
        assert len(mail.outbox) == sent
    run(due_on + timedelta(days=1))
    assert len(mail.outbox) == sent + 1


def test_a_line_of_the_digest_leads_to_putting_it_off_where_that_can_be_done(set_action, people, today):
    open_, tomorrow, marked = set_action(7), set_action(1), set_action(7, marking="OFFICIAL-SENSITIVE")
    people.mps.lead = people.owner
    people.mps.save()
    late = set_action(-7)
    run(today)
    address = {
        each.subject_reference: f"/your-reminders/{each.pk}/put-off/"
        for each in Reminder.objects.filter(recipient_role="owner", kind="action_due")
    }
    for text in parts(mail.outbox[0]):
        assert address[open_.reference] in text
        # Its next step comes tomorrow; it is marked; it is an escalation as well.
        for other in (tomorrow, marked, late):
            assert address[other.reference] not in text
        assert "/your-reminders/" in text


def test_snoozed_twice_to_the_same_day_is_one_row(told, people, today):
    for _ in range(2):
        snooze(told, by=people.owner, until=today + timedelta(days=2))
    assert Reminder.objects.count() == 2


def test_the_page_puts_it_off_and_the_action_says_so(told, people, client, today):
    client.force_login(people.owner)
    address = f"/your-reminders/{told.pk}/put-off/"
    assert address in client.get(f"/actions/{told.subject_reference}/").content.decode()
    assert (
        "15 June 2026</time> at the latest, the last one before its next step"
        in client.get(address).content.decode()
    )
    refused = client.post(address, {"until": "30/6/2026"})
    assert refused.status_code == 422
    assert "Choose a day from tomorrow" in refused.content.decode()
    done = client.post(address, {"until": "12/6/2026"}, follow=True)
    assert "Snoozed until <time" in done.content.decode()
    page = client.get(f"/actions/{told.subject_reference}/").content.decode()
    assert "Reminder snoozed" in page


def test_the_page_of_somebody_elses_reminder_is_not_found(told, people, client):
    client.force_login(people.secretariat)
    address = f"/your-reminders/{told.pk}/put-off/"
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/actions/{told.subject_reference}/").content.decode()
