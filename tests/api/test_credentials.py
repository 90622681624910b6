"""Who comes in: system clients with a token from the real endpoint, people with their session, nobody else."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Event as Stop

import pytest
from allauth.idp.oidc.models import Client, Token
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from boards import clients
from boards.models import Person
from oversight.errors import RuleBroken
from oversight.models import Event
from oversight.roles import Role
from oversight.tasks import clear_expired_tokens
from tests import make
from tests.api.conftest import SCOPES, TOKEN, System, refused, step_address

ACTIONS = "/api/v1/actions/"


# --- The token endpoint --------------------------------------------------------------------------


def test_a_token_is_given_for_id_and_secret_in_the_body_or_in_the_header(system):
    pair = base64.b64encode(f"{system.client.pk}:{system.secret}".encode()).decode()
    by_header = Browser().post(
        TOKEN, {"grant_type": "client_credentials"}, headers={"authorization": f"Basic {pair}"}
    )
    for response in (system.ask_for_token(), by_header):
        answer = response.json()
        assert response.status_code == 200
        assert answer["token_type"] == "Bearer"
        assert answer["expires_in"] == 3600
        assert set(answer["scope"].split()) == set(SCOPES)
        assert "refresh_token" not in answer
        assert response["Cache-Control"] == "no-store"


def test_a_token_can_be_asked_for_with_fewer_scopes_but_not_with_more(world):
    reader = System(world.mps, ["register:read", "actions:report"])
    fewer = reader.ask_for_token(scope="register:read").json()
    assert fewer["scope"] == "register:read"
    assert reader.ask_for_token(scope="register:read actions:propose").json() == {"error": "invalid_scope"}


@pytest.mark.parametrize(
    "wrong",
    (
        {"client_secret": "not the secret"},
        {"client_id": "nobody"},
        {"client_id": "a\x00b"},
        {"client_secret": ""},
    ),
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_id_or_secret_gets_no_token(wrong, system):
    held = Token.objects.count()
    response = system.ask_for_token(**wrong)
    assert response.status_code in (400, 401)
    assert "access_token" not in response.json()
    assert Token.objects.count() == held


@pytest.mark.parametrize(
    "grant",
    ("password", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", ""),
)
def test_no_other_grant_is_in_use(grant, system):
    response = system.ask_for_token(grant_type=grant, username="a", password="b", code="c", refresh_token="d")
    assert response.status_code == 400
    assert response.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("resource", ("nonsense", "https://example.org/#part", "https://example.org/../x"))
def test_a_resource_that_cannot_be_one_is_refused_in_json(resource, system):
    response = system.ask_for_token(resource=resource)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "address",
    (
        "/identity/o/authorize",
        "/identity/o/device",
        "/identity/o/logout",
        "/identity/o/api/token",
        "/identity/o/api/device/code",
        "/identity/o/api/clients",
        "/identity/o/api/userinfo",
        "/.well-known/openid-configuration",
        "/.well-known/jwks.json",
    ),
)
def test_nothing_else_of_the_identity_provider_has_an_address(address, db):
    assert Browser().get(address).status_code == 404
    assert Browser().post(address).status_code == 404


def test_a_client_ends_its_own_token(system):
    given = {"token": system.token, "client_id": system.client.pk, "client_secret": system.secret}
    assert Browser().post("/api/v1/oauth/revoke", given).status_code == 200
    refused(system.get(ACTIONS), 401, "authentication_failed")


# --- Bearer tokens -------------------------------------------------------------------------------


def test_a_token_acts_as_the_service_person_of_its_organisation(system, world):
    response = system.post(step_address(world.action, "start"), {"note": "Begun."})
    assert response.status_code == 200
    event = Event.objects.about(world.action).first()
    assert (event.by, event.channel, event.step) == (system.person, "api", "start")
    assert (system.person.role, system.person.organisation) == (Role.LIAISON, world.mps)


def end_by_time(system):
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def end_by_revoking(system):
    clients.revoke_client(system.client)


def end_by_new_secret(system):
    clients.rotate_secret(system.client)


def end_by_withdrawing_access(system):
    Person.objects.filter(pk=system.person.pk).update(is_active=False)


def end_by_making_it_a_persons(system):
    Person.objects.filter(pk=system.person.pk).update(is_service=False)


def end_by_removing_the_client(system):
    system.client.delete()


@pytest.mark.parametrize(
    "end",
    (
        end_by_time,
        end_by_revoking,
        end_by_new_secret,
        end_by_withdrawing_access,
        end_by_making_it_a_persons,
        end_by_removing_the_client,
    ),
)
def test_a_token_that_ended_is_met_with_401_and_the_way_to_come_in(end, system):
    assert system.get(ACTIONS).status_code == 200
    end(system)
    response = system.get(ACTIONS)
    assert "expired or was revoked" in refused(response, 401, "authentication_failed")
    assert response["WWW-Authenticate"] == 'Bearer realm="Oversight register"'


@pytest.mark.parametrize(
    ("header", "code"),
    (
        ("Bearer", "authentication_failed"),
        ("Bearer one two", "authentication_failed"),
        ("Bearer not-a-token", "authentication_failed"),
        ("bearer \xe9\xff", "authentication_failed"),
        ("Basic YTpi", "not_authenticated"),
        ("", "not_authenticated"),
    ),
)
def test_no_good_token_no_entry(header, code, world):
    response = Browser().get(ACTIONS, headers={"authorization": header} if header else {})
    refused(response, 401, code)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_is_not_one(system):
    assert Browser().get(f"{ACTIONS}?access_token={system.token}").status_code == 401


def test_a_token_of_another_kind_is_not_an_access_token(system):
    Token.objects.update(type=Token.Type.REFRESH_TOKEN)
    refused(system.get(ACTIONS), 401, "authentication_failed")


def test_a_client_with_a_person_for_an_owner_is_not_a_system_client(system, world):
    Client.objects.update(owner=world.secretariat)
    refused(system.get(ACTIONS), 401, "authentication_failed")


@pytest.mark.parametrize("wrong", ({"client_secret": "not the secret"}, {"client_id": "nobody"}), ids=str)
def test_a_wrong_secret_opens_no_transaction_and_costs_no_time(system, wrong, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        answer = system.ask_for_token(**wrong)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert asked.captured_queries[0]["sql"].startswith("SELECT")
    hasher = identify_hasher(Client.objects.get().secret)
    began = time.perf_counter()
    for _ in range(100):
        assert not hasher.verify("not the secret", Client.objects.get().secret)
    assert time.perf_counter() - began < 1  # a slow hash takes a tenth of a second each


def test_a_secret_kept_by_an_earlier_version_still_opens_the_door(system):
    Client.objects.update(secret=make_password(system.secret))
    assert system.ask_for_token().status_code == 200
    assert system.ask_for_token(client_secret="another").status_code == 401


@pytest.mark.sql
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_right_ones_at_once_succeed_and_wrong_ones_keep_no_writer_waiting(world):
    """Six threads send wrong secrets while twenty ask rightly and a person saves."""
    system, ended, waited = System(world.mps, list(SCOPES)), Stop(), []

    def guess():
        while not ended.is_set():
            assert system.ask_for_token(client_secret="not the secret").status_code == 401

    def save():
        began = time.perf_counter()
        make.seat(world.stranger, world.other_board)
        waited.append(time.perf_counter() - began)

    def closing(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(27) as pool:
        guesses = [pool.submit(closing, guess) for _ in range(6)]
        saved = pool.submit(closing, save)
        asked = [pool.submit(closing, system.ask_for_token) for _ in range(20)]
        answers = [one.result(60).status_code for one in asked]
        saved.result(60)
        ended.set()
        for one in guesses:
            one.result(60)
    assert answers == [200] * 20
    assert waited[0] < 5
    assert Token.objects.count() == 21  # with that of `system` itself


def test_a_token_is_kept_as_a_hash_and_so_is_the_secret(system):
    assert system.secret not in Client.objects.get().secret
    assert system.token not in Token.objects.get().hash


def test_expired_tokens_are_cleared_and_others_kept(system):
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    system.ask_for_token()
    clear_expired_tokens()
    assert Token.objects.count() == Token.objects.valid().count() == 1


# --- Scopes --------------------------------------------------------------------------------------


def test_reading_needs_its_scope(world):
    writer = System(world.mps, ["actions:report"])
    assert "register:read" in refused(writer.get(ACTIONS), 403, "not_allowed")


@pytest.mark.parametrize(
    ("step", "data", "scope"),
    (
        ("start", {}, "actions:report"),
        ("report-progress", {"text": "Half done.", "track": "on_track"}, "actions:report"),
        (
            "propose-closure",
            {"statement": "Done.", "evidence_title": "Plan", "evidence_address": "https://example.org/plan"},
            "actions:propose",
        ),
        (
            "ask-due-date",
            {"new_due_on": (timezone.localdate() + timedelta(days=60)).isoformat(), "reason": "Late."},
            "actions:propose",
        ),
    ),
)
def test_each_step_needs_its_scope_and_no_other(step, data, scope, world):
    without = System(world.mps, [other for other in SCOPES if other != scope], name="Without")
    assert scope in refused(without.post(step_address(world.action, step), data), 403, "not_allowed")
    with_it = System(world.mps, ["register:read", scope], name="With")
    assert with_it.post(step_address(world.action, step), data).status_code == 200


@pytest.mark.parametrize(
    "step", ("agree-closure", "return-closure", "reopen", "cancel", "agree-due-date", "decline-due-date")
)
def test_what_a_board_decides_is_closed_to_every_client(step, system, world):
    system.post(
        step_address(world.action, "propose-closure"),
        {"statement": "Done.", "evidence_title": "Plan", "evidence_address": "https://example.org/plan"},
    )
    Person.objects.filter(pk=system.person.pk).update(role=Role.SECRETARIAT)
    sentence = refused(system.post(step_address(world.action, step), {"reason": "r"}), 403, "not_allowed")
    assert "no system client may do it" in sentence


def test_a_client_is_offered_only_the_steps_of_its_scopes(world):
    reporter = System(world.mps, ["register:read", "actions:report"])
    shown = reporter.get(f"{ACTIONS}{world.action.reference}/").json()
    assert shown["allowed_steps"] == ["report-progress", "start", "add-evidence"]


def test_a_scope_taken_from_the_client_is_gone_from_its_tokens_too(system):
    system.client.set_scopes(["actions:report"])
    system.client.save()
    refused(system.get(ACTIONS), 403, "not_allowed")


def test_a_client_that_may_not_read_takes_its_step_and_is_shown_nothing(world):
    writer = System(world.mps, ["actions:report"])
    response = writer.post(step_address(world.action, "start"))
    assert (response.status_code, response.content) == (204, b"")
    world.action.refresh_from_db()
    assert world.action.status == "in_progress"


# --- People --------------------------------------------------------------------------------------


def test_people_come_in_with_their_session(as_person, world):
    assert as_person(world.secretariat).get(ACTIONS).status_code == 200
    refused(Browser().get(ACTIONS), 401, "not_authenticated")


def test_a_person_whose_access_was_withdrawn_is_out_at_once(as_person, world):
    browser = as_person(world.secretariat)
    Person.objects.filter(pk=world.secretariat.pk).update(is_active=False)
    refused(browser.get(ACTIONS), 401, "not_authenticated")


def test_a_session_needs_the_csrf_token_to_change_anything(as_person, world):
    browser = as_person(world.liaison, enforce_csrf_checks=True)
    address = step_address(world.action, "start")
    without = browser.post(address, "{}", content_type="application/json")
    assert "CSRF" in refused(without, 403, "permission_denied")
    world.action.refresh_from_db()
    assert world.action.status == "not_started"
    browser.get("/api/v1/docs/?script=1")
    token = browser.cookies["csrftoken"].value
    given = browser.post(address, "{}", content_type="application/json", headers={"x-csrftoken": token})
    assert given.status_code == 200


# --- Making and ending clients -------------------------------------------------------------------


def api_client(*args) -> dict | list:
    out = StringIO()
    call_command("api_client", *args, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("called", ("MPS", "mps", "Mps"))
def test_the_command_makes_a_client_that_works(called, world):
    made = api_client(
        "create",
        "Case system",
        "--organisation",
        called,
        *(word for scope in SCOPES for word in ("--scope", scope)),
    )
    assert made["token_address"].startswith("http")
    assert made["token_address"].endswith(TOKEN)
    assert (made["organisation"], made["scopes"]) == ("mps", SCOPES)
    person = Person.objects.get(name="API client Case system")
    assert (person.is_service, person.email, person.has_usable_password()) == (True, None, False)
    token = Browser().post(
        TOKEN,
        {"grant_type": "client_credentials", "client_id": made["id"], "client_secret": made["secret"]},
    )
    bearer = {"authorization": f"Bearer {token.json()['access_token']}"}
    assert Browser().get(ACTIONS, headers=bearer).status_code == 200
    event = Event.objects.about(person).get()
    assert (event.step, event.channel, event.after["scopes"]) == ("create_api_client", "command", SCOPES)
    assert made["secret"] not in json.dumps(event.after)


@pytest.mark.parametrize(
    ("args", "sentence"),
    (
        (["X", "--organisation", "nobody", "--scope", "register:read"], "no organisation"),
        (["X", "--organisation", "MPS", "--scope", "everything"], "no scope “everything”"),
        (["X", "--organisation", "MPS"], "at least one scope"),
        ([" ", "--organisation", "MPS", "--scope", "register:read"], "a name"),
        (["x" * 101, "--organisation", "MPS", "--scope", "register:read"], "too long"),
        (["mps CASE system", "--organisation", "MPS", "--scope", "register:read"], "already a client"),
        (
            ["MPS\u00a0case\u200b system", "--organisation", "mps", "--scope", "register:read"],
            "already a client",
        ),
    ),
)
def test_the_command_says_what_is_wrong_and_makes_nothing(args, sentence, system):
    held = (Client.objects.count(), Person.objects.count(), Event.objects.count())
    with pytest.raises(CommandError, match=sentence):
        api_client("create", *args)
    assert held == (Client.objects.count(), Person.objects.count(), Event.objects.count())


def test_an_organisation_by_an_ambiguous_name_is_not_guessed(world):
    world.council.short_name = "mps"
    world.council.save()
    with pytest.raises(CommandError, match="more than one"):
        api_client("create", "X", "--organisation", "MPS", "--scope", "register:read")


def test_a_new_secret_ends_the_old_one(system):
    made = api_client("rotate", system.client.name)
    assert system.ask_for_token().status_code == 401
    assert system.ask_for_token(client_secret=made["secret"]).status_code == 200


def test_a_revoked_client_gets_no_token_and_stays_on_the_list(system):
    api_client("revoke", system.client.pk)
    assert system.ask_for_token().status_code == 401
    (listed,) = api_client("list")
    assert (listed["id"], listed["active"], "secret" in listed) == (system.client.pk, False, False)
    assert [event.step for event in Event.objects.about(system.person)] == [
        "revoke_api_client",
        "create_api_client",
    ]


def test_a_revoked_client_is_neither_renewed_nor_revoked_again(system):
    clients.revoke_client(system.client)
    for verb in (clients.rotate_secret, clients.revoke_client):
        with pytest.raises(RuleBroken, match="was revoked"):
            verb(clients.find_client(system.client.pk))


def test_a_client_that_is_not_there_is_said_so(db):
    with pytest.raises(CommandError, match="no API client “nobody”"):
        api_client("revoke", "nobody")


def test_a_client_is_found_however_its_name_is_typed_or_the_nearest_is_named(system):
    assert clients.find_client(f" {system.client.name.lower()}\u200b") == system.client
    with pytest.raises(RuleBroken, match=f"Did you mean.*{system.client.name}"):
        clients.find_client(f"{system.client.name}x")


def test_a_client_cannot_end_the_token_of_another(db):
    """RFC 7009 section 2.1: only the client it was issued to may revoke a token."""
    mps = make.organisation("mps", name="Metropolitan Police Service", short_name="MPS")
    (first, first_secret), (second, second_secret) = (
        clients.create_client(name, organisation=mps, scopes=["register:read"])
        for name in ("First", "Second")
    )
    api = Browser()
    given = {"grant_type": "client_credentials", "client_id": first.pk, "client_secret": first_secret}
    token = api.post("/api/v1/oauth/token", given).json()["access_token"]
    other = {"token": token, "client_id": second.pk, "client_secret": second_secret}
    assert api.post("/api/v1/oauth/revoke", other).status_code == 400
    reading = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert api.get("/api/v1/boards/", **reading).status_code == 200
    own = {"token": token, "client_id": first.pk, "client_secret": first_secret}
    assert api.post("/api/v1/oauth/revoke", own).status_code == 200
    assert api.get("/api/v1/boards/", **reading).status_code == 401
