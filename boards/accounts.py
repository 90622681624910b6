"""How people log in (django-allauth): by e-mail, no self-registration."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """People are entered by the secretariat or an administrator, never by themselves."""
        return False
