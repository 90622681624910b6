"""Steps over the API: an address a step, with the form and the operation of its page; and which of them are open.

The schema of each is drawn from its form.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from oversight.api.access import granted_scopes, reads
from oversight.api.inputs import accepted, texts
from oversight.api.json import JSONParser
from oversight.api.records import RecordViews, changed
from oversight.api.refusals import Refusal
from oversight.step_forms import StepForm
from oversight.steps import Step, Workflow

# --- Which are open --------------------------------------------------------------------------------


class AllowedSteps(serializers.Field):
    """The steps the caller can take on a record fetched by `for_steps` of its queryset."""

    workflow: Workflow

    def __init__(self, **values):
        words = "The steps the caller can take now: the last part of their addresses."
        super().__init__(**{"help_text": words} | values | {"read_only": True, "source": "*"})

    def to_representation(self, record: Model) -> list[str]:
        request, scopes = self.context["request"], self.workflow.scopes
        granted = granted_scopes(request)
        return [
            step.slug
            for step in self.workflow.open_to(request.user, record, self.context["now"])
            if granted is None or scopes.get(step.name) in granted
        ]


def allowed_steps(workflow: Workflow) -> AllowedSteps:
    """The field for records that take the steps of this table."""
    choices = serializers.ListField(child=serializers.ChoiceField(workflow.choices))
    # Of the class, not of the field: fields are copied with all they were given for each serializer.
    return extend_schema_field(choices)(type("AllowedSteps", (AllowedSteps,), {"workflow": workflow}))()


# --- Taking one ------------------------------------------------------------------------------------


class TakesStep:
    """One step. Refused first for access (403), then for where the record stands (409), then for a conflict of
    interest and for what was sent (422)."""

    step: Step
    operations: Any
    form: type[StepForm]

    @property
    def scope(self) -> str | None:
        return self.workflow.scopes.get(self.step.name)

    def get_serializer_class(self):
        return self.detail_serializer_class

    def take_step(self, request) -> Response:
        rows = self.get_queryset().for_steps(request.user)
        record = get_object_or_404(rows, **{self.key: self.kwargs[self.key]})
        self.workflow.require(request.user, self.step, record, self.now)
        getattr(self.operations, self.step.name)(record, by=request.user, **self.inputs(record))
        if not reads(request):
            return Response(status=status.HTTP_204_NO_CONTENT)
        return changed(lambda: self.get_serializer(self.get_object()).data)

    def inputs(self, record: Model) -> dict[str, Any]:
        """The operation's keyword arguments, by the step's own form. Raises InvalidInput."""
        given = texts(self.request.data, self.form.base_fields)
        return accepted(self.form(given, self.request.FILES, record=record, user=self.request.user))


def step_views(
    place: str, views: type[RecordViews], operations: Any, forms: Mapping[str, type[StepForm]]
) -> list[URLPattern]:
    """The addresses of the steps of these records, below each of them."""
    key = f"<{'int' if views.key == 'id' else 'slug'}:{views.key}>"
    return [
        path(
            f"{place}/{key}/steps/{step.slug}/",
            _step_view(place, views, step, operations, forms[name]),
            {"step": step.slug},
            name=f"{place.removesuffix('s')}-step",
        )
        for name, step in views.workflow.steps.items()
    ]


def _step_view(place: str, views: type[RecordViews], step: Step, operations: Any, form: type[StepForm]):
    """The view of one step of these records, named and described for the schema."""
    scope = views.workflow.scopes.get(step.name)
    asked = {"application/json": inputs_schema(step, form, with_files=False)}
    if any(_is_file(field) for field in form.base_fields.values()):
        asked["multipart/form-data"] = inputs_schema(step, form, with_files=True)
    described_step = extend_schema(
        operation_id=f"{place.replace('-', '_')}_steps_{step.name}",
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
            204: OpenApiResponse(description="Taken; the record as it now stands cannot be shown."),
            **dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422), Refusal),
        },
    )

    @described_step
    def take(self, request, **kwargs) -> Response:
        return self.take_step(request)

    named = {
        "step": step,
        "operations": operations,
        "form": form,
        "take": take,
        "parser_classes": (JSONParser, MultiPartParser, FormParser),
    }
    return type(f"Take{_in_camel_case(step)}", (TakesStep, views), named).as_view({"post": "take"})


# --- The schema: each step's inputs, drawn from its form -------------------------------------------

_PLAIN: tuple[tuple[type[forms.Field], type[serializers.Field]], ...] = (
    (forms.FileField, serializers.FileField),
    (forms.BooleanField, serializers.BooleanField),
    (forms.IntegerField, serializers.IntegerField),
    (forms.URLField, serializers.URLField),
    (forms.DateField, serializers.DateField),
    (forms.DateTimeField, serializers.DateTimeField),
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


def _is_file(field: forms.Field) -> bool:
    return isinstance(field, forms.FileField)


def _in_camel_case(step: Step) -> str:
    return step.name.replace("_", " ").title().replace(" ", "")


def inputs_schema(step: Step, form: type[StepForm], *, with_files: bool) -> type[serializers.Serializer]:
    fields = {
        name: described(field)
        for name, field in form.base_fields.items()
        if with_files or not _is_file(field)
    }
    name = f"{_in_camel_case(step)}{'Form' if with_files else ''}Input"
    return type(name, (serializers.Serializer,), fields)
