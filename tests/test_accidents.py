"""Accidents are answered in the right words: on pages in a sentence, by the API as its own JSON, and probes always."""

import errno

import pytest
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, override_settings

from oversight.api.steps import TakesStep
from recommendations.models import Action

AWAY = (OperationalError("server closed the connection"), InterfaceError("connection already closed"))
FULL = (OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full"))


@pytest.fixture
def outside(world):
    """Somebody signed in, whose client is answered as a browser is: an exception is a page."""
    client = Client(raise_request_exception=False)
    client.force_login(world.secretariat)
    return client


def failing_with(error):
    def fails(execute, sql, params, many, context):
        raise error

    return connection.execute_wrapper(fails)


def is_api_json(answer) -> bool:
    return answer["Content-Type"] == "application/json" and set(answer.json()) == {"detail", "code", "fields"}


ADDRESSES = (
    "/",
    "/actions/",
    "/admin/",
    "/no/such/page/",
    "/api/v1/actions/",
    "/api/v1/no/such/",
    "/api/v1/docs/",
)


@pytest.mark.parametrize("error", AWAY, ids=("away", "closed"))
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_database_that_is_away_is_said_so(outside, address, error):
    with failing_with(error):
        answer = outside.get(address)
    if "/no/such" in address and answer.status_code == 404:
        return  # nothing of it needed the database
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    if address.startswith("/api/"):
        assert is_api_json(answer) and answer.json()["code"] == "no_database"
    else:
        assert "cannot use its database just now" in answer.content.decode()


def test_what_came_from_a_database_that_is_away_is_no_fault_of_ours(outside):
    fault = ValueError("half of an answer")
    fault.__cause__ = AWAY[0]
    with failing_with(fault):
        assert outside.get("/api/v1/actions/").status_code == 503


@pytest.mark.parametrize("error", FULL, ids=("files", "database"))
@pytest.mark.parametrize("address", ("/actions/", "/api/v1/actions/"))
def test_a_full_disk_is_said_so(outside, address, error):
    with failing_with(error):
        answer = outside.get(address)
    assert answer.status_code == 507
    assert "no space left" in answer.content.decode()
    assert is_api_json(answer) or not address.startswith("/api/")


@pytest.mark.parametrize("address", ("/actions/", "/api/v1/actions/"))
def test_what_breaks_otherwise_is_an_error_in_words(outside, address):
    with failing_with(RuntimeError("a fault of ours")):
        answer = outside.get(address)
    assert answer.status_code == 500
    assert "went wrong" in answer.content.decode()
    assert "a fault of ours" not in answer.content.decode()
    assert is_api_json(answer) or not address.startswith("/api/")


@pytest.mark.parametrize(
    ("method", "address", "given", "status"),
    (
        ("get", "/api/v1/actions/%0A", {}, 404),
        ("get", "/api/v1/no%0Asuch/", {}, 404),
        ("get", "/api/v2/actions/", {}, 404),
        ("get", "/api/", {}, 404),
        ("get", "/api/v1/" + "a" * 7000 + "/", {}, 404),
        ("get", "/api/v1/actions/", {"headers": {"Host": "elsewhere.example"}}, 400),
        ("get", "/api/v1/oauth/token", {}, 405),
        ("put", "/api/v1/oauth/token", {}, 405),
        ("get", "/api/v1/oauth/revoke", {}, 405),
        ("delete", "/api/v1/actions/", {}, 405),
    ),
)
def test_every_error_of_the_api_is_its_own_json(outside, method, address, given, status):
    answer = getattr(outside, method)(address, **given)
    assert answer.status_code == status
    assert is_api_json(answer), answer.content[:200]
    assert "no-store" in answer["Cache-Control"]
    if status == 405:
        assert answer["Allow"]


@pytest.mark.parametrize("method", ("post", "put", "delete"))
@pytest.mark.parametrize(
    "address", ("/api/v1/actions/{}/steps/start", "/actions/{}/steps/start", "/api/v1/no/such")
)
def test_what_is_sent_without_the_last_slash_is_asked_for_there_again(outside, world, method, address):
    address = address.format(world.action.reference)
    answer = getattr(outside, method)(f"{address}?a=b")
    assert (answer.status_code, answer["Location"]) == (308, f"{address}/?a=b")


def test_what_is_asked_for_without_the_last_slash_is_led_there(outside):
    answer = outside.get("/actions")
    assert (answer.status_code, answer["Location"]) == (301, "/actions/")


@pytest.mark.parametrize("error", (OperationalError("gone"), ValueError("an impossible row")))
def test_a_step_that_was_saved_is_never_answered_as_an_error(outside, world, monkeypatch, error):
    def cannot_read(self):
        raise error

    monkeypatch.setattr(TakesStep, "get_object", cannot_read, raising=False)
    answer = outside.post(
        f"/api/v1/actions/{world.action.reference}/steps/start/", content_type="application/json"
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert Action.objects.get(pk=world.action.pk).status == "in_progress"


@pytest.mark.parametrize("address", ("/healthz", "/readyz"))
def test_a_probe_is_answered_whatever_the_host_the_scheme_and_the_cookie(db, address):
    stale = Client(raise_request_exception=False)
    stale.cookies["sessionid"] = "of-long-ago"
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["register.example"]):
        for host in ("10.0.0.7", "10.0.0.7:8000", "", "a host that is none"):
            assert stale.get(address, headers={"Host": host}).status_code == 200


def test_alive_asks_no_database_and_ready_says_that_there_is_none(outside):
    assert Session.objects.exists()
    with failing_with(OperationalError("away")):
        assert outside.get("/healthz").json() == {"status": "alive"}
        ready = outside.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"status": "no database"})
