"""The response to a report under its statutory clock: comments, more time, publication (rules.md section 1)."""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings

from oversight import context, operations
from oversight.days import day_in_words
from oversight.errors import RuleBroken
from oversight.folding import is_blank
from oversight.steps import require_reason
from recommendations.models import Recommendation, Report, ResponseExtension
from recommendations.operations.forum import decide
from recommendations.operations.naming import named
from recommendations.rules import responses, statutory
from recommendations.rules.closure import Decision
from recommendations.rules.response_workflow import RESPONSES

taking = partial(operations.taking, RESPONSES)


def invite_comments(report: Report, *, by, invited_on: date, comments_due_on: date) -> None:
    """Record that the Commissioner's comments were invited, and the day MOPAC set for them."""
    with taking("invite_comments", report, by=by) as locked:
        statutory.require_invitation(
            published_on=locked.published_on,
            due_on=locked.response_due_on,
            invited_on=invited_on,
            comments_due_on=comments_due_on,
            today=context.today(),
        )
        locked.invited_on, locked.comments_due_on = invited_on, comments_due_on


def give_comments(
    report: Report, *, by, comments: str, received_on: date | None = None, note: str = ""
) -> None:
    """Record the Commissioner's comments and the day they came: today, where none is given.

    What is recorded already changes only for a stated reason.
    """
    if is_blank(comments):
        raise RuleBroken("Give the comments.", field="comments")
    today = context.today()
    with taking("give_comments", report, by=by, note=note) as locked:
        if locked.commissioner_comments not in ("", comments) and is_blank(note):
            raise RuleBroken("Comments are recorded already: say why they change.", field="note")
        statutory.require_received(
            published_on=locked.published_on, received_on=received_on or today, today=today
        )
        locked.commissioner_comments, locked.comments_received_on = comments, received_on or today


def comment_report(report: Report, *, by, comments: str = "", reply: str = "") -> None:
    """Write MOPAC's own comments, and its reply to the Commissioner's."""
    if is_blank(comments) and is_blank(reply):
        raise RuleBroken("Give MOPAC’s comments, or its reply to the Commissioner’s.", field="comments")
    with taking("comment_report", report, by=by) as locked:
        if not is_blank(reply) and not locked.commissioner_comments:
            raise RuleBroken("There are no comments of the Commissioner to reply to.", field="reply")
        locked.mopac_comments, locked.mopac_reply = comments, reply


def ask_extension(report: Report, *, by, applied_on: date, new_due_on: date, reason: str) -> None:
    """Record an application for more time, made before the time was over. The last day stands until it is granted."""
    require_reason(reason)
    with taking("ask_extension", report, by=by, note=reason) as locked:
        due_on: Any = locked.response_due_on  # the table of steps says that there is one
        statutory.require_extension(
            due_on=due_on,
            new_due_on=new_due_on,
            applied_on=applied_on,
            today=context.today(),
        )
        ResponseExtension.objects.create(
            report=locked,
            old_due_on=due_on,
            new_due_on=new_due_on,
            applied_on=applied_on,
            reason=reason,
            asked_by=by,
        )


def grant_extension(
    report: Report, *, by, answered_on: date, new_due_on: date | None = None, note: str = ""
) -> None:
    """Record that the issuer of the report granted more time: as applied for, or until another later day."""
    with taking("grant_extension", report, by=by, note=note) as locked:
        extension = _waiting(locked, answered_on)
        extension.new_due_on = new_due_on or extension.new_due_on
        statutory.require_later(due_on=extension.old_due_on, new_due_on=extension.new_due_on)
        extension.answered_on = answered_on
        decide(extension, Decision.AGREED, by=by, note=note)
        locked.response_due_on = extension.new_due_on


def refuse_extension(report: Report, *, by, answered_on: date, reason: str) -> None:
    """Record that more time was refused: the last day stands."""
    require_reason(reason)
    with taking("refuse_extension", report, by=by, note=reason) as locked:
        extension = _waiting(locked, answered_on)
        extension.answered_on = answered_on
        decide(extension, Decision.DECLINED, by=by, note=reason)


def _waiting(report: Report, answered_on: date) -> ResponseExtension:
    extension = report.extensions.get(decision=Decision.OPEN)
    if not extension.applied_on <= answered_on <= context.today():
        raise RuleBroken(
            f"The answer came after the application of {day_in_words(extension.applied_on)} and not on a day to come.",
            field="answered_on",
        )
    return extension


def publish_response(report: Report, *, by, published_on: date, where: str = "", copied_to: str = "") -> None:
    """Record the response as published. Whether it came late follows, and stays so for ever.

    Raises RuleBroken while a recommendation lacks its explanation.
    """
    with taking("publish_response", report, by=by) as locked:
        statutory.require_publication(
            basis=locked.statutory_basis,
            published_on=locked.published_on,
            response_published_on=published_on,
            address=where,
            today=context.today(),
        )
        responses.require_explained(unexplained(locked, by))
        locked.comments_published_on = published_on
        locked.comments_published_where = where
        locked.copied_to = copied_to


def unexplained(report: Report, by) -> str:
    """The report's recommendations that lack their response or its explanation, named as far as `by` may see them."""
    lacking = Recommendation.objects.filter(responses.unexplained(afis=settings.AFIS_NEED_EXPLANATION))
    return named(lacking.filter(report=report).order_by("position", "reference"), by)


def withdraw_publication(report: Report, *, by, reason: str) -> None:
    """Take back a record of publication that was wrong; what it said stays in the history."""
    require_reason(reason)
    with taking("withdraw_publication", report, by=by, note=reason) as locked:
        locked.comments_published_on, locked.comments_published_where = None, ""
