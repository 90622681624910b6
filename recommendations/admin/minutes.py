"""Minutes as this app needs them: under each item the actions set there, and a page to set another."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from boards.admin.minutes import MinutesPage, MinutesPages
from boards.models import AgendaItem
from boards.operations import require_keeper
from boards.operations.minutes import ON_THE_DAY, require_open_to_minutes
from oversight import context
from oversight.errors import DomainError
from oversight.pages import refusal
from recommendations.admin.action import ActionAdmin
from recommendations.models import Action
from recommendations.rules import due_dates
from recommendations.rules.due_dates import DueBasis
from recommendations.rules.forum import meeting_day

# Begins what the button says that saves the minutes and then leads to setting an action under this item.
SET_ACTION = "action-"


class ActionOfItem(ActionAdmin):
    """An action born in the minutes: board, meeting, item and day are the item's own, so nobody types them."""

    add_form_template = "admin/recommendations/action/of_item.html"
    entered = [
        (None, {"fields": ["title", "complete_when", "recommendations"]}),
        ("Who", {"fields": ["owner_organisation", "owner", "update_every_days"]}),
        ("When", {"fields": ["due_basis", "due_on", "due_meeting_of"]}),
        ("Handling", {"fields": ["marking", "is_publishable", "note"]}),
    ]

    def __init__(self, item: AgendaItem):
        super().__init__(Action, admin.site)
        self.item = item

    def get_changeform_initial_data(self, request):
        initial = {"due_basis": DueBasis.NEXT_MEETING, "due_meeting_of": self.item.meeting.board_id}
        return initial | {"marking": self.item.marking}

    def add(self, obj, *, by, related):
        require_open_to_minutes(self.item.meeting)
        obj.board, obj.agenda_item = self.item.meeting.board, self.item
        obj.set_on = meeting_day(self.item.meeting)
        if obj.due_basis != DueBasis.NEXT_MEETING and obj.due_meeting_of == obj.board:
            # Filled in beforehand: who chose a day instead need not clear it.
            obj.due_meeting_of = None
        super().add(obj, by=by, related=related)

    def response_add(self, request, obj, post_url_continue=None):
        if said := due_dates.remark(obj.due_on, obj.set_on, context.today()):
            messages.warning(request, said)
        messages.success(request, f"{obj.origin} set: {obj.reference}.")
        address = reverse("admin:boards_meeting_minutes", args=[self.item.meeting.pk])
        return HttpResponseRedirect(f"{address}#item-{self.item.number}")


class MinutesWithActions(MinutesPage):
    template_name = "admin/recommendations/minutes.html"

    def after(self, then: str) -> str:
        item = then.removeprefix(SET_ACTION)
        if then.startswith(SET_ACTION) and item.isdecimal():
            return reverse("admin:boards_meeting_set_action", args=[self.meeting.pk, int(item)])
        return super().after(then)

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        born = (
            Action.objects.visible_to(self.request.user)
            .entered()
            .filter(agenda_item__meeting=self.meeting)
            .select_related("owner_organisation", "agenda_item__meeting")
            .order_by("number_in_meeting")
        )
        for row in context["whole_form"].items:
            row.actions = [action for action in born if action.agenda_item_id == row.item.pk]
        return context


class ActionsInMinutes(MinutesPages):
    """The pages of minutes, with the one that sets an action under an item."""

    minutes_page = MinutesWithActions

    def get_urls(self):
        page = path(
            "<int:pk>/minutes/<int:item>/action/",
            self.admin_site.admin_view(self.set_action),
            name="boards_meeting_set_action",
        )
        return [page, *super().get_urls()]

    def set_action(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        """Set an action under an item; refused in words where the minutes are not open, before the form is shown."""
        meeting = get_object_or_404(self.get_queryset(request), pk=pk)
        items = AgendaItem.objects.visible_to(request.user).filter(status__in=ON_THE_DAY)
        found = get_object_or_404(items.select_related("meeting__board"), meeting=meeting, pk=item)
        try:
            require_keeper(request.user, meeting.board)
            require_open_to_minutes(meeting)
        except DomainError as error:
            return refusal(request, error, back=reverse("admin:boards_meeting_change", args=[pk]))
        context = {
            "item": found,
            "title": "Set an action",
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return ActionOfItem(found).add_view(request, extra_context=context)
