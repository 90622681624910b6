"""Choosing among many: autocompletes that can be named, and filters that offer no more than the person may see."""

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

from oversight.numbers import is_row_number
from oversight.visibility import visible


class Named:
    """An autocomplete that assistive technology can name: Django's leaves its parts without one."""

    @property
    def media(self):
        # After what it names the parts of.
        order = ["admin/js/jquery.init.js", "admin/js/autocomplete.js", "admin/named-choices.js"]
        return super().media + forms.Media(js=order)

    def optgroups(self, name, value, attr=None):
        """Without what was sent and can be no row's number: the field says so, the list has nothing to show for it."""
        sent = [each for each in value if not each or is_row_number(str(each))]
        return super().optgroups(name, sent, attr)


class NamedSelect(Named, AutocompleteSelect):
    pass


class NamedSelectMultiple(Named, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs, extra_attrs=None):
        """Without the cross that clears all at once: it stands in the list and is no item of it."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class KnownSelect(NamedSelect):
    """An autocomplete that is given the name of its present choice, and need not ask the database."""

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


class KnownSelectMultiple(NamedSelectMultiple):
    """The same for several: given the names of its present choices."""

    known: dict[str, str] = {}

    def optgroups(self, name, value, attr=None):
        chosen = [each for each in value if each]
        if any(each not in self.known for each in chosen):
            return super().optgroups(name, value, attr)
        options = [
            self.create_option(name, each, self.known[each], True, index) for index, each in enumerate(chosen)
        ]
        return [(None, options, 0)]


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
