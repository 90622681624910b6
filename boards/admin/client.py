"""System clients of the API, to be read: `bin/manage api_client` gives them out. The secret never shows."""

from allauth.idp.oidc.models import Client
from django.contrib import admin

from boards.rules.access import ADMIN_RIGHTS
from oversight.admin import RegisterAdmin


@admin.register(Client)
class ClientAdmin(RegisterAdmin):
    rights = ADMIN_RIGHTS["client"]
    list_display = ["name", "id", "organisation", "scopes_given", "is_in_use", "created_at"]
    list_select_related = ["owner__organisation"]
    search_fields = ["name", "id", "owner__sought"]
    ordering = ["name"]
    fields = ["name", "id", "owner", "organisation", "scopes_given", "is_in_use", "created_at"]
    readonly_fields = fields

    @admin.display(ordering="owner__organisation__name")
    def organisation(self, client):
        return client.owner and client.owner.organisation

    @admin.display(description="Scopes")
    def scopes_given(self, client):
        return ", ".join(client.get_scopes())

    @admin.display(description="In use", boolean=True, ordering="owner__is_active")
    def is_in_use(self, client):
        return bool(client.owner and client.owner.is_active)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
