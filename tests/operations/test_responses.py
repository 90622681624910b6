"""The response to a report under its statutory clock: comments, more time, publication, and lateness kept for ever."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from recommendations import operations
from recommendations.models import Recommendation, Report
from recommendations.rules import statutory
from recommendations.rules.closure import Decision
from tests import make

TODAY = timezone.localdate
WHERE = "https://example.org/response"


@pytest.fixture
def report(world) -> Report:
    """Published ten days ago under s.55, its one recommendation answered."""
    return under(world, "s55", TODAY() - timedelta(days=10))


def under(world, basis: str, published_on: date, **changes) -> Report:
    changes = {"statutory_basis": basis, "published_on": published_on, **changes}
    operations.amend_report(world.report, by=world.secretariat, changes=changes)
    operations.respond(
        world.recommendation, by=world.secretariat, response="accepted", explanation="It is being done."
    )
    return world.report


def publish(report, world, on: date | None = None, where: str = WHERE, **values) -> None:
    operations.publish_response(
        report, by=world.secretariat, published_on=on or TODAY(), where=where, **values
    )


# --- The clock -----------------------------------------------------------------------------------


def test_lynemouths_response_is_due_on_a_bank_holiday(world):
    report = under(world, "s55", date(2019, 3, 12))
    assert report.response_due_on == date(2019, 5, 6)
    words = statutory.in_words(report.statutory_basis, report.published_on)
    assert "Published 12 March 2019 (day 1); day 56 is 6 May 2019." in words
    assert "Police Act 1996 s.55" in words


def test_the_inspection_of_2016_has_no_last_day(world):
    assert under(world, "s55", date(2016, 11, 25)).response_due_on is None


def test_a_notice_sets_its_own_term_in_its_own_words(world):
    report = under(world, "notice", date(2018, 11, 13), term_text="within six months")
    assert report.response_due_on == date(2019, 5, 13)
    assert "within six months" in statutory.in_words("notice", report.published_on, report.term_text).lower()


def test_what_follows_from_publication_moves_with_its_corrected_day(world, report):
    part = operations.record_recommendation(
        Recommendation(report=report, summary="Train everybody.", deadline_text="within three months"),
        by=world.secretariat,
    )
    assert part.deadline_basis == "relative"
    operations.amend_report(report, by=world.secretariat, changes={"published_on": date(2016, 11, 25)})
    part.refresh_from_db()
    assert part.deadline_on == date(2017, 2, 25)


# --- The Commissioner's comments -------------------------------------------------------------------


def test_comments_are_invited_for_a_day_that_leaves_time_to_publish(world, report):
    for invited, due, field in (
        (report.published_on - timedelta(days=1), TODAY(), "invited_on"),
        (TODAY() + timedelta(days=1), TODAY() + timedelta(days=2), "invited_on"),
        (TODAY(), TODAY() - timedelta(days=1), "comments_due_on"),
        (TODAY(), report.response_due_on + timedelta(days=1), "comments_due_on"),
    ):
        with pytest.raises(RuleBroken) as refused:
            operations.invite_comments(report, by=world.secretariat, invited_on=invited, comments_due_on=due)
        assert refused.value.field == field
    operations.invite_comments(
        report, by=world.secretariat, invited_on=TODAY(), comments_due_on=report.response_due_on
    )
    assert (report.invited_on, report.comments_due_on) == (TODAY(), report.response_due_on)


def test_no_law_but_s55_invites_the_commissioner(world):
    report = under(world, "none", TODAY() - timedelta(days=10))
    with pytest.raises(WrongState, match=r"under s\.55 alone"):
        operations.invite_comments(report, by=world.secretariat, invited_on=TODAY(), comments_due_on=TODAY())


def test_the_commissioners_comments_and_mopacs_stand_apart(world, report):
    with pytest.raises(RuleBroken, match="no comments of the Commissioner to reply to"):
        operations.comment_report(report, by=world.secretariat, reply="Thank you.")
    operations.give_comments(report, by=world.liaison, comments="The force agrees.")
    operations.comment_report(
        report, by=world.secretariat, comments="MOPAC will follow it.", reply="Thank you."
    )
    assert report.commissioner_comments == "The force agrees."
    assert report.comments_received_on == TODAY()
    assert (report.mopac_comments, report.mopac_reply) == ("MOPAC will follow it.", "Thank you.")


def test_whom_nothing_is_asked_of_gives_no_comments(world, report):
    for by in (world.other_liaison, world.owner, world.chair, world.dmpc_staff):
        with pytest.raises(NotAllowed):
            operations.give_comments(report, by=by, comments="We agree.")


# --- More time ------------------------------------------------------------------------------------


def test_more_time_is_granted_only_where_it_was_applied_for_before_the_time_was_over(world):
    report = under(world, "iopc_28b", TODAY() - timedelta(days=60))
    last = report.response_due_on
    given = {"new_due_on": last + timedelta(days=30), "reason": "A trial is under way."}
    with pytest.raises(RuleBroken, match="only if it is applied for before that") as refused:
        operations.ask_extension(report, by=world.secretariat, applied_on=last + timedelta(days=1), **given)
    assert refused.value.field == "applied_on"
    operations.ask_extension(report, by=world.secretariat, applied_on=last, **given)
    assert report.response_due_on == last, "the last day stands until more is granted"
    with pytest.raises(WrongState, match="already waiting"):
        operations.ask_extension(report, by=world.secretariat, applied_on=last, **given)
    operations.grant_extension(report, by=world.secretariat, answered_on=TODAY())
    assert report.response_due_on == last + timedelta(days=30)
    assert report.extensions.get().old_due_on == last


def test_a_correction_of_the_report_keeps_the_time_that_was_granted(world):
    report = under(world, "iopc_28b", TODAY() - timedelta(days=10))
    later = report.response_due_on + timedelta(days=28)
    operations.ask_extension(
        report, by=world.secretariat, applied_on=TODAY(), new_due_on=later, reason="A trial."
    )
    operations.grant_extension(report, by=world.secretariat, answered_on=TODAY())
    operations.amend_report(report, by=world.secretariat, changes={"title": "Another title"})
    assert report.response_due_on == later


def test_refused_time_leaves_the_last_day_as_it_was(world):
    report = under(world, "iopc_28b", TODAY() - timedelta(days=10))
    last = report.response_due_on
    operations.ask_extension(
        report, by=world.secretariat, applied_on=TODAY(), new_due_on=last + timedelta(days=9), reason="r"
    )
    with pytest.raises(RuleBroken) as refused:
        operations.refuse_extension(
            report, by=world.secretariat, answered_on=TODAY() - timedelta(days=1), reason="Too late."
        )
    assert refused.value.field == "answered_on"
    operations.refuse_extension(report, by=world.secretariat, answered_on=TODAY(), reason="No ground.")
    assert report.response_due_on == last
    assert report.extensions.get().decision == Decision.DECLINED


def test_s55_allows_no_extension(world, report):
    with pytest.raises(WrongState, match="cannot be extended"):
        operations.ask_extension(
            report, by=world.secretariat, applied_on=TODAY(), new_due_on=TODAY() + timedelta(90), reason="r"
        )


# --- Publication ----------------------------------------------------------------------------------


def test_a_response_is_not_published_while_a_recommendation_lacks_its_explanation(world, report, settings):
    make.recommendation(report, "CP16-02")
    make.recommendation(report, "CP16-C", type="cause_of_concern")
    make.recommendation(report, "CP16-T", standing="theme")
    make.recommendation(report, "CP16-01a", parent=world.recommendation, limb="a")
    make.recommendation(report, "CP16-A", type="afi")
    with pytest.raises(RuleBroken, match=r"Lacking: CP16-02, CP16-A\."):
        publish(report, world)
    settings.AFIS_NEED_EXPLANATION = False
    with pytest.raises(RuleBroken, match=r"Lacking: CP16-02\."):
        publish(report, world)
    late = Recommendation.objects.get(reference="CP16-02")
    operations.respond(late, by=world.secretariat, response="rejected", explanation="It is done elsewhere.")
    publish(report, world)
    assert report.comments_published_on == TODAY()


def test_it_is_met_by_publication_at_an_address_and_not_before_the_report(world, report):
    for values, field in (
        ({"where": ""}, "where"),
        ({"on": TODAY() + timedelta(days=1)}, "published_on"),
        ({"on": report.published_on - timedelta(days=1)}, "published_on"),
    ):
        with pytest.raises(RuleBroken) as refused:
            publish(report, world, **values)
        assert refused.value.field == field
    assert report.comments_published_on is None


def test_late_is_late_for_ever(world):
    report = under(world, "s55", date(2019, 3, 12))
    publish(report, world, date(2019, 5, 18), copied_to="HMICFRS; Home Secretary")
    for later in (date(2019, 6, 1), date(2026, 1, 1)):
        assert statutory.days_late(report.response_due_on, report.comments_published_on, later) == 12
    for name, value in (
        ("published_on", date(2019, 4, 12)),
        ("statutory_basis", "none"),
        ("response_due_on", date(2019, 7, 1)),
    ):
        with pytest.raises(RuleBroken, match="no longer changes"):
            operations.amend_report(report, by=world.secretariat, changes={name: value})
    with pytest.raises(RuleBroken, match="Record the response as published"):
        operations.amend_report(
            report, by=world.secretariat, changes={"comments_published_on": date(2019, 5, 1)}
        )


def test_a_wrong_record_of_publication_is_taken_back_and_stays_in_the_history(world, report):
    publish(report, world)
    with pytest.raises(WrongState):
        publish(report, world)
    operations.withdraw_publication(report, by=world.secretariat, reason="That was the interim one.")
    assert report.comments_published_on is None
    event = Event.objects.about(report).first()
    assert event.before["comments_published_on"] == TODAY().isoformat()
    publish(report, world)


# --- A report arrives -----------------------------------------------------------------------------


def test_recommendations_take_the_next_reference_of_their_report(world):
    entered = [
        operations.record_recommendation(
            Recommendation(report=world.report, summary=summary), by=world.secretariat
        ).reference
        for summary in ("First.", "Second.")
    ]
    assert entered == ["CP16-02", "CP16-03"]
    fresh = make.report("peel-2019", boards=[world.board])
    first = operations.record_recommendation(
        Recommendation(report=fresh, summary="First."), by=world.secretariat
    )
    assert first.reference == "PEEL-2019-01"


def test_what_a_deadline_means_is_read_from_its_text_unless_somebody_said_so(world, report):
    def entered(**values) -> Recommendation:
        one = Recommendation(report=report, summary="s", **values)
        return operations.record_recommendation(one, by=world.secretariat)

    assert entered(deadline_text="by the end of 2030").deadline_on == date(2030, 12, 31)
    gate = entered(deadline_text="before any further trials")
    assert (gate.deadline_basis, gate.deadline_on) == ("gate", None)
    assert gate.deadline_condition
    said = entered(deadline_text="within reason", deadline_basis="recurring")
    assert said.deadline_basis == "recurring"
    corrected = entered(deadline_text="soon")
    operations.amend_recommendation(
        corrected, by=world.secretariat, changes={"deadline_text": "by 31 December 2031"}
    )
    assert corrected.deadline_on == date(2031, 12, 31)
