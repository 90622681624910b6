"""The steps of a record as tools of its admin, each with the form, the operation and the refusals of its page."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest
from django.urls import path, reverse

from oversight import context
from oversight.history import entries
from oversight.models import Event
from oversight.pages import StepPage

# Words and address of a tool for this reader and record, or nothing.
Tool = Callable[[HttpRequest, Any], tuple[str, str] | None]


class StepTool:
    """What makes the page of a step one of the admin."""

    template_name = "admin/step.html"
    admin: Any = None
    key = "pk"

    def seen(self) -> models.QuerySet:
        return self.admin.get_queryset(self.request)

    def run(self, **inputs: Any) -> None:
        self.admin.take(self.step.name, self.record, by=self.request.user, **inputs)

    @cached_property
    def leads_to(self) -> Any:
        return self.admin.after_step(self.record)

    def get_success_url(self) -> str:
        of = self.leads_to._meta
        return reverse(f"admin:{of.app_label}_{of.model_name}_change", args=[self.leads_to.pk])

    def get_context_data(self, **kwargs: Any) -> dict:
        of = self.leads_to._meta
        return super().get_context_data(
            **self.admin.admin_site.each_context(self.request),
            title=self.step.label,
            subtitle=self.admin.label_for(self.record),
            opts=of,
            changelist=f"admin:{of.app_label}_{of.model_name}_changelist",
            leads_to=getattr(self.leads_to, "reference", self.leads_to),
            **kwargs,
        )


class TakesSteps:
    """An admin whose records take steps."""

    step_page: type[StepPage]
    change_form_template = "admin/record_with_steps.html"
    # What else is offered beside the steps.
    tools: list[Tool] = []
    # Whether what happened to the record stands below its particulars.
    shows_timeline = False

    def after_step(self, record: Any) -> models.Model:
        """The record whose page a step leads back to."""
        return record

    def take(self, step: str, record: Any, *, by, **inputs: Any) -> None:
        """How every step is taken here."""
        getattr(self.step_page.operations, step)(record, by=by, **inputs)

    def tools_for(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        return [offered for tool in self.tools if (offered := tool(request, record))]

    def get_urls(self):
        page = type(f"{self.step_page.__name__}Tool", (StepTool, self.step_page), {})
        step = path(
            "<int:pk>/steps/<slug:step>/",
            self.admin_site.admin_view(page.as_view(admin=self)),
            name=f"{self.opts.app_label}_{self.opts.model_name}_step",
        )
        return [step, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record, user, now = self.get_object(request, unquote(object_id)), request.user, context.now()
        workflow, asked = self.step_page.workflow, self.model.objects.for_steps(user).get(pk=record.pk)
        shown = {
            "step_address": f"admin:{self.opts.app_label}_{self.opts.model_name}_step",
            "steps": workflow.open_to(user, asked, now),
            "barred": workflow.barred_to(user, asked, now),
            "tools": self.tools_for(request, record),
            "timeline": entries(Event.objects.about(record), user) if self.shows_timeline else [],
        }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})
