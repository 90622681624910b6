"""Actions: the list, the page that shows an action's whole line, and the page of a step."""

from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from boards.models import Board
from boards.rules.access import reads_meetings
from oversight.errors import DomainError
from oversight.events import entries
from oversight.models import Event
from oversight.pages import ListPage, OperationView, Page, RecordPage, refusal
from oversight.reminders.ledger import told_about
from recommendations import line, operations
from recommendations.filters import ActionFilter
from recommendations.forms import STEP_FORMS
from recommendations.models import Action, DueDateRequest
from recommendations.rules import taking, workflow
from recommendations.rules.closure import Decision
from recommendations.rules.workflow import BY_SLUG


class ActionList(ListPage):
    model = Action
    filterset_class = ActionFilter
    template_name = "recommendations/action_list.html"
    section = "actions"
    orders = {
        "due": ("Soonest due first", (F("due_on").asc(nulls_last=True), "reference")),
        "rating": (
            "By rating, red first",
            (F("rating").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "reference"),
        ),
        "due-last": ("Latest due first", (F("due_on").desc(nulls_last=True), "reference")),
        "reference": ("By reference", ("reference",)),
        "board": ("By board", ("board__name", F("due_on").asc(nulls_last=True), "reference")),
    }

    def get_rows(self) -> QuerySet:
        return super().get_rows().for_lists(self.today)


# The steps as buttons: what waits for a decision, then the work, last what undoes or ends it.
AGREEING = ("agree_closure", "agree_due_date")
BUTTONS = (
    *AGREEING,
    "return_closure",
    "decline_due_date",
    "propose_closure",
    "report_progress",
    "start",
    "ask_due_date",
    "reopen",
    "cancel",
)
# Never the button that stands out, not even where it is the only one.
QUIET = ("return_closure", "reopen", "cancel")


# What a reader of the timeline wants to see changing; the rest is in the record's history.
TOLD = (
    "status",
    "due_on",
    "owner",
    "owner_organisation",
    "title",
    "complete_when",
    "outcome",
    "track",
    "marking",
)


def _as_buttons(steps: list[workflow.Step]) -> list[tuple[workflow.Step, bool]]:
    """Each step in the order of the buttons, and whether it stands out: agreeing does, or else the first."""
    ordered = sorted(steps, key=lambda step: BUTTONS.index(step.name))
    agreeing = [step for step in ordered if step.name in AGREEING]
    standing_out = agreeing or [step for step in ordered[:1] if step.name not in QUIET]
    return [(step, step in standing_out) for step in ordered]


class ActionPage(RecordPage):
    """An action with its whole line: report, recommendation, action, evidence, meeting, closure."""

    model = Action
    template_name = "recommendations/action.html"
    section = "actions"

    def get_queryset(self) -> QuerySet:
        return (
            super()
            .get_queryset()
            .for_steps(self.request.user)
            .with_rating_facts()
            .select_related("owner_organisation", "owner", "set_by")
            .select_related("agenda_item__meeting__board", "due_meeting")
        )

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, action = self.request.user, self.today, self.object
        dates = list(
            DueDateRequest.objects.visible_to(user, today)
            .filter(action=action)
            .select_related("asked_by", "decided_by", "meeting", "agenda_item")
        )
        its_line = line.of_action(action, user, today)
        return super().get_context_data(
            points=line.strip(its_line, action),
            evidence=its_line.evidence_of(action),
            progress=action.progress_updates.visible_to(user, today).select_related("by__organisation"),
            date_requests=dates,
            closures=its_line.closures_of(action),
            proposal=its_line.proposed(action),
            date_asked=next((row for row in dates if row.decision == Decision.OPEN), None),
            due_meeting_of=Board.objects.visible_to(user, today).filter(pk=action.due_meeting_of_id).first(),
            sees_meetings=reads_meetings(user, today, action.board_id, action.board.is_restricted),
            steps=_as_buttons(taking.open_to(user, action, today)),
            barred=taking.barred_to(user, action, today),
            reminders=told_about(action),
            timeline=entries(Event.objects.about(action), user, told=TOLD),
            **kwargs,
        )


class StepPage(Page, OperationView):
    """One step of an action: its form, run through the operation of the same name.

    Whoever may not take the step, comes too early or too late, or would decide on their own is told so in words
    (403, 409, 422) before being asked for anything.
    """

    template_name = "recommendations/step.html"
    section = "actions"

    @cached_property
    def action(self) -> Action:
        seen = Action.objects.visible_to(self.request.user, self.today).for_steps(self.request.user)
        return get_object_or_404(seen, reference=self.kwargs["reference"])

    @cached_property
    def step(self) -> workflow.Step:
        try:
            return BY_SLUG[self.kwargs["step"]]
        except KeyError:
            raise Http404("There is no such step.") from None

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"{self.step.done}: {self.action.reference}."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        try:
            taking.require(request.user, self.step, self.action, self.today)
        except DomainError as error:
            return refusal(request, error, back=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type:
        return STEP_FORMS[self.step.name]

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"action": self.action, "user": self.request.user}

    def carry_out(self, inputs: dict[str, Any]) -> None:
        """The operation is all or nothing by itself, and looks into a file before it locks anything."""
        self.run(**inputs)

    def run(self, **inputs: Any) -> None:
        getattr(operations, self.step.name)(self.action, by=self.request.user, **inputs)

    def get_context_data(self, **kwargs: Any) -> dict:
        requests = {
            "proposal": self.action.closure_requests.select_related("proposed_by").prefetch_related(
                "evidence"
            ),
            "date_asked": self.action.due_date_requests.select_related("asked_by"),
        }
        return super().get_context_data(
            action=self.action,
            step=self.step,
            **{name: rows.filter(decision=Decision.OPEN).first() for name, rows in requests.items()},
            **kwargs,
        )

    def get_success_url(self) -> str:
        return reverse("action", args=[self.action.reference])
