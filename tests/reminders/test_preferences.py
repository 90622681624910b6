"""How often people hear: daily, weekly at most, or of overdue things only; what is statutory or escalated, always."""

from datetime import timedelta

import pytest
from django.core import mail

from boards.rules.roles import Seat
from oversight.errors import RuleBroken
from oversight.models import Event
from oversight.reminders import preferences
from oversight.reminders.ledger import Reminder
from oversight.reminders.snooze import snooze
from oversight.reminders.sweep import Swept, sweep
from tests import make
from tests.reminders.conftest import deliver_on, rows


def run(day) -> int:
    """A sweep and a delivery; how many e-mails left."""
    before = len(mail.outbox)
    sweep(day)
    deliver_on(day)
    return len(mail.outbox) - before


def test_who_chose_nothing_hears_daily(people):
    assert preferences.rhythm_of(people.owner) == "daily"


def test_a_choice_is_kept_and_recorded_once(people):
    preferences.choose("weekly", by=people.owner)
    preferences.choose("weekly", by=people.owner)
    assert preferences.rhythm_of(people.owner) == "weekly"
    event = Event.objects.get(step="choose_reminders")
    assert (event.by, event.before, event.after) == (people.owner, {"rhythm": "daily"}, {"rhythm": "weekly"})


def test_who_hears_weekly_gets_one_digest_a_week_with_all_of_it(set_action, people, today):
    """The tests stand on a Wednesday: steps come on Wednesday, Thursday and Friday, and on Monday."""
    preferences.choose("weekly", by=people.owner)
    for due_in in (7, 8, 9, 12):
        set_action(due_in)
    sent = [run(today + timedelta(days=days)) for days in range(7)]
    assert sent == [1, 0, 0, 0, 0, 1, 0]
    assert mail.outbox[0].subject.startswith("Oversight register: 4 things")


def test_a_week_in_which_the_first_delivery_was_missed_is_made_good(set_action, people, today):
    preferences.choose("weekly", by=people.owner)
    set_action(12)
    monday = today + timedelta(days=5)
    assert run(today) == 1
    # Monday's delivery does not run.
    assert [run(monday + timedelta(days=days)) for days in (1, 2)] == [1, 0]


def test_a_weekly_reader_is_notified_about_an_escalation_at_once_and_of_nothing_else(
    set_action, people, today
):
    preferences.choose("weekly", by=people.lead)
    people.mps.lead = people.lead
    people.mps.save()
    set_action(7, owner=people.lead)
    assert run(today) == 1
    late, other = set_action(-6), set_action(8, owner=people.lead)
    run(today + timedelta(days=1))
    _, second = (one for one in mail.outbox if one.to == [people.lead.email])
    body = str(second.body)
    assert late.reference in body
    assert other.reference not in body
    assert rows(subject_id=other.pk) == [(other.reference, "due-7", "owed", "")]


def test_who_wants_overdue_things_only_hears_from_the_day_after_the_date(set_action, people, today):
    preferences.choose("overdue", by=people.owner)
    action = set_action(7)
    assert [run(today + timedelta(days=days)) for days in (0, 6, 7, 8, 14)] == [0, 0, 0, 1, 1]
    assert rows() == [
        (action.reference, "due-7", "withdrawn", "unwanted"),
        (action.reference, "due-1", "withdrawn", "unwanted"),
        (action.reference, "due-0", "sent", ""),
        (action.reference, "overdue-1w", "sent", ""),
    ]


def test_a_second_sweep_leaves_what_is_unwanted_alone(set_action, people, today):
    preferences.choose("overdue", by=people.owner)
    set_action(7)
    assert sweep(today) == Swept(recorded=1, cancelled=1)
    assert sweep(today) == Swept()


def test_who_changes_their_mind_is_reminded_at_the_present_step(set_action, people, today):
    preferences.choose("overdue", by=people.owner)
    set_action(7)
    assert run(today) == 0
    preferences.choose("daily", by=people.owner)
    assert run(today + timedelta(days=1)) == 1


def test_a_choice_made_after_the_sweep_counts_at_sending(set_action, people, today):
    action = set_action(7)
    sweep(today)
    preferences.choose("overdue", by=people.owner)
    deliver_on(today)
    assert mail.outbox == []
    assert rows() == [(action.reference, "due-7", "withdrawn", "unwanted")]


def test_an_escalation_reaches_who_wants_overdue_things_only(set_action, people, today):
    secretary = make.person("Board secretary", organisation=people.mopac)
    make.seat(secretary, people.board, Seat.SECRETARY)
    preferences.choose("overdue", by=secretary)
    set_action(-14)
    run(today)
    told = Reminder.objects.get(recipient=secretary)
    assert (told.step, told.state, told.is_always_sent) == ("secretary-14", "sent", True)


@pytest.mark.parametrize("rhythm", ("weekly", "overdue"))
def test_a_statutory_date_reaches_everybody_and_is_not_snoozed(set_action, people, today, rhythm):
    secretary = make.person("Board secretary", organisation=people.mps)
    make.seat(secretary, people.board, Seat.SECRETARY)
    preferences.choose(rhythm, by=secretary)
    # The week has had its digest, where one is all they want to hear.
    set_action(-1, owner=secretary)
    assert run(today) == 1
    make.report(
        "inspection-2026",
        boards=[people.board],
        published_on=today - timedelta(days=28),
        statutory_basis="s55",
        response_due_on=today + timedelta(days=28),
    )
    assert run(today + timedelta(days=1)) == 1
    told = Reminder.objects.get(kind="response_due")
    assert (told.recipient, told.state, told.is_always_sent) == (secretary, "sent", True)
    with pytest.raises(RuleBroken, match="Statutory dates and escalations are not snoozed"):
        snooze(told, by=secretary, until=today + timedelta(days=2))


@pytest.mark.parametrize("rhythm", ("daily", "weekly", "overdue"))
def test_the_page_keeps_the_choice(people, client, rhythm):
    client.force_login(people.owner)
    assert client.post("/your-reminders/", {"rhythm": rhythm}, follow=True).status_code == 200
    assert preferences.rhythm_of(people.owner) == rhythm


def test_the_page_says_what_is_wrong(people, client):
    client.force_login(people.owner)
    answer = client.post("/your-reminders/", {"rhythm": "hourly"})
    assert answer.status_code == 422
    assert preferences.rhythm_of(people.owner) == "daily"


def test_the_page_shows_ones_own_reminders_alone(set_action, people, client, today):
    mine, others = set_action(7), set_action(7, owner=people.other_owner)
    run(today)
    client.force_login(people.owner)
    page = client.get("/your-reminders/").content.decode()
    assert f'href="/actions/{mine.reference}/"' in page
    assert others.reference not in page


def test_strangers_sign_in_first(client, db):
    assert client.get("/your-reminders/").status_code == 302
    assert client.get("/your-reminders/1/put-off/").status_code == 302
