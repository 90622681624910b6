"""Rows of a record, edited or read beside it."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin

from oversight import rights
from oversight.admin.choices import KnownSelect, KnownSelectMultiple
from oversight.admin.visibility import VisibilityMixin
from oversight.errors import DomainError
from oversight.rights import AdminRights


class InlineRows(forms.BaseInlineFormSet):
    """Asks for the choices of a column once, not once a row, and names each field after its column.

    What an operation refused of one row comes back on it, beside the field it concerns.
    """

    refusal: DomainError | None = None
    refused_row: str | None = None

    def clean(self):
        super().clean()
        for form in self.forms:
            if self.refusal is not None and form.prefix == self.refused_row:
                form.add_error(
                    self.refusal.field if self.refusal.field in form.fields else None, str(self.refusal)
                )

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
            elif isinstance(widget, KnownSelectMultiple):
                present = getattr(form.instance, "_prefetched_objects_cache", {}).get(name, ())
                widget.known = {str(one.pk): field.label_from_instance(one) for one in present}
            elif not isinstance(widget, AutocompleteMixin):
                field.choices = self._choices_of(name, field)

    def _choices_of(self, name, field):
        kept = self.__dict__.setdefault("_kept_choices", {})
        if name not in kept:
            kept[name] = list(field.choices)
        return kept[name]


class RegisterInline(VisibilityMixin, admin.TabularInline):
    """Rows of a record: with the rights of the record, where the kind of row has none of its own."""

    extra = 0
    can_delete = False
    formset = InlineRows
    select_one = KnownSelect

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.refusal = getattr(request, "refusal", None)
        formset.refused_row = getattr(request, "refused_row", None)
        return formset

    @property
    def rights(self) -> AdminRights:
        return rights.of(self.model, self.parent_model)


class RegisterStackedInline(RegisterInline, admin.StackedInline):
    template = admin.StackedInline.template


class ReadOnlyInline(RegisterInline):
    """What others wrote, to be read here."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
