"""A board's secretary hears what is ready for verification, and which accepted risks are about to run out."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from boards.rules.roles import Seat
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from recommendations import operations
from recommendations.rules.closure import Outcome
from tests import make
from tests.reminders.conftest import deliver_on, parts, rows

TODAY = timezone.localdate


def deliver_all(world) -> None:
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)


def accept_risk(world, days: int) -> None:
    operations.propose_recommendation_closure(
        world.recommendation,
        by=world.liaison,
        statement="Too dear.",
        outcome=Outcome.RISK_ACCEPTED,
        risk_accepted_by="Deputy Mayor",
        risk_accepted_until=TODAY() + timedelta(days=days),
        evidence=[make.evidence()],
    )
    operations.agree_recommendation_closure(world.recommendation, by=world.chair, meeting=world.meeting)


def test_the_secretary_is_told_once_that_everything_was_delivered(kept):
    deliver_all(kept)
    sweep(TODAY())
    sweep(TODAY() + timedelta(days=5))
    assert rows(recipient=kept.secretary) == [("CP16-01", "verify-due-0", "owed", "")]
    assert (
        Reminder.objects.get(recipient=kept.secretary).step_in_words()
        == "On the day it was ready for verification"
    )
    deliver_on(TODAY())
    (message,) = [one for one in mail.outbox if one.to == [kept.secretary.email]]
    for part in parts(message):
        assert "CP16-01" in part
        assert "ready for verification" in part
        assert kept.board.name in part


def test_once_the_board_looks_into_it_nobody_is_told_any_more(kept):
    deliver_all(kept)
    sweep(TODAY())
    operations.begin_review(kept.recommendation, by=kept.chair)
    sweep(TODAY())
    assert rows(recipient=kept.secretary) == [("CP16-01", "verify-due-0", "withdrawn", "finished")]


def test_without_a_lead_board_the_secretary_of_one_that_oversees_the_report_is_told(kept):
    kept.recommendation.lead_board = None
    kept.recommendation.save()
    make.seat(make.person("Other secretary"), kept.other_board, Seat.SECRETARY)
    kept.report.boards.add(kept.other_board)
    deliver_all(kept)
    sweep(TODAY())
    (told,) = Reminder.objects.filter(kind="to_verify")
    assert told.recipient.name in ("Board secretary", "Other secretary")


def test_a_board_without_a_secretary_is_noted_as_nobody_to_tell(world):
    deliver_all(world)
    sweep(TODAY())
    assert rows(kind="to_verify") == [("CP16-01", "verify-due-0", "withdrawn", "nobody")]


@pytest.mark.parametrize(
    ("days_left", "step"),
    (
        (29, None),
        (28, "risk-due-28"),
        (8, "risk-due-28"),
        (7, "risk-due-7"),
        (1, "risk-due-1"),
        (0, "risk-due-1"),
    ),
)
def test_an_accepted_risk_warns_before_it_runs_out(kept, days_left, step):
    accept_risk(kept, 40)
    sweep(TODAY() + timedelta(days=40 - days_left))
    told = rows(kind="risk_of_recommendation")
    assert told == ([("CP16-01", step, "owed", "")] if step else [])


def test_what_was_taken_up_again_warns_no_more(kept):
    accept_risk(kept, 10)
    sweep(TODAY())
    operations.reopen_expired(TODAY() + timedelta(days=11))
    sweep(TODAY() + timedelta(days=11))
    assert rows(kind="risk_of_recommendation") == [("CP16-01", "risk-due-28", "withdrawn", "finished")]


def test_an_action_closed_with_a_risk_warns_the_secretary_too(kept):
    operations.propose_closure(
        kept.action,
        by=kept.liaison,
        statement="Too dear.",
        outcome=Outcome.RISK_ACCEPTED,
        risk_accepted_by="Deputy Mayor",
        risk_accepted_until=TODAY() + timedelta(days=7),
        evidence=[make.evidence()],
    )
    operations.agree_closure(kept.action, by=kept.chair, meeting=kept.meeting)
    sweep(TODAY())
    (told,) = Reminder.objects.filter(kind="risk_of_action")
    assert (told.recipient, told.step) == (kept.secretary, "risk-due-7")
    assert told.step_in_words() == "7 days before the accepted risk runs out"


def test_an_e_mail_about_a_marked_recommendation_says_its_reference_and_nothing_else(kept):
    kept.recommendation.marking = "OFFICIAL-SENSITIVE"
    kept.recommendation.save()
    deliver_all(kept)
    sweep(TODAY())
    deliver_on(TODAY())
    (message,) = [one for one in mail.outbox if one.to == [kept.secretary.email]]
    for part in parts(message):
        assert "CP16-01" in part
        assert kept.recommendation.summary not in part
        assert "verification" not in part
