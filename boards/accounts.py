"""How people log in (django-allauth): by e-mail, no self-registration, and who cannot log in at all."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from boards.models import Person


def may_log_in(person: Person) -> bool:
    """Not service accounts, and demonstration people in demonstration mode alone."""
    return not person.is_service and (settings.DEMONSTRATION or not person.is_demonstration)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """People are entered by the secretariat or an administrator, never by themselves."""
        return False

    def pre_login(self, request, user, **kwargs):
        """Turn away, as the inactive are, anybody who may not log in, whichever way they came."""
        if not may_log_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)


class RegisterBackend(AuthenticationBackend):
    """Log-in by e-mail and password; a session ends as soon as its person may no longer log in."""

    def user_can_authenticate(self, user) -> bool:
        return may_log_in(user) and super().user_can_authenticate(user)
