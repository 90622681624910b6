"""Delivery: one digest a person a day, with what they may be told and nothing else, sent once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from boards.models import Membership
from boards.rules.roles import Seat
from oversight.reminders import deliver as delivery
from oversight.reminders.deliver import Delivered, deliver, open_digests
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.smtp import mailer
from oversight.reminders.sweep import Swept, sweep
from oversight.roles import Role
from recommendations import operations
from recommendations.models import Action
from tests import make
from tests.reminders.conftest import at_nine, deliver_on, parts, rows

pytestmark = pytest.mark.sql


def test_one_digest_tells_a_person_all_that_is_owed_by_board_and_urgency(set_action, people, today):
    panel = make.board("AP", name="Audit Panel", slug="audit-panel")
    later = set_action(20, title="Publish the strategy")
    overdue = set_action(-9, board=panel, title="Answer the audit")
    tomorrow = set_action(1, title="Send the figures")
    somebody_elses = set_action(3, owner=people.other_owner, title="Not for this person")
    sweep(today)
    assert deliver_on(today) == Delivered(sent=2)
    message = next(m for m in mail.outbox if m.to == ["mps.owner@example.org"])
    assert message.subject == f"Oversight register: 3 things waiting for you, {today:%-d %B %Y}"
    for text in parts(message):
        order = [
            "Audit Panel",
            overdue.reference,
            "Answer the audit",
            "Overdue by 9 days. Not started.",
            "Child Protection Policing Oversight Group",
            tomorrow.reference,
            "Send the figures",
            "Due tomorrow",
            later.reference,
            "Publish the strategy",
            "Due in 20 days",
        ]
        places = [text.index(words) for words in order]
        assert places == sorted(places)
        assert f"http://127.0.0.1:8000/actions/{overdue.reference}/" in text
        assert f"{later.due_on:%A} {later.due_on.day} {later.due_on:%B %Y}" in text
        assert somebody_elses.reference not in text and somebody_elses.title not in text


def test_the_digest_is_plain_text_and_html_that_fetches_nothing(set_action, today):
    set_action(7, title='Plan <b>"A & B"</b>')
    sweep(today)
    deliver_on(today)
    text, html = parts(mail.outbox[0])
    assert 'Plan <b>"A & B"</b>' in text
    assert "Plan &lt;b&gt;&quot;A &amp; B&quot;&lt;/b&gt;" in html
    assert '<html lang="en-GB">' in html
    assert "<h1>" in html and "<h2>" in html and "<li>" in html
    for fetched in ("<img", "<link", "<script", "style", "url("):
        assert fetched not in html


def test_the_digest_says_that_a_machine_wrote_it_and_carries_the_ledgers_message_id(set_action, today):
    set_action(7)
    sweep(today)
    deliver_on(today)
    headers = mail.outbox[0].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == Digest.objects.get().message_id
    assert headers["From"] == "Oversight register <register@oversight.example>"


def test_what_is_illustrative_says_so(set_action, today):
    Action.objects.filter(pk=set_action(7).pk).update(is_illustrative=True)
    real = set_action(7)
    sweep(today)
    deliver_on(today)
    for text in parts(mail.outbox[0]):
        assert text.count("(illustrative)") == 1
        assert real.reference in text


def test_delivering_twice_sends_once_and_what_is_owed_later_waits_for_tomorrow(set_action, people, today):
    first = set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    second = set_action(5)
    sweep(today)
    assert deliver_on(today) == Delivered()
    assert rows() == [(first.reference, "due-7", "sent", ""), (second.reference, "due-7", "owed", "")]
    tomorrow = today + timedelta(days=1)
    sweep(tomorrow)
    assert deliver_on(tomorrow) == Delivered(sent=1)
    assert [first.reference in parts(m)[0] for m in mail.outbox] == [True, False]
    assert len({digest.message_id for digest in Digest.objects.all()}) == 2


@pytest.mark.parametrize(
    ("moment", "leaves"),
    (
        (datetime(2026, 1, 12, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 12, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 13, 6, 59, tzinfo=UTC), False),  # British Summer Time
        (datetime(2026, 7, 13, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 13, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 13, 23, 30, tzinfo=UTC), False),  # already the 14th in London
    ),
)
def test_no_digest_leaves_before_the_hour_in_london(set_action, people, moment, leaves):
    day = date(moment.year, moment.month, moment.day)
    set_action(7, due_on=day + timedelta(days=3), set_on=date(2025, 1, 1))
    sweep(day)
    assert deliver(moment).sent == leaves
    assert len(mail.outbox) == leaves


# --- What may be told ------------------------------------------------------------------------------


def test_of_a_marked_thing_the_e_mail_carries_reference_and_link_alone(set_action, today):
    secret = set_action(
        -9, title="Covert tactics", complete_when="Told to no one.", marking="OFFICIAL-SENSITIVE"
    )
    sweep(today)
    deliver_on(today)
    message = mail.outbox[0]
    for text in (*parts(message), message.subject):
        for content in ("Covert", "Told to no one", "Child Protection", "verdue", "Not started"):
            assert content not in text
        assert f"{secret.due_on:%B %Y}" not in text.replace(f"{today.day} {today:%B %Y}", "")
    for text in parts(message):
        assert "Marked OFFICIAL-SENSITIVE" in text
        assert secret.reference in text
        assert f"http://127.0.0.1:8000/actions/{secret.reference}/" in text


@pytest.fixture
def restricted(people, today):
    """A restricted board on which the owner has a seat and its secretary keeps an action of theirs."""
    board = make.board("BIL", name="Bi-laterals", slug="bilateral-dmpc", is_restricted=True)
    secretary = make.person("Restricted secretary", organisation=people.mopac)
    make.seat(secretary, board, Seat.SECRETARY)
    people.seat = make.seat(people.owner, board)
    people.restricted_board, people.restricted_secretary = board, secretary
    return make.action(
        board,
        by=secretary,
        owner_organisation=people.mps,
        owner=people.owner,
        title="A restricted thing",
        due_on=today + timedelta(days=5),
    )


def test_a_restricted_thing_is_told_to_a_member(restricted, today):
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    assert "A restricted thing" in parts(mail.outbox[0])[0]


def test_a_restricted_thing_is_not_sent_to_those_who_lost_the_seat_after_it_was_owed(
    restricted, people, today
):
    sweep(today)
    Membership.objects.filter(pk=people.seat.pk).update(until_on=today - timedelta(days=1))
    assert deliver_on(today) == Delivered(cancelled=1)
    assert mail.outbox == []
    assert rows() == [(restricted.reference, "due-7", "withdrawn", "hidden")]
    # It is not taken up again while it stays hidden, and it is once the seat is back.
    assert sweep(today) == Swept()
    Membership.objects.filter(pk=people.seat.pk).update(until_on=None)
    assert sweep(today) == Swept(reinstated=1)
    assert deliver_on(today) == Delivered(sent=1)
    assert rows() == [(restricted.reference, "due-7", "sent", "")]


def test_a_restricted_thing_is_not_told_to_the_organisations_lead_without_a_seat(restricted, people, today):
    people.mps.lead = people.lead
    people.mps.save()
    operations.hand_over(restricted, by=people.restricted_secretary, owner=None, reason="They moved on.")
    sweep(today)
    deliver_on(today)
    assert mail.outbox == []
    assert rows() == [(restricted.reference, "due-7", "withdrawn", "hidden")]


def test_a_hidden_thing_leaves_the_rest_of_the_digest_alone(restricted, set_action, people, today):
    open_to_all = set_action(7)
    sweep(today)
    Membership.objects.filter(pk=people.seat.pk).delete()
    assert deliver_on(today) == Delivered(sent=1)
    text = parts(mail.outbox[0])[0]
    assert open_to_all.reference in text
    assert restricted.reference not in text and "Bi-laterals" not in text


@pytest.mark.parametrize("role", (Role.SECRETARIAT, Role.AUDITOR, Role.ADMINISTRATOR))
def test_the_ledger_shows_restricted_reminders_to_members_alone(restricted, set_action, people, today, role):
    other = set_action(7, owner=people.other_owner)
    sweep(today)
    deliver_on(today)
    reader = make.person(f"Reader {role}", role=role, organisation=people.mopac)
    assert [r.subject for r in Reminder.objects.visible_to(reader)] == [other]
    assert [d.recipient for d in Digest.objects.visible_to(reader)] == [people.other_owner]
    assert [r.subject for r in Reminder.objects.visible_to(people.restricted_secretary)] == [restricted]
    assert [d.recipient for d in Digest.objects.visible_to(people.restricted_secretary)] == [people.owner]
    assert not Reminder.objects.visible_to(make.person("Stranger")).exists()


@pytest.mark.parametrize("change", ("closed", "given away", "moved"))
def test_what_changed_after_it_was_owed_is_not_told(set_action, people, today, change):
    action = set_action(7)
    sweep(today)
    if change == "closed":
        make.bring_to(action, "closed", deliverer=people.owner, decider=people.chair, meeting=people.meeting)
        reason = "finished"
    elif change == "given away":
        operations.hand_over(action, by=people.secretariat, owner=people.other_owner, reason="They moved on.")
        reason = "reassigned"
    else:
        operations.ask_due_date(
            action, by=people.owner, new_due_on=today + timedelta(days=90), reason="Not ready."
        )
        operations.agree_due_date(action, by=people.chair, meeting=people.meeting)
        reason = "moved"
    assert deliver_on(today) == Delivered(cancelled=1)
    assert mail.outbox == []
    assert rows() == [(action.reference, "due-7", "withdrawn", reason)]
    assert Digest.objects.get().answer == "Nothing was left to send."


def test_a_person_whose_digest_was_empty_still_gets_one_the_same_day(set_action, people, today):
    first = set_action(7)
    sweep(today)
    make.bring_to(first, "cancelled", deliverer=people.owner, decider=people.chair, meeting=people.meeting)
    deliver_on(today)
    set_action(5)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    assert Digest.objects.get().state == "sent"


# --- When something goes wrong -----------------------------------------------------------------------


def test_a_digest_that_cannot_be_written_does_not_keep_the_others_back(
    set_action, people, today, monkeypatch
):
    set_action(7)
    set_action(7, owner=people.other_owner)
    sweep(today)
    compose = delivery.compose

    def broken(digest, lines, day):
        if digest.recipient == people.owner:
            raise KeyError("a template that is wrong")
        return compose(digest, lines, day)

    monkeypatch.setattr(delivery, "compose", broken)
    assert deliver_on(today) == Delivered(sent=1, failed=1)
    assert sorted(Reminder.objects.values_list("recipient__name", "state")) == [
        ("Another MPS owner", "sent"),
        ("MPS owner", "owed"),
    ]
    monkeypatch.undo()
    assert deliver_on(today) == Delivered(sent=1)


def die(*args):
    raise SystemExit("killed between the server's acceptance and the commit")


def test_a_process_that_dies_after_sending_repeats_the_same_message_with_nothing_added(
    set_action, people, today, monkeypatch
):
    first = set_action(7)
    sweep(today)
    with monkeypatch.context() as patch:
        patch.setattr(delivery.Delivery, "confirm", die)
        with pytest.raises(SystemExit):
            deliver_on(today)
    assert rows() == [(first.reference, "due-7", "claimed", "")]
    second = set_action(5)
    sweep(today)
    # While the claim is fresh nobody else touches it; later it is taken over.
    assert deliver(at_nine(today) + timedelta(minutes=14)) == Delivered()
    assert deliver(at_nine(today) + timedelta(minutes=16)) == Delivered(sent=1)
    one, again = mail.outbox
    assert one.message()["Message-ID"] == again.message()["Message-ID"]
    assert second.reference not in parts(again)[0]
    assert rows() == [(first.reference, "due-7", "sent", ""), (second.reference, "due-7", "owed", "")]
    assert Digest.objects.get().attempts == 2


def test_a_claim_made_late_in_a_long_run_is_no_older_than_it_is(set_action, today, monkeypatch):
    set_action(7)
    sweep(today)
    open_digests(today)
    with mailer() as way:
        long_run = delivery.Delivery(at_nine(today), way)
        monkeypatch.setattr(delivery, "monotonic", lambda: long_run.began + 20 * 60)
        assert long_run.claim(Digest.objects.get().pk)
    assert deliver(at_nine(today) + timedelta(minutes=34)) == Delivered()
    assert deliver(at_nine(today) + timedelta(minutes=35)) == Delivered(sent=1)


def test_a_slow_process_does_not_write_over_the_one_that_took_its_claim(set_action, today, monkeypatch):
    set_action(7)
    sweep(today)
    confirm = delivery.Delivery.confirm

    def overtaken(self, claim, answer):
        monkeypatch.setattr(delivery.Delivery, "confirm", confirm)
        assert deliver(at_nine(today) + timedelta(hours=1)) == Delivered(sent=1)
        return confirm(self, claim, "too late")

    monkeypatch.setattr(delivery.Delivery, "confirm", overtaken)
    deliver_on(today)
    digest = Digest.objects.get()
    assert (digest.state, digest.attempts, digest.answer) == ("sent", 2, "Taken")
    assert {m.message()["Message-ID"] for m in mail.outbox} == {digest.message_id}


def test_a_digest_not_sent_on_its_day_goes_out_as_the_next_days_only_one(set_action, people, today):
    first = set_action(7)
    sweep(today)
    open_digests(today)
    message_id = Digest.objects.get().message_id
    tomorrow = today + timedelta(days=1)
    second = set_action(5)
    sweep(tomorrow)
    assert deliver_on(tomorrow) == Delivered(sent=1)
    digest = Digest.objects.get()
    assert (digest.on_day, digest.message_id) == (tomorrow, message_id)
    assert [reference in parts(mail.outbox[0])[0] for reference in (first.reference, second.reference)] == [
        True
    ] * 2


def test_a_step_that_passed_before_anybody_swept_is_not_told(set_action, today):
    """Delivery alone, days after the last sweep: what it holds is judged by the day on which it is sent."""
    action = set_action(7)
    sweep(today)
    assert deliver_on(today + timedelta(days=6)) == Delivered(cancelled=1)
    assert mail.outbox == []
    assert rows() == [(action.reference, "due-7", "withdrawn", "overtaken")]
    sweep(today + timedelta(days=6))
    assert deliver_on(today + timedelta(days=6)) == Delivered(sent=1)
    assert rows()[1] == (action.reference, "due-1", "sent", "")


def test_a_delivery_stops_when_its_time_is_up_and_the_next_takes_up_the_rest(set_action, people, today):
    set_action(7)
    set_action(7, owner=people.other_owner)
    sweep(today)
    assert deliver(at_nine(today), within=timedelta(0)) == Delivered()
    assert Reminder.objects.filter(state="owed").count() == 2
    assert deliver_on(today) == Delivered(sent=2)


def test_the_time_of_sending_is_the_true_one(set_action, today):
    set_action(7)
    before = timezone.now()
    sweep(today)
    deliver_on(today)
    reminder = Reminder.objects.get()
    assert reminder.sent_at is not None and before <= reminder.sent_at <= timezone.now()
    assert reminder.sent_at == reminder.digest.sent_at
    assert reminder.attempts == 1


@pytest.mark.slow
def test_three_months_with_an_outage_tell_each_step_once_and_one_digest_a_day(
    set_action, people, today, actions_alone
):
    """A sweep and a delivery every day, none for three weeks: no step twice, none of the missed ones afterwards."""
    actions = [set_action(days) for days in (5, 12, 33, 42)]
    for day in (*range(20), *range(41, 90)):
        sweep(today + timedelta(days=day))
        deliver_on(today + timedelta(days=day))
    told = {
        action.reference: [step for _, step, state, _ in rows(subject_id=action.pk) if state == "sent"]
        for action in actions
    }
    weekly = [f"overdue-{week}w" for week in range(1, 13)]
    assert told == {
        actions[0].reference: ["due-7", "due-1", "due-0", *weekly[:2], *weekly[4:12]],
        actions[1].reference: ["due-28", "due-7", "due-1", "due-0", *weekly[:1], *weekly[3:11]],
        actions[2].reference: ["due-28", *weekly[:8]],
        actions[3].reference: ["due-28", "due-1", "due-0", *weekly[:6]],
    }
    owners = Reminder.objects.filter(is_escalation=False, kind="action_due")
    assert set(owners.values_list("state", flat=True)) == {"sent"}
    assert (
        len(mail.outbox)
        == Digest.objects.count()
        == len(set(Digest.objects.values_list("recipient", "on_day")))
    )
