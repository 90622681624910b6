"""Who opens, adds and changes what on the desk, drawn from the tables of desks; nothing is ever deleted."""

import pytest
from django.contrib import admin
from django.urls import reverse

from oversight import rights
from oversight.admin import RegisterAdmin
from tests.admin.desk import address

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
    "event": set(),
    "reminder": set(),
    "digest": set(),
    "hold": set(),
}
AT_DESK = ("secretariat", "auditor", "administrator", "superuser")


def desks():
    return {model._meta.model_name: model for model in admin.site._registry}


def test_every_desk_is_one_of_ours_and_has_its_row_in_the_table(db):
    assert all(isinstance(desk, RegisterAdmin) for desk in admin.site._registry.values())
    assert set(desks()) == set(ADDS)
    for model, desk in admin.site._registry.items():
        assert desk.rights == rights.every()[str(model._meta.model_name)]


@pytest.mark.parametrize("who", AT_DESK)
def test_lists_are_read_and_records_added_as_the_table_says(who, world, at_desk):
    at = at_desk(who)
    for name, model in desks().items():
        assert at.list(model).status_code == 200, name
        assert at.open(model, "add").status_code == (200 if who in ADDS[name] else 403), name


@pytest.mark.parametrize("who", ("auditor", "administrator", "superuser"))
@pytest.mark.parametrize("name", ("board", "organisation", "meeting", "report", "recommendation", "action"))
def test_those_who_only_read_see_the_record_and_cannot_post(who, name, world, at_desk):
    records = {
        "board": world.board,
        "organisation": world.mps,
        "meeting": world.meeting,
        "report": world.report,
        "recommendation": world.recommendation,
        "action": world.action,
    }
    at = at_desk(who)
    page = at.open(records[name])
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert at.client.post(address(records[name]), {"title": "Forged", "name": "Forged"}).status_code == 403


@pytest.mark.parametrize("who", AT_DESK)
def test_nobody_deletes_anything(who, world, at_desk):
    at = at_desk(who)
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


def test_steps_on_the_desk_are_offered_to_those_who_may_take_them(world, at_desk):
    offered = {
        who: reverse("admin:recommendations_action_step", args=[world.action.pk, "start"])
        in at_desk(who).open(world.action).content.decode()
        for who in AT_DESK
    }
    assert offered == {"secretariat": True, "auditor": False, "administrator": False, "superuser": False}
