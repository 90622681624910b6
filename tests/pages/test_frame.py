"""The frame: sign-in, error pages, headers, and nothing that the content security policy would have to forbid."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from tests import make

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    "name", ["home", "boards", "forward-plan", "reports", "recommendations", "actions", "who-may"]
)
def test_every_page_asks_for_sign_in(db, client, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


def test_signing_in_leads_to_the_page_asked_for(world, client):
    wanted = reverse("board", args=[world.board.slug])
    response = client.post(
        f"{reverse('account_login')}?next={wanted}",
        {"login": world.member.email, "password": make.PASSWORD, "next": wanted},
    )
    assert response.status_code == 302
    assert response["Location"] == wanted


def test_a_wrong_password_is_said_in_the_frame(world, client):
    response = client.post(reverse("account_login"), {"login": world.member.email, "password": "wrong"})
    page = response.content.decode()
    assert "There is a problem" in page
    assert "govuk-error-summary" in page


def test_somebody_whose_access_was_withdrawn_is_asked_to_sign_in(world, client):
    client.force_login(world.member)
    assert client.get(reverse("home")).status_code == 200
    world.member.is_active = False
    world.member.save()
    assert client.get(reverse("home")).status_code == 302


def test_what_is_not_there_and_what_is_hidden_look_alike(world, client):
    client.force_login(world.secretariat)
    for hidden, absent in (
        (reverse("board", args=["bilateral-dmpc"]), reverse("board", args=["no-such-board"])),
        (reverse("report", args=["restricted-report"]), reverse("report", args=["no-such-report"])),
        (reverse("recommendation", args=["RES-01"]), reverse("recommendation", args=["RES-99"])),
        (
            reverse("action", args=[world.restricted_action.reference]),
            reverse("action", args=["BIL-1999-001"]),
        ),
        (
            reverse("meeting", args=[world.restricted_meeting.reference]),
            reverse("meeting", args=["BIL-1999-M01"]),
        ),
    ):
        one, other = client.get(hidden), client.get(absent)
        assert one.status_code == other.status_code == 404
        assert without_token(one) == without_token(other)
        assert "Page not found" in one.content.decode()


def without_token(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_a_breakdown_shows_our_page_and_nothing_of_the_inside(world, client, monkeypatch):
    from recommendations.pages import home

    def broken(*args):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(home.figures, "figures", broken)
    client.force_login(world.member)
    client.raise_request_exception = False
    response = client.get(reverse("home"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "secret inside" not in response.content.decode()


def test_a_stale_form_is_refused_in_our_frame(world):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(world.owner)
    response = client.post(reverse("action-step", args=[world.action.reference, "start"]))
    assert response.status_code == 403
    assert "The form has expired" in response.content.decode()
    world.action.refresh_from_db()
    assert world.action.status == "not_started"


def test_pages_carry_the_headers_that_keep_them_safe(world, client):
    client.force_login(world.member)
    response = client.get(reverse("home"))
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix())
def test_a_template_holds_no_script_or_style_of_its_own_and_says_what_it_is_for(path):
    text = path.read_text()
    get_template(path.relative_to(settings.BASE_DIR / "templates").as_posix())
    if "emails" not in path.parts:
        assert not re.search(r"\sstyle=|<style|\son(?!e=)[a-z]+=\"", text)
        assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", text)
    assert text.startswith(("{#", "{% comment %}")), "the first line says what the file is for"


def test_the_demonstration_says_so_and_a_real_register_does_not(world, client, settings):
    client.force_login(world.member)
    assert "Demonstration" in client.get(reverse("home")).content.decode()
    settings.DEMONSTRATION = False
    assert "Demonstration" not in client.get(reverse("home")).content.decode()
