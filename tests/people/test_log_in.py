"""Log-in by e-mail: who can, who cannot, and what the refusal gives away."""

from ipaddress import ip_network

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from boards.accounts import client_address
from boards.checks import no_demonstration_people
from boards.models import Person
from oversight.environment import networks
from tests import make


def log_in(client, email, password=make.PASSWORD):
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client.session.get("_auth_user_id")


def test_people_log_in_by_e_mail_whatever_its_case(client, world):
    assert log_in(client, world.owner.email.upper()) == str(world.owner.pk)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_service": True}])
def test_the_inactive_and_service_accounts_cannot_log_in(client, world, change):
    Person.objects.filter(pk=world.owner.pk).update(**change)
    assert log_in(client, world.owner.email) is None


def test_a_session_ends_when_the_person_is_made_inactive(client, world):
    client.force_login(world.secretariat)
    assert client.get(reverse("home")).status_code == 200
    Person.objects.filter(pk=world.secretariat.pk).update(is_active=False)
    assert client.get(reverse("home")).status_code == 302


@override_settings(DEMONSTRATION=False)
def test_demonstration_people_cannot_log_in_to_a_real_register(client, world):
    Person.objects.filter(pk=world.owner.pk).update(is_demonstration=True)
    assert log_in(client, world.owner.email) is None


@override_settings(DEMONSTRATION=False)
def test_a_real_register_does_not_start_with_demonstration_people_in_it(world):
    assert no_demonstration_people(None, ["default"]) == []
    Person.objects.filter(pk=world.owner.pk).update(is_demonstration=True)
    error = no_demonstration_people(None, ["default"])[0]
    assert "1 demonstration people" in error.msg
    assert "database of its own" in error.hint


def test_nobody_registers_themselves(client, db):
    response = client.post(
        reverse("account_signup"),
        {"email": "new@example.org", "password1": make.PASSWORD, "password2": make.PASSWORD},
    )
    assert response.status_code in (200, 404)
    assert not Person.objects.exists()


def test_nobody_changes_their_own_address(client, world):
    client.force_login(world.owner)
    address = reverse("account_email")
    assert client.get(address).status_code == 404
    assert client.post(address, {"action_add": "", "email": "elsewhere@example.org"}).status_code == 404
    assert not world.owner.emailaddress_set.exists()


def test_a_person_needs_no_e_mail_and_two_never_share_one(db):
    make.person("First", email=None)
    make.person("Second", email=None)
    make.person("Third", email="one@example.org")
    with pytest.raises(Exception, match=r"(?i)unique"):
        make.person("Fourth", email="ONE@example.org")


def test_passwords_are_not_told_apart_from_unknown_people(client, world):
    wrong = client.post(reverse("account_login"), {"login": world.owner.email, "password": "wrong"})
    unknown = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    assert wrong.status_code == unknown.status_code
    assert wrong.context["form"].errors == unknown.context["form"].errors


# --- How often one may try -------------------------------------------------------------------------

PROXY = "10.0.0.5"
WRONG = "wrong"
behind_a_proxy = override_settings(TRUSTED_PROXIES=[ip_network(PROXY), ip_network("10.9.0.0/16")])


@pytest.mark.parametrize(
    ("connected", "said", "address"),
    (
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not a proxy of ours: not believed
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, "192.0.2.7, 198.51.100.1", "198.51.100.1"),  # the first is made up by the client
        (PROXY, "198.51.100.1, 10.9.3.4", "198.51.100.1"),  # a second proxy of ours
        (PROXY, "2001:db8::1", "2001:db8::1"),
        (PROXY, "", PROXY),
        (PROXY, "nonsense", PROXY),
        (PROXY, "198.51.100.1, nonsense", PROXY),
        ("", "198.51.100.1", "unknown"),
    ),
)
@behind_a_proxy
def test_the_address_is_the_clients_as_far_as_proxies_of_ours_say(connected, said, address):
    headers = {"X-Forwarded-For": said} if said else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=connected, headers=headers)) == address


def try_from(address, email, password=WRONG):
    """Try to sign in through the proxy; whether it came to that, and the answer."""
    client = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": address})
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return client.session.get("_auth_user_id"), answer


@behind_a_proxy
def test_wrong_passwords_slow_down_who_sends_them_and_shut_nobody_else_out(world):
    cache.clear()
    email = world.owner.email
    for _ in range(5):
        try_from("198.51.100.1", email)
    signed_in, answer = try_from("198.51.100.1", email, make.PASSWORD)
    assert signed_in is None and "Too many" in answer.content.decode()
    assert try_from("198.51.100.2", email, make.PASSWORD)[0] == str(world.owner.pk)
    assert try_from("198.51.100.1", world.chair.email, make.PASSWORD)[0] == str(world.chair.pk)


@behind_a_proxy
def test_one_address_that_tries_many_accounts_is_slowed_down_and_no_other(world):
    cache.clear()
    for number in range(10):
        try_from("198.51.100.1", f"nobody{number}@example.org")
    assert try_from("198.51.100.1", world.owner.email, make.PASSWORD)[0] is None
    assert try_from("198.51.100.2", world.owner.email, make.PASSWORD)[0] == str(world.owner.pk)


def test_a_password_reset_tells_no_unknown_address_anything(client, world):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in (world.owner.email, "nobody@example.org")
    ]
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert [message.to for message in mail.outbox] == [[world.owner.email]]


@pytest.mark.parametrize("given", ("nonsense", "10.0.0.5/99", "10.0.0.5;10.0.0.6", "10.0.0.1/8"))
def test_a_proxy_that_is_no_address_is_refused_by_name(monkeypatch, given):
    monkeypatch.setenv("OVERSIGHT_TRUSTED_PROXIES", given)
    with pytest.raises(ImproperlyConfigured, match="OVERSIGHT_TRUSTED_PROXIES is"):
        networks("OVERSIGHT_TRUSTED_PROXIES")
