"""New people read OFFICIAL alone; an administrator lets them read more, with the reason, and nobody lets themselves."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from boards.models import Person
from boards.operations import amend_person, enter_person
from oversight.errors import NotAllowed, RuleBroken
from oversight.markings import HIDES, Marking
from oversight.models import Event
from tests.admin.admin_pages import AdminPages

TOP = Path(__file__).parents[2]
SENSITIVE = str(Marking.OFFICIAL_SENSITIVE)
WHY = "They keep the child protection group."


def entered(by, **values) -> Person:
    return enter_person(Person(name="Somebody new", email="new@example.org", **values), by=by)


def test_who_is_entered_reads_official_alone(world):
    for by in (world.secretariat, world.administrator):
        assert enter_person(Person(name="New"), by=by).clearance == "OFFICIAL"


def test_an_administrator_lets_them_read_more_with_the_reason(world):
    person = entered(world.secretariat)
    with pytest.raises(RuleBroken, match="Say why they need to read"):
        amend_person(person, by=world.administrator, changes={"clearance": SENSITIVE})
    amend_person(person, by=world.administrator, changes={"clearance": SENSITIVE}, reason=WHY)
    person.refresh_from_db()
    event = Event.objects.about(person).first()
    assert (person.clearance, event.step, event.note) == (SENSITIVE, "let_read_sensitive", WHY)
    assert (event.before, event.after) == ({"clearance": "OFFICIAL"}, {"clearance": SENSITIVE})


def test_nobody_else_does_and_nobody_for_themselves(world):
    person = entered(world.secretariat)
    Person.objects.filter(pk=world.administrator.pk).update(clearance="OFFICIAL")
    for by, of in ((world.secretariat, person), (world.administrator, world.administrator)):
        with pytest.raises(NotAllowed, match="nobody their own"):
            amend_person(of, by=by, changes={"clearance": SENSITIVE}, reason=WHY)
    with pytest.raises(NotAllowed):
        enter_person(Person(name="Another", clearance=SENSITIVE), by=world.secretariat)


def test_the_admin_asks_for_the_reason_and_says_it_beside_the_field(world):
    person = entered(world.secretariat)
    refused = AdminPages(world.administrator).change(person, clearance=SENSITIVE)
    assert refused.status_code == 422 and "Say why they need to read" in refused.content.decode()
    assert (
        AdminPages(world.administrator).change(person, clearance=SENSITIVE, reason_to_read=WHY).status_code
        == 302
    )
    assert Person.objects.get(pk=person.pk).clearance == SENSITIVE


def test_the_form_of_a_new_person_shows_what_they_may_read(world, client):
    for who in (world.secretariat, world.administrator):
        client.force_login(who)
        page = client.get("/admin/boards/person/add/").content.decode()
        assert "May read OFFICIAL-SENSITIVE" in page and "learance" not in page.replace(
            'name="clearance"', ""
        ).replace("id_clearance", "").replace("field-clearance", "")


def test_the_first_administrator_is_let_by_command(world, capsys):
    Person.objects.filter(pk=world.administrator.pk).update(clearance="OFFICIAL")
    with pytest.raises(CommandError, match="Say why"):
        call_command("may_read", world.administrator.email, SENSITIVE)
    call_command("may_read", world.administrator.email, SENSITIVE, reason=WHY)
    world.administrator.refresh_from_db()
    assert world.administrator.clearance == SENSITIVE
    with pytest.raises(CommandError, match="is no administrator"):
        call_command("may_read", world.secretariat.email, SENSITIVE, reason=WHY)


@pytest.mark.parametrize(("asked", "reads"), [([], "OFFICIAL"), (["--clearance", SENSITIVE], SENSITIVE)])
def test_a_system_client_reads_official_unless_more_is_asked(asked, reads, world, capsys):
    call_command(
        "api_client", "create", "Case system", "--organisation", "mps", "--scope", "register:read", *asked
    )
    assert json.loads(capsys.readouterr().out)["may_read"] == reads
    assert Person.objects.get(is_service=True).clearance == reads


def test_what_a_marking_does_is_said_in_one_sentence_everywhere(world, client):
    client.force_login(world.administrator)
    said = [
        client.get(place).content.decode() for place in ("/who-may-do-what/", "/admin/boards/person/add/")
    ]
    said.append(" ".join((TOP / "docs/api.md").read_text().split()))
    assert all(HIDES in text for text in said)
