"""A person in the admin: opens records, fills in what the form shows, and sends it as a browser would."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone


def address(record: Any, page: str = "change") -> str:
    """Of a record's page, or with a model of `add` and `changelist`."""
    of = record._meta
    args = [record.pk] if isinstance(record, models.Model) else []
    return reverse(f"admin:{of.app_label}_{of.model_name}_{page}", args=args)


class AdminPages:
    def __init__(self, person):
        self.person = person
        self.client = Client()
        self.client.force_login(person)

    def open(self, record: Any, page: str = "change"):
        return self.client.get(address(record, page))

    def list(self, model: type[models.Model], **query: Any):
        return self.client.get(address(model, "changelist"), query)

    def change(self, record: models.Model, **given: Any):
        """Send the record's form as it stands, with what is given put in, forged fields included."""
        return self._send(address(record), given)

    def add(self, model: type[models.Model], **given: Any):
        return self._send(address(model, "add"), given)

    def _send(self, at: str, given: dict[str, Any]):
        shown = self.client.get(at)
        data = filled_in(shown) if shown.status_code == 200 else {}
        for name, value in given.items():
            data.update(_parts(name, value))
        return self.client.post(at, data)


def filled_in(response) -> dict[str, Any]:
    """What a browser would send of a form of the admin without anybody having typed."""
    data: dict[str, Any] = {}
    _collect(response.context["adminform"].form, data)
    for inline in response.context["inline_admin_formsets"]:
        _collect(inline.formset.management_form, data)
        for form in inline.formset.forms:
            _collect(form, data)
    return data


def _collect(form: forms.BaseForm, data: dict[str, Any]) -> None:
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, forms.SplitDateTimeField):
            data.update(_parts(bound.html_name, value))
        elif isinstance(value, bool):
            data.update({bound.html_name: "on"} if value else {})
        elif isinstance(value, (list, tuple)):
            data[bound.html_name] = [getattr(one, "pk", one) for one in value]
        elif value is not None:
            data[bound.html_name] = (
                bound.field.widget.format_value(value) if isinstance(value, date) else value
            )


def _parts(name: str, value: Any) -> dict[str, Any]:
    """A moment goes in two fields, a record by its number, nothing as an empty field."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return {f"{name}_0": local.strftime("%Y-%m-%d"), f"{name}_1": local.strftime("%H:%M:%S")}
    if isinstance(value, models.Model):
        return {name: value.pk}
    return {name: "" if value is None else value}


def errors(response) -> dict[str, list[str]]:
    """What the form says is wrong, by field."""
    return dict(response.context["adminform"].form.errors.items())
