"""The clocks of the response to a report: the Commissioner's comments by the day that was set, then the response by its
last day, told whatever people chose to hear of; nothing that was over when it was entered."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from boards.rules.roles import Seat
from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from recommendations import operations
from recommendations.models import Report
from tests import make
from tests.reminders.conftest import deliver_on, hearing, last_digest, rows

TODAY = timezone.localdate


def in_days(days: int) -> date:
    return TODAY() + timedelta(days=days)


@pytest.fixture
def published(kept):
    """A report under s.55 of the board, whose last day is in so many days."""

    def given(days: int, **values) -> Report:
        values = {
            "boards": [kept.board],
            "published_on": in_days(days - 55),
            "statutory_basis": "s55",
        } | values
        return make.report("inspection-2026", response_due_on=in_days(days), **values)

    return given


@pytest.fixture
def invited(kept, published):
    """The same, with the comments asked for by a day in so many days and one recommendation of the MPS."""

    def given(days: int, **values) -> Report:
        report = published(30, invited_on=in_days(-20), comments_due_on=in_days(days), **values)
        make.recommendation(report, addressed_to=[kept.council, kept.mps])
        return report

    for organisation, lead in ((kept.mps, kept.liaison), (kept.council, kept.other_liaison)):
        organisation.lead = lead
        organisation.save()
    return given


# --- The response ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "step"),
    (
        (29, None),
        (28, "due-28"),
        (15, "due-28"),
        (14, "due-14"),
        (7, "due-7"),
        (1, "due-1"),
        (0, "due-0"),
        (-6, "due-0"),
        (-7, "overdue-1w"),
        (-28, "overdue-4w"),
    ),
)
def test_the_secretary_hears_of_the_last_day(kept, published, days, step):
    published(days)
    sweep(TODAY())
    assert hearing("response_due", is_escalation=False) == (
        [("Board secretary", f"response-{step}")] if step else []
    )


def test_chair_and_staff_hear_as_soon_as_the_last_day_has_passed(kept, published):
    published(0)
    sweep(TODAY())
    assert hearing("response_due", is_escalation=True) == []
    sweep(in_days(1))
    assert hearing("response_due", is_escalation=True) == [
        ("Chair", "response-oversight-1"),
        ("Deputy Mayors staff", "response-oversight-1"),
    ]


def test_a_clock_of_the_law_is_always_told(kept, published):
    published(7)
    sweep(TODAY())
    assert set(Reminder.objects.filter(kind="response_due").values_list("is_always_sent", flat=True)) == {
        True
    }


def test_a_last_day_on_a_bank_holiday_is_notified_on_the_working_day_before_and_stays_where_it_is(
    kept, published
):
    published(82)  # Monday 31 August 2026, the summer bank holiday
    sweep(date(2026, 8, 27))
    sweep(date(2026, 8, 28))
    told = Reminder.objects.get(kind="response_due", state="owed")
    assert (told.step, told.due_on) == ("response-due-0", date(2026, 8, 31))


def test_the_line_says_what_is_still_to_come(kept, published):
    report = published(7)
    sweep(TODAY())
    assert Reminder.objects.get(kind="response_due").step_in_words() == (
        "7 days before the last day for the response"
    )
    deliver_on(TODAY())
    for part in last_digest(kept.secretary):
        assert report.title in part
        assert (
            "The last day for the response is Wednesday 17 June 2026. Due in 7 days. It is not recorded as "
            "published. The Commissioner’s comments are not invited yet."
        ) in part
        assert "Responses to reports" in part
        assert f"/reports/{report.reference}/" in part


def test_what_is_late_is_not_said_to_be_unpublished_but_not_recorded(kept, published):
    published(-9, statutory_basis="iopc_28b")
    sweep(TODAY())
    deliver_on(TODAY())
    for part in last_digest(kept.secretary):
        assert "9 days past the last day. It is not recorded as given." in part
        assert "Commissioner" not in part


def test_once_it_is_published_nobody_is_told(kept, published):
    report = published(7)
    sweep(TODAY())
    operations.publish_response(
        report, by=kept.secretariat, published_on=TODAY(), where="https://example.org/response"
    )
    sweep(TODAY())
    assert rows(kind="response_due") == [("inspection-2026", "response-due-7", "withdrawn", "finished")]


def test_more_time_moves_the_day(kept, published):
    report = published(7, statutory_basis="iopc_28b")
    sweep(TODAY())
    operations.ask_extension(
        report, by=kept.secretariat, applied_on=TODAY(), new_due_on=in_days(60), reason="It takes longer."
    )
    operations.grant_extension(report, by=kept.secretariat, answered_on=TODAY())
    sweep(TODAY())
    assert rows(kind="response_due") == [("inspection-2026", "response-due-7", "withdrawn", "moved")]


@pytest.mark.parametrize("days", (-28, -29, -400))
def test_what_was_long_over_when_it_was_entered_is_not_chased(kept, published, days):
    published(days)
    sweep(TODAY())
    assert Reminder.objects.filter(kind="response_due").exists() == (days == -28)


def test_what_was_entered_in_time_is_chased_for_as_long_as_it_takes(kept, published):
    published(7)
    sweep(in_days(7 + 7 * 60))
    assert hearing("response_due", is_escalation=False) == [("Board secretary", "response-overdue-60w")]


@pytest.mark.slow
def test_the_register_of_2018_19_reminds_nobody(db):
    call_command("load_register", stdout=StringIO())
    assert Report.objects.filter(response_due_on__lt=TODAY(), comments_published_on__isnull=True).exists()
    sweep(TODAY())
    assert not Reminder.objects.exists()


def test_of_several_boards_the_secretary_who_has_sat_longest_hears(kept, published):
    longest = make.person("Longest secretary")
    make.seat(longest, kept.other_board, Seat.SECRETARY, from_on=in_days(-900))
    published(7, boards=[kept.board, kept.other_board])
    sweep(TODAY())
    assert hearing("response_due") == [("Longest secretary", "response-due-7")]


def test_where_no_board_has_a_secretary_the_lead_of_the_policing_body_hears(world):
    world.mopac.lead = world.colleague
    world.mopac.save()
    for reference, boards in (("overseen", [world.other_board]), ("not-overseen", [])):
        make.report(reference, statutory_basis="s55", response_due_on=in_days(7), boards=boards)
    sweep(TODAY())
    assert hearing("response_due") == [("Secretariat colleague", "response-due-7")] * 2


def test_a_report_of_a_restricted_board_is_told_to_its_members_alone(kept):
    kept.mopac.lead = kept.colleague
    kept.mopac.save()
    make.report(
        "restricted-inspection", boards=[kept.restricted], statutory_basis="s55", response_due_on=in_days(-1)
    )
    sweep(TODAY())
    deliver_on(TODAY())
    assert {
        to for message in mail.outbox for to in message.to if "restricted-inspection" in message.body
    } == {
        kept.restricted_secretary.email,
        kept.restricted_chair.email,
    }


def test_of_a_marked_report_reference_and_link_alone_are_told(kept, published):
    report = published(7, title="Covert tactics", marking="OFFICIAL-SENSITIVE")
    sweep(TODAY())
    deliver_on(TODAY())
    for part in last_digest(kept.secretary):
        assert report.reference in part
        for content in ("Covert", "esponse", "17 June"):
            assert content not in part


def test_a_long_reference_stands_whole_in_the_ledger(kept, published):
    published(7)
    Report.objects.filter(reference="inspection-2026").update(reference="inspection-" * 5 + "2026")
    sweep(TODAY())
    assert rows(kind="response_due")[0][0] == "inspection-" * 5 + "2026"


# --- The Commissioner's comments ----------------------------------------------------------------------


@pytest.mark.parametrize(("days", "step"), ((15, "due-28"), (7, "due-7"), (0, "due-0"), (-7, "overdue-1w")))
def test_the_forces_lead_and_the_secretary_hear_of_the_comments(kept, invited, days, step):
    invited(days)
    sweep(TODAY())
    assert hearing("comments_due", is_escalation=False) == [
        ("Board secretary", f"comments-{step}"),
        ("MPS liaison", f"comments-{step}"),
    ]


def test_who_is_both_is_reminded_once(kept, invited):
    invited(7)
    kept.mps.lead = kept.secretary
    kept.mps.save()
    sweep(TODAY())
    assert hearing("comments_due") == [("Board secretary", "comments-due-7")]


def test_without_a_secretary_the_lead_hears_all_the_same_and_nobody_is_missed(kept, invited):
    invited(7)
    kept.secretary.memberships.update(until_on=in_days(-1))
    sweep(TODAY())
    assert hearing("comments_due") == [("MPS liaison", "comments-due-7")]
    assert not Reminder.objects.filter(kind="comments_due", recipient=None).exists()


def test_chair_and_staff_hear_when_they_are_a_week_late(kept, invited):
    invited(-6)
    sweep(TODAY())
    assert hearing("comments_due", is_escalation=True) == []
    sweep(in_days(1))
    assert hearing("comments_due", is_escalation=True) == [
        ("Chair", "comments-oversight-7"),
        ("Deputy Mayors staff", "comments-oversight-7"),
    ]


def test_comments_that_came_are_awaited_no_more(kept, invited):
    report = invited(7)
    sweep(TODAY())
    operations.give_comments(report, by=kept.liaison, comments="The force accepts what was found.")
    sweep(TODAY())
    assert {row[2:] for row in rows(kind="comments_due")} == {("withdrawn", "finished")}


def test_the_lead_is_told_what_is_asked_for_and_by_when(kept, invited):
    invited(-2)
    sweep(TODAY())
    deliver_on(TODAY())
    for part in last_digest(kept.liaison):
        assert "The Commissioner’s comments are asked for by Monday 8 June 2026." in part
        assert "2 days past the day set for them." in part


def test_a_lead_who_may_not_see_the_report_hears_nothing_of_its_comments(kept, invited):
    report = invited(7)
    report.boards.set([kept.restricted])
    sweep(TODAY())
    deliver_on(TODAY())
    told = Reminder.objects.get(kind="comments_due", recipient=kept.liaison)
    assert (told.state, told.reason) == ("withdrawn", "hidden")
