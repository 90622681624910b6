"""Closures proposed and due dates asked for: the board's secretary hears of what waits for the board's decision."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from recommendations import operations
from recommendations.due.actions import without_recipient
from recommendations.models import Action
from recommendations.rules.closure import Outcome
from tests import make
from tests.reminders.conftest import deliver_on, hearing, last_digest, rows

TODAY = timezone.localdate


def propose(w, action=None) -> None:
    operations.propose_closure(
        action or w.action, by=w.liaison, statement="Done.", evidence=[make.evidence()]
    )


def propose_for_recommendation(w) -> None:
    operations.propose_recommendation_closure(
        w.recommendation,
        by=w.liaison,
        statement="The unit is gone.",
        outcome=Outcome.NO_LONGER_APPLICABLE,
        evidence=[make.evidence()],
    )


def ask(w) -> None:
    new = TODAY() + timedelta(days=60)
    operations.ask_due_date(w.action, by=w.owner, new_due_on=new, reason="The trainer is away.")


WAITING = (
    ("closure_of_action", propose, "closure-"),
    ("closure_of_recommendation", propose_for_recommendation, "closure-"),
    ("new_date_asked", ask, "date-"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "request_it", "prefix"), WAITING, ids=[kind for kind, *_ in WAITING])
def test_the_secretary_hears_on_the_day_and_every_week_then_chair_and_staff(kept, kind, request_it, prefix):
    request_it(kept)
    told = []
    for days in range(36):
        sweep(TODAY() + timedelta(days=days))
        told.append({step.removeprefix(prefix) for _, step in hearing(kind, recipient=kept.secretary)})
    assert told[0] == told[6] == {"due-0"}
    assert told[7] == {"overdue-1w"}
    assert told[28] == {"overdue-4w"}
    assert told[35] == {"overdue-5w"}
    assert hearing(kind, is_escalation=True) == [
        ("Chair", f"{prefix}oversight-28"),
        ("Deputy Mayors staff", f"{prefix}oversight-28"),
    ]


@pytest.mark.parametrize(
    ("request_it", "words"),
    (
        (propose, "Closure was proposed on 10 June 2026 and waits for the board."),
        (propose_for_recommendation, "Closure was proposed on 10 June 2026 and waits for the board."),
        (
            ask,
            "On 10 June 2026 a new due date was asked for: 9 August 2026 instead of 20 June 2026. "
            "Put it to the board",
        ),
    ),
)
def test_the_line_says_what_waits_and_since_when(kept, request_it, words):
    request_it(kept)
    sweep(TODAY())
    deliver_on(TODAY())
    for part in last_digest(kept.secretary):
        assert words in part
        assert kept.board.name in part


def test_the_steps_in_words():
    words = {
        ("closure_of_action", "closure-due-0"): "On the day closure was proposed",
        ("closure_of_recommendation", "closure-overdue-2w"): "2 weeks waiting for a decision on closure",
        ("new_date_asked", "date-due-0"): "On the day a new due date was asked for",
        ("new_date_asked", "date-oversight-28"): "28 days waiting for a decision on its due date",
    }
    assert {at: Reminder(kind=at[0], step=at[1]).step_in_words() for at in words} == words


def test_while_closure_waits_for_the_board_nobody_is_told_that_the_action_is_overdue(kept):
    """The board's secretary hears of the closure; once that is returned the action is chased again, where it stands."""
    kept.mps.lead = kept.liaison
    kept.mps.save()
    late = make.action(
        kept.board,
        by=kept.secretariat,
        owner_organisation=kept.mps,
        owner=kept.owner,
        set_on=TODAY() - timedelta(days=100),
        due_on=TODAY() - timedelta(days=28),
    )
    of_action = Reminder.objects.filter(kind="action_due", subject_id=late.pk)
    sweep(TODAY())
    told = set(of_action.values_list("recipient__name", "step"))
    assert (kept.owner.name, "overdue-4w") in told
    assert (kept.chair.name, "oversight-28") in told
    propose(kept, late)
    sweep(TODAY())
    assert set(of_action.values_list("state", "reason")) == {("withdrawn", "waits")}
    assert (kept.secretary.name, "closure-due-0") in hearing("closure_of_action", subject_id=late.pk)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        sweep(TODAY())
        assert set(of_action.values_list("state", "reason")) == {("withdrawn", "waits")}
        operations.return_closure(late, by=kept.chair, reason="Show what was found.")
        sweep(TODAY())
        owed = set(of_action.filter(state="owed").values_list("recipient__name", "step"))
        assert owed == {(who, "overdue-5w" if step == "overdue-4w" else step) for who, step in told}


def test_nobody_is_missed_who_has_nothing_to_tell_while_closure_waits(kept):
    kept.action.owner = None
    kept.action.save()
    assert without_recipient(Action.objects.filter(pk=kept.action.pk), TODAY()).exists()
    propose(kept)
    assert not without_recipient(Action.objects.filter(pk=kept.action.pk), TODAY()).exists()


def test_the_day_is_that_of_london(kept):
    with time_machine.travel(datetime(2026, 6, 9, 23, 30, tzinfo=UTC)):
        propose(kept)
    sweep(TODAY())
    assert Reminder.objects.get(kind="closure_of_action").due_on == TODAY()


@pytest.mark.parametrize("decision", ("agreed", "returned"))
def test_what_was_decided_waits_no_more(kept, decision):
    propose(kept)
    sweep(TODAY())
    if decision == "agreed":
        operations.agree_closure(kept.action, by=kept.chair, meeting=kept.meeting)
    else:
        operations.return_closure(kept.action, by=kept.chair, reason="Show what was found.")
    sweep(TODAY())
    assert rows(kind="closure_of_action") == [
        (kept.action.reference, "closure-due-0", "withdrawn", "finished")
    ]


def test_a_proposal_made_again_is_sent_again(kept):
    propose(kept)
    sweep(TODAY())
    operations.return_closure(kept.action, by=kept.chair, reason="Show what was found.")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        propose(kept)
        sweep(TODAY())
        assert rows(kind="closure_of_action") == [
            (kept.action.reference, "closure-due-0", "withdrawn", "moved"),
            (kept.action.reference, "closure-due-0", "owed", ""),
        ]


def test_a_date_that_was_agreed_or_declined_waits_no_more(kept):
    ask(kept)
    sweep(TODAY())
    operations.decline_due_date(kept.action, by=kept.chair, reason="The date stands.")
    sweep(TODAY())
    assert rows(kind="new_date_asked") == [(kept.action.reference, "date-due-0", "withdrawn", "finished")]


def test_a_recommendation_whose_entry_was_withdrawn_waits_no_more(kept):
    propose_for_recommendation(kept)
    sweep(TODAY())
    kept.recommendation.withdrawn_on = TODAY()
    kept.recommendation.save()
    sweep(TODAY())
    assert rows(kind="closure_of_recommendation") == [("CP16-01", "closure-due-0", "withdrawn", "finished")]


def test_of_a_restricted_board_its_own_secretary_alone_hears(kept):
    operations.propose_closure(
        kept.restricted_action, by=kept.restricted_owner, statement="Done.", evidence=[make.evidence()]
    )
    sweep(TODAY() + timedelta(days=28))
    deliver_on(TODAY() + timedelta(days=28))
    told = Reminder.objects.filter(kind="closure_of_action", state="sent")
    assert {reminder.recipient.name for reminder in told} == {"Restricted secretary", "Restricted chair"}
    hidden = Reminder.objects.get(kind="closure_of_action", recipient=kept.dmpc_staff)
    assert (hidden.state, hidden.reason) == ("withdrawn", "hidden")


def test_of_a_marked_action_reference_and_link_alone_are_told(kept):
    operations.amend_action(
        kept.action, by=kept.secretariat, marking="OFFICIAL-SENSITIVE", title="Covert tactics"
    )
    propose(kept)
    sweep(TODAY())
    deliver_on(TODAY())
    for part in last_digest(kept.secretary):
        assert kept.action.reference in part
        for content in ("Covert", "Closure", "10 June 2026 and", kept.board.name):
            assert content not in part


def test_a_board_without_a_secretary_is_noted_as_nobody_to_tell(world):
    propose(world)
    sweep(TODAY())
    assert rows(kind="closure_of_action") == [
        (world.action.reference, "closure-due-0", "withdrawn", "nobody")
    ]
