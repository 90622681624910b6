"""Agendas as this app needs them: each item with the recommendations and actions it concerns."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Prefetch

from boards.admin.agenda import AgendaItemAdmin, AgendaItemForm, AgendaItemInline, AgendaRow
from boards.models import AgendaItem
from boards.rules.agenda import why_closed
from oversight.admin import KnownSelectMultiple
from oversight.visibility import visible
from recommendations.models import Action, Recommendation


def _choice(relation: Any, words: str) -> forms.ModelMultipleChoiceField:
    """Several of what an item concerns, found by typing. The autocomplete asks by the column that leads there."""
    model = relation.field.model
    column = relation.through._meta.get_field(relation.field.m2m_field_name())
    widget = KnownSelectMultiple(column, admin.site)
    return forms.ModelMultipleChoiceField(model.objects.none(), label=words, required=False, widget=widget)


class Concerns(forms.ModelForm):
    """What an item concerns, as far as the person may see it."""

    recommendations = _choice(Recommendation.agenda_items, "Recommendations")
    actions_concerned = _choice(Action.discussed_under, "Actions")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in CONCERNED:
            if self.instance.pk and name in self.fields:
                self.initial[name] = [one.pk for one in getattr(self.instance, name).all()]


CONCERNED = {"recommendations": Recommendation, "actions_concerned": Action}


def offer_visible(form: Any, request: Any) -> Any:
    """Offer what the person may see, with the label of its own admin."""
    for name, model in CONCERNED.items():
        if field := form.base_fields.get(name):
            field.queryset = visible(model, request.user)
            field.label_from_instance = admin.site.get_model_admin(model).label_for
    return form


class Named:
    """What an item concerns in words, for those who only read it: Django shows no relation from its far end."""

    @admin.display(description="Recommendations")
    def recommendations_named(self, item: AgendaItem) -> str:
        return _names(item, "recommendations")

    @admin.display(description="Actions")
    def actions_named(self, item: AgendaItem) -> str:
        return _names(item, "actions_concerned")


def _names(item: AgendaItem, name: str) -> str:
    return ", ".join(one.reference for one in getattr(item, name).all()) if item.pk else ""


READ = {"recommendations": "recommendations_named", "actions_concerned": "actions_named"}


def read_only(names: Iterable[str]) -> list[str]:
    return [READ.get(name, name) for name in names]


def with_concerned(items: Any, user: Any) -> Any:
    return items.prefetch_related(
        *(Prefetch(name, visible(model, user).order_by("reference")) for name, model in CONCERNED.items())
    )


class ConcernedRow(Concerns, AgendaRow):
    pass


class ConcernedItemForm(Concerns, AgendaItemForm):
    pass


class ConcernedItemInline(Named, AgendaItemInline):
    form = ConcernedRow
    fields = [*AgendaItemInline.fields[:-1], *CONCERNED, *AgendaItemInline.fields[-1:]]
    readonly_fields = [*AgendaItemInline.readonly_fields, *READ.values()]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else read_only(fields)

    def get_queryset(self, request):
        return with_concerned(super().get_queryset(request), request.user)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        offer_visible(formset.form, request)
        return formset


@admin.register(AgendaItem)
class ConcernedItemAdmin(Named, AgendaItemAdmin):
    form = ConcernedItemForm
    readonly_fields = [*AgendaItemAdmin.readonly_fields, *READ.values()]
    fieldsets = [
        AgendaItemAdmin.fieldsets[0],
        ("What it concerns", {"fields": [*CONCERNED]}),
        *AgendaItemAdmin.fieldsets[1:],
    ]

    def get_queryset(self, request):
        return with_concerned(super().get_queryset(request), request.user)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.asks(request, obj):
            return fieldsets
        return [(title, {**options, "fields": read_only(options["fields"])}) for title, options in fieldsets]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = offer_visible(super().get_form(request, obj, change, **kwargs), request)
        for name in () if self.asks(request, obj) else CONCERNED:
            form.base_fields.pop(name, None)
        return form

    def asks(self, request, obj) -> bool:
        """Whether what the item concerns can be changed, or only read."""
        is_open = isinstance(obj, AgendaItem) and not why_closed(obj.meeting)
        return is_open and self.has_change_permission(request, obj)
