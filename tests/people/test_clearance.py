"""What a person is cleared to read is for an administrator to say, and nobody says it of themselves."""

import pytest

from boards.models import Person
from boards.operations import amend_person
from oversight.errors import NotAllowed
from tests.admin.admin_pages import AdminPages, address


@pytest.mark.parametrize("who", ["secretariat", "auditor", "superuser"])
def test_clearance_is_a_field_for_administrators_alone(who, world, people, client):
    client.force_login(people[who])
    response = client.get(address(world.member))
    assert response.status_code == 200
    assert (b'name="clearance"' in response.content) == (who == "superuser")


def test_an_administrator_lowers_it_in_the_admin(world):
    response = AdminPages(world.administrator).change(world.member, clearance="OFFICIAL")
    assert response.status_code == 302
    assert Person.objects.get(pk=world.member.pk).clearance == "OFFICIAL"


def test_the_secretariat_cannot_forge_it_in_the_admin(world):
    AdminPages(world.secretariat).change(world.member, clearance="OFFICIAL")
    assert Person.objects.get(pk=world.member.pk).clearance == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize(("by", "of"), [("secretariat", "member"), ("administrator", "administrator")])
def test_others_and_oneself_are_refused(by, of, world, people):
    with pytest.raises(NotAllowed, match="Only an administrator changes what a person may read"):
        amend_person(people[of], by=people[by], changes={"clearance": "OFFICIAL"})
    people[of].refresh_from_db()
    assert people[of].clearance == "OFFICIAL-SENSITIVE"
