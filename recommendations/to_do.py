"""To do for the secretariat, queue by queue: the one place that says so. Two queries a queue, however long."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db import models
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localtime

from boards.models import Meeting, Paper
from boards.rules.papers import last_days
from oversight import context
from oversight.days import day_in_words
from oversight.reminders.models import Digest, Reminder
from oversight.reminders.states import State
from recommendations.due import owners_out_of_reach, reminded_instead, without_recipient
from recommendations.models import Action, ClosureRequest, DueDateRequest, Recommendation, Report
from recommendations.rules import statutory, updates
from recommendations.rules.due_dates import SOON_DAYS, in_words

# How many rows of each queue are shown.
SHOWN = 5


@dataclass(frozen=True)
class Row:
    """One thing that waits: the record to open, what it is called, and why it waits."""

    record: models.Model
    words: str
    detail: str

    @property
    def address(self) -> str:
        of = self.record._meta
        return reverse(f"admin:{of.app_label}_{of.model_name}_change", args=[self.record.pk])


@dataclass(frozen=True)
class Queue:
    name: str
    # The list of the admin that shows all of it, and how it is filtered.
    all_in: str
    title: str
    nothing: str
    count: int
    rows: list[Row]

    @property
    def all_at(self) -> str:
        name, _, query = self.all_in.partition("?")
        return f"{reverse(f'admin:{name}_changelist')}?{query}"


def queues(user, today: date) -> Iterator[Queue]:
    """Everything that waits and that this person may see, the most pressing first."""
    closures = ClosureRequest.objects.visible_to(user, today).waiting().select_related("proposed_by")
    yield _queue(
        "closures",
        "recommendations_action?status__exact=closure_proposed",
        "Closures of actions to decide",
        "No closure of an action waits.",
        closures.exclude(action=None).select_related("action__board"),
        lambda one: Row(one.action, str(one.action), _proposed(one)),
    )
    yield _queue(
        "recommendation_closures",
        "recommendations_recommendation?stage=proposed",
        "Closures of recommendations to decide",
        "No closure of a recommendation waits.",
        closures.exclude(recommendation=None).select_related("recommendation"),
        lambda one: Row(one.recommendation, _asked(one.recommendation), _proposed(one)),
    )
    recommendations = Recommendation.objects.visible_to(user, today)
    yield _queue(
        "to_verify",
        "recommendations_recommendation?stage=ready",
        "Recommendations ready for verification",
        "No recommendation is ready for verification.",
        recommendations.ready_for_verification().order_by("delivered_on", "reference"),
        lambda one: Row(one, _asked(one), f"Reported complete on {day_in_words(one.delivered_on)}"),
    )
    dates = DueDateRequest.objects.visible_to(user, today).waiting()
    yield _queue(
        "dates",
        "recommendations_action?due=asked",
        "Requests for a new due date to decide",
        "No request for a new due date waits.",
        dates.select_related("action__board", "asked_by"),
        lambda one: Row(
            one.action, str(one.action), f"Asked by {one.asked_by} for {day_in_words(one.new_due_on)}"
        ),
    )
    actions = Action.objects.visible_to(user, today).entered().for_lists(today)
    yield _queue(
        "overdue",
        "recommendations_action?due=overdue",
        "Actions overdue",
        "No action is overdue.",
        actions.overdue(today).order_by("due_on", "reference"),
        lambda one: _action_row(one, today),
    )
    yield _queue(
        "soon",
        "recommendations_action?due=soon",
        f"Actions due within {SOON_DAYS} days",
        f"No action is due within {SOON_DAYS} days.",
        actions.due_within(SOON_DAYS, today).order_by("due_on", "reference"),
        lambda one: _action_row(one, today),
    )
    yield _queue(
        "updates",
        "recommendations_action?update=late",
        "Updates late",
        "No update that was expected is late.",
        actions.filter(updates.late(today)).order_by("update_due_on", "reference"),
        lambda one: _update_row(one, today),
    )
    yield _queue(
        "nobody",
        "recommendations_action?due=nobody",
        "Nobody to remind",
        "Every action that is due or overdue has somebody who can be reminded of it.",
        without_recipient(actions, today).order_by("due_on", "reference"),
        lambda one: _unreachable_row(one, today),
    )
    yield _queue(
        "out_of_reach",
        "boards_person?reach=none",
        "Owners with no working e-mail address",
        "Everybody who is named as owner of an open action can be reached.",
        owners_out_of_reach(Action.objects.visible_to(user, today)).order_by("name", "pk"),
        lambda one: Row(one, one.name, reminded_instead(one)),
    )
    reports = Report.objects.visible_to(user, today)
    yield _queue(
        "responses",
        "recommendations_report?answer=due",
        "Responses due",
        "No response to a report is due.",
        reports.filter(statutory.response_due(today)).order_by("response_due_on", "reference"),
        lambda one: _report_row(one, in_words(one.response_due_on, True, today)),
    )
    yield _queue(
        "responses_late",
        "recommendations_report?answer=late",
        "Responses past their day, not recorded as met",
        "No response is past its day without a record of its publication.",
        reports.filter(statutory.response_late(today)).order_by("response_due_on", "reference"),
        lambda one: _report_row(one, f"Last day {day_in_words(one.response_due_on)}"),
    )
    yield _queue(
        "comments",
        "recommendations_report?answer=comments",
        "Commissioner’s comments not received by their day",
        "No comments are past their day.",
        reports.filter(statutory.comments_late(today)).order_by("comments_due_on", "reference"),
        lambda one: _report_row(one, f"Asked for by {day_in_words(one.comments_due_on)}"),
    )
    yield _queue(
        "papers",
        "boards_paper?bound=no",
        "Papers that a pack could not bind",
        "Every paper that packs hold could be bound.",
        Paper.objects.visible_to(user, today).not_bound().select_related("meeting").order_by("pk"),
        lambda one: Row(one, one.title, f"{one.meeting.reference}: it {one.why_not_bound}"),
    )
    yield _queue(
        "last_days",
        "boards_meeting?last_days=moved",
        "Meetings whose last days a bank holiday moved",
        "No bank holiday entered of late moves the last days of a meeting.",
        Meeting.objects.visible_to(user, today).with_last_days_moved(context.now()).select_related("board"),
        lambda one: Row(one, str(one), _last_days(one)),
    )
    failed = Reminder.objects.visible_to(user, today).filter(state=State.FAILED)
    yield _queue(
        "reminders",
        "reminders_reminder?state__exact=failed",
        "Reminders that could not be sent",
        "No reminder has failed.",
        failed.select_related("recipient").order_by(F("owed_at").asc(), "pk"),
        lambda one: Row(
            one, f"{one.subject_reference}: {one.step_in_words()}", _said(f"To {one.recipient}", one.answer)
        ),
    )
    returned = Digest.objects.visible_to(user, today).bounced_and_unsettled()
    yield _queue(
        "returned",
        "reminders_digest?returned=fails",
        "Addresses that fail",
        "No digest was returned by the mail server.",
        returned.select_related("recipient").order_by("bounced_at", "pk"),
        lambda one: Row(one.recipient, str(one.recipient), _said("Returned by the mail server", one.bounce)),
    )


def _last_days(meeting: Meeting) -> str:
    said = (f"{what} by {day_in_words(day)}" for what, day in last_days(meeting).items() if day)
    return "; ".join(said) or "No notice or papers are asked for"


def _said(what: str, answer: str) -> str:
    """With the mail server's own words, as far as there is room for them."""
    return f"{what}: {Truncator(answer).chars(300)}" if answer else what


def _queue(name: str, all_in: str, title: str, nothing: str, waiting: QuerySet, row) -> Queue:
    return Queue(name, all_in, title, nothing, waiting.count(), [row(one) for one in waiting[:SHOWN]])


def _proposed(request: ClosureRequest) -> str:
    return f"Proposed by {request.proposed_by} on {day_in_words(localtime(request.proposed_at))}"


def _asked(recommendation: Recommendation) -> str:
    return f"{recommendation.reference}: {Truncator(recommendation.summary).words(12)}"


def _action_row(action: Action, today: date) -> Row:
    owner = action.owner or action.owner_organisation
    return Row(action, str(action), f"{in_words(action.due_on, action.is_open, today)}, {owner}")


def _update_row(action: Action, today: date) -> Row:
    owner = action.owner or action.owner_organisation
    return Row(
        action, str(action), f"{updates.in_words(action.update_due_on, action.status, today)}, {owner}"
    )


def _unreachable_row(action: Action, today: date) -> Row:
    row = _action_row(action, today)
    recipient = action.row_recipient  # type: ignore[attr-defined]
    why = "the recipient may not see it" if recipient else "nobody can be reached"
    return replace(row, detail=f"{row.detail}: {why}")


def _report_row(report: Report, detail: str) -> Row:
    return Row(report, report.title, detail)
