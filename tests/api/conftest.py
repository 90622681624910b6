"""People and system clients as the API meets them."""

import json
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from boards import clients

SCOPES = ["register:read", "actions:report", "actions:propose"]
TOKEN = "/api/v1/oauth/token"


class System:
    """A system client that got its token over HTTP and sends it with each request."""

    def __init__(self, organisation, scopes=SCOPES, name="MPS case system"):
        self.client, self.secret = clients.create_client(name, organisation=organisation, scopes=scopes)
        self.person = self.client.owner
        self.http = Browser()
        self.token = self.ask_for_token().json()["access_token"]

    def ask_for_token(self, **data):
        given = {
            "grant_type": "client_credentials",
            "client_id": self.client.pk,
            "client_secret": self.secret,
        }
        return Browser().post(TOKEN, given | data)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def get(self, address: str, **data):
        return self.http.get(address, data, headers=self.headers)

    def post(self, address: str, data=None):
        return self.http.post(
            address, json.dumps(data or {}), content_type="application/json", headers=self.headers
        )


def refused(response, status: int, code: str) -> str:
    """The sentence of a refusal that has the agreed form."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    answer = response.json()
    assert set(answer) == {"detail", "code", "fields"}
    assert answer["code"] == code
    return answer["detail"]


@pytest.fixture
def system(world) -> System:
    """The MPS's own system, with every scope."""
    return System(world.mps)


@pytest.fixture
def as_person() -> Callable[..., Browser]:
    """A browser in which the person is signed in."""

    def signed_in(person, **options) -> Browser:
        browser = Browser(**options)
        browser.force_login(person)
        return browser

    return signed_in


def step_address(action, step: str) -> str:
    return f"/api/v1/actions/{action.reference}/steps/{step}/"
