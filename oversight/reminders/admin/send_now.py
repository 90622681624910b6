"""One person's digest sent at once from the admin: whatever the hour, never a second one on a day."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.shortcuts import get_object_or_404
from django.urls import path, reverse, reverse_lazy

from oversight.pages import OperationView, Page
from oversight.reminders import operations
from oversight.reminders.rights import may_manage, require_may_manage
from oversight.reminders.states import UNFINISHED, State

# How it ended, as the page says it.
ENDS = {
    State.SENT: "{to} was sent what is due to them. The mail server said: {answer}",
    State.FAILED: "The mail server did not take it, and it will be tried again. It said: {answer}",
    State.CANCELLED: "Nothing was left to send to {to}.",
}
UNKNOWN_END = "Somebody else took it over at this moment."


class NothingToSay(forms.Form):
    """A button alone."""

    def inputs(self) -> dict[str, Any]:
        return {}


class ReminderPage(Page, OperationView):
    """A page of the admin that runs one operation on reminders, for those who may."""

    admin: Any = None
    title = ""
    submit = ""

    back = reverse_lazy("admin:index")

    def require(self) -> None:
        require_may_manage(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            **self.admin.admin_site.each_context(self.request),
            title=self.title,
            submit=self.submit,
            opts=self.admin.opts,
            back=self.get_success_url(),
            **kwargs,
        )


class SendNow(ReminderPage):
    """What is due to the recipient of a reminder or a digest."""

    template_name = "admin/reminders/send_now.html"
    form_class = NothingToSay
    title, submit = "Send now", "Send now"

    @cached_property
    def record(self) -> Any:
        return get_object_or_404(
            self.admin.get_queryset(self.request).filter(recipient__isnull=False), pk=self.kwargs["pk"]
        )

    @property
    def recipient(self) -> Any:
        return self.record.recipient

    def carry_out(self, inputs: dict[str, Any]) -> None:
        """In no transaction of ours: what is claimed is committed before it is sent."""
        digest = operations.send_now(self.recipient, by=self.request.user)
        self.done = ENDS.get(State(digest.state), UNKNOWN_END).format(to=self.recipient, answer=digest.answer)
        self.level = messages.SUCCESS if digest.state == State.SENT else messages.WARNING

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(recipient=self.recipient, **kwargs)

    def get_success_url(self) -> str:
        opts = self.admin.opts
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.record.pk])


class SendsNow:
    """The admin of reminders or digests, with the button that sends their recipient what is due."""

    change_form_template = "admin/reminders/sends_now.html"

    def get_urls(self):
        of = self.opts
        send = path(
            "<int:pk>/send/",
            self.admin_site.admin_view(SendNow.as_view(admin=self)),
            name=f"{of.app_label}_{of.model_name}_send",
        )
        return [send, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, unquote(object_id))
        is_owed = record.recipient_id is not None and record.state in UNFINISHED
        context = {
            "may_send": is_owed and may_manage(request.user),
            "send_address": f"admin:{self.opts.app_label}_{self.opts.model_name}_send",
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})
