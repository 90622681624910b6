"""The steps of a recommendation that say where it stands: its response, its delivery, the publisher's own word."""

from datetime import date
from functools import partial

from oversight import context, operations
from oversight.days import day_in_words
from oversight.errors import RuleBroken
from oversight.folding import is_blank
from recommendations.models import DeliveryReport, PublisherStatus, Recommendation
from recommendations.operations.naming import named
from recommendations.rules import responses
from recommendations.rules.recommendation_workflow import RECOMMENDATIONS
from recommendations.rules.vocabulary import Delivery, Verification

taking = partial(operations.taking, RECOMMENDATIONS)


def respond(recommendation: Recommendation, *, by, response: str, explanation: str, note: str = "") -> None:
    """Record MOPAC's response and its explanation: the action taken or proposed, or why none (section 1).

    Once the response to the report is published it changes only for a stated reason.
    """
    with taking("respond", recommendation, by=by, note=note) as locked:
        responses.require_response(
            response=response,
            explanation=explanation,
            is_changed_after_publication=locked.report.comments_published_on is not None
            and (locked.response, locked.response_explanation) != (response, explanation),
            note=note,
        )
        locked.response, locked.response_explanation = response, explanation


def comment_recommendation(recommendation: Recommendation, *, by, comment: str) -> None:
    """Record the Commissioner's comment on the recommendation, apart from MOPAC's explanation."""
    if is_blank(comment):
        raise RuleBroken("Give the comment.", field="comment")
    with taking("comment_recommendation", recommendation, by=by) as locked:
        locked.commissioner_comment = comment


def report_delivery(recommendation: Recommendation, *, by, delivery: str, text: str) -> None:
    """Record how far delivery is, as the force's lead reports it."""
    if is_blank(text):
        raise RuleBroken("Say what was done.", field="text")
    with taking("report_delivery", recommendation, by=by, note=text) as locked:
        still_open = named(locked.actions.open().order_by("reference"), by)
        if delivery == Delivery.REPORTED_COMPLETE and still_open:
            raise RuleBroken(
                f"Actions that answer it are still open: {still_open}. It is complete when they are.",
                field="delivery",
            )
        DeliveryReport.objects.create(recommendation=locked, delivery=delivery, text=text, by=by)
        is_complete = delivery == Delivery.REPORTED_COMPLETE
        if not is_complete or locked.delivery != delivery:
            locked.delivered_on = context.today() if is_complete else None
        locked.delivery = delivery
        locked.verification = locked.verification or Verification.NOT_VERIFIED


def record_publisher_status(
    recommendation: Recommendation, *, by, word: str, on: date, source: str = ""
) -> None:
    """Record the publisher's own word, with its date and the address where it was read. It moves nothing here."""
    if is_blank(word):
        raise RuleBroken("Give the publisher’s own word.", field="word")
    with taking(
        "record_publisher_status", recommendation, by=by, note=f"{word}, {day_in_words(on)}"
    ) as locked:
        if on > context.today():
            raise RuleBroken("A status cannot bear a date to come.", field="on")
        published_on = locked.report.published_on
        if published_on is not None and on < published_on:
            raise RuleBroken("It cannot lie before the report was published.", field="on")
        if locked.publisher_statuses.filter(on=on, word=word).exists():
            raise RuleBroken("This status is recorded already.", field="word")
        PublisherStatus.objects.create(recommendation=locked, word=word, on=on, source=source)
