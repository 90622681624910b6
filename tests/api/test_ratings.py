"""Rating, date changes and the next update over the API: on every row, to filter by, in no order that would change."""

import pytest

from recommendations.rules.rating import Rating
from tests.api.conftest import refused
from tests.lights import WORDS, one_of_each

ACTIONS = "/api/v1/actions/"


@pytest.fixture
def lights(world):
    return one_of_each(world)


@pytest.fixture
def http(as_person, world):
    return as_person(world.secretariat)


def rows(http, **filters) -> dict[str, dict]:
    """Every row, by reference, gathered two a page."""
    found, at = {}, ACTIONS
    query = {"page_size": 2, **filters}
    while at:
        page = http.get(at, query).json()
        found |= {row["reference"]: row for row in page["results"]}
        at, query = page["next"], {}
    return found


def test_each_row_and_each_record_has_its_rating_in_a_word_and_in_words(http, lights):
    found = rows(http, board="audit-panel")
    for name, action in lights.items():
        row = found[action.reference]
        assert (row["rating"], row["rating_words"]) == (None if name == "none" else name, WORDS[name])
        single = http.get(row["url"]).json()
        assert {field: single[field] for field in row} == row


def test_each_row_says_how_often_the_date_moved_and_by_how_many_days_in_all(http, lights):
    found = rows(http, board="audit-panel")
    moved = {
        name: (found[one.reference]["due_date_moves"], found[one.reference]["due_date_days_moved"])
        for name, one in lights.items()
    }
    assert moved == dict.fromkeys(lights, (0, 0)) | {"amber": (2, 40)}


def test_a_late_update_is_told_apart_from_a_late_action(http, lights):
    found = rows(http, board="audit-panel")
    late = {name: found[one.reference]["is_update_late"] for name, one in lights.items()}
    overdue = {name: found[one.reference]["is_overdue"] for name, one in lights.items()}
    assert [name for name, is_late in late.items() if is_late] == ["grey"]
    assert [name for name, is_late in overdue.items() if is_late] == ["red"]
    assert found[lights["grey"].reference]["update_due_on"] == str(lights["grey"].update_due_on)
    assert found[lights["red"].reference]["update_due_on"] is None
    assert set(rows(http, update_late="true")) == {lights["grey"].reference}


@pytest.mark.parametrize("light", [light.slug for light in Rating])
def test_rows_are_filtered_to_one_rating_on_every_page_of_them(light, http, lights, world):
    found = set(rows(http, rating=light))
    # The world's own action is due in ten days.
    assert found == {lights[light].reference} | ({world.action.reference} if light == "amber" else set())
    counted = http.get(ACTIONS, {"rating": light, "count": "true"}).json()
    assert counted["count"] == len(found)


@pytest.mark.parametrize("value", ("purple", "1", "RED", "red,amber"))
def test_a_rating_there_is_not_is_refused(value, http):
    response = http.get(ACTIONS, {"rating": value})
    refused(response, 400, "invalid")
    assert set(response.json()["fields"]) == {"rating"}


@pytest.mark.parametrize("order", ("rating", "-rating"))
def test_there_is_no_order_by_rating_since_a_cursor_could_not_keep_its_place_in_it_over_midnight(order, http):
    assert "Orders of this list" in refused(http.get(ACTIONS, {"ordering": order}), 400, "invalid")


def test_a_step_answers_with_the_rating_as_it_now_stands(http, world):
    answer = http.post(
        f"{ACTIONS}{world.action.reference}/steps/report-progress/",
        {"text": "It slips.", "track": "off_track"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["rating_words"]) == (200, "Red: reported off track")
