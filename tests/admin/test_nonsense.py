"""What no form of the admin sends is 4xx: numbers that are none or too large, fields that are not there."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from boards.models import Board, Meeting, Organisation, Person
from recommendations.models import Action, Recommendation

TOO_LARGE = "9" * 20


@pytest.fixture
def admin(world):
    client = Client(raise_request_exception=False)
    client.force_login(world.secretariat)
    return client


@pytest.mark.parametrize("number", ("x", "1.5", "-1", TOO_LARGE, "9" * 400, "٣", "\x00", "1,2"))
@pytest.mark.parametrize(
    ("kind", "field"), (("action", "recommendations"), ("recommendation", "lead_board"), ("report", "boards"))
)
def test_a_choice_that_is_no_number_of_a_row_is_refused_on_the_form(admin, world, kind, field, number):
    address = f"/admin/recommendations/{kind}/{getattr(world, kind).pk}/change/"
    answer = admin.post(address, {field: number})
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content or b"errorlist" in answer.content


@pytest.mark.parametrize(
    "query",
    (
        *({"id__in": number} for number in (TOO_LARGE, f"1,{TOO_LARGE}", "-" + TOO_LARGE, "9" * 400, "x")),
        *({"pk__in": TOO_LARGE}, {"board__id__exact": TOO_LARGE}, {"id__gt": "x"}),
        *(
            {"_to_field": "x"},
            {"_to_field": TOO_LARGE},
            {"q": "\x00"},
            {"id__in": "\x00"},
        ),
    ),
    ids=urlencode,
)
def test_a_list_that_cannot_be_asked_for_is_refused(admin, query):
    assert admin.get("/admin/boards/meeting/", query).status_code in (400, 403, 404)


@pytest.mark.parametrize("chosen", ("x", TOO_LARGE, "", "1.5"))
def test_an_action_on_what_is_no_row_is_refused(admin, chosen):
    sent = {"action": "confirm_selected", "_selected_action": chosen}
    assert admin.post("/admin/boards/meeting/", sent).status_code == 400


@pytest.mark.parametrize(
    "query",
    (
        {},
        {"app_label": "boards", "model_name": "meeting", "field_name": "board", "term": "\x00"},
        {"app_label": "boards", "model_name": "meeting", "field_name": "board", "page": TOO_LARGE},
        {"app_label": "boards", "model_name": "meeting", "field_name": "board", "page": "x"},
        {"app_label": "boards", "model_name": "meeting", "field_name": "x"},
        {"app_label": "boards", "model_name": "x", "field_name": "board"},
    ),
    ids=urlencode,
)
def test_an_autocomplete_that_cannot_be_asked_for_is_refused(admin, query):
    assert admin.get("/admin/autocomplete/", query).status_code in (400, 403, 404)


@pytest.mark.parametrize("number", ("x", TOO_LARGE, "-1", "0", "%00"))
@pytest.mark.parametrize(
    "place", ("boards/board", "boards/person", "recommendations/action", "boards/meeting")
)
def test_a_record_of_no_number_is_not_found(admin, place, number):
    assert admin.get(f"/admin/{place}/{number}/change/").status_code in (302, 400, 404)
    assert admin.post(f"/admin/{place}/add/?_to_field=x", {}).status_code in (400, 403, 422)


@pytest.mark.sql
def test_numbers_that_no_row_has_find_none(world):
    far = [10**19, -(10**19), 10**400]
    assert not Person.objects.filter(pk__in=far).exists()
    assert list(Person.objects.filter(pk__in=[*far, world.owner.pk])) == [world.owner]
    assert not Action.objects.filter(board__in=far).exists()
    assert list(Meeting.objects.filter(board__in=[*far, world.board.pk])) == [world.meeting]
    assert list(Meeting.objects.filter(board__in=[world.board])) == [world.meeting]
    assert not Recommendation.objects.filter(addressed_to__in=far).exists()
    assert not Recommendation.objects.filter(
        addressed_to__in=Organisation.objects.filter(pk__in=far)
    ).exists()
    assert Board.objects.exclude(pk__in=far).count() == Board.objects.count()
    assert not Board.objects.filter(pk=far[0]).exists() and not Action.objects.filter(board=far[0]).exists()


def test_a_paper_of_a_number_that_none_has_is_not_found(admin, world):
    for number in (TOO_LARGE, "9" * 400, "0"):
        for place in (f"papers/{number}/", f"papers/{number}/versions/{number}/"):
            assert admin.get(f"/meetings/{world.meeting.reference}/{place}").status_code == 404
            assert admin.get(f"/api/v1/meetings/{world.meeting.reference}/{place}file/").status_code == 404
        assert admin.get(f"/api/v1/papers/{number}/").status_code == 404
