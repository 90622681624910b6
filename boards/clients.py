"""System clients of the API: OAuth 2.0 client credentials, each tied to a service person of an organisation.

A client acts as its service person, within the scopes it was given: a scope opens a set of addresses, the access rules
still decide. Tokens come from django-allauth's identity provider; no grant but client credentials is in use.
"""

import base64
import inspect
import secrets
from collections.abc import Sequence
from urllib.parse import unquote

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, Token
from allauth.idp.oidc.views import RevokeView, TokenView
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from boards.models import Organisation, Person
from boards.operations.people import let_read
from boards.secrets import RandomSecretHasher
from oversight.accidents import not_taken
from oversight.errors import RuleBroken
from oversight.folding import did_you_mean, folded
from oversight.markings import Marking
from oversight.operations import record_event
from oversight.roles import Role


class ClientAdapter(DefaultOIDCAdapter):
    """What the identity provider asks of us: ids and secrets that pass through a shell and a URL unharmed."""

    scope_display = settings.API_SCOPES

    def generate_client_id(self) -> str:
        return secrets.token_hex(16)

    def generate_client_secret(self) -> str:
        return secrets.token_urlsafe(36)


# --- Giving out, renewing and withdrawing credentials --------------------------------------------


def kept_secret(secret: str) -> str:
    """What is kept of a secret of ours. A client made by an earlier version keeps the slow hash until it is rotated."""
    return make_password(secret, hasher=RandomSecretHasher.algorithm)


def token_address() -> str:
    return settings.BASE_URL + reverse("api:token")


@transaction.atomic
def create_client(
    name: str,
    *,
    organisation: Organisation,
    scopes: Sequence[str],
    clearance: str = Marking.OFFICIAL,
    reason: str = "",
    by=None,
) -> tuple[Client, str]:
    """Make a client and its service person; the secret is returned once and kept only as a hash.

    It may read OFFICIAL alone, unless `clearance` says more, which is recorded with the reason.

    Raises RuleBroken where the name is missing or taken, or a scope is unknown.
    """
    name = name.strip()
    _require_name(name)
    scopes = _require_scopes(scopes)
    secret = ClientAdapter().generate_client_secret()
    person = Person.objects.create_user(
        name=f"API client {name}", organisation=organisation, role=Role.LIAISON, is_service=True
    )
    client = Client(
        name=name,
        owner=person,
        type=Client.Type.CONFIDENTIAL,
        grant_types=Client.GrantType.CLIENT_CREDENTIALS,
        response_types="",
    )
    client.set_scopes(scopes)
    client.set_default_scopes(scopes)
    client.secret = kept_secret(secret)
    client.save()
    record_event(
        person,
        step="create_api_client",
        by=by,
        after={
            "client": client.pk,
            "name": name,
            "organisation": organisation.reference,
            "scopes": scopes,
        },
    )
    if clearance != Marking.OFFICIAL:
        let_read(person, by=by, marking=clearance, reason=reason or "Asked for when the client was made.")
    return client, secret


def _require_name(name: str) -> None:
    if not name:
        raise RuleBroken("Give the client a name.", field="name")
    if len(name) > Client._meta.get_field("name").max_length:
        raise RuleBroken("The client's name is too long.", field="name")
    if _called(name):
        raise RuleBroken(f"There is already a client called “{name}”.", field="name")


def _require_scopes(scopes: Sequence[str]) -> list[str]:
    """The scopes, each once, in the order of the settings."""
    known = settings.API_SCOPES
    if not scopes:
        raise RuleBroken(f"Give at least one scope: {', '.join(known)}.", field="scopes")
    for scope in scopes:
        if scope not in known:
            raise RuleBroken(f"There is no scope “{scope}”. Known: {', '.join(known)}.", field="scopes")
    return [scope for scope in known if scope in scopes]


def _called(name: str) -> list[str]:
    """The keys of the clients of this name, however it is typed; there are few."""
    return [key for key, each in Client.objects.values_list("pk", "name") if folded(each) == folded(name)]


def find_client(name_or_id: str) -> Client:
    """The client of that name or id. Raises RuleBroken where there is none."""
    found = Client.objects.select_related("owner__organisation").filter(
        pk__in=[name_or_id, *_called(name_or_id)], owner__is_service=True
    )
    if client := found.first():
        return client
    near = did_you_mean(name_or_id, Client.objects.values_list("name", flat=True))
    raise RuleBroken(f"There is no API client “{name_or_id}”. {near}".strip(), field="name")


@transaction.atomic
def rotate_secret(client: Client, *, by=None) -> str:
    """Give the client a new secret, returned once; the old one and the tokens it got end now."""
    if not client.owner.is_active:
        raise RuleBroken(f"The client “{client.name}” was revoked: make a new one.")
    secret = ClientAdapter().generate_client_secret()
    client.secret = kept_secret(secret)
    client.save(update_fields=["secret"])
    Token.objects.filter(client=client).delete()
    record_event(client.owner, step="rotate_api_client_secret", by=by, after={"client": client.pk})
    return secret


@transaction.atomic
def revoke_client(client: Client, *, by=None) -> None:
    """End the client's access for good. Client and service person stay, since the history names them."""
    person = client.owner
    if not person.is_active:
        raise RuleBroken(f"The client “{client.name}” was revoked before.")
    person.is_active = False
    person.save(update_fields=["is_active"])
    client.secret = kept_secret(ClientAdapter().generate_client_secret())
    client.set_grant_types([])
    client.save(update_fields=["secret", "grant_types"])
    Token.objects.filter(client=client).delete()
    record_event(
        person,
        step="revoke_api_client",
        by=by,
        before={"is_active": True},
        after={"client": client.pk, "is_active": False},
    )


# --- The token endpoint --------------------------------------------------------------------------


def _refused(error: str, description: str) -> JsonResponse:
    return JsonResponse({"error": error, "error_description": description}, status=400)


# The provider's own view holds a transaction from its first line on, on SQLite the only one that may write, while it
# checks the secret. Without it the secret is checked first, and the token is one INSERT.
_give_token = inspect.unwrap(TokenView.post)


class ClientTokenView(TokenView):
    """Gives a bearer token for client credentials, and for nothing else (RFC 6749 section 4.4)."""

    def http_method_not_allowed(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return not_taken(request, self._allowed_methods())

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("grant_type") != Client.GrantType.CLIENT_CREDENTIALS:
            return _refused("unsupported_grant_type", "Only client_credentials is in use here.")
        try:
            response = _give_token(self, request)
        except (ValidationError, DataError, ValueError):
            # Text that no client id, secret or resource of ours can be.
            return _refused("invalid_request", "The request cannot be read.")
        response["Cache-Control"] = "no-store"
        return response


def _claimed_client(request: HttpRequest) -> str:
    """The client id the request gives, in its header or its form; the provider checks the secret."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.POST.get("client_id", "")
    return unquote(base64.b64decode(encoded).decode("utf-8").partition(":")[0])


class ClientRevokeView(RevokeView):
    """Ends one token before its time (RFC 7009)."""

    http_method_not_allowed = ClientTokenView.http_method_not_allowed

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            # The provider would end whatever token it is shown; only its own client may (RFC 7009 section 2.1).
            shown = Token.objects.by_value(request.POST.get("token", ""))
            if shown.exclude(client=_claimed_client(request)).exists():
                return _refused("unauthorized_client", "The token was issued to another client.")
            return super().post(request, *args, **kwargs)
        except (ValidationError, DataError, ValueError):
            return _refused("invalid_request", "The request cannot be read.")


# --- Acting as the service person ----------------------------------------------------------------


class ClientAuthentication(BaseAuthentication):
    """A bearer token makes the request that of the client's service person; `request.auth` is the token."""

    def authenticate(self, request):
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        if len(header) != 2:
            raise AuthenticationFailed("The Authorization header must read “Bearer” and then the token.")
        token = (
            Token.objects.valid()
            .by_value(header[1].decode("latin-1"))
            .filter(type=Token.Type.ACCESS_TOKEN, user=None)
            .select_related("client__owner__organisation")
            .first()
        )
        person = token and token.client and token.client.owner
        if not person or not person.is_active or not person.is_service:
            raise AuthenticationFailed("The token is not known, has expired or was revoked.")
        return person, token

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="Oversight register"'
