"""Two-step sign-in, from setting up an app to its codes: the register's own words, and always a way back."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from tests import make


@pytest.fixture
def sign_in(world, client):
    def of(person):
        return client.post(
            reverse("account_login"), {"login": person.email, "password": make.PASSWORD}, follow=True
        )

    return of


@pytest.fixture
def manage(world, client, sign_in):
    """A page about the member's own account, opened after the password was asked for once more."""

    def of(name):
        client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
        response = client.get(reverse(name))
        assert response.status_code == 200
        return response.content.decode()

    sign_in(world.member)
    return of


@pytest.fixture
def secret(world):
    """The secret of an app that the member uses; recovery codes are made with it."""
    made = totp.generate_totp_secret()
    totp.TOTP.activate(world.member, made)
    RecoveryCodes.activate(world.member)
    return made


def test_the_second_step_asks_for_a_code_and_lets_in_who_has_it(world, client, sign_in, secret):
    response = sign_in(world.member)
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert '<h1 class="govuk-heading-l">Two-step sign-in</h1>' in page
    assert "Two-Factor" not in page
    assert "two-factor" not in page
    assert "Sign In" not in page
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000x"})
    assert "There is a problem" in wrong.content.decode()
    value = totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    right = client.post(reverse("mfa_authenticate"), {"code": totp.format_hotp_value(value)})
    assert right.status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_an_app_is_set_up_in_the_same_words(manage):
    page = manage("mfa_activate_totp")
    assert "Set up an authenticator app" in page
    assert "two-factor" not in page.lower()


@pytest.mark.parametrize(
    ("name", "standing_out"),
    [
        ("mfa_view_recovery_codes", ["Download the codes"]),
        ("mfa_generate_recovery_codes", []),
        ("mfa_deactivate_totp", []),
        ("mfa_list_webauthn", ["Add"]),
    ],
)
def test_each_page_has_a_way_back_and_no_more_than_one_button_that_stands_out(
    manage, secret, name, standing_out
):
    page = manage(name)
    assert f'class="govuk-back-link" href="{reverse("mfa_index")}"' in page
    assert re.findall(r'class="govuk-button"[^>]*>\s*([^<]+?)\s*<', page) == standing_out


def test_every_recovery_code_stands_on_a_line_of_its_own(world, manage, secret):
    codes = RecoveryCodes(Authenticator.objects.get(user=world.member, type="recovery_codes"))
    assert "&#10;".join(codes.get_unused_codes()) in manage("mfa_view_recovery_codes")


def test_new_codes_end_those_made_before(world, client, manage, secret):
    def codes():
        return set(
            RecoveryCodes(
                Authenticator.objects.get(user=world.member, type="recovery_codes")
            ).get_unused_codes()
        )

    before = codes()
    assert "The codes you have now will no longer work." in manage("mfa_generate_recovery_codes")
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert codes()
    assert not codes() & before
