"""Rating, date changes and the next update in the admin: in the list, to filter and to sort by, and on the record."""

import pytest
from django.utils.html import strip_tags

from boards.models import Board
from recommendations import operations
from recommendations.models import Action
from recommendations.rules.rating import Rating
from tests import make
from tests.lights import SLIPPED, WORDS, one_of_each


@pytest.fixture
def lights(world):
    return one_of_each(world)


def found(admin_pages, world, **query) -> list[Action]:
    """What the list shows of the board that has one of each."""
    response = admin_pages.list(Action, board__id__exact=world.other_board.pk, **query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize("light", [light.slug for light in Rating])
def test_the_list_is_filtered_to_one_rating(light, admin_pages, world, lights):
    assert found(admin_pages, world, rating=light) == [lights[light]]


def test_the_list_is_put_in_order_by_rating_either_way(admin_pages, world, lights):
    column = admin_pages.list(Action).context["cl"].list_display.index("light")
    red_first = [lights[name] for name in ("red", "amber", "grey", "green", "blue", "none")]
    assert found(admin_pages, world, o=column) == red_first
    assert found(admin_pages, world, o=f"-{column}") == red_first[::-1]


def test_the_list_finds_late_and_expected_updates(admin_pages, world, lights):
    assert found(admin_pages, world, update="late") == [lights["grey"]]
    assert set(found(admin_pages, world, update="expected")) == {lights["grey"], lights["green"]}


def test_list_and_record_say_rating_date_changes_and_next_update(admin_pages, world, lights):
    listed = strip_tags(admin_pages.list(Action).content.decode())
    assert SLIPPED in listed
    for name, action in lights.items():
        assert WORDS[name] in listed
        record = strip_tags(admin_pages.open(action).content.decode())
        assert WORDS[name] in record
        assert (SLIPPED if name == "amber" else "Not moved") in record
        assert ("None is expected" in record) is (name not in ("grey", "green"))
        assert ("30 days late" in record) is (name == "grey")


def test_what_is_worked_out_cannot_be_posted(admin_pages, world, lights):
    response = admin_pages.change(
        lights["red"], light="Green", date_changes="", next_update="", update_due_on="2030-01-01"
    )
    assert response.status_code == 302
    lights["red"].refresh_from_db()
    assert lights["red"].update_due_on is None


def test_an_earlier_version_shows_its_columns_without_what_is_worked_out_today(admin_pages, lights):
    operations.amend_action(lights["red"], by=admin_pages.person, title="Another title")
    version = lights["red"].history.earliest()
    response = admin_pages.client.get(
        f"/admin/recommendations/action/{lights['red'].pk}/history/{version.pk}/"
    )
    assert response.status_code == 200
    assert "Write the plan" in response.content.decode()
    assert "Red: overdue" not in response.content.decode()


def test_a_boards_number_entered_in_its_admin_reaches_its_open_actions(admin_pages, world):
    assert admin_pages.change(world.board, update_every_days=14).status_code == 302
    world.action.refresh_from_db()
    assert world.action.update_due_on == make.timezone.localdate() + make.timedelta(days=14)
    assert admin_pages.change(Board.objects.get(pk=world.board.pk), update_every_days="").status_code == 302
    world.action.refresh_from_db()
    assert world.action.update_due_on is None


def test_an_actions_own_number_entered_in_its_admin_goes_before_its_boards(admin_pages, world):
    admin_pages.change(world.board, update_every_days=14)
    assert admin_pages.change(world.action, update_every_days=7).status_code == 302
    world.action.refresh_from_db()
    assert world.action.update_due_on == make.timezone.localdate() + make.timedelta(days=7)
    assert admin_pages.change(world.action, update_every_days=-1).status_code == 200
