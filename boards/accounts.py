"""How people log in (django-allauth): by e-mail, no self-registration, and who cannot log in at all."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """People are entered by the secretariat or an administrator, never by themselves."""
        return False


class RegisterBackend(AuthenticationBackend):
    """Log-in by e-mail and password for people who may log in; a session ends as soon as they no longer may."""

    def user_can_authenticate(self, user) -> bool:
        """Not the inactive, not service accounts, and demonstration people in demonstration mode alone."""
        if user.is_service or (user.is_demonstration and not settings.DEMONSTRATION):
            return False
        return super().user_can_authenticate(user)
