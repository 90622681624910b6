"""What ModelAdmins and inlines share: rights from the app of the model, records and choices from `visible_to`."""

from collections.abc import Iterable

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models

from oversight import rights
from oversight.admin.choices import NamedSelect, NamedSelectMultiple
from oversight.day_bounds import bounds_of
from oversight.day_fields import DayField, SplitMomentField
from oversight.rights import AdminRights
from oversight.typed import see_blanks
from oversight.visibility import hidden_relations, limits_visibility, visible


def is_version(obj: models.Model | None) -> bool:
    """Whether the record is an earlier version of itself, taken from its history."""
    return hasattr(obj, "_history")


def members_of(model: type[models.Model]) -> list[models.ManyToManyField]:
    """The relations to many of which not everybody sees every member."""
    return [field for field in model._meta.many_to_many if limits_visibility(field.related_model)]


class VisibilityMixin:
    """Rights from the app of the model (oversight/rights.py), records and choices from `visible_to`: of a record and of
    the rows beside it."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @property
    def rights(self) -> AdminRights:
        return rights.of(self.model)

    def may_change(self, user, obj: models.Model) -> bool:
        """Whether this record, and not only its kind, is theirs to change. For subclasses to restrict."""
        return True

    def has_module_permission(self, request) -> bool:
        return request.user.role in self.rights.view

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.role in self.rights.view

    def has_add_permission(self, request, obj=None) -> bool:
        return request.user.role in self.rights.change

    def has_change_permission(self, request, obj=None) -> bool:
        if request.user.role not in self.rights.change or is_version(obj):
            return False
        return obj is None or self.may_change(request.user, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def label_for(self, obj: models.Model) -> str:
        """How the record is called where it can be chosen."""
        return str(obj)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user) if hasattr(queryset, "visible_to") else queryset

    def as_visible(self, rows: models.QuerySet, request, *names: str) -> models.QuerySet:
        """The rows with these relations to one other as the person may see them: empty where they may not."""
        return rows.prefetch_related(
            *(
                models.Prefetch(name, visible(self.model._meta.get_field(name).related_model, request.user))
                for name in names
            )
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.DateField):
            is_moment = isinstance(db_field, models.DateTimeField)
            kwargs |= {
                "form_class": SplitMomentField if is_moment else DayField,
                "bounds": bounds_of(db_field),
            }
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        see_blanks([formfield])
        if isinstance(formfield, forms.SplitDateTimeField):  # one label, two fields
            for part, word in zip(formfield.widget.widgets, ("date", "time"), strict=True):
                part.attrs["aria-label"] = f"{str(formfield.label).capitalize()}: {word}"
        return formfield

    # The autocomplete for one; inlines take another.
    select_one: type[AutocompleteSelect] = NamedSelect

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self._choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", self.select_one(db_field, self.admin_site))
        return self._labelled(super().formfield_for_foreignkey(db_field, request, **kwargs), db_field)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self._choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", NamedSelectMultiple(db_field, self.admin_site))
        return self._labelled(super().formfield_for_manytomany(db_field, request, **kwargs), db_field)

    def _choices(self, db_field, request):
        ordered = self.get_field_queryset(None, db_field, request)
        seen = visible(db_field.related_model, request.user)
        return seen.order_by(*ordered.query.order_by) if ordered is not None else seen

    def _labelled(self, formfield, db_field):
        if self.admin_site.is_registered(db_field.related_model):
            formfield.label_from_instance = self.admin_site.get_model_admin(db_field.related_model).label_for
        return formfield

    def get_fieldsets(self, request, obj=None):
        """Without relations to what is not visible to the person: neither their name shows nor can they be lost."""
        fieldsets = super().get_fieldsets(request, obj)
        left_out = self._left_out(request, obj)
        if is_version(obj):  # versions keep the columns; what the record was related to then is in the list
            left_out |= set(flatten_fieldsets(fieldsets)) - {
                field.name for field in self.model._meta.concrete_fields
            }
        if not left_out:
            return fieldsets
        return [
            (title, {**options, "fields": _without(options["fields"], left_out)})
            for title, options in fieldsets
        ]

    def _left_out(self, request, obj) -> set[str]:
        if obj is None or not isinstance(obj, self.model) or obj.pk is None:
            return set()
        if "_left_out" not in obj.__dict__:
            obj._left_out = hidden_relations(obj, request.user) | self.kept_back(request, obj)
        return obj._left_out

    def kept_back(self, request, obj: models.Model) -> set[str]:
        """Columns of the record that this person may not read, though they may read the rest. Subclasses name them."""
        return set()


def _without(names: Iterable, left_out: set[str]) -> list:
    kept: list = []
    for name in names:
        if isinstance(name, (list, tuple)):
            if line := [each for each in name if each not in left_out]:
                kept.append(line)
        elif name not in left_out:
            kept.append(name)
    return kept
