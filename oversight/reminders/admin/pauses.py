"""The admin of pauses: all reminders paused with a reason, what waits looked at, and resumed."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from oversight.admin import ReadOnlyAdmin
from oversight.reminders import operations
from oversight.reminders.admin.send_now import NothingToSay, ReminderPage
from oversight.reminders.models import Pause
from oversight.reminders.pauses import NOT_CHECKED, is_unchecked
from oversight.reminders.preview import preview
from oversight.reminders.rights import may_manage
from oversight.typed import TypedForm


class PauseForm(TypedForm):
    """Why reminders are paused."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="Everybody in the admin reads it until reminders are resumed.",
        error_messages={"required": "Say why reminders are paused."},
    )

    def inputs(self) -> dict[str, Any]:
        return self.cleaned_data


class PausePage(ReminderPage):
    def get_success_url(self) -> str:
        return reverse("admin:reminders_pause_changelist")


class PauseReminders(PausePage):
    template_name = "admin/reminders/pause/start.html"
    form_class = PauseForm
    title, submit = "Pause all reminders", "Pause all reminders"
    done = (
        "Reminders are paused. What falls due goes on being recorded; nothing is sent until they are resumed."
    )

    def run(self, **inputs: Any) -> None:
        operations.pause_reminders(by=self.request.user, **inputs)


class ResumeReminders(PausePage):
    """What would be sent, for everybody who reads pauses; and the button that lets it, for those who may."""

    template_name = "admin/reminders/pause/resume.html"
    form_class = NothingToSay
    title, submit = "What waits to be sent", "Resume reminders"
    done = (
        "Reminders are resumed: the next delivery sends what waits. "
        "Those who had an e-mail today get the next on the next working day."
    )

    @cached_property
    def pause(self) -> Pause:
        return get_object_or_404(Pause, pk=self.kwargs["pk"])

    def require(self) -> None:
        if self.request.method == "POST" or not self.admin.has_view_permission(self.request):
            super().require()

    def run(self) -> None:
        operations.resume_reminders(self.pause, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict:
        is_current = self.pause.ended_at is None
        waits_for_check = is_current and is_unchecked(self.pause)
        return super().get_context_data(
            pause=self.pause,
            others=Pause.objects.current().exclude(pk=self.pause.pk),
            waiting=preview(self.request.user, self.today),
            not_checked=NOT_CHECKED if waits_for_check else "",
            may_resume=is_current and not waits_for_check and may_manage(self.request.user),
            **kwargs,
        )


@admin.register(Pause)
class PauseAdmin(ReadOnlyAdmin):
    change_list_template = "admin/reminders/pause/change_list.html"
    change_form_template = "admin/reminders/pause/change_form.html"
    list_display = ["started_at", "why", "reason", "started_by", "ended_at", "ended_by"]
    list_filter = ["why"]
    list_select_related = ["started_by", "ended_by"]
    fields = ["why", "reason", "started_at", "started_by", "ended_at", "ended_by"]
    readonly_fields = fields

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("start/", view(PauseReminders.as_view(admin=self)), name="reminders_pause_start"),
            path(
                "<int:pk>/resume/", view(ResumeReminders.as_view(admin=self)), name="reminders_pause_resume"
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        may = {"may_pause": may_manage(request.user)}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pause = self.get_object(request, unquote(object_id))
        may = {"may_resume": pause.ended_at is None and may_manage(request.user)}
        return super().change_view(request, object_id, form_url, {**may, **(extra_context or {})})
