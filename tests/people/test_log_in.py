"""Log-in by e-mail: who can, who cannot, and what the refusal gives away."""

import pytest
from django.test import override_settings
from django.urls import reverse

from boards.checks import no_demonstration_people
from boards.models import Person
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
