"""Who may come in to the API at all."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission

from oversight.roles import is_active_user


class SignedIn(BasePermission):
    """Somebody who is known and active; anybody else is asked for credentials (401)."""

    def has_permission(self, request, view) -> bool:
        if not is_active_user(request.user):
            raise NotAuthenticated("Sign in, or send the bearer token of a system client.")
        return True
