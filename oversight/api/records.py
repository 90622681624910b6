"""Records to read over the API: the list and the single record of a model, each through `visible_to`."""

import logging
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localdate
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.serializers import (
    CharField,
    Field,
    ListField,
    ModelSerializer,
    Serializer,
)
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from oversight import context
from oversight.steps import Workflow

log = logging.getLogger(__name__)


class RecordSerializer(ModelSerializer):
    """Shows a record. The API writes nothing through serializers: steps go through forms and operations."""

    def build_standard_field(self, field_name, model_field):
        kind, values = super().build_standard_field(field_name, model_field)
        if model_field.choices and model_field.blank:
            values["allow_blank"] = True
        return kind, values


@lru_cache
def place_of(name: str, key: str) -> tuple[str, str]:
    """What stands before and after the key in the addresses of this name: a list asks for hundreds."""
    before, after = reverse(name, kwargs={key: "KEY"}).split("KEY")
    return before, after


@extend_schema_field(OpenApiTypes.URI)
class Address(Field):
    """The record's absolute address of this name; references and slugs stand in it as they are."""

    def __init__(self, name: str, key: str, **values):
        self.name, self.key = name, key
        super().__init__(**values | {"read_only": True, "source": "*"})

    def to_representation(self, record: Model) -> str:
        before, after = place_of(self.name, self.key)
        return f"{origin(self.context['request'])}{before}{getattr(record, self.key)}{after}"


def origin(request) -> str:
    """Scheme and host the caller used, worked out once a request."""
    if not hasattr(request, "_origin"):
        request._origin = request.build_absolute_uri("/")[:-1]
    return request._origin


def api_address(name: str, key: str = "reference") -> Address:
    """The record's own address in the API."""
    return Address(f"api:{name}-detail", key)


def page_address(name: str, key: str = "reference") -> Address:
    """The address of the record's page, for people."""
    return Address(name, key)


@extend_schema_field(ListField(child=CharField()))
class Lines(Field):
    """A text of several lines as a list."""

    def to_representation(self, value: str) -> list[str]:
        return value.splitlines()


def changed(read_back: Callable[[], Any]) -> Response:
    """The answer to a change that is saved: the record read back (200), or nothing (204) where it cannot be shown.

    Never an error: a caller who read one would make the change again.
    """
    try:
        return Response(read_back())
    except Http404:
        pass  # No longer visible to the caller.
    except Exception:
        log.exception("api: a change was saved, and could not be read back")
    return Response(status=status.HTTP_204_NO_CONTENT)


class PrivateAnswer(APIView):
    """Answers that depend on who asks; no cache between keeps them."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class RecordViews(PrivateAnswer, ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The list and the single record of one model, both through `visible_to`.

    `orderings` names the orders of the list, the first being the usual one; `key` is the unique column that
    stands in addresses. `for_list` and `for_detail` add what is shown, in a fixed number of queries.
    """

    model: type[Model]
    # Of what takes steps; `for_list` then fetches by `for_steps`.
    workflow: Workflow
    key = "reference"
    orderings: tuple[str, ...]
    detail_serializer_class: type[Serializer]
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.lookup_field = cls.key

    @cached_property
    def now(self) -> datetime:
        """Read once a request."""
        return context.now()

    @cached_property
    def today(self) -> date:
        return localdate(self.now)

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.model._default_manager.visible_to(self.request.user, self.today).order_by()

    def for_list(self, rows: QuerySet) -> QuerySet:
        return rows

    def for_detail(self, rows: QuerySet) -> QuerySet:
        return self.for_list(rows)

    def get_object(self):
        rows = self.for_detail(self.get_queryset())
        return get_object_or_404(rows, **{self.key: self.kwargs[self.key]})

    def seen(self, model: type[Model]) -> QuerySet:
        """The rows of another model that the caller may see: what a record shows of others is no more than these."""
        return model._default_manager.visible_to(self.request.user, self.today)

    def get_serializer_class(self):
        return self.detail_serializer_class if self.action == "retrieve" else self.serializer_class

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {"now": self.now, "today": self.today}


class NothingHere(PrivateAnswer):
    """Any other address of the API: not found, in the API's own words."""

    permission_classes = ()
    authentication_classes = ()
    schema = None

    def not_found(self, request, *args, **kwargs):
        raise NotFound("There is nothing at this address of the API.")

    get = post = put = patch = delete = not_found
