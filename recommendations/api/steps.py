"""Taking a step over the API: an address a step, with the same form and the same operation as on the page."""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from boards.clients import reads
from oversight.api.inputs import accepted, texts
from oversight.api.json import JSONParser
from oversight.api.records import PrivateAnswer, RecordViews
from oversight.api.refusals import Refusal
from oversight.downloads import download
from recommendations import operations
from recommendations.api.actions import Actions
from recommendations.api.recommendations import Recommendations
from recommendations.api.reports import Reports
from recommendations.forms import STEP_FORMS
from recommendations.models import Evidence
from recommendations.rules import taking
from recommendations.rules.scopes import SCOPES
from recommendations.rules.steps import Step


class TakesStep:
    """One step. Refused first for access (403), then for where the thing stands (409), then for what ties the person
    to it and for what was sent (422)."""

    step: Step

    @property
    def scope(self) -> str | None:
        return SCOPES.get(self.step.name)

    def get_serializer_class(self):
        return self.detail_serializer_class

    def take_step(self, request, reference: str) -> Response:
        rows = self.model.objects.visible_to(request.user, self.today).for_steps(request.user)
        record = get_object_or_404(rows, reference=reference)
        taking.require(request.user, self.step, record, self.today)
        getattr(operations, self.step.name)(record, by=request.user, **self.inputs(record))
        if not reads(request):
            return Response(status=status.HTTP_204_NO_CONTENT)
        try:
            return Response(self.get_serializer(self.get_object()).data)
        except Http404:
            # Taken, and with it the caller lost sight of the thing.
            return Response(status=status.HTTP_204_NO_CONTENT)

    def inputs(self, record: Model) -> dict[str, Any]:
        """The operation's keyword arguments, by the step's own form. Raises InvalidInput."""
        form_class = STEP_FORMS[self.step.name]
        given = texts(self.request.data, form_class.base_fields)
        form = form_class(given, self.request.FILES, record=record, user=self.request.user)
        return accepted(form)


class EvidenceFile(PrivateAnswer):
    """The file of one piece of evidence of an action, to those who may see it."""

    of = "action"

    @extend_schema(
        operation_id="actions_evidence_file",
        summary="Download the file of a piece of evidence",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: Refusal},
    )
    def get(self, request, reference: str, pk: int) -> FileResponse:
        held = Evidence.objects.visible_to(request.user).exclude(file="")
        return download(get_object_or_404(held, **{f"{self.of}__reference": reference}, pk=pk))


@extend_schema_view(get=extend_schema(operation_id="recommendations_evidence_file"))
class RecommendationEvidenceFile(EvidenceFile):
    """The file of one piece of evidence of a recommendation, to those who may see it."""

    of = "recommendation"


# --- The schema: each step's inputs, drawn from its form -----------------------------------------

_PLAIN: tuple[tuple[type[forms.Field], type[serializers.Field]], ...] = (
    (forms.FileField, serializers.FileField),
    (forms.BooleanField, serializers.BooleanField),
    (forms.IntegerField, serializers.IntegerField),
    (forms.URLField, serializers.URLField),
    (forms.DateField, serializers.DateField),
    (forms.ModelChoiceField, serializers.CharField),
    (forms.CharField, serializers.CharField),
)


def described(field: forms.Field) -> serializers.Field:
    """A form's field as the schema knows it."""
    values: dict[str, Any] = {
        "required": field.required,
        "help_text": str(field.label),
        "allow_null": not field.required,
    }
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return serializers.ChoiceField(choices=field.choices, allow_blank=not field.required, **values)
    kind = next(plain for form_kind, plain in _PLAIN if isinstance(field, form_kind))
    if kind is serializers.BooleanField:
        del values["allow_null"]
    if isinstance(field, forms.IntegerField):
        values |= {"min_value": field.min_value, "max_value": field.max_value}
    elif isinstance(field, forms.CharField):
        values |= {"max_length": field.max_length, "allow_blank": not field.required}
    if isinstance(field, forms.ModelChoiceField):
        values |= {"help_text": f"{field.label}: its reference.", "allow_blank": not field.required}
    return kind(**values)


def in_camel_case(step: Step) -> str:
    return step.name.replace("_", " ").title().replace(" ", "")


def inputs_schema(step: Step, *, with_files: bool) -> type[serializers.Serializer]:
    fields = {
        name: described(field)
        for name, field in STEP_FORMS[step.name].base_fields.items()
        if with_files or not isinstance(field, forms.FileField)
    }
    return type(
        f"{in_camel_case(step)}{'Form' if with_files else ''}Input", (serializers.Serializer,), fields
    )


def step_view(views: type[RecordViews], step: Step):
    """The view of one step of these records, named and described for the schema."""
    has_files = any(
        isinstance(field, forms.FileField) for field in STEP_FORMS[step.name].base_fields.values()
    )
    scope = SCOPES.get(step.name)
    asked = {"application/json": inputs_schema(step, with_files=False)}
    if has_files:
        asked["multipart/form-data"] = inputs_schema(step, with_files=True)
    described_step = extend_schema(
        operation_id=f"{views.model._meta.model_name}s_steps_{step.name}",
        summary=step.label,
        description=f"Asks for {step.asks}. "
        + (
            f"System clients need the scope `{scope}`."
            if scope
            else "For people alone, not for system clients."
        ),
        request=asked,
        responses={
            200: views.detail_serializer_class,
            204: OpenApiResponse(description="Taken; the caller may not see it as it now stands."),
            **dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422), Refusal),
        },
    )

    @described_step
    def take(self, request, reference: str, **kwargs) -> Response:
        return self.take_step(request, reference)

    named = {"step": step, "take": take, "parser_classes": (JSONParser, MultiPartParser, FormParser)}
    return type(f"Take{in_camel_case(step)}", (TakesStep, views), named).as_view({"post": "take"})


# Where the records lie in the API -> each of their steps with its view.
STEP_VIEWS = {
    place: [(step, step_view(views, step)) for step in taking.table_of(views.model).values()]
    for place, views in (("actions", Actions), ("recommendations", Recommendations), ("reports", Reports))
}
