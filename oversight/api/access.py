"""Who may come in to the API at all."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission


class SignedIn(BasePermission):
    """Somebody who is known and active; anybody else is asked for credentials (401)."""

    def has_permission(self, request, view) -> bool:
        if not request.user.is_authenticated or not request.user.is_active:
            raise NotAuthenticated("Sign in, or send the bearer token of a system client.")
        return True
