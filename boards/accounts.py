"""How people log in (django-allauth): by e-mail, no self-registration, who cannot, and how often one may try.

Wrong passwords are counted for the address they come from, and for the account as tried from that address: who guesses
is slowed down, and the owner, elsewhere, is not shut out.
"""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.http import HttpRequest

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

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What five wrong passwords are counted by: the account, as tried from one address."""
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{truncate_ip(self.get_client_ip(request))}"


def client_address(request: HttpRequest) -> str:
    """The address the request came from: of who connected, or, where that is a proxy of ours, what the proxy says.

    `X-Forwarded-For` is read from its end, for each proxy adds there whom it heard; what stands before the first
    stranger may be made up.
    """
    address = request.META.get("REMOTE_ADDR", "")
    heard = request.headers.get("X-Forwarded-For", "").split(",")
    while _is_trusted(address) and heard:
        said = heard.pop().strip()
        if not _is_address(said):
            break
        address = said
    return address if _is_address(address) else "unknown"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in settings.TRUSTED_PROXIES)


class RegisterBackend(AuthenticationBackend):
    """Log-in by e-mail and password; a session ends as soon as its person may no longer log in."""

    def user_can_authenticate(self, user) -> bool:
        return may_log_in(user) and super().user_can_authenticate(user)
