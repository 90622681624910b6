"""The admin of organisations and the names they carried before."""

from django.contrib import admin

from boards.models import FormerName, Organisation
from oversight.admin import HistoryAdmin, RegisterInline


class FormerNameInline(RegisterInline):
    model = FormerName


@admin.register(Organisation)
class OrganisationAdmin(HistoryAdmin):
    page = "organisation"
    list_display = ["name", "short_name", "kind", "reports_to", "lead", "status_text"]
    list_filter = ["kind"]
    list_select_related = ["lead"]
    search_fields = ["sought", "former_names__sought"]
    ordering = ["name"]
    autocomplete_fields = ["lead"]
    fields = [
        "name",
        "short_name",
        "slug",
        "kind",
        "purpose",
        "reports_to",
        "lead",
        "status_text",
        "note",
        "sources",
    ]
    fixed_once_given = ("slug",)
    inlines = [FormerNameInline]

    def label_for(self, obj) -> str:
        return f"{obj.name} ({obj.short_name})" if obj.short_name else obj.name

    def get_prepopulated_fields(self, request, obj=None):
        return {"slug": ["name"]} if obj is None else {}
