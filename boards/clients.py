"""System clients of the API: OAuth 2.0 client credentials, each tied to a service person."""

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class ClientAdapter(DefaultOIDCAdapter):
    """To be completed with the scopes of the register."""
