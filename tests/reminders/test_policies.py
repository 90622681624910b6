"""A board may have steps of its own for a kind of reminder, tried out on the next weeks before they are kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from boards import operations
from boards.due.schedules import as_policy, schedule_of
from boards.models import ReminderPolicy
from boards.models.reminder_policy import days_before
from boards.rules.roles import Seat
from oversight.errors import NotAllowed
from oversight.models import Event
from oversight.reminders.ledger import Reminder
from oversight.reminders.schedule import Schedule
from oversight.reminders.states import State
from oversight.reminders.sweep import sweep
from oversight.roles import Role
from recommendations.rules.reminders import ACTION_DUE
from tests import make
from tests.reminders.conftest import deliver_on, hearing, rows

OWN = {"before": "14, 3", "weeks_between": 2, "lead_days": None, "secretary_days": 10, "oversight_days": 20}


@pytest.fixture
def everybody(people):
    """Somebody in every place of those who hear."""
    people.mps.lead = people.lead
    people.mps.save()
    people.secretary = make.person("Board secretary", organisation=people.mopac)
    make.seat(people.secretary, people.board, Seat.SECRETARY)
    people.staff = make.person("Staff", role=Role.DMPC_STAFF, organisation=people.mopac)
    return people


def test_a_board_with_steps_of_its_own_goes_by_them_and_another_by_the_default(set_action, people, today):
    other = make.board("AP", name="Audit Panel", slug="audit-panel")
    operations.set_reminder_policy(people.board, "action_due", by=people.secretariat, changes=OWN)
    for due_in in (28, 14, 7, 3, -7, -14):
        set_action(due_in)
        set_action(due_in, board=other)
    sweep(today)
    steps = {row[:2] for row in rows()}
    assert {step for reference, step in steps if reference.startswith("CPPOG")} == {
        "due-14",
        "due-3",
        "overdue-2w",
    }
    assert {step for reference, step in steps if reference.startswith("AP")} == {
        "due-28",
        "due-7",
        "overdue-1w",
        "overdue-2w",
    }


def test_who_else_hears_and_when_is_the_boards_own_too(set_action, everybody, today):
    operations.set_reminder_policy(everybody.board, "action_due", by=everybody.secretariat, changes=OWN)
    set_action(-20)
    sweep(today)
    told = Reminder.objects.filter(is_escalation=True).values_list("recipient__name", "step").order_by("step")
    assert sorted(told) == [
        ("Board secretary", "secretary-10"),
        ("Chair", "oversight-20"),
        ("Staff", "oversight-20"),
    ]


def test_what_is_being_sent_while_the_board_takes_other_days_is_not_owed_again(set_action, everybody, today):
    late = set_action(-20)
    sweep(today)
    told = Reminder.objects.filter(recipient=everybody.secretary, subject_id=late.pk, is_escalation=True)
    told.update(state=State.CLAIMED)
    operations.set_reminder_policy(everybody.board, "action_due", by=everybody.secretariat, changes=OWN)
    sweep(today)
    assert list(told.values_list("step", "state")) == [("secretary-14", "claimed")]


def test_who_was_reminded_that_a_thing_is_late_is_not_reminded_again_at_other_days(
    set_action, everybody, today
):
    late = set_action(-20)
    sweep(today)
    deliver_on(today)
    told = Reminder.objects.filter(recipient=everybody.secretary, subject_id=late.pk, is_escalation=True)
    assert list(told.values_list("step", "state")) == [("secretary-14", "sent")]
    operations.set_reminder_policy(everybody.board, "action_due", by=everybody.secretariat, changes=OWN)
    for number in (1, 2):
        sweep(today + timedelta(days=number))
        deliver_on(today + timedelta(days=number))
    assert list(told.values_list("step", "state")) == [("secretary-14", "sent")]
    assert hearing("action_due", recipient=everybody.chair) == [("Chair", "oversight-20")]  # not told before


def test_a_step_not_sent_before_the_board_had_others_is_told_once_at_the_present_one(
    set_action, everybody, today
):
    late = set_action(-20)
    sweep(today)
    operations.set_reminder_policy(everybody.board, "action_due", by=everybody.secretariat, changes=OWN)
    sweep(today)
    deliver_on(today)
    operations.reset_reminder_policy(everybody.board, "action_due", by=everybody.secretariat)
    sweep(today)
    told = Reminder.objects.filter(recipient=everybody.secretary, subject_id=late.pk, is_escalation=True)
    assert sorted(told.values_list("step", "state", "reason")) == [
        ("secretary-10", "sent", ""),
        ("secretary-14", "withdrawn", "overtaken"),
    ]
    assert told.get(step="secretary-14").get_reason_display() == "Another step took its place"


def test_given_up_the_default_holds_again_and_each_thing_is_told_once_at_its_present_step(
    set_action, people, today
):
    operations.set_reminder_policy(people.board, "action_due", by=people.secretariat, changes=OWN)
    set_action(14)
    sweep(today)
    deliver_on(today)
    operations.reset_reminder_policy(people.board, "action_due", by=people.secretariat)
    for days in (1, 1, 2):
        sweep(today + timedelta(days=days))
        deliver_on(today + timedelta(days=days))
    assert [row[1:3] for row in rows()] == [("due-14", "sent"), ("due-28", "sent")]


def test_a_policy_is_recorded_and_its_versions_kept(people):
    operations.set_reminder_policy(people.board, "action_due", by=people.secretariat, changes=OWN)
    operations.set_reminder_policy(
        people.board, "action_due", by=people.secretariat, changes=OWN | {"weeks_between": 1}
    )
    operations.reset_reminder_policy(people.board, "action_due", by=people.secretariat)
    told = Event.objects.about(people.board).order_by("pk").values_list("step", "note")
    assert list(told)[-3:] == [
        ("set_reminder_policy", "action_due"),
        ("set_reminder_policy", "action_due"),
        ("reset_reminder_policy", "action_due"),
    ]
    changed = Event.objects.about(people.board).order_by("pk")[1]
    assert (changed.before, changed.after) == ({"weeks_between": 2}, {"weeks_between": 1})
    assert list(ReminderPolicy.history.order_by("history_id").values_list("history_type", flat=True)) == [
        "+",
        "~",
        "-",
    ]


def test_who_keeps_the_board_sets_it_and_nobody_else(people):
    secretary = make.person("Board secretary", organisation=people.mopac)
    make.seat(secretary, people.board, Seat.SECRETARY)
    operations.set_reminder_policy(people.board, "action_due", by=secretary, changes=OWN)
    for person in (people.chair, people.lead, make.person("Auditor", role=Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            operations.set_reminder_policy(people.board, "action_due", by=person, changes=OWN)
        with pytest.raises(NotAllowed):
            operations.reset_reminder_policy(people.board, "action_due", by=person)


@pytest.mark.parametrize(
    ("text", "days"),
    (("28, 7, 1, 0", (28, 7, 1, 0)), ("0 7,7 ,28", (28, 7, 0)), ("", ()), ("366", (366,))),
)
def test_days_are_read_as_people_type_them(text, days):
    assert days_before(text) == days


@pytest.mark.parametrize("text", ("a week", "-1", "1.5", "400", "1,2,3,4,5,6,7,8,9,10,11"))
def test_what_are_no_days_is_refused(text):
    with pytest.raises(ValidationError, match="Give"):
        days_before(text)


def test_a_schedule_and_its_policy_say_the_same():
    assert schedule_of(ReminderPolicy(**as_policy(ACTION_DUE)), ACTION_DUE) == ACTION_DUE


@pytest.mark.parametrize(
    ("schedule", "words"),
    (
        (ACTION_DUE, "28, 7 and 1 days before, on the day, every week after it"),
        (Schedule(before=(1,)), "1 day before"),
        (Schedule(before=(), weeks_between=4), "every 4 weeks after it"),
    ),
)
def test_a_schedule_in_words(schedule, words):
    assert schedule.in_words() == words


# --- The people ------------------------------------------------------------------------------------


def test_the_admin_shows_every_kind_tries_steps_out_and_keeps_them(set_action, people, client):
    set_action(-10)
    client.force_login(people.secretariat)
    address = f"/admin/boards/board/{people.board.pk}/reminders/"
    assert address in client.get(f"/admin/boards/board/{people.board.pk}/change/").content.decode()
    assert "28, 7 and 1 days before, on the day, every week after it" in client.get(address).content.decode()
    of_kind = f"{address}action_due/"
    assert 'value="28, 7, 1, 0"' in client.get(of_kind).content.decode()
    tried = client.post(of_kind, OWN | {"lead_days": "", "_preview": ""}).content.decode()
    assert "14 and 3 days before, every 2 weeks after it" in tried
    assert "By person" in tried
    assert "The next 90 days" in tried
    assert not ReminderPolicy.objects.exists()
    kept = client.post(of_kind, OWN | {"lead_days": "", "_save": ""}, follow=True).content.decode()
    assert "The board’s own" in kept
    policy = ReminderPolicy.objects.get()
    assert (policy.before, policy.weeks_between, policy.lead_days, policy.secretary_days) == (
        "14, 3",
        2,
        None,
        10,
    )
    client.post(of_kind, {"_reset": ""})
    assert not ReminderPolicy.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    (
        ({"before": "soon"}, "whole numbers of days"),
        ({"before": "", "weeks_between": 0}, "Give at least one step"),
        ({"secretary_days": 0}, "greater than or equal to 1"),
        ({"weeks_between": 99}, "less than or equal to 52"),
    ),
)
def test_the_admin_says_what_is_wrong_and_keeps_nothing(people, client, given, said):
    client.force_login(people.secretariat)
    sent = {**OWN, "lead_days": "", **given, "_save": ""}
    answer = client.post(f"/admin/boards/board/{people.board.pk}/reminders/action_due/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ReminderPolicy.objects.exists()


def test_others_are_refused_and_an_unknown_kind_is_not_found(people, client):
    address = f"/admin/boards/board/{people.board.pk}/reminders/"
    client.force_login(people.secretariat)
    assert client.get(f"{address}birthday/").status_code == 404
    client.force_login(make.person("Auditor", role=Role.AUDITOR, organisation=people.mopac))
    assert client.get(address).status_code == 403
    assert client.post(f"{address}action_due/", OWN | {"lead_days": ""}).status_code == 403
