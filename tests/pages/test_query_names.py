"""An unknown name in the address of a page or an export is refused and named: nothing is passed over in silence."""

import pytest

ADDRESSES = (
    "/",
    "/boards/",
    "/boards/{board}/",
    "/forward-plan/",
    "/reports/",
    "/recommendations/",
    "/recommendations/{recommendation}/",
    "/recommendations/{recommendation}/line/",
    "/actions/",
    "/actions/{action}/",
    "/actions/{action}/line.pdf",
    "/actions/{action}/steps/start/",
    "/actions.csv",
    "/actions.xlsx",
    "/recommendations.csv",
    "/meetings/{meeting}/",
    "/who-may-do-what/",
)


@pytest.fixture
def names(world):
    return {
        "board": world.board.slug,
        "recommendation": world.recommendation.reference,
        "action": world.action.reference,
        "meeting": world.meeting.reference,
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_name_it_does_not_know_is_refused_and_named(client, world, names, address):
    client.force_login(world.secretariat)
    address = address.format(**names)
    known = client.get(address)
    assert known.status_code == 200, known
    for name in ("theme", "as_at", "Q", "q "):
        answer = client.get(address, {name: "x"})
        assert answer.status_code == 400
        assert f"“{name}”" in answer.content.decode()


def test_what_a_list_takes_it_takes(client, world, names):
    client.force_login(world.secretariat)
    for address in (
        "/actions/?q=plan&sort=&page=1&board=",
        "/boards/{board}/?past=all",
        "/actions.csv?q=plan&sort=x",
    ):
        assert client.get(address.format(**names)).status_code == 200


def test_what_the_admin_passes_on_is_no_unknown_name(client, world):
    client.force_login(world.secretariat)
    place = f"/admin/recommendations/action/{world.action.pk}/steps/start/"
    for query in ({}, {"_changelist_filters": "due=soon"}, {"_popup": "1"}):
        assert client.get(place, query).status_code == 200
    assert client.get(place, {"theme": "x"}).status_code == 400
    assert client.get("/actions/", {"_popup": "1"}).status_code == 400
