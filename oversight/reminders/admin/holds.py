"""The desk of holds: all reminders held with a reason, what waits looked at, and released."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from oversight.admin import ReadOnlyAdmin
from oversight.reminders import operations
from oversight.reminders.admin.send_now import NothingToSay, ReminderDesk
from oversight.reminders.holds import NOT_SWEPT, is_unswept
from oversight.reminders.models import Hold
from oversight.reminders.preview import preview
from oversight.reminders.rights import may_manage


class HoldForm(forms.Form):
    """Why reminders are held."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="Everybody at the desk reads it until the reminders are released.",
        error_messages={"required": "Say why reminders are held."},
    )

    def inputs(self) -> dict[str, Any]:
        return self.cleaned_data


class HoldPage(ReminderDesk):
    def get_success_url(self) -> str:
        return reverse("admin:reminders_hold_changelist")


class HoldReminders(HoldPage):
    template_name = "admin/reminders/hold/place.html"
    form_class = HoldForm
    title, submit = "Hold all reminders", "Hold all reminders"
    done = "Reminders are held. What falls due goes on being written down; nothing is sent until they are released."

    def run(self, **inputs: Any) -> None:
        operations.hold_reminders(by=self.request.user, **inputs)


class ReleaseReminders(HoldPage):
    """What would go out, for everybody who reads holds; and the button that lets it, for those who may."""

    template_name = "admin/reminders/hold/release.html"
    form_class = NothingToSay
    title, submit = "What waits to be sent", "Release them"
    done = (
        "Reminders are released: the next delivery sends what waits. "
        "Whoever had an e-mail today hears on the next working day."
    )

    @cached_property
    def held(self) -> Hold:
        return get_object_or_404(Hold, pk=self.kwargs["pk"])

    def require(self) -> None:
        if self.request.method == "POST" or not self.desk.has_view_permission(self.request):
            super().require()

    def run(self) -> None:
        operations.release_reminders(self.held, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict:
        standing = Hold.objects.standing()
        stands = self.held.released_at is None
        waits_for_sweep = stands and is_unswept(self.held)
        return super().get_context_data(
            held=self.held,
            others=standing.exclude(pk=self.held.pk),
            waiting=preview(self.request.user, self.today),
            not_swept=NOT_SWEPT if waits_for_sweep else "",
            may_release=stands and not waits_for_sweep and may_manage(self.request.user),
            **kwargs,
        )


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    change_list_template = "admin/reminders/hold/change_list.html"
    change_form_template = "admin/reminders/hold/change_form.html"
    list_display = ["placed_at", "why", "reason", "placed_by", "released_at", "released_by"]
    list_filter = ["why"]
    list_select_related = ["placed_by", "released_by"]
    fields = ["why", "reason", "placed_at", "placed_by", "released_at", "released_by"]
    readonly_fields = fields

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("place/", view(HoldReminders.as_view(desk=self)), name="reminders_hold_place"),
            path(
                "<int:pk>/release/", view(ReleaseReminders.as_view(desk=self)), name="reminders_hold_release"
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        may = {"may_hold": may_manage(request.user)}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        held = self.get_object(request, unquote(object_id))
        may = {"may_release": held.released_at is None and may_manage(request.user)}
        return super().change_view(request, object_id, form_url, {**may, **(extra_context or {})})
