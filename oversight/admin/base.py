"""The base of every ModelAdmin: writes through operations, refusals on the form, nothing ever deleted."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from oversight.admin.visibility import VisibilityMixin, is_version, members_of
from oversight.errors import DomainError
from oversight.folding import sought
from oversight.numbers import is_row_number
from oversight.plain_records import add_record, amend_record
from oversight.typed import see_blanks
from oversight.visibility import limits_visibility, visible

# A number that a row can be compared with, and the lookups that compare.
NUMBER = re.compile(r"-?[0-9]{1,18}")
COMPARING = ("exact", "in", "gt", "gte", "lt", "lte", "range")


class RefusableForm(forms.ModelForm):
    """A form that can carry what an operation refused, beside the field it concerns."""

    refusal: DomainError | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        see_blanks(self.fields.values())

    def clean(self):
        cleaned = super().clean()
        if self.refusal is not None:
            field = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(field, str(self.refusal))
        return cleaned


@contextmanager
def beside(request, row: forms.BaseForm) -> Iterator[None]:
    """Let what is refused of a row come back beside that row."""
    try:
        yield
    except DomainError:
        request.refused_row = row.prefix
        raise


class RegisterAdmin(VisibilityMixin, admin.ModelAdmin):
    """The admin of one kind of record: each write is an operation with its Event, a refusal stands on the form."""

    form = RefusableForm
    list_per_page = 50
    show_full_result_count = False
    # Fields that stand in addresses or references: given once.
    fixed_once_given: tuple[str, ...] = ()
    # Name of the address of the record's page, where it has one.
    page: str = ""

    def view_on_site(self, obj):
        return reverse(self.page, args=[obj.reference])

    def get_view_on_site_url(self, obj=None):
        return self.view_on_site(obj) if obj is not None and self.page else None

    def get_object(self, request, object_id, from_field=None):
        """The record, its members only those visible to the person. Not found where the person may not see it."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404
        prefetch_related_objects(
            [obj],
            *(
                Prefetch(field.name, visible(field.related_model, request.user))
                for field in members_of(self.model)
            ),
        )
        return obj

    def get_search_results(self, request, queryset, search_term):
        """Lists and choices are without entries that were withdrawn; they are found by their reference.

        What is typed is folded as the columns are that it is searched in (SoughtField), or are plain ASCII.
        """
        found, may_repeat = super().get_search_results(request, queryset, sought(search_term))
        return (
            found.entered_or_named(search_term) if hasattr(found, "entered_or_named") else found
        ), may_repeat

    def get_readonly_fields(self, request, obj=None):
        if is_version(obj):
            return flatten_fieldsets(self.get_fieldsets(request, obj))
        fixed = self.fixed_once_given if obj is not None else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = None if hasattr(request, "refused_row") else getattr(request, "refusal", None)
        return form

    def lookup_allowed(self, lookup, value, request=None):
        """Through relations only as the filters offer, which look at what the person may see."""
        first = lookup.split("__")[0]
        names = {field.name for field in self.model._meta.get_fields() if field.is_relation}
        if first in names:
            paths = [path for path, _ in (one for one in self.list_filter if isinstance(one, tuple))]
            return any(lookup in (f"{path}__id__exact", f"{path}__isnull") for path in paths)
        return super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request):
        """The list as asked for. A number that no row can have is 400, in words."""
        for name, values in request.GET.lists():
            numbers = [number for value in values for number in value.split(",")]
            if self._is_of_numbers(name) and not all(map(NUMBER.fullmatch, numbers)):
                raise BadRequest(f"{name} names what is no number of a record.")
        return super().get_changelist_instance(request)

    def _is_of_numbers(self, lookup: str) -> bool:
        """Whether the lookup compares a number of the record, or of what it is related to."""
        first, *others = lookup.split("__")
        fields = {field.name: field for field in self.model._meta.get_fields()} | {"pk": self.model._meta.pk}
        if first not in fields or not {"pk", "id", *COMPARING}.issuperset(others):
            return False
        field = fields[first]
        return isinstance(field, models.IntegerField) or (field.is_relation and "id" in others)

    def response_action(self, request, queryset):
        """Of the rows chosen. What can be no row's number is 400."""
        if not all(map(is_row_number, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("What was chosen is no record.")
        return super().response_action(request, queryset)

    # Writing

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A refusal undoes all of it and comes back on the form, with the status of its kind; what was typed stays.

        A choice that can be no row's number is 422, as on the pages.
        """
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if request.method == "POST" and _is_none(getattr(response, "context_data", {})):
                response.status_code = 422
            return response
        except DomainError as error:
            request.refusal = error
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = error.status_code
            return response

    def add(self, obj: models.Model, *, by, related: Mapping[str, Iterable]) -> None:
        """How a new record is entered. For records that have an operation of their own."""
        add_record(obj, by=by, related=related)

    def amend(
        self, obj: models.Model, *, by, changes: Mapping[str, Any], related: Mapping[str, Iterable]
    ) -> None:
        """How a record is corrected. For records that have an operation of their own."""
        amend_record(obj, by=by, changes=changes, related=related)

    def save_model(self, request, obj, form, change):
        changes, related = _given(form)
        if change:
            self.amend(obj, by=request.user, changes=changes, related=related)
        else:
            self.add(obj, by=request.user, related=related)

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        new = {id(obj) for obj in formset.new_objects}
        altered = {id(obj) for obj, _ in formset.changed_objects}
        for row in formset.forms:
            changes, related = _given(row)
            with beside(request, row):
                if id(row.instance) in new:
                    self.add_row(row.instance, of=form.instance, by=request.user, related=related)
                elif id(row.instance) in altered:
                    self.amend_row(
                        row.instance, of=form.instance, by=request.user, changes=changes, related=related
                    )

    def add_row(self, row: models.Model, *, of: models.Model, by, related: Mapping[str, Iterable]) -> None:
        """How a row of the record is entered. What nobody can be shown by itself is history of the record."""
        about = None if limits_visibility(type(row)) else of
        step = "add" if about is None else f"add_{_kind(row)}"
        add_record(row, by=by, related=related, step=step, about=about)

    def amend_row(
        self,
        row: models.Model,
        *,
        of: models.Model,
        by,
        changes: Mapping[str, Any],
        related: Mapping[str, Iterable],
    ) -> None:
        about = None if limits_visibility(type(row)) else of
        step = "amend" if about is None else f"amend_{_kind(row)}"
        amend_record(row, by=by, changes=changes, related=related, step=step, about=about)


def _is_none(context: Mapping[str, Any]) -> bool:
    """Whether the form was sent a choice that can be no row's number."""
    form = context["adminform"].form if "adminform" in context else None
    return form is not None and any(
        value and not is_row_number(value)
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField)
        and isinstance(field.queryset.model._meta.pk, models.IntegerField)
        for value in form.data.getlist(form.add_prefix(name))
    )


def _kind(row: models.Model) -> str:
    return str(row._meta.verbose_name).replace(" ", "_")


def _given(form: forms.ModelForm) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was typed, as changed columns and chosen members."""
    members = {field.name for field in form._meta.model._meta.many_to_many}
    columns = {field.name for field in form._meta.model._meta.concrete_fields}
    given = getattr(form, "cleaned_data", {})
    changes = {name: given[name] for name in form.changed_data if name in columns and name in given}
    return changes, {name: given[name] for name in form.changed_data if name in members and name in given}
