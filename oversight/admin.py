"""The admin, the secretariat's desk: its site and the bases of its pages. Names no record of either app.

Who opens what comes from the apps' tables of desks, never from Django's permissions, so that it binds
superusers too; what they see there comes from `visible_to`. Nothing is ever deleted.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from allauth.account.views import LogoutView
from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from oversight.errors import DomainError
from oversight.narrowing import hidden_relations, narrows, visible
from oversight.records import add_record, amend_record

# What records are called that come from a library of another name.
LIBRARIES = {"allauth_idp_oidc": "System clients of the API"}

# --- The site ------------------------------------------------------------------------------------


class AutocompleteView(AutocompleteJsonView):
    """Answers in the words the related desk uses for its records."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": self.model_admin.label_for(obj)}


class RegisterSite(admin.AdminSite):
    """One admin for both apps. Its index shows what waits; `trays` holds the functions that say so."""

    site_title = "Oversight register"
    site_header = "Oversight register: the desk"
    index_title = "What waits"
    index_template = "admin/desk.html"
    empty_value_display = "–"

    def __init__(self, name: str = "admin"):
        super().__init__(name)
        self.trays: list[Callable[[HttpRequest], list]] = []

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in desks of our own; those that come with libraries know nothing of our rules and are left out."""
        if admin_class is not None and issubclass(admin_class, RegisterAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The register has one sign-in. Who is signed in and lands here may not open the admin."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied("The desk is for the secretariat, auditors and administrators.")
        return HttpResponseRedirect(
            f"{resolve_url('account_login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
        )

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return LogoutView.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return AutocompleteView.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = LIBRARIES.get(app["app_label"], app["name"])
        return apps

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        trays = [tray for source in self.trays for tray in source(request)]
        return super().index(request, {"trays": trays, **(extra_context or {})})


# --- Choosing among many -------------------------------------------------------------------------


class Named:
    """An autocomplete that assistive technology can name: Django's leaves its parts without one."""

    @property
    def media(self):
        # After what it names the parts of.
        order = ["admin/js/jquery.init.js", "admin/js/autocomplete.js", "admin/named-choices.js"]
        return super().media + forms.Media(js=order)


class NamedSelect(Named, AutocompleteSelect):
    pass


class NamedSelectMultiple(Named, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs, extra_attrs=None):
        """Without the cross that clears all at once: it stands in the list and is no item of it."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class KnownSelect(NamedSelect):
    """An autocomplete that is told what its present choice is called, and need not ask the database."""

    known: dict[str, str] = {}

    def optgroups(self, name, value, attr=None):
        chosen = [each for each in value if each]
        if not chosen or any(each not in self.known for each in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, each, self.known[each], True, len(options) + index)
            for index, each in enumerate(chosen)
        ]
        return [(None, options, 0)]


# --- What desks and their inlines share ----------------------------------------------------------


def is_version(obj: models.Model | None) -> bool:
    """Whether the record is an earlier version of itself, taken from its history."""
    return hasattr(obj, "_history")


def members_of(model: type[models.Model]) -> list[models.ManyToManyField]:
    """The relations to many of which not everybody sees every member."""
    return [field for field in model._meta.many_to_many if narrows(field.related_model)]


class Narrowed:
    """Rights from the table of desks, records and choices from `visible_to`. For desks and inlines alike."""

    desks: Mapping[str, Any] = {}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @property
    def desk(self):
        return self.desks[self.opts.model_name]

    def may_change(self, user, obj: models.Model) -> bool:
        """Whether this record, and not only its kind, is theirs to change. For desks to narrow."""
        return True

    def has_module_permission(self, request) -> bool:
        return request.user.role in self.desk.view

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.role in self.desk.view

    def has_add_permission(self, request, obj=None) -> bool:
        return request.user.role in self.desk.change

    def has_change_permission(self, request, obj=None) -> bool:
        if request.user.role not in self.desk.change or is_version(obj):
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

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
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
        """Without relations that lead out of the person's sight: neither their name shows nor can they be lost."""
        fieldsets = super().get_fieldsets(request, obj)
        left_out = self._out_of_sight(request, obj)
        if is_version(obj):  # versions keep the columns; what the record was related to then is in the list
            left_out = left_out | {field.name for field in self.model._meta.many_to_many}
        if not left_out:
            return fieldsets
        return [
            (title, {**options, "fields": _without(options["fields"], left_out)})
            for title, options in fieldsets
        ]

    def _out_of_sight(self, request, obj) -> set[str]:
        if obj is None or not isinstance(obj, self.model) or obj.pk is None:
            return set()
        if "_out_of_sight" not in obj.__dict__:
            obj._out_of_sight = hidden_relations(obj, request.user)
        return obj._out_of_sight


def _without(names: Iterable, left_out: set[str]) -> list:
    kept: list = []
    for name in names:
        if isinstance(name, (list, tuple)):
            if line := [each for each in name if each not in left_out]:
                kept.append(line)
        elif name not in left_out:
            kept.append(name)
    return kept


# --- Inlines -------------------------------------------------------------------------------------


class InlineRows(forms.BaseInlineFormSet):
    """Asks for the choices of a column once, not once a row, and names each field after its column."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                named = getattr(field.widget, "widget", field.widget)
                named.attrs.setdefault("aria-label", str(field.label).capitalize())
            if not isinstance(field, forms.ModelChoiceField) or field.widget.is_hidden:
                continue
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownSelect):
                if present := form.instance._state.fields_cache.get(name):
                    widget.known = {str(present.pk): field.label_from_instance(present)}
            elif not isinstance(widget, AutocompleteSelect):
                field.choices = self._choices_of(name, field)

    def _choices_of(self, name, field):
        kept = self.__dict__.setdefault("_kept_choices", {})
        if name not in kept:
            kept[name] = list(field.choices)
        return kept[name]


class RegisterInline(Narrowed, admin.TabularInline):
    """Rows of a record: as its desk, where the kind of row has none of its own."""

    extra = 0
    can_delete = False
    formset = InlineRows
    select_one = KnownSelect

    @property
    def desk(self):
        return self.desks.get(self.opts.model_name) or self.desks[self.parent_model._meta.model_name]


class RegisterStackedInline(RegisterInline, admin.StackedInline):
    template = admin.StackedInline.template


class ReadOnlyInline(RegisterInline):
    """What others wrote, to be read here."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


# --- Desks ---------------------------------------------------------------------------------------


class RefusableForm(forms.ModelForm):
    """A form that can carry what an operation refused, beside the field it concerns."""

    refusal: DomainError | None = None

    def clean(self):
        cleaned = super().clean()
        if self.refusal is not None:
            field = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(field, str(self.refusal))
        return cleaned


class VisibleFilter(admin.RelatedFieldListFilter):
    """Filters by a related record among those the person may see; another is as unknown as one that does not exist."""

    def field_choices(self, field, request, model_admin):
        label = model_admin.admin_site.get_model_admin(field.related_model).label_for
        used = model_admin.get_queryset(request).order_by().values(self.field_path)
        return [
            (one.pk, label(one)) for one in visible(field.related_model, request.user).filter(pk__in=used)
        ]

    def queryset(self, request, queryset):
        known = {str(pk) for pk, _ in self.lookup_choices}
        if self.lookup_val and not known.issuperset(self.lookup_val):
            raise IncorrectLookupParameters
        return super().queryset(request, queryset)


class VersionWords(HistoricalRecordContextHelper):
    """What changed between two versions, without what the reader may not see."""

    def __init__(self, model, record, *, user):
        super().__init__(model, record)
        self.user = user
        self.hidden = False

    def context_for_delta_changes(self, delta):
        shown = []
        for change in delta.changes:
            self.hidden = False
            words = self.format_delta_change(change)
            if not (self.hidden and words.old == words.new):
                shown.append({"field": words.field, "old": words.old, "new": words.new})
        return shown

    def prepare_delta_change_value(self, change, value):
        value = super().prepare_delta_change_value(change, value)
        if isinstance(value, list):
            return [one for one in value if self._may_show(one)]
        return value if self._may_show(value) else "–"

    def _may_show(self, value) -> bool:
        if not isinstance(value, models.Model) or not narrows(type(value)):
            return True
        if visible(type(value), self.user).filter(pk=value.pk).exists():
            return True
        self.hidden = True
        return False


class RegisterAdmin(Narrowed, admin.ModelAdmin):
    """A desk: every write goes through an operation that records its Event, every refusal comes back on the form."""

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
        """The record, its members narrowed to those in sight. Not found where the person may not see it."""
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

    def get_readonly_fields(self, request, obj=None):
        if is_version(obj):
            return flatten_fieldsets(self.get_fieldsets(request, obj))
        fixed = self.fixed_once_given if obj is not None else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def lookup_allowed(self, lookup, value, request=None):
        """Through relations only as the filters offer, which look at what the person may see."""
        first = lookup.split("__")[0]
        names = {field.name for field in self.model._meta.get_fields() if field.is_relation}
        if first in names:
            paths = [path for path, _ in (one for one in self.list_filter if isinstance(one, tuple))]
            return any(lookup in (f"{path}__id__exact", f"{path}__isnull") for path in paths)
        return super().lookup_allowed(lookup, value, request)

    # Writing

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A refusal undoes all of it and comes back on the form, with the status of its kind; what was typed stays."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            request.refusal = error
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = error.status_code
            return response

    def add(self, obj: models.Model, *, by, related: Mapping[str, Iterable]) -> None:
        """How a new record is entered. For desks whose records have an operation of their own."""
        add_record(obj, by=by, related=related)

    def amend(
        self, obj: models.Model, *, by, changes: Mapping[str, Any], related: Mapping[str, Iterable]
    ) -> None:
        """How a record is corrected. For desks whose records have an operation of their own."""
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
            if id(row.instance) in new:
                self.add_row(row.instance, of=form.instance, by=request.user, related=related)
            elif id(row.instance) in altered:
                self.amend_row(
                    row.instance, of=form.instance, by=request.user, changes=changes, related=related
                )

    def add_row(self, row: models.Model, *, of: models.Model, by, related: Mapping[str, Iterable]) -> None:
        """How a row of the record is entered. What nobody can be shown by itself is history of the record."""
        about = None if narrows(type(row)) else of
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
        about = None if narrows(type(row)) else of
        step = "amend" if about is None else f"amend_{_kind(row)}"
        amend_record(row, by=by, changes=changes, related=related, step=step, about=about)


def _kind(row: models.Model) -> str:
    return str(row._meta.verbose_name).replace(" ", "_")


def _given(form: forms.ModelForm) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was typed, as changed columns and chosen members."""
    members = {field.name for field in form._meta.model._meta.many_to_many}
    columns = {field.name for field in form._meta.model._meta.concrete_fields}
    given = getattr(form, "cleaned_data", {})
    changes = {name: given[name] for name in form.changed_data if name in columns and name in given}
    return changes, {name: given[name] for name in form.changed_data if name in members and name in given}


class HistoryAdmin(RegisterAdmin, SimpleHistoryAdmin):
    """A desk whose records keep the versions of their text; they are read here, never put back."""

    object_history_list_template = "admin/versions.html"

    def history_view(self, request, object_id, extra_context=None):
        self.get_object(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self.get_object(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_historical_record_context_helper(self, request, historical_record):
        return VersionWords(self.model, historical_record, user=request.user)
