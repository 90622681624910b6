"""Who may come in to the API at all, and what a system client was let in for."""

from allauth.idp.oidc.models import Token
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission

from oversight.errors import NotAllowed

READ = "register:read"


class SignedIn(BasePermission):
    """Somebody who is known and active; anybody else is asked for credentials (401)."""

    def has_permission(self, request, view) -> bool:
        if not request.user.is_authenticated or not request.user.is_active:
            raise NotAuthenticated("Sign in, or send the bearer token of a system client.")
        return True


def granted_scopes(request) -> frozenset[str] | None:
    """What the client may ask for: what its token and, today, itself hold. None for people, who need no scope."""
    if not isinstance(request.auth, Token):
        return None
    return frozenset(request.auth.get_scopes()) & frozenset(request.auth.client.get_scopes())


def reads(request) -> bool:
    """Whether answers may show the register to this caller."""
    granted = granted_scopes(request)
    return granted is None or READ in granted


class HasScope(BasePermission):
    """Clients need the scope of what they ask for: `register:read` to read, or what the view names.

    A view that writes names its scope as `scope`; where it names none, no client may use it.
    """

    def has_permission(self, request, view) -> bool:
        granted = granted_scopes(request)
        if granted is None or not hasattr(view, request.method.lower()):
            return True  # what the address does not take at all is answered with 405, to everybody
        needed = READ if request.method in SAFE_METHODS else getattr(view, "scope", None)
        if needed is None:
            raise NotAllowed("This is for people who are signed in: no system client may do it.")
        if needed not in granted:
            raise NotAllowed(f"This client was not given the scope {needed}.")
        return True
