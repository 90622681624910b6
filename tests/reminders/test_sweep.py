"""The sweep: one row for each step that is owed, at its present step, and a stated reason where it no longer stands."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.reminders.kinds import reminder_kinds
from oversight.reminders.ledger import Reminder, reminders_about
from oversight.reminders.sweep import Swept, sweep
from recommendations import operations
from recommendations.models import Action
from recommendations.rules.reminders import ACTION_DUE
from tests import make
from tests.reminders.conftest import deliver_on, rows

pytestmark = pytest.mark.sql


@pytest.mark.parametrize("due_in", (29, 28, 8, 7, 2, 1, 0, -1, -6, -7, -13, -14, -90))
def test_the_ledger_holds_the_step_of_the_schedule(set_action, today, due_in):
    action = set_action(due_in)
    sweep(today)
    step = ACTION_DUE.step(action.due_on, today)
    assert rows() == ([(action.reference, step, "owed", "")] if step else [])


def test_a_second_sweep_adds_nothing(set_action, today):
    set_action(7)
    set_action(-30)
    assert sweep(today) == Swept(recorded=5)
    assert sweep(today) == Swept()
    assert Reminder.objects.filter(is_escalation=False).count() == 2


def test_after_a_month_of_silence_only_the_present_step_is_owed(set_action, today):
    action = set_action(28)
    for _ in range(2):
        sweep(today + timedelta(days=60))
    assert rows(kind="action_due") == [(action.reference, "overdue-4w", "owed", "")]


def test_an_action_without_a_date_is_never_reminded_of(set_action, today):
    action = set_action(None)
    for days in (0, 30, 400):
        sweep(today + timedelta(days=days))
    assert rows(subject_reference=action.reference) == []


def test_an_action_due_at_the_next_meeting_follows_its_date(set_action, people, today):
    panel = make.board("AP", name="Audit Panel", slug="audit-panel")
    action = set_action(None, due_basis="next_meeting", due_meeting_of=panel)
    sweep(today)
    assert rows() == []
    make.meeting(panel, today + timedelta(days=5), by=people.secretariat)
    sweep(today)
    action.refresh_from_db()
    assert action.due_on == today + timedelta(days=5)
    assert rows() == [(action.reference, "due-7", "owed", "")]


@pytest.mark.parametrize("why", ("none", "gone", "without an address", "a system"))
def test_where_there_is_no_owner_to_reach_the_organisations_lead_is_told(set_action, people, today, why):
    people.mps.lead = people.lead
    people.mps.save()
    if why == "gone":
        people.owner.is_active = False
    elif why == "without an address":
        people.owner.email = None
    elif why == "a system":
        people.owner.is_service = True
    people.owner.save()
    action = set_action(7, owner=None if why == "none" else people.owner)
    sweep(today)
    assert [(r.recipient, r.subject) for r in Reminder.objects.all()] == [(people.lead, action)]


def test_nobody_to_tell_is_written_down_once_and_ends_when_an_owner_comes(set_action, people, today):
    action = set_action(7, owner=None)
    sweep(today)
    sweep(today)
    assert rows() == [(action.reference, "due-7", "withdrawn", "nobody")]
    assert Reminder.objects.get().recipient is None
    operations.hand_over(action, by=people.secretariat, owner=people.owner, reason="They moved on.")
    sweep(today)
    assert rows() == [
        (action.reference, "due-7", "withdrawn", "nobody"),
        (action.reference, "due-7", "owed", ""),
    ]


def close(action, people):
    make.bring_to(action, "closed", deliverer=people.owner, decider=people.chair, meeting=people.meeting)


def move(action, people):
    new = action.due_on + timedelta(days=3)
    operations.ask_due_date(action, by=people.owner, new_due_on=new, reason="Not ready.")
    operations.agree_due_date(action, by=people.chair, meeting=people.meeting)


def give_away(action, people):
    operations.hand_over(action, by=people.secretariat, owner=people.other_owner, reason="They moved on.")


@pytest.mark.parametrize(
    ("change", "reason"), ((close, "finished"), (move, "moved"), (give_away, "reassigned"))
)
def test_what_no_longer_stands_is_withdrawn_with_the_reason(set_action, people, today, change, reason):
    action = set_action(4)
    sweep(today)
    change(action, people)
    sweep(today)
    assert rows()[0] == (action.reference, "due-7", "withdrawn", reason)
    # What takes its place, if anything does, is owed in its own right.
    assert rows()[1:] == ([] if change is close else [(action.reference, "due-7", "owed", "")])


def test_a_step_not_sent_before_the_next_one_came_is_withdrawn(set_action, today):
    action = set_action(7)
    sweep(today)
    sweep(today + timedelta(days=6))
    assert rows() == [
        (action.reference, "due-7", "withdrawn", "overtaken"),
        (action.reference, "due-1", "owed", ""),
    ]


def test_an_action_reopened_is_owed_again_under_the_same_row(set_action, people, today):
    action = set_action(7)
    sweep(today)
    close(action, people)
    sweep(today)
    operations.reopen(action, by=people.chair, reason="It was not done.")
    assert sweep(today) == Swept(reinstated=1)
    assert rows() == [(action.reference, "due-7", "owed", "")]


def test_what_was_sent_is_never_taken_back(set_action, people, today):
    action = set_action(7)
    sweep(today)
    deliver_on(today)
    close(action, people)
    assert sweep(today) == Swept()
    assert rows() == [(action.reference, "due-7", "sent", "")]


def test_who_was_told_what_and_when(set_action, people, today):
    action, other = set_action(7), set_action(-7)
    sweep(today)
    deliver_on(today)
    sweep(today + timedelta(days=6))
    told = list(reminders_about(action))
    assert [(r.step, r.state, r.recipient) for r in told] == [
        ("due-1", "owed", people.owner),
        ("due-7", "sent", people.owner),
    ]
    assert told[1].sent_at is not None
    assert [(r.step, r.state, r.reason) for r in reminders_about(other)] == [
        ("lead-7", "withdrawn", "nobody"),
        ("overdue-1w", "sent", ""),
    ]


def test_the_sweep_costs_the_same_few_queries_however_many_actions_are_due(set_action, people, today):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            sweep(today)
        return len(queries)

    set_action(7)
    cost()  # content types are read once a process
    set_action(7)
    panel = make.board("AP", name="Audit Panel", slug="audit-panel")
    set_action(None, due_basis="next_meeting", due_meeting_of=panel)
    few = cost()
    for _ in range(5):  # these wait for a meeting that is not arranged yet
        set_action(None, due_basis="next_meeting", due_meeting_of=panel)
    many = [
        Action(
            reference=f"CPPOG-2018-{number:03d}",
            title="One of many",
            board=people.board,
            owner_organisation=people.mps,
            owner=people.owner,
            complete_when="It is done.",
            set_on=today,
            due_on=today + timedelta(days=number % 28),
            first_due_on=today + timedelta(days=number % 28),
        )
        for number in range(500)
    ]
    Action.objects.bulk_create(many)
    assert cost() == few <= 10 * len(reminder_kinds())
    assert Reminder.objects.count() == 502


def test_a_preview_shows_who_would_be_told_and_changes_nothing(set_action, people, today, capsys):
    action, orphan = set_action(7), set_action(7, owner=None)
    call_command("reminders", "preview", "--as-of", str(today))
    shown = capsys.readouterr().out
    assert f"MPS owner <mps.owner@example.org>: {action.reference}: 7 days before the due date (" in shown
    assert f"No recipient: {orphan.reference}: 7 days before the due date (" in shown
    assert Reminder.objects.count() == 0


def test_the_command_sweeps_and_delivers_as_of_a_day(set_action, today, capsys):
    action = set_action(-1)
    before = str(today - timedelta(days=2))
    call_command("reminders", "sweep", "--as-of", before)
    call_command("reminders", "deliver", "--as-of", before)
    assert rows() == [(action.reference, "due-1", "sent", "")]
    assert capsys.readouterr().out.splitlines() == [
        "Checked: 1 recorded, 0 cancelled, 0 reinstated",
        "Delivery: 1 sent, 0 failed, 0 cancelled",
    ]


def test_what_is_no_day_is_told_in_a_sentence(db):
    with pytest.raises(CommandError, match="“2026-13-01” is not a date: no calendar has it"):
        call_command("reminders", "preview", "--as-of", "2026-13-01")


@pytest.mark.parametrize("what", ("sweep", "deliver"))
def test_a_day_to_come_is_for_the_preview_alone(set_action, today, capsys, mailoutbox, what):
    action = set_action(20)
    tomorrow = today + timedelta(days=1)
    call_command("reminders", "preview", "--as-of", str(tomorrow))
    assert action.reference in capsys.readouterr().out
    with pytest.raises(CommandError) as refused:
        call_command("reminders", what, "--as-of", str(tomorrow))
    assert str(refused.value) == (
        f"{tomorrow:%-d %B %Y} is still to come: people would be reminded too early. Only preview looks ahead."
    )
    assert rows() == []
    assert mailoutbox == []
