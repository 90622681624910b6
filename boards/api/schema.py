"""What the API's schema says of system clients."""

from django.conf import settings
from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class ClientScheme(OpenApiAuthenticationExtension):
    """How the API's schema describes system clients."""

    target_class = "boards.clients.ClientAuthentication"
    name = "client"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "oauth2",
            "description": "System clients: OAuth 2.0 client credentials.",
            "flows": {"clientCredentials": {"tokenUrl": reverse("api:token"), "scopes": settings.API_SCOPES}},
        }
