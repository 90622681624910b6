"""Every day that can be entered has a range, refused beside its field with an example, at every channel."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from typing import cast

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db import models
from django.test import RequestFactory
from django.urls import get_resolver

from boards.models import Board, Membership, Person
from boards.operations import seat_member
from oversight import context, ports
from oversight.day_fields import DayField, MomentField, SplitMomentField, TimeOfDayField
from oversight.days import DAY_EXAMPLE, Bounds, day_in_words
from oversight.errors import RuleBroken
from oversight.management.arguments import day as day_of_command
from recommendations.models import Action, Recommendation
from recommendations.sheets.columns import COLUMNS, Read

OURS = (DayField, MomentField, SplitMomentField, TimeOfDayField)
DAYS_OF_FORMS = (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField, forms.TimeField)
OUTSIDE = ("12/03/0019", "31/12/9999", "0019-03-12", "9999-12-31")


def subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def of_forms() -> Iterator[tuple[str, forms.Field]]:
    """The fields of days of all forms written in the product, those of steps over the API among them."""
    assert get_resolver().url_patterns  # every page, and so every form, is known
    for form in subclasses(forms.BaseForm):
        if form.__module__.split(".")[0] in ("boards", "recommendations", "oversight"):
            for name, field in getattr(form, "base_fields", {}).items():
                if isinstance(field, DAYS_OF_FORMS):
                    yield f"{form.__module__}.{form.__name__}.{name}", field


def of_admin(user) -> Iterator[tuple[str, forms.Field]]:
    """The fields of days of all records and rows that are edited in the admin."""
    request = RequestFactory().get("/admin/")
    request.user = user
    for model, shown in admin.site._registry.items():
        if model._meta.app_label not in ("boards", "recommendations", "reminders"):
            continue
        for one in (shown, *shown.get_inline_instances(request)):
            sets = [
                *(one.fieldsets or ()),
                *getattr(one, "entered", ()),
                (None, {"fields": one.fields or ()}),
            ]
            for column in one.model._meta.fields:
                is_edited = column.name in flatten_fieldsets(sets) and column.name not in one.readonly_fields
                if isinstance(column, models.DateField) and column.editable and is_edited:
                    yield (
                        f"admin {model.__name__} {column}",
                        cast(forms.Field, one.formfield_for_dbfield(column, request)),
                    )


def sentence(field: forms.Field, text: str) -> str:
    """What is said beside the field of this text; empty where it is taken."""
    given: object = f"{text} 10:00" if isinstance(field, MomentField) else text
    if isinstance(field, SplitMomentField):
        given = [text, "10:00"]
    try:
        field.clean(given)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.django_db
def test_every_field_of_a_day_refuses_what_is_out_of_range_or_cannot_be_read_with_an_example(
    django_user_model,
):
    person = django_user_model.objects.create(name="A person", email="s@example.org", role="secretariat")
    found = dict(of_forms()) | dict(of_admin(person))
    assert len(found) > 30, found
    wrong: dict[str, object] = {}
    for name, field in found.items():
        if isinstance(field, TimeOfDayField):
            wrong |= {} if "14:30" in sentence(field, "25:00") else {name: "no example of a time"}
        elif not isinstance(field, OURS) or not isinstance(field.bounds, Bounds):
            wrong[name] = "no bounds"
        else:
            said = [sentence(field, text) for text in OUTSIDE]
            last = day_in_words(field.bounds.last(context.today()))
            if not all("is out of range" in one and last in one and DAY_EXAMPLE in one for one in said):
                wrong[name] = said
            for text in ("31/12/26", "soon", "12/31/2026"):
                if DAY_EXAMPLE not in sentence(field, text):
                    wrong[name] = sentence(field, text)
            if sentence(field, "1 November 2026"):
                wrong[name] = sentence(field, "1 November 2026")
    assert wrong == {}


def test_every_day_of_a_spreadsheet_has_bounds():
    bounds = ports.day_bounds()
    for model in (Action, Recommendation):
        read = [column.name for column in COLUMNS[model] if column.read is Read.DAY]
        assert read
        assert all(f"{model._meta.label}.{name}" in bounds for name in read)


def test_every_bound_names_a_column():
    for name in ports.day_bounds():
        app, model, column = name.split(".")
        assert isinstance(apps.get_model(app, model)._meta.get_field(column), models.DateField)


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_command_refuses_a_day_out_of_range(text):
    with pytest.raises(ArgumentTypeError, match="is out of range"):
        day_of_command(text)


@pytest.mark.parametrize("day", (date(19, 3, 12), date.max))
@pytest.mark.django_db
def test_an_operation_refuses_a_day_out_of_range_whatever_channel_it_comes_through(day):
    board = Board.objects.create(name="A board", slug="a-board", abbreviation="AB")
    person = Person.objects.create(name="A person", email="a@example.org", role="secretariat")
    seat = Membership(board=board, person=person, seat="member", from_on=day)
    with pytest.raises(RuleBroken, match="is out of range") as refused:
        seat_member(seat, by=person)
    assert refused.value.field == "from_on"
    assert not Membership.objects.exists()
