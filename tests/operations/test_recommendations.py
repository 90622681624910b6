"""The four statuses of a recommendation, each moved by its own steps, and how it leaves the register."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from recommendations import operations
from recommendations.models import Action, ClosureRequest, Recommendation, RecommendationLink
from recommendations.rules.closure import Decision, Outcome
from tests import make

TODAY = timezone.localdate


@pytest.fixture
def one(world):
    """A recommendation without actions, so that its delivery is reported and not worked out."""
    world.action.recommendations.clear()
    return world.recommendation


def delivered(one, world) -> Recommendation:
    operations.report_delivery(one, by=world.liaison, delivery="reported_complete", text="All done.")
    return one


def verified(one, world) -> Recommendation:
    operations.begin_review(delivered(one, world), by=world.chair)
    operations.verify(one, by=world.chair, meeting=world.meeting, item=1)
    return one


def proposed(one, world, **values) -> ClosureRequest:
    given = {"statement": "It ended.", "evidence": [make.evidence()]} | values
    operations.propose_recommendation_closure(one, by=world.liaison, **given)
    return one.closure_requests.get(decision=Decision.OPEN)


def closed(one, world, **values) -> Recommendation:
    proposed(one, world, **{"outcome": Outcome.NO_LONGER_APPLICABLE, **values})
    operations.agree_recommendation_closure(one, by=world.chair, meeting=world.meeting)
    return one


def last_step(record) -> str:
    return Event.objects.about(record).first().step


# --- Response ------------------------------------------------------------------------------------


def test_a_response_says_something_and_explains_it(one, world):
    for response, explanation, field in (
        ("awaiting", "Because.", "response"),
        ("rejected", "  ", "explanation"),
    ):
        with pytest.raises(RuleBroken) as refused:
            operations.respond(one, by=world.secretariat, response=response, explanation=explanation)
        assert refused.value.field == field
    assert one.response == "" and not Event.objects.about(one).filter(step="respond").exists()


def test_an_accepted_answer_moves_no_delivery(one, world):
    before = (one.delivery, one.verification, one.outcome)
    operations.respond(one, by=world.secretariat, response="accepted", explanation="It will be done.")
    one.refresh_from_db()
    assert one.response == "accepted"
    assert (one.delivery, one.verification, one.outcome) == before


def test_the_commissioners_comment_stands_apart_from_the_explanation(one, world):
    operations.respond(one, by=world.secretariat, response="accepted_in_part", explanation="Half of it.")
    operations.comment_recommendation(one, by=world.liaison, comment="The force would do all of it.")
    assert (one.response_explanation, one.commissioner_comment) == (
        "Half of it.",
        "The force would do all of it.",
    )


def test_a_published_response_changes_only_for_a_stated_reason(one, world):
    operations.respond(one, by=world.secretariat, response="accepted", explanation="Yes.")
    operations.publish_response(
        world.report, by=world.secretariat, published_on=TODAY(), where="https://example.org/r"
    )
    one.refresh_from_db()
    with pytest.raises(RuleBroken, match="say why it changes"):
        operations.respond(one, by=world.secretariat, response="rejected", explanation="No.")
    operations.respond(
        one, by=world.secretariat, response="rejected", explanation="No.", note="The law changed."
    )
    assert one.response == "rejected"


def test_no_status_can_be_corrected_past_its_step(one, world):
    for name, value in (
        ("response", "accepted"),
        ("response_explanation", "Yes."),
        ("delivery", "in_progress"),
        ("verification", "verified"),
        ("commissioner_comment", "Hm."),
    ):
        with pytest.raises(RuleBroken) as refused:
            operations.amend_recommendation(one, by=world.secretariat, changes={name: value})
        assert refused.value.field == name
    entered = Recommendation(report=world.report, reference="CP16-99", summary="s", delivery="in_progress")
    with pytest.raises(RuleBroken):
        operations.record_recommendation(entered, by=world.secretariat)


# --- Delivery ------------------------------------------------------------------------------------


def test_what_is_not_delivered_by_all_its_actions_is_not_complete(world):
    with pytest.raises(RuleBroken, match=world.action.reference):
        operations.report_delivery(
            world.recommendation, by=world.liaison, delivery="reported_complete", text="Done."
        )
    assert not world.recommendation.delivery_reports.exists()


def test_closing_the_last_action_makes_it_ready_for_verification_and_never_closes_it(world):
    other = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        recommendations=[world.recommendation],
    )
    for number, action in enumerate((world.action, other), start=1):
        make.bring_to(action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
        world.recommendation.refresh_from_db()
        is_ready = Recommendation.objects.ready_for_verification().filter(pk=world.recommendation.pk).exists()
        assert is_ready == (number == 2)
    assert world.recommendation.delivered_on == TODAY()
    assert world.recommendation.closed_on is None
    assert last_step(world.recommendation) == "all_actions_closed"


def test_actions_that_were_all_cancelled_deliver_nothing(world):
    operations.cancel(world.action, by=world.chair, reason="Not wanted.")
    world.recommendation.refresh_from_db()
    assert world.recommendation.delivery == ""


def test_an_action_taken_up_again_undoes_what_was_verified(world):
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    operations.begin_review(world.recommendation, by=world.chair)
    operations.verify(world.recommendation, by=world.chair, meeting=world.meeting)
    operations.reopen(world.action, by=world.chair, reason="It was not done after all.")
    world.recommendation.refresh_from_db()
    assert world.recommendation.delivery == "in_progress"
    assert world.recommendation.delivered_on is None
    assert world.recommendation.verification == "not_verified"
    assert last_step(world.recommendation) == "action_reopened"


def test_a_new_action_lets_a_review_lapse(world):
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    operations.begin_review(world.recommendation, by=world.chair)
    make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        recommendations=[world.recommendation],
    )
    world.recommendation.refresh_from_db()
    assert world.recommendation.verification == "not_verified"
    assert world.recommendation.reviews.get().decision == Decision.LAPSED


def test_what_is_made_up_moves_no_status_of_a_sourced_recommendation(world):
    shown = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        recommendations=[world.recommendation],
        is_illustrative=True,
    )
    operations.cancel(world.action, by=world.chair, reason="Not wanted.")
    make.bring_to(shown, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    world.recommendation.refresh_from_db()
    assert world.recommendation.delivery == ""


# --- Verification --------------------------------------------------------------------------------


def test_verification_names_the_meeting_and_the_item_whose_minute_says_so(one, world):
    review = verified(one, world).reviews.get()
    assert (review.decision, review.meeting, review.agenda_item.number) == ("agreed", world.meeting, 1)
    assert one.verification == "verified" and one.closed_on is None


def test_the_item_is_the_one_that_took_it_up_where_none_is_named(one, world):
    taken_up = make.agenda_item(world.meeting, title="Child protection")
    one.agenda_items.add(taken_up)
    operations.begin_review(delivered(one, world), by=world.chair)
    operations.verify(one, by=world.chair, meeting=world.meeting)
    assert one.reviews.get().agenda_item == taken_up


def test_an_item_the_meeting_does_not_have_is_refused(one, world):
    operations.begin_review(delivered(one, world), by=world.chair)
    with pytest.raises(RuleBroken, match="has no item 9"):
        operations.verify(one, by=world.chair, meeting=world.meeting, item=9)
    assert one.reviews.get().decision == Decision.OPEN


def test_what_was_found_wanting_goes_back_to_work(one, world):
    operations.begin_review(delivered(one, world), by=world.chair)
    operations.find_wanting(one, by=world.chair, meeting=world.meeting, reason="A sample shows otherwise.")
    assert (one.verification, one.delivery, one.delivered_on) == ("not_satisfied", "in_progress", None)


def test_only_a_meeting_of_a_board_that_oversees_it_can_verify(one, world):
    elsewhere = make.meeting(world.other_board, by=world.secretariat)
    operations.begin_review(delivered(one, world), by=world.chair)
    with pytest.raises(RuleBroken, match="another board"):
        operations.verify(one, by=world.chair, meeting=elsewhere)


def test_who_delivered_one_of_its_actions_cannot_verify_it(world):
    operations.report_progress(world.action, by=world.secretariat, text="Said by the force.")
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    with pytest.raises(RuleBroken, match="You delivered on this recommendation"):
        operations.begin_review(world.recommendation, by=world.secretariat)


# --- Closure -------------------------------------------------------------------------------------


def test_it_is_closed_as_implemented_only_once_it_is_verified(one, world):
    with pytest.raises(RuleBroken, match="once it is verified") as refused:
        proposed(one, world)
    assert refused.value.field == "outcome"
    request = proposed(verified(one, world), world)
    operations.agree_recommendation_closure(one, by=world.chair, meeting=world.meeting)
    request.refresh_from_db()
    assert (one.outcome, one.closed_on) == (Outcome.IMPLEMENTED, TODAY())
    assert request.agenda_item.is_minutes_and_actions
    assert all(item.accepted_by == world.chair for item in request.evidence.all())


def test_nothing_closes_without_evidence_and_that_of_its_closed_actions_counts(world):
    with pytest.raises(RuleBroken, match="Closure needs evidence"):
        proposed(world.recommendation, world, outcome=Outcome.NOT_IMPLEMENTED, evidence=[])
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    request = proposed(world.recommendation, world, outcome=Outcome.NOT_IMPLEMENTED, evidence=[])
    assert [item.action for item in request.evidence.all()] == [world.action]


def test_closing_twice_and_a_second_proposal_are_refused(one, world):
    proposed(one, world, outcome=Outcome.NOT_IMPLEMENTED)
    with pytest.raises(WrongState):
        proposed(one, world, outcome=Outcome.NOT_IMPLEMENTED)
    operations.agree_recommendation_closure(one, by=world.chair, meeting=world.meeting)
    with pytest.raises(WrongState):
        operations.agree_recommendation_closure(one, by=world.chair, meeting=world.meeting)
    twice = [
        ClosureRequest(
            recommendation=one, proposed_by=world.liaison, statement="Again.", outcome="not_implemented"
        )
        for _ in range(2)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosureRequest.objects.bulk_create(twice)


def test_superseded_names_its_successor_and_links_to_it(one, world):
    later = make.recommendation(world.report, "CP19-01")
    for successor, sentence in ((None, "Name what it is superseded by"), (one, "superseded by itself")):
        with pytest.raises(RuleBroken, match=sentence):
            proposed(one, world, outcome=Outcome.SUPERSEDED, superseded_by=successor)
    with pytest.raises(RuleBroken, match="only where the outcome is “Superseded”"):
        proposed(one, world, outcome=Outcome.NOT_IMPLEMENTED, superseded_by=later)
    closed(one, world, outcome=Outcome.SUPERSEDED, superseded_by=later)
    assert RecommendationLink.objects.get(source=one, kind="superseded_by").target == later


def test_successors_never_lead_round_in_a_circle(one, world):
    second = make.recommendation(world.report, "CP17-01", addressed_to=[world.mps], lead_board=world.board)
    third = make.recommendation(world.report, "CP18-01", addressed_to=[world.mps], lead_board=world.board)
    closed(one, world, outcome=Outcome.SUPERSEDED, superseded_by=second)
    closed(second, world, outcome=Outcome.SUPERSEDED, superseded_by=third)
    with pytest.raises(RuleBroken, match="cannot lead round in a circle"):
        proposed(third, world, outcome=Outcome.SUPERSEDED, superseded_by=one)
    with pytest.raises(RuleBroken, match="cannot lead round in a circle"):
        operations.link_recommendation(
            RecommendationLink(source=third, kind="superseded_by", target=one), by=world.secretariat
        )


def test_parts_never_lead_round_in_a_circle(one, world):
    part = make.recommendation(world.report, "CP16-01a", parent=one, limb="a")
    small = make.recommendation(world.report, "CP16-01aa", parent=part, limb="aa")
    with pytest.raises(RuleBroken, match="cannot lead round in a circle") as refused:
        operations.amend_recommendation(one, by=world.secretariat, changes={"parent": small})
    assert refused.value.field == "parent"


def test_a_cause_of_concern_is_implemented_once_its_recommendations_are(one, world):
    make.recommendation(world.report, "CP16-01a", parent=one)
    with pytest.raises(RuleBroken, match="Still open: CP16-01a"):
        proposed(verified(one, world), world)
    proposed(one, world, outcome=Outcome.NO_LONGER_APPLICABLE)


def test_an_enforcement_requirement_closes_only_on_the_issuers_own_confirmation(world):
    duty = make.recommendation(
        world.report, "ICO-01", type="enforcement", addressed_to=[world.mps], lead_board=world.board
    )
    for outcome in (Outcome.NO_LONGER_APPLICABLE, Outcome.NOT_IMPLEMENTED):
        with pytest.raises(RuleBroken, match="issuer’s own confirmation"):
            proposed(duty, world, outcome=outcome)
    letter = make.evidence("Letter that the notice is complied with", is_confirmation=True)
    operations.add_recommendation_evidence(duty, by=world.secretariat, evidence=letter)
    operations.begin_review(delivered(duty, world), by=world.chair)
    operations.verify(duty, by=world.chair, meeting=world.meeting)
    proposed(duty, world, evidence=[])
    operations.agree_recommendation_closure(duty, by=world.chair, meeting=world.meeting)
    assert duty.outcome == Outcome.IMPLEMENTED


def test_an_agreed_closure_leaves_the_publishers_status_alone(one, world):
    operations.record_publisher_status(
        one, by=world.secretariat, word="being progressed", on=TODAY(), source="https://example.org/register"
    )
    closed(one, world)
    assert [status.word for status in one.publisher_statuses.all()] == ["being progressed"]
    operations.record_publisher_status(
        one, by=world.secretariat, word="no further action needed", on=TODAY(), source="https://example.org/x"
    )
    assert one.publisher_statuses.count() == 2


def test_the_publishers_word_is_dated_and_recorded_once(one, world):
    world.report.published_on = date(2016, 11, 25)
    world.report.save()
    given = {"word": "awaiting review", "source": "https://example.org/register"}
    with pytest.raises(RuleBroken, match="before the report was published"):
        operations.record_publisher_status(one, by=world.secretariat, on=date(2016, 11, 24), **given)
    with pytest.raises(RuleBroken, match="a date to come"):
        operations.record_publisher_status(one, by=world.secretariat, on=TODAY() + timedelta(1), **given)
    operations.record_publisher_status(one, by=world.secretariat, on=date(2016, 11, 25), **given)
    with pytest.raises(RuleBroken, match="recorded already"):
        operations.record_publisher_status(one, by=world.secretariat, on=date(2016, 11, 25), **given)


def test_reopening_takes_everything_up_again_and_keeps_what_closed_it(one, world):
    request = proposed(verified(one, world), world)
    operations.agree_recommendation_closure(one, by=world.chair, meeting=world.meeting)
    with pytest.raises(RuleBroken, match="Give the reason"):
        operations.reopen_recommendation(one, by=world.chair, reason=" ")
    operations.reopen_recommendation(one, by=world.chair, reason="A sample shows otherwise.")
    assert (one.outcome, one.closed_on, one.verification, one.delivery) == (
        "",
        None,
        "not_verified",
        "in_progress",
    )
    request.refresh_from_db()
    assert request.decision == Decision.AGREED


# --- Accepted risks ------------------------------------------------------------------------------


def risk(days: int = 30) -> dict:
    return {
        "outcome": Outcome.RISK_ACCEPTED,
        "risk_accepted_by": "Deputy Mayor",
        "risk_accepted_until": TODAY() + timedelta(days=days),
    }


def test_an_accepted_risk_says_by_whom_and_until_when(one, world):
    for missing, sentence in (
        ({"risk_accepted_by": " "}, "by whom"),
        ({"risk_accepted_until": None}, "until when"),
        ({"risk_accepted_until": TODAY()}, "until a day to come"),
    ):
        with pytest.raises(RuleBroken, match=sentence):
            proposed(one, world, **(risk() | missing))
    with pytest.raises(RuleBroken, match="only where the outcome is “Risk accepted”"):
        proposed(one, world, **(risk() | {"outcome": Outcome.NOT_IMPLEMENTED}))


def test_an_accepted_risk_that_has_run_out_is_taken_up_again_once(one, world):
    closed(one, world, **risk())
    action = world.action
    operations.propose_closure(
        action, by=world.liaison, statement="Too dear.", evidence=[make.evidence()], **risk()
    )
    operations.agree_closure(action, by=world.chair, meeting=world.meeting)
    last = TODAY() + timedelta(days=30)
    assert operations.reopen_expired(last) == 0
    assert operations.reopen_expired(last + timedelta(days=1)) == 2
    assert operations.reopen_expired(last + timedelta(days=1)) == 0
    one.refresh_from_db()
    action.refresh_from_db()
    assert (one.outcome, one.closed_on, one.risk_accepted_until) == ("", None, None)
    assert (action.status, action.outcome, action.risk_accepted_until) == ("in_progress", "", None)
    event = Event.objects.about(action).first()
    assert (event.step, event.by) == ("risk_expired", None)
    assert f"{last:%-d %B %Y}" in event.note


def test_a_proposal_to_accept_a_risk_that_waited_too_long_is_not_agreed(one, world):
    request = proposed(one, world, **risk(1))
    ClosureRequest.objects.filter(pk=request.pk).update(risk_accepted_until=TODAY())
    with pytest.raises(RuleBroken, match="which is past"):
        operations.agree_recommendation_closure(one, by=world.chair, meeting=world.meeting)
    assert one.closed_on is None


def test_an_action_is_superseded_by_an_action(world):
    later = make.action(world.board, by=world.secretariat, owner_organisation=world.mps)
    operations.propose_closure(
        world.action,
        by=world.liaison,
        statement="Done by the later one.",
        outcome=Outcome.SUPERSEDED,
        superseded_by=later,
        evidence=[make.evidence()],
    )
    request = world.action.closure_requests.get()
    assert (request.superseded_by_action, request.superseded_by) == (later, None)


# --- Who may -------------------------------------------------------------------------------------


def test_a_liaison_of_somebody_else_cannot_answer_for_the_force(one, world):
    for by in (world.other_liaison, world.owner, world.member, world.dmpc_staff):
        with pytest.raises(NotAllowed, match="Who may: Liaison of an organisation it is addressed to"):
            operations.report_delivery(one, by=by, delivery="in_progress", text="Begun.")


def test_a_liaison_without_an_organisation_answers_for_nobody(world):
    nobody = make.person("Liaison of nobody", role="liaison")
    unaddressed = make.recommendation(world.report, "CP16-00")
    with pytest.raises(NotAllowed):
        operations.report_delivery(unaddressed, by=nobody, delivery="in_progress", text="Begun.")


def test_the_liaison_answers_for_the_parts_of_what_is_addressed_to_the_force(one, world):
    part = make.recommendation(world.report, "CP16-01a", parent=one, limb="a")
    operations.report_delivery(part, by=world.liaison, delivery="in_progress", text="Begun.")
    assert part.delivery == "in_progress"


def test_a_recommendation_nobody_leads_on_is_verified_by_a_board_that_oversees_its_report(world):
    one = make.recommendation(world.report, "CP16-02", addressed_to=[world.mps])
    operations.begin_review(delivered(one, world), by=world.chair)
    operations.verify(one, by=world.chair, meeting=world.meeting)
    assert one.verification == "verified"


def test_a_refused_step_leaves_neither_row_nor_event(world):
    before = (Event.objects.count(), Action.history.count(), Recommendation.history.count())
    for attempt in (
        lambda: proposed(world.recommendation, world),
        lambda: operations.verify(world.recommendation, by=world.chair, meeting=world.meeting),
        lambda: operations.reopen_recommendation(world.recommendation, by=world.chair, reason="r"),
    ):
        with pytest.raises((RuleBroken, WrongState)):
            attempt()
    assert (Event.objects.count(), Action.history.count(), Recommendation.history.count()) == before
