"""The steps of reports, recommendations and actions, taken from their desks as on their pages."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.db import models
from django.urls import path, reverse

from boards.admin.ledger import ledger_tool
from oversight import context
from oversight.events import entries
from oversight.models import Event
from recommendations.pages.steps import (
    ActionStep,
    RecommendationStep,
    ReportStep,
    StepPage,
    as_buttons,
)
from recommendations.rules import taking


class StepDesk(StepPage):
    """A step taken from the desk: the same form, the same operation and the same refusals as on the page."""

    template_name = "admin/recommendations/step.html"
    desk: Any = None

    def seen(self) -> models.QuerySet:
        return self.desk.get_queryset(self.request)

    @property
    def where(self) -> dict[str, Any]:
        return {"pk": self.kwargs["pk"]}

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            **self.desk.admin_site.each_context(self.request),
            title=self.step.label,
            subtitle=self.desk.label_for(self.record),
            opts=self.model._meta,
            changelist=f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist",
            **kwargs,
        )

    def get_success_url(self) -> str:
        return reverse(
            f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change", args=[self.record.pk]
        )


class ActionStepDesk(StepDesk, ActionStep):
    pass


class RecommendationStepDesk(StepDesk, RecommendationStep):
    pass


class ReportStepDesk(StepDesk, ReportStep):
    pass


class TakesSteps:
    """A desk with the steps of its records as tools, and what happened to each of them."""

    step_desk: type[StepDesk]

    def get_urls(self):
        of = self.opts
        step = path(
            "<int:pk>/steps/<slug:step>/",
            self.admin_site.admin_view(self.step_desk.as_view(desk=self)),
            name=f"{of.app_label}_{of.model_name}_step",
        )
        return [step, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, unquote(object_id))
        user, today = request.user, context.today()
        asked = self.model.objects.for_steps(user).get(pk=record.pk)
        shown = {
            "step_address": f"admin:{self.opts.app_label}_{self.opts.model_name}_step",
            "steps": as_buttons(taking.open_to(user, asked, today), asked),
            "barred": taking.barred_to(user, asked, today),
            "told": ledger_tool(request, record),
            "timeline": entries(Event.objects.about(record), user),
        }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})
