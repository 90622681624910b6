"""The page of one step of a report, a recommendation or an action; and the steps as buttons."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone

from oversight.errors import DomainError
from oversight.pages import OperationView, Page, refusal
from recommendations import operations
from recommendations.forms import STEP_FORMS
from recommendations.models import Action, Evidence, Recommendation, Report
from recommendations.rules import due_dates, statutory, taking
from recommendations.rules.closure import Decision
from recommendations.rules.steps import Step
from recommendations.rules.vocabulary import Response

# The steps as buttons: what waits for a decision, then the work in the order of its way, last what undoes or ends it.
AGREEING = (
    "agree_closure",
    "agree_due_date",
    "agree_recommendation_closure",
    "verify",
    "grant_extension",
)
BUTTONS = (
    *AGREEING,
    "find_wanting",
    "return_closure",
    "return_recommendation_closure",
    "decline_due_date",
    "refuse_extension",
    "begin_review",
    "propose_closure",
    "report_progress",
    "start",
    "invite_comments",
    "give_comments",
    "comment_report",
    "publish_response",
    "respond",
    "report_delivery",
    "propose_recommendation_closure",
    "comment_recommendation",
    "add_evidence",
    "add_recommendation_evidence",
    "record_publisher_status",
    "ask_due_date",
    "ask_extension",
    "reopen",
    "reopen_recommendation",
    "put_back_recommendation",
    "withdraw_publication",
    "withdraw_recommendation",
    "cancel",
)
# Never the button that stands out, not even where it is the only one.
QUIET = (
    "find_wanting",
    "return_closure",
    "return_recommendation_closure",
    "refuse_extension",
    "add_evidence",
    "add_recommendation_evidence",
    "record_publisher_status",
    "reopen",
    "reopen_recommendation",
    "withdraw_publication",
    "withdraw_recommendation",
    "cancel",
)
# Those that end or undo something, and warn by their colour.
WARNING = ("cancel", "withdraw_publication", "withdraw_recommendation")
# How many steps stand as buttons side by side, whatever they are.
FEW = 3
# What may come at any time, or not at all: beside the buttons where there are more than these, and never urged.
AT_ANY_TIME = (
    "comment_recommendation",
    "add_recommendation_evidence",
    "record_publisher_status",
    "ask_extension",
    "withdraw_recommendation",
)
# And what nobody waits for, since it is recorded already or is not asked for.
NOT_AWAITED: dict[str, Callable[[Any], bool]] = {
    "respond": lambda one: one.response not in ("", Response.AWAITING),
    "invite_comments": lambda report: report.invited_on is not None,
    "give_comments": lambda report: (
        report.comments_received_on is not None
        or not statutory.CLOCKS[report.statutory_basis].invites_comments
    ),
    "comment_report": lambda report: bool(report.mopac_comments),
}


def is_awaited(step: Step, record) -> bool:
    return step.name not in NOT_AWAITED or not NOT_AWAITED[step.name](record)


def as_buttons(steps: list[Step], record) -> list[tuple[Step, bool]]:
    """Each step in the order of the buttons, and whether it stands out: agreeing does, or else what comes next."""
    ordered = sorted(steps, key=lambda step: BUTTONS.index(step.name))
    agreeing = [step for step in ordered if step.name in AGREEING]
    next_ones = [step for step in ordered if not stands_aside(step, record)][:1]
    standing_out = agreeing or [step for step in next_ones if step.name not in QUIET]
    return [(step, step in standing_out) for step in ordered]


def stands_aside(step: Step, record) -> bool:
    """It is not what comes next: where there are many steps it is offered as a link, so that this is seen."""
    return step.name in AT_ANY_TIME or not is_awaited(step, record)


def offered(user, record, today) -> dict[str, Any]:
    """What a record's page shows of its steps: buttons, links beside them, and why some are not this person's."""
    steps = as_buttons(taking.open_to(user, record, today), record)
    aside = [step for step, _ in steps if len(steps) > FEW and stands_aside(step, record)]
    return {
        "steps": [(step, stands_out) for step, stands_out in steps if step not in aside],
        "aside": aside,
        "barred": taking.barred_to(user, record, today),
    }


class StepPage(Page, OperationView):
    """One step: its form, run through the operation of the same name.

    Whoever may not take the step, comes too early or too late, or would decide on their own is told so in words
    (403, 409, 422) before being asked for anything.
    """

    model: type[models.Model]
    template_name = "recommendations/step.html"

    def seen(self) -> models.QuerySet:
        return self.model.objects.visible_to(self.request.user, self.today)

    @property
    def where(self) -> dict[str, Any]:
        """How the address names the record."""
        return {"reference": self.kwargs["reference"]}

    @cached_property
    def record(self) -> Any:
        return get_object_or_404(self.seen().for_steps(self.request.user), **self.where)

    @cached_property
    def step(self) -> Step:
        for step in taking.table_of(self.model).values():
            if step.slug == self.kwargs["step"]:
                return step
        raise Http404("There is no such step.")

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"{self.step.done}: {self.record.reference}."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        try:
            taking.require(request.user, self.step, self.record, self.today)
        except DomainError as error:
            return refusal(request, error, back=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type:
        return STEP_FORMS[self.step.name]

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"record": self.record, "user": self.request.user}

    def carry_out(self, inputs: dict[str, Any]) -> None:
        """The operation is all or nothing by itself, and looks into a file before it locks anything."""
        self.run(**inputs)

    def run(self, **inputs: Any) -> None:
        getattr(operations, self.step.name)(self.record, by=self.request.user, **inputs)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            record=self.record,
            step=self.step,
            kind=self.model._meta.model_name,
            warns=self.step.name in WARNING,
            back=self.get_success_url(),
            facts=self.facts(),
            **kwargs,
        )

    def facts(self) -> list[tuple[str, str]]:
        """What those who take the step have to read first: the record, and what waits for a decision on it."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        return reverse(self.model._meta.model_name, args=[self.record.reference])


def _first_open(requests: Any) -> Any:
    return requests.filter(decision=Decision.OPEN).first()


def day(when: date | datetime | None) -> str:
    """6 May 2019, in London."""
    if isinstance(when, datetime):
        when = timezone.localtime(when).date()
    return formats.date_format(when, "j F Y") if when else "Not recorded"


class ProposedStep(StepPage):
    """Of what can be proposed for closure."""

    @cached_property
    def proposal(self) -> Any:
        named = ("proposed_by", "superseded_by", "superseded_by_action")
        return _first_open(self.record.closure_requests.select_related(*named))

    def proposed(self) -> list[tuple[str, str]]:
        one = self.proposal
        if one is None:
            return []
        outcome = one.get_outcome_display()
        if successor := one.superseded_by or one.superseded_by_action:
            seen = type(successor).objects.visible_to(self.request.user, self.today)
            if seen.filter(pk=successor.pk).exists():
                outcome += f" by {successor.reference}"
        if one.risk_accepted_until:
            outcome += f" by {one.risk_accepted_by} until {day(one.risk_accepted_until)}"
        return [
            ("Proposed", f"{outcome}, by {one.proposed_by.name} on {day(one.proposed_at)}"),
            ("Statement", one.statement),
        ]

    def get_context_data(self, **kwargs: Any) -> dict:
        seen = Evidence.objects.visible_to(self.request.user, self.today)
        held = seen.filter(closure_requests=self.proposal).for_lists() if self.proposal else []
        return super().get_context_data(proposed_evidence=held, **kwargs)


class ActionStep(ProposedStep):
    model = Action
    section = "actions"

    def facts(self) -> list[tuple[str, str]]:
        action = self.record
        near = due_dates.in_words(action.due_on, action.is_open, self.today)
        due = f"{day(action.due_on)}. {near}" if action.due_on else "No date"
        asked = _first_open(action.due_date_requests.select_related("asked_by"))
        return [
            ("Action", action.title),
            ("Complete when", action.complete_when),
            *self.proposed(),
            ("Due", due),
            *(
                [("Date asked for", f"{day(asked.new_due_on)}, by {asked.asked_by.name}: {asked.reason}")]
                if asked
                else []
            ),
        ]


class RecommendationStep(ProposedStep):
    model = Recommendation
    section = "recommendations"

    def facts(self) -> list[tuple[str, str]]:
        one = self.record
        statuses = (one.get_response_display(), one.get_delivery_display(), one.get_verification_display())
        named = zip(("Response", "Delivery", "Verification"), statuses, strict=True)
        return [
            ("What it asks", one.summary),
            ("Report", one.report.title),
            ("Deadline", one.deadline_text or "Not recorded"),
            *((name, status or "Not recorded") for name, status in named),
            *self.proposed(),
        ]


class ReportStep(StepPage):
    model = Report
    section = "reports"

    def facts(self) -> list[tuple[str, str]]:
        report = self.record
        clock = statutory.in_words(report.statutory_basis, report.published_on, report.term_text)
        facts = [
            ("Report", report.title),
            ("Last day", f"{day(report.response_due_on)}. {clock}" if report.response_due_on else clock),
        ]
        if extension := _first_open(report.extensions.select_related("asked_by")):
            facts.append(
                (
                    "More time applied for",
                    f"Until {day(extension.new_due_on)}, on {day(extension.applied_on)}: {extension.reason}",
                )
            )
        if self.step.name == "publish_response":
            lacking = operations.unexplained(report, self.request.user)
            facts.append(("Lacking their explanation", lacking or "None"))
            if statutory.CLOCKS[report.statutory_basis].invites_comments:
                received = (
                    day(report.comments_received_on) if report.commissioner_comments else "None recorded"
                )
                facts.append(("Commissioner’s comments invited", day(report.invited_on)))
                facts.append(("Commissioner’s comments received", received))
        return facts
