"""Who opens, adds and changes what in the admin, drawn from the tables of rights; nothing is ever deleted."""

import pytest
from django.contrib import admin
from django.urls import reverse

from oversight import rights
from oversight.admin import RegisterAdmin
from tests.admin.admin_pages import address

KEPT_BY_SECRETARIAT = {
    "board",
    "organisation",
    "meeting",
    "decision",
    "report",
    "recommendation",
    "action",
}
# Kind of record -> who adds to it; who reads all of them is the same everywhere.
ADDS = {
    **{name: {"secretariat"} for name in KEPT_BY_SECRETARIAT},
    "person": {"secretariat", "administrator", "superuser"},
    "membership": {"secretariat", "administrator", "superuser"},
    "sheetimport": {"secretariat"},
    "agendaitem": set(),
    "paper": set(),
    "client": set(),
    "bankholiday": {"secretariat"},
    "event": set(),
    "reminder": set(),
    "digest": set(),
    "pause": set(),
}
IN_ADMIN = ("secretariat", "auditor", "administrator", "superuser")


def registered():
    return {model._meta.model_name: model for model in admin.site._registry}


def test_every_admin_is_one_of_ours_and_has_its_row_in_the_table(db):
    assert all(isinstance(model_admin, RegisterAdmin) for model_admin in admin.site._registry.values())
    assert set(registered()) == set(ADDS)
    for model, model_admin in admin.site._registry.items():
        assert model_admin.rights == rights.every()[str(model._meta.model_name)]


@pytest.mark.parametrize("who", IN_ADMIN)
def test_lists_are_read_and_records_added_as_the_table_says(who, world, admin_of):
    at = admin_of(who)
    for name, model in registered().items():
        assert at.list(model).status_code == 200, name
        assert at.open(model, "add").status_code == (200 if who in ADDS[name] else 403), name


@pytest.mark.parametrize("who", ("auditor", "administrator", "superuser"))
@pytest.mark.parametrize("name", ("board", "organisation", "meeting", "report", "recommendation", "action"))
def test_those_who_only_read_see_the_record_and_cannot_post(who, name, world, admin_of):
    records = {
        "board": world.board,
        "organisation": world.mps,
        "meeting": world.meeting,
        "report": world.report,
        "recommendation": world.recommendation,
        "action": world.action,
    }
    at = admin_of(who)
    page = at.open(records[name])
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert at.client.post(address(records[name]), {"title": "Forged", "name": "Forged"}).status_code == 403


@pytest.mark.parametrize("who", IN_ADMIN)
def test_nobody_deletes_anything(who, world, admin_of):
    at = admin_of(who)
    for record in (
        world.action,
        world.report,
        world.recommendation,
        world.board,
        world.meeting,
        world.member,
    ):
        assert at.client.post(address(record, "delete"), {"post": "yes"}).status_code == 403
        record.refresh_from_db()
    listed = at.client.post(
        address(type(world.action), "changelist"),
        {"action": "delete_selected", "_selected_action": world.action.pk, "post": "yes"},
    )
    assert listed.status_code in (200, 302)
    world.action.refresh_from_db()


def test_steps_in_the_admin_are_offered_to_those_who_may_take_them(world, admin_of):
    offered = {
        who: reverse("admin:recommendations_action_step", args=[world.action.pk, "start"])
        in admin_of(who).open(world.action).content.decode()
        for who in IN_ADMIN
    }
    assert offered == {"secretariat": True, "auditor": False, "administrator": False, "superuser": False}
