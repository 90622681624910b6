"""Pages by cursor: every row once, forwards and back, nulls last; and a cursor that cannot be one is refused."""

import base64
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from boards.api import Boards, Meetings, Organisations
from boards.models import Board, Meeting, Organisation
from oversight.api.keyset import CursorPages
from recommendations.api.actions import Actions
from recommendations.api.recommendations import Recommendations
from recommendations.api.reports import Reports
from recommendations.models import Action, Recommendation, Report
from tests import make
from tests.api.conftest import refused

pytestmark = pytest.mark.sql

VIEWS = {
    "organisations": Organisations,
    "boards": Boards,
    "meetings": Meetings,
    "reports": Reports,
    "recommendations": Recommendations,
    "actions": Actions,
}


@pytest.fixture
def many(world):
    """Thirteen more of everything, with dates that repeat and dates that are missing."""
    today = timezone.localdate()
    for number in range(13):
        day = None if number % 4 == 0 else today + timedelta(days=number // 3)
        make.organisation(f"partner-{number:02d}")
        make.board(f"X{number:02d}", name=f"Board {number % 7} {number}")
        report = make.report(f"report-of-{number:02d}", published_on=day, response_due_on=day)
        make.recommendation(
            report, f"R-{number:02d}", deadline_on=day, deadline_basis="day" if day else "none"
        )
        make.action(
            world.board,
            by=world.secretariat,
            owner_organisation=world.mps,
            due_basis="day" if day else "none",
            due_on=day,
        )
    for number in range(9):
        Meeting.objects.create(
            board=world.board,
            reference=f"CPPOG-2019-M{number:02d}",
            starts_at=datetime(2019, 3, 1, 10, 0, 0, number // 2, tzinfo=UTC),
        )
    return world


def walk(browser, place: str, way: str, **asked) -> tuple[list[str], list[str]]:
    """The keys of all rows from a place on, and the addresses of the pages that held them."""
    keys, places = [], []
    while place:
        page = browser.get(place, asked).json()
        rows = [row.get("reference") or row["slug"] for row in page["results"]]
        keys = keys + rows if way == "next" else rows + keys
        places.append(place)
        place, asked = page[way], {}
        assert len(places) < 100
    return keys, places


def in_order(name: str, order: str) -> list[str]:
    """The keys as the list owes them: by the column, rows without a value last, ties by the key."""
    view = VIEWS[name]
    column = order.removeprefix("-")
    rows = list(view.model.objects.exclude(pk__in=hidden(view.model)).order_by(view.key))
    valued = [row for row in rows if getattr(row, column) is not None]
    valued.sort(key=lambda row: getattr(row, column), reverse=order.startswith("-"))
    rest = [row for row in rows if getattr(row, column) is None]
    if column == view.key:
        return [getattr(row, column) for row in valued]
    # A reversed sort keeps ties as they stood: by the key.
    return [getattr(row, view.key) for row in valued + rest]


def hidden(model) -> list[int]:
    """What the secretariat does not see of the world's one restricted board."""
    paths = {
        Board: {"is_restricted": True},
        Meeting: {"board__is_restricted": True},
        Report: {"boards__is_restricted": True},
        Recommendation: {"report__boards__is_restricted": True},
        Action: {"board__is_restricted": True},
    }
    return list(model.objects.filter(**paths[model]).values_list("pk", flat=True)) if model in paths else []


@pytest.mark.slow
@pytest.mark.parametrize("name", VIEWS)
def test_pages_hold_every_row_once_in_order_and_back_again(name, many, as_person):
    browser = as_person(many.secretariat)
    for order in VIEWS[name].orderings:
        owed = in_order(name, order)
        for size in (4, 200):
            keys, places = walk(browser, f"/api/v1/{name}/", "next", ordering=order, page_size=size)
            assert keys == owed, order
            assert len(places) == -(-len(keys) // size)
            last = browser.get(places[-1], {} if len(places) > 1 else {"ordering": order}).json()
            assert (last["previous"] is None) == (len(places) == 1)
            if last["previous"]:
                before, _ = walk(browser, last["previous"], "previous")
                assert before == keys[: len(keys) - len(last["results"])], order
                assert browser.get(last["previous"]).json()["next"] is not None


def test_a_row_that_goes_while_somebody_pages_costs_no_other_row(many, as_person):
    browser = as_person(many.secretariat)
    first = browser.get("/api/v1/organisations/", {"page_size": 3}).json()
    seen = [row["slug"] for row in first["results"]]
    Organisation.objects.create(slug="aaa", name="Comes late")
    Organisation.objects.get(slug=seen[-1]).delete() if seen[-1].startswith("partner") else None
    rest, _ = walk(browser, first["next"], "next")
    assert not set(seen) & set(rest)
    assert "aaa" not in rest


def test_filters_size_and_count_stay_along_the_way(many, as_person):
    browser = as_person(many.secretariat)
    asked = {"board": many.board.slug, "page_size": "2", "count": "true", "ordering": "-due_on"}
    page = browser.get("/api/v1/actions/", asked).json()
    assert page["count"] == Action.objects.filter(board=many.board).count()
    following = browser.get(page["next"]).json()
    assert len(following["results"]) == 2
    assert following["count"] == page["count"]
    assert {row["board"]["slug"] for row in following["results"]} == {many.board.slug}


def test_a_cursor_of_one_order_is_not_one_of_another(many, as_person):
    browser = as_person(many.secretariat)
    place = browser.get("/api/v1/actions/", {"page_size": "2", "ordering": "due_on"}).json()["next"]
    response = browser.get(place.replace("ordering=due_on", "ordering=reference"))
    assert "not a cursor" in refused(response, 400, "invalid")


def encoded(parts) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode()


BAD = [
    "garbage",
    "====",
    "1e308",
    "NaN",
    "12345678901234567890",
    "\x00",
    "é",
    "A" * 5000,
    encoded({}),
    encoded([]),
    encoded(["due_on", False, "2019-01-01"]),
    encoded(["due_on", "no", "2019-01-01", "X"]),
    encoded(["due_on", False, 1e308, "X"]),
    encoded(["due_on", False, 12345678901234567890, "X"]),
    encoded(["due_on", False, "12345678901234567890", "X"]),
    encoded(["due_on", False, "NaN", "X"]),
    encoded(["due_on", False, "2019-02-31", "X"]),
    encoded(["due_on", False, "10000-01-01", "X"]),
    encoded(["due_on", False, ["2019-01-01"], "X"]),
    encoded(["due_on", False, "2019-01-01", None]),
    encoded(["due_on", False, "2019-01-01", "a\x00b"]),
    encoded(["due_on", False, "2019-01-01", 5]),
    encoded(["id", False, "5", "5"]),
    encoded(["id", False, 2**63, 2**63]),
    encoded(["note", False, "2019-01-01", "X"]),
    base64.urlsafe_b64encode(b'["due_on", false, NaN, "X"]').decode(),
    base64.urlsafe_b64encode(b"[" * 900).decode(),
    base64.urlsafe_b64encode(b'["due_on", false, "2019-01-01", "\\ud800"]').decode(),
]


@pytest.mark.parametrize("cursor", BAD)
def test_a_cursor_that_cannot_be_one_is_refused_with_a_sentence(cursor, world, as_person):
    response = as_person(world.secretariat).get("/api/v1/actions/", {"cursor": cursor})
    assert "start again without one" in refused(response, 400, "invalid")


@pytest.mark.parametrize(
    "moment",
    (
        "2019-03-01T10:00:00",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+14:00",
        "2019-03-01T10:00:00+99:00",
        "1e308",
    ),
)
def test_a_moment_that_cannot_be_one_is_refused_too(moment, world, as_person):
    cursor = encoded(["-starts_at", False, moment, "X"])
    response = as_person(world.secretariat).get("/api/v1/meetings/", {"cursor": cursor})
    refused(response, 400, "invalid")


@pytest.mark.parametrize(("name", "order"), [("meetings", "starts_at"), ("organisations", "slug")])
def test_no_value_where_there_always_is_one_is_refused(name, order, world, as_person):
    cursor = encoded([order, False, None, "X"])
    response = as_person(world.secretariat).get(f"/api/v1/{name}/", {"cursor": cursor, "ordering": order})
    refused(response, 400, "invalid")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.dates().map(str)
    | st.datetimes(timezones=st.sampled_from([UTC, None])).map(lambda moment: moment.isoformat()),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)


@pytest.fixture
def page_of(world):
    """The first rows of a list for the secretariat, paged without the round through HTTP."""

    def rows(name: str, **asked: str) -> list:
        view = VIEWS[name](action="list")
        view.request = Request(APIRequestFactory().get("/", asked))
        view.request.user = world.secretariat
        return CursorPages().paginate_queryset(view.get_queryset(), view.request, view)

    return rows


@pytest.mark.parametrize("name", VIEWS)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), value=JSON, key=JSON, backward=st.booleans() | JSON)
def test_whatever_comes_as_a_cursor_is_a_page_or_a_refusal(name, page_of, data, value, key, backward):
    order = data.draw(st.sampled_from(VIEWS[name].orderings))
    key = data.draw(st.just(key) | st.text(max_size=20).filter(is_clean))
    cursor = data.draw(st.just(encoded([order, backward, value, key])) | st.text(max_size=60))
    with suppress(ValidationError):
        assert isinstance(page_of(name, cursor=cursor, ordering=order), list)


def is_clean(text: str) -> bool:
    return text.isascii() and text.isprintable()
