"""Rating, date changes and late updates on the pages: in words, to filter and sort by, wherever actions are listed."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from boards.operations import amend_board
from recommendations import operations
from recommendations.rules import rating
from recommendations.rules.rating import Rating
from tests import make
from tests.lights import SLIPPED, WORDS, one_of_each
from tests.pages.test_action_page import text_of


@pytest.fixture
def lights(world):
    """One of each rating on a board of its own; the world's action, on another, is amber by its nearness."""
    return one_of_each(world)


@pytest.fixture
def listed(world, client):
    client.force_login(world.secretariat)

    def found(**query):
        response = client.get(reverse("actions"), {"board": world.other_board.slug, **query})
        assert response.status_code == 200
        return list(response.context["object_list"])

    return found


def rows_of(html: str) -> dict[str, str]:
    """The text of each row of a table of actions, by the reference it begins with."""
    rows = re.findall(r'<tr class="govuk-table__row" role="row">\s*<td.*?</tr>', html, re.S)
    texts = [" ".join(strip_tags(row).split()) for row in rows]
    return {text.split()[0]: text for text in texts}


@pytest.mark.parametrize("light", [light.slug for light in Rating])
def test_actions_are_filtered_to_one_rating(light, lights, listed):
    assert listed(rating=light) == [lights[light]]


def test_they_are_put_in_order_by_rating_the_red_first_and_what_has_none_last(lights, listed):
    assert listed(sort="rating") == [
        lights[name] for name in ("red", "amber", "grey", "green", "blue", "none")
    ]


def test_filters_go_together_and_with_an_order(lights, listed):
    assert listed(rating="amber", sort="rating", update_late="false", is_open="true") == [lights["amber"]]
    assert listed(rating="red", status="closed") == []


def test_late_updates_are_found_apart_from_what_is_overdue(lights, listed):
    assert listed(update_late="true") == [lights["grey"]]
    assert listed(overdue="true") == [lights["red"]]
    assert lights["grey"] not in listed(update_late="false")
    assert len(listed(update_late="false")) == len(lights) - 1


def test_a_rating_there_is_not_is_said_beside_the_field(world, client):
    client.force_login(world.secretariat)
    for value in ("purple", "1", "RED", "\x00"):
        response = client.get(reverse("actions"), {"rating": value})
        assert response.status_code == 400
        assert list(response.context["object_list"]) == []


def test_each_row_says_its_rating_its_date_changes_and_whether_its_update_is_late(world, lights, client):
    client.force_login(world.secretariat)
    rows = rows_of(client.get(reverse("actions")).content.decode())
    for name, action in lights.items():
        assert WORDS[name] in rows[action.reference]
        assert (SLIPPED in rows[action.reference]) is (name == "amber")
        assert ("30 days late" in rows[action.reference]) is (name == "grey")
    first = lights["amber"].first_due_on
    assert f"First {first:%-d %B %Y}. {SLIPPED}" in rows[lights["amber"].reference]


def test_every_other_list_of_actions_says_the_same(world, lights, client):
    for action in lights.values():
        action.recommendations.add(world.recommendation)
    client.force_login(world.secretariat)
    for name, key in (
        ("board", world.other_board.slug),
        ("organisation", world.mps.slug),
        ("recommendation", world.recommendation.reference),
    ):
        rows = rows_of(client.get(reverse(name, args=[key])).content.decode())
        for light in ("red", "amber", "grey", "green"):
            assert WORDS[light] in rows[lights[light].reference], name
        assert SLIPPED in rows[lights["amber"].reference], name
        assert "30 days late" in rows[lights["grey"].reference], name


def test_a_meeting_says_it_of_the_actions_it_set_and_closed(world, client):
    born = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        agenda_item=make.agenda_item(world.meeting),
    )
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    operations.agree_closure(world.action, by=world.chair, meeting=world.meeting)
    client.force_login(world.member)
    rows = rows_of(client.get(reverse("meeting", args=[world.meeting.reference])).content.decode())
    assert "Amber: due in 10 days" in rows[born.reference]
    assert "Blue: closed and evidenced" in rows[world.action.reference]


def test_the_page_of_an_action_says_it_too(world, lights, client):
    client.force_login(world.secretariat)

    def page(name: str) -> str:
        return text_of(client.get(reverse("action", args=[lights[name].reference])))

    for name, words in WORDS.items():
        assert words in page(name)
    assert f"Since then {SLIPPED}" in page("amber")
    assert "Since then Not moved" in page("red")
    late = lights["grey"].update_due_on
    assert f"Expected every 30 days Update expected by {late:%-d %B %Y}, 30 days late" in page("grey")
    expected = lights["green"].update_due_on
    assert f"Expected every 90 days Update expected by {expected:%-d %B %Y}" in page("green")
    assert "days late" not in page("green")
    assert "Expected every" not in page("red")


def test_an_action_that_goes_by_its_board_says_so_and_nothing_is_late_while_closure_waits(world, client):
    action = make.action(
        make.board(update_every_days=7),
        by=world.secretariat,
        owner_organisation=world.mps,
        set_on=make.timezone.localdate() - make.timedelta(days=30),
    )
    client.force_login(world.secretariat)
    address = reverse("action", args=[action.reference])
    page = text_of(client.get(address))
    assert "Expected every 7 days, as its board asks of all its actions" in page
    assert "23 days late" in page
    operations.propose_closure(action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    page = text_of(client.get(address))
    assert "None is expected while closure is proposed" in page
    assert "days late" not in page


def test_a_report_says_the_rating_of_each_action_that_answers_it(world, client):
    client.force_login(world.secretariat)
    page = text_of(client.get(reverse("report", args=[world.report.reference])))
    assert f"{world.action.reference} Write the plan Not started Amber: due in 10 days" in page


def test_a_board_says_how_often_it_asks_for_an_update_and_one_that_asks_for_none_says_nothing(world, client):
    client.force_login(world.secretariat)

    def page() -> str:
        return text_of(client.get(reverse("board", args=[world.board.slug])))

    assert "Update on each action" not in page()
    amend_board(world.board, by=world.secretariat, changes={"update_every_days": 28})
    assert "Update on each action Expected every 28 days" in page()


def test_the_colour_never_stands_alone(world, lights, client):
    client.force_login(world.secretariat)
    for address in (reverse("actions"), reverse("home"), reverse("who-may")):
        tags = re.findall(r'tag--rating-(\w+)">([^<]+)<', client.get(address).content.decode())
        assert all(words.lower().startswith(colour) for colour, words in tags), address
        assert tags or address == reverse("home")


def test_what_the_ratings_mean_is_drawn_from_the_rules_and_the_list_leads_there(world, client, monkeypatch):
    client.force_login(world.stranger)
    monkeypatch.setitem(rating.SAYS, Rating.GREEN, "Open, and all is well.")
    page = client.get(reverse("who-may")).content.decode()
    assert "Open, and all is well." in page
    assert "due within 28 days, reported at risk, or moved 2 times or more" in page
    assert f'href="{reverse("who-may")}#ratings"' in client.get(reverse("actions")).content.decode()
    assert 'id="ratings"' in page


def test_every_rating_is_explained():
    assert list(rating.SAYS) == list(Rating)
