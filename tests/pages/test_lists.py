"""Lists are searched, filtered, put in order and paged, over what the person may see; bad input is said in words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_filters import FilterSet

from boards.models import Board
from recommendations import operations
from tests import make

pytestmark = pytest.mark.sql

TODAY = timezone.localdate


def found(client, name, **query):
    response = client.get(reverse(name), query)
    assert response.status_code == 200, query
    return [getattr(row, "reference", None) or row.slug for row in response.context["object_list"]]


def an_action(world, **values):
    return make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=values.pop("owner_organisation", world.mps),
        set_on=TODAY() - timedelta(days=60),
        **values,
    ).reference


def test_every_word_searched_for_must_stand_somewhere(world, client):
    reference = an_action(world, title="Publish the custody framework")
    client.force_login(world.secretariat)
    assert found(client, "actions", q="CUSTODY framework") == [reference]
    assert found(client, "actions", q=reference) == [reference]
    assert found(client, "actions", q="custody violin") == []
    assert found(client, "recommendations", q="cp16") == ["CP16-01"]
    assert found(client, "boards", q="panel") == ["audit-panel"]
    assert found(client, "reports", q="inspection") == ["inspection-2016"]


def test_search_does_not_reach_what_is_hidden(world, client):
    client.force_login(world.secretariat)
    assert found(client, "actions", q="restricted") == []
    assert found(client, "boards", q="lateral") == []
    assert found(client, "recommendations", q="RES") == []
    client.force_login(world.restricted_chair)
    assert found(client, "actions", q="restricted") == [world.restricted_action.reference]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"overdue": "true"}, ["late"]),
        ({"due_before": "-1"}, ["late"]),
        ({"due_after": "11"}, ["later"]),
        ({"track": "at_risk"}, ["late"]),
        ({"owner_organisation": "council"}, ["later"]),
        ({"status": "cancelled"}, ["ended"]),
        ({"is_open": "false"}, ["ended"]),
        ({"marking": "OFFICIAL-SENSITIVE"}, ["later"]),
        ({"recommendation": "CP16-01"}, ["first"]),
        ({"waiting": "true"}, ["first"]),
        ({"board": "audit-panel"}, []),
    ],
)
def test_actions_are_filtered(world, client, query, expected):
    names = {
        "first": world.action.reference,
        "late": an_action(world, due_on=TODAY() - timedelta(days=3)),
        "later": an_action(
            world,
            due_on=TODAY() + timedelta(days=90),
            owner_organisation=world.council,
            marking="OFFICIAL-SENSITIVE",
        ),
        "ended": an_action(world, due_basis="none"),
    }
    by_name = {name: type(world.action).objects.get(reference=reference) for name, reference in names.items()}
    operations.report_progress(by_name["late"], by=world.liaison, text="Slow.", track="at_risk")
    operations.cancel(by_name["ended"], by=world.secretariat, reason="Overtaken.")
    operations.propose_closure(
        by_name["first"], by=world.liaison, statement="Done.", evidence=[make.evidence()]
    )
    for key in ("due_before", "due_after"):
        if key in query:
            query = {key: (TODAY() + timedelta(days=int(query[key]))).isoformat()}
    client.force_login(world.secretariat)
    assert found(client, "actions", **query) == [names[name] for name in expected]


def test_the_soonest_due_come_first_and_the_dateless_last(world, client):
    dateless = an_action(world, due_basis="none")
    late = an_action(world, due_on=TODAY() - timedelta(days=3))
    client.force_login(world.secretariat)
    assert found(client, "actions") == [late, world.action.reference, dateless]
    assert found(client, "actions", sort="due-last") == [world.action.reference, late, dateless]
    assert found(client, "actions", sort="nonsense") == [late, world.action.reference, dateless]


def test_the_boards_say_how_many_actions_are_open_and_overdue(world, client):
    an_action(world, due_on=TODAY() - timedelta(days=3))
    client.force_login(world.secretariat)
    response = client.get(reverse("boards"))
    counted = {board.slug: board.counted for board in response.context["object_list"]}
    assert (counted[world.board.slug]["open"], counted[world.board.slug]["overdue"]) == (2, 1)
    assert (counted[world.other_board.slug]["open"], counted[world.other_board.slug]["overdue"]) == (0, 0)
    page = response.content.decode()
    for words, filtered in (("2 open", "is_open=true"), ("1 overdue", "overdue=true")):
        link = f'href="{reverse("actions")}?board={world.board.slug}&amp;{filtered}">{words}</a>'
        assert link in page
        rows = found(client, "actions", board=world.board.slug, **dict([filtered.split("=")]))
        assert len(rows) == int(words.split()[0])
    client.force_login(world.other_member)
    assert "2 open" not in client.get(reverse("boards")).content.decode()


def test_bad_input_is_said_beside_the_field_and_shows_no_rows(world, client):
    client.force_login(world.secretariat)
    for name, query in (
        ("actions", {"overdue": "perhaps"}),
        ("actions", {"due_before": "tomorrow"}),
        ("actions", {"owner": "1e308"}),
        ("reports", {"published_after": "31/31/2019"}),
        ("recommendations", {"type": "wish"}),
        ("boards", {"kind": "\x00"}),
        ("actions", {"q": "\x00"}),
    ):
        response = client.get(reverse(name), query)
        assert response.status_code == 400, query
        assert "There is a problem" in response.content.decode()
        assert list(response.context["object_list"]) == []


def test_a_board_one_may_not_see_is_no_choice_and_answers_like_one_that_is_not(world, client):
    client.force_login(world.secretariat)
    assert "Bi-laterals" not in client.get(reverse("actions")).content.decode()
    hidden, absent = (
        client.get(reverse("actions"), {"board": slug}).content.decode().replace(slug, "")
        for slug in ("bilateral-dmpc", "no-such-board")
    )
    assert "Bi-laterals" not in hidden
    assert ("is not one of the available choices" in hidden) == (
        "is not one of the available choices" in absent
    )


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e308", "9" * 30])
def test_a_page_that_is_not_there_is_not_found(world, client, page):
    client.force_login(world.secretariat)
    assert client.get(reverse("actions"), {"page": page}).status_code == 404


def test_pages_keep_the_search(world, client):
    for number in range(52):
        an_action(world, title=f"Common word {number}")
    client.force_login(world.secretariat)
    first = client.get(reverse("actions"), {"q": "common"})
    assert "Page 1 of 2" in first.content.decode()
    assert "?q=common&amp;page=2" in first.content.decode()
    assert len(found(client, "actions", q="common", page=2)) == 2


def filter_sets(of: type = FilterSet) -> Iterator[type[FilterSet]]:
    for each in of.__subclasses__():
        yield each
        yield from filter_sets(each)


def test_every_filter_of_a_list_has_a_name(world, rf):
    """On pages and in the sentences that say what is wrong with a value."""
    request = rf.get("/")
    request.user = world.secretariat
    named = [each for each in filter_sets() if each.__module__.split(".")[0] in ("boards", "recommendations")]
    assert len(named) > 10
    for each in named:
        rows = (each._meta.model or Board).objects.none()
        labels = {
            name: str(way.label) for name, way in each({}, queryset=rows, request=request).filters.items()
        }
        assert "[invalid name]" not in labels.values(), (each, labels)
