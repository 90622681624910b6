"""Nothing that can be sent makes the register break: every form of every page and of the admin, filled with nonsense.

`bin/test` sends 300, another 300 each day; `bin/test --everything` sends 10,000.
"""

import traceback
from collections import Counter
from http.cookies import SimpleCookie

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from tests.browser.nonsense import Form, Nonsense, forms_of
from tests.browser.places import ACCOUNT_PAGES, PAGES, admin_paths, paths
from tests.doors.covering import seed
from tests.servers.plugin import FIGURES

# Who sends: those whose pages have the most forms, and one who may do nothing.
SENDERS = (
    "secretariat",
    "secretariat",
    "administrator",
    "chair",
    "owner",
    "liaison",
    "superuser",
    "stranger",
)


class Sender:
    """Sends nonsense, one after the other; each is undone, so that the next meets the same register."""

    def __init__(self, world, dice: Nonsense) -> None:
        self.world, self.dice = world, dice
        self.answers: Counter[int] = Counter()
        self.broken: list[str] = []
        self.error = ""
        self.clients: dict[str, Client] = {}
        self.forms: dict[tuple[str, str], list[Form]] = {}

    def note(self, **circumstances) -> None:
        self.error = traceback.format_exc(limit=-6)

    def client_of(self, who: str) -> Client:
        if who not in self.clients:
            self.clients[who] = Client(raise_request_exception=False)
            self.clients[who].force_login(getattr(self.world, who))
        return self.clients[who]

    def forms_at(self, who: str, path: str) -> list[Form]:
        if (who, path) not in self.forms:
            page = self.ask(who, "get", path, {})
            is_page = page.status_code < 500 and "html" in page.get("Content-Type", "")
            self.forms[who, path] = forms_of(page.content.decode(), path) if is_page else []
        return self.forms[who, path]

    def ask(self, who: str, method: str, path: str, given: dict):
        client = self.client_of(who)
        cookies = client.cookies.output(header="", sep=";")
        self.error = ""
        with transaction.atomic():
            answer = getattr(client, method)(path, given)
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(cookies)
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.broken.append(f"{who} {method} {path} {given!r:.600}\n{self.error}")
        return answer

    def send(self, path: str) -> None:
        who = self.dice.dice.choice(SENDERS)
        chance = self.dice.dice.random()
        if chance < 0.07:
            self.ask(who, "get", self.dice.address(path), {})
            return
        forms = self.forms_at(who, path)
        posts = [form for form in forms if form.method == "post" and "logout" not in form.address]
        if chance < 0.25 or not posts:
            self.ask(who, "get", path, self.dice.query(forms[0] if forms else None))
        else:
            form = self.dice.dice.choice(posts)
            self.ask(who, "post", form.address, self.dice.filled_in(form))


@pytest.mark.doors
@pytest.mark.either
def test_no_nonsense_breaks_the_register(full, record_property):
    """At a few addresses, others each day."""
    dice = Nonsense(seed())
    send(Sender(full, dice), dice.dice.sample(addresses(full), 40), 300, record_property)


@pytest.mark.everything
def test_no_end_of_nonsense_breaks_the_register(full, record_property):
    """At every address, on either database: each is strict about other things."""
    send(Sender(full, Nonsense(seed())), addresses(full), 10_000, record_property)


def addresses(world) -> list[str]:
    return [*paths(PAGES, world), *paths(ACCOUNT_PAGES, world), *admin_paths(world)]


def send(sender: Sender, places: list[str], count: int, record_property) -> None:
    got_request_exception.connect(sender.note)
    for path in sender.dice.turns(places, count):
        sender.send(path)
    got_request_exception.disconnect(sender.note)
    told = ", ".join(f"{status}: {count}" for status, count in sorted(sender.answers.items()))
    record_property(FIGURES, f"nonsense: {sum(sender.answers.values())} requests answered {told}")
    assert not sender.broken, "\n\n".join([f"{len(sender.broken)} broken", *sender.broken[:20]])
