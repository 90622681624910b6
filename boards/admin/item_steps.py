"""The steps of an agenda item, taken from its desk: withdrawn, or carried over to the next meeting."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from boards import operations
from boards.forms.items import ITEM_STEP_FORMS
from boards.models import AgendaItem
from boards.operations.agenda import next_meeting, why_closed
from boards.rules import agenda
from oversight.errors import DomainError, WrongState
from oversight.pages import OperationView, Page, refusal

if TYPE_CHECKING:
    from boards.admin.agenda import AgendaItemAdmin


class ItemStepDesk(Page, OperationView):
    """One step of an item; leads back to its meeting. Who may not, or comes too late, is told so at once."""

    template_name = "admin/boards/agendaitem/step.html"
    desk: "AgendaItemAdmin | None" = None

    @cached_property
    def item(self) -> AgendaItem:
        items = self.desk.get_queryset(self.request).select_related("meeting__board")
        return get_object_or_404(items, pk=self.kwargs["pk"])

    @cached_property
    def step(self) -> agenda.ItemStep:
        try:
            return agenda.BY_SLUG[self.kwargs["step"]]
        except KeyError:
            raise Http404("There is no such step.") from None

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"{self.step.done}: {self.item.title}."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            operations.require_keeper(request.user, self.item.meeting.board)
            if closed := why_closed(self.item.meeting, self.step.name):
                raise WrongState(closed)
            agenda.require_step(self.item, self.step)
        except DomainError as error:
            return refusal(request, error, back=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type:
        return ITEM_STEP_FORMS[self.step.name]

    def run(self, **inputs: Any) -> None:
        getattr(operations, self.step.name)(self.item, by=self.request.user, **inputs)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            **self.desk.admin_site.each_context(self.request),
            title=self.step.label,
            subtitle=self.desk.label_for(self.item),
            opts=AgendaItem._meta,
            item=self.item,
            step=self.step,
            following=next_meeting(self.item.meeting) if self.step.name == "carry_over_item" else None,
            back=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return reverse("admin:boards_meeting_change", args=[self.item.meeting_id])
