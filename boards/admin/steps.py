"""The steps of a meeting, taken from its desk: each with a form of its own, run through the operation of its name."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from boards.forms import MEETING_STEP_FORMS
from boards.models import Meeting
from boards.operations import require_keeper
from boards.rules import meeting_workflow
from oversight import context
from oversight.errors import DomainError
from oversight.pages import OperationView, Page, refusal

if TYPE_CHECKING:
    from boards.admin.meeting import MeetingAdmin


class MeetingStepDesk(Page, OperationView):
    """One step of a meeting.

    Whoever may not take it, or comes too early or too late, is told so in words (403, 409) before being asked
    for anything.
    """

    template_name = "admin/boards/meeting/step.html"
    desk: "MeetingAdmin | None" = None

    @cached_property
    def meeting(self) -> Meeting:
        return get_object_or_404(self.desk.get_queryset(self.request), pk=self.kwargs["pk"])

    @cached_property
    def step(self) -> meeting_workflow.Step:
        try:
            return meeting_workflow.BY_SLUG[self.kwargs["step"]]
        except KeyError:
            raise Http404("There is no such step.") from None

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"{self.step.done}: {self.meeting.reference}."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            require_keeper(request.user, self.meeting.board)
            meeting_workflow.require(self.step, self.meeting, context.now())
        except DomainError as error:
            return refusal(request, error, back=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type:
        return MEETING_STEP_FORMS[self.step.name]

    def get_initial(self) -> dict:
        """What a link to the step knows already, such as the meeting from whose desk it leads here."""
        return self.request.GET.dict()

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"meeting": self.meeting, "user": self.request.user}

    def run(self, **inputs: Any) -> None:
        self.desk.take(self.step.name, self.meeting, by=self.request.user, **inputs)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            **self.desk.admin_site.each_context(self.request),
            title=self.step.label,
            subtitle=self.desk.label_for(self.meeting),
            opts=Meeting._meta,
            meeting=self.meeting,
            step=self.step,
            back=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return reverse("admin:boards_meeting_change", args=[self.meeting.pk])
