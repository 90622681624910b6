"""A marking hides what it marks, and what hangs on it, from who reads OFFICIAL alone: at every address, in every text.

`canary.py` marks something of every kind and puts a word of its own into every text of it. `bin/test` asks for a seeded
part of the addresses, `--everything` for all of them, for everybody.
"""

import random
import re

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client

from boards.models import Person
from oversight.markings import MarkingField
from oversight.reminders.deliver import deliver
from oversight.reminders.sweep import sweep
from recommendations.models import Pack, RecommendationLink, ResponseExtension
from tests.browser.conftest import full  # noqa: F401
from tests.doors import canary
from tests.doors.covering import seed

# Who may read OFFICIAL alone: one for each role and seat, one who owns actions, and one who is nobody here.
READERS = (
    "secretariat",
    "auditor",
    "dmpc_staff",
    "administrator",
    "liaison",
    "chair",
    "member",
    "owner",
    "stranger",
)
# So many addresses for each of them, where not all are asked.
PART = 12
# Asked by everybody on every day.
ALWAYS = ("/", "/actions/", "/actions.csv", "/api/v1/actions/?count=true", "/api/v1/dues/")


@pytest.fixture
def planted(full):  # noqa: F811
    """The full world with its canaries; everybody but a colleague of the secretariat reads OFFICIAL alone."""
    canary.mark(full)
    full.feed = canary.feed_of(full.member)
    full.words = canary.plant(canary.hidden())
    Person.objects.exclude(pk=full.colleague.pk).update(clearance="OFFICIAL")
    return full


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def test_nobody_who_reads_official_alone_meets_a_word_of_what_is_marked(planted, everything, capsys):
    """Every address by every reader, and every answer's words."""
    places = [*canary.addresses(), planted.feed]
    chosen, asked, found = random.Random(seed()), 0, {}  # noqa: S311
    for who in READERS:
        theirs = places if everything else [*ALWAYS, *chosen.sample(places, PART)]
        met, statuses = canary.hits(signed_in(getattr(planted, who)), theirs)
        asked += len(theirs)
        found |= {f"{who} {place}": words for place, words in met.items()}
        assert not [status for status in statuses if status >= 500], (who, statuses)
    with capsys.disabled():
        print(  # noqa: T201 - the figure of the crawl
            f"\ncanaries: {planted.words} words, {len(places)} addresses, {asked} requests by {len(READERS)} people, "
            f"{len(found)} hits"
        )
    assert not found


def test_who_may_read_it_meets_them_at_the_same_addresses(planted):
    met, _ = canary.hits(
        signed_in(planted.colleague), ["/actions/", "/actions.csv", "/reports/", "/api/v1/actions/"]
    )
    assert len(met) == 4


def test_no_e_mail_tells_them_of_it(planted):
    sweep()
    deliver()
    read = [message for message in mail.outbox if planted.colleague.email not in message.to]
    assert not [message.to for message in read if canary.CANARY.search(f"{message.subject}\n{message.body}")]


def test_every_model_with_a_marking_is_planted_and_is_asked_for_it():
    """A model that gains a marking comes into the crawl; its queryset asks for the marking."""
    marked = {
        model
        for model in apps.get_models()
        if any(isinstance(field, MarkingField) and field.name == "marking" for field in model._meta.fields)
        and not re.match("Historical", model.__name__)
    }
    assert marked <= set(canary.HANGS_ON)
    assert Pack in canary.HANGS_ON


def test_no_queryset_shows_what_is_marked_or_hangs_on_it(planted):
    """Links between recommendations have none of their own: they are shown through the two."""
    hidden = canary.hidden()
    readers = [Person.objects.get(pk=getattr(planted, who).pk) for who in READERS]
    for model in canary.HANGS_ON.keys() - {RecommendationLink}:
        assert hidden[model] or model in (Pack, ResponseExtension), model
        for reader in readers:
            shown = set(model.objects.visible_to(reader).values_list("pk", flat=True))
            assert not hidden[model] & shown, (model, reader)
