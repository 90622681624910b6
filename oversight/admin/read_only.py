"""Records that are read in the admin and never written there: the history, and the record of reminders."""

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from oversight.admin.base import RegisterAdmin


def link_to(model, pk, words: str) -> str:
    """A link to the record's admin page; the words alone where its kind has none."""
    try:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return words
    return format_html('<a href="{}">{}</a>', address, words)


class ReadOnlyAdmin(RegisterAdmin):
    actions = None

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
