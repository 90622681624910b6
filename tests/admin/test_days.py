"""Days as they are typed: a slip of the pen is refused beside its field, plain forms are read, a past due date is
remarked on."""

from datetime import date

import pytest
from django.test import Client

from boards.models import Meeting
from recommendations.models import Action, Report
from tests import make
from tests.admin.admin_pages import errors
from tests.admin.test_actions import new_action
from tests.admin.test_records import new_report
from tests.doors.steps import DOORS
from tests.workflows import TABLES

ASK_DUE_DATE = TABLES["action"]["ask_due_date"]


@pytest.mark.parametrize("day", ("12/03/0019", "31/12/9999"))
def test_a_report_published_out_of_range_is_refused_beside_the_day(day, world, admin_pages):
    response = admin_pages.add(Report, **new_report(world, published_on=day))
    assert "is out of range: give a day from 1 January 1900 to" in "".join(errors(response)["published_on"])
    assert not Report.objects.filter(reference="operation-lynemouth").exists()


def test_a_meeting_at_the_end_of_the_calendar_is_refused_and_what_is_due_stays_readable(world, admin_pages):
    given = {"board": world.board, "status": "proposed", "starts_at_0": "31/12/9999", "starts_at_1": "23:59"}
    count = Meeting.objects.count()
    response = admin_pages.add(Meeting, **given)
    assert "is out of range" in "".join(errors(response)["starts_at"])
    assert Meeting.objects.count() == count
    # One that other hands have written breaks no list.
    meeting = make.meeting(world.board, by=world.secretariat)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at="9999-12-31T23:59Z")
    world.board.paper_days = 5
    world.board.save()
    client = Client()
    client.force_login(world.chair)
    assert client.get("/api/v1/dues/").status_code == 200


@pytest.mark.parametrize("door", ("page", "admin"))
def test_one_reader_reads_the_days_of_forms(door, world):
    client = Client()
    client.force_login(world.secretariat)
    asked = {"reason": "More time."}
    for text in ("31/12/26", "12/31/2030", "TBC"):
        response = DOORS[door](client, world.action, ASK_DUE_DATE, asked | {"new_due_on": text})
        assert response.status_code == 422
        assert "as in 31/12/2026" in response.content.decode()
    DOORS[door](client, world.action, ASK_DUE_DATE, asked | {"new_due_on": "31 Dec 2030"})
    assert world.action.due_date_requests.get().new_due_on == date(2030, 12, 31)


@pytest.mark.parametrize(
    ("set_on", "words"),
    (("2020-01-10", "is past"), ("2020-05-01", "lies before the day the action was set")),
)
def test_a_due_date_that_is_past_when_it_is_entered_is_remarked_on_and_taken(
    set_on, words, world, admin_pages
):
    response = admin_pages.add(Action, **new_action(world, set_on=set_on, due_on="31 March 2020"))
    assert response.status_code == 302
    assert Action.objects.latest("pk").due_on == date(2020, 3, 31)
    page = admin_pages.list(Action).content.decode()
    assert f"The due date, 31 March 2020, {words}: the action is overdue from the start." in page


def test_the_api_refuses_a_day_out_of_range_with_an_example_of_its_own(world):
    client = Client()
    client.force_login(world.secretariat)
    given = {"new_due_on": "9999-12-31", "reason": "More time."}
    response = DOORS["api"](client, world.action, ASK_DUE_DATE, given)
    assert response.status_code == 422
    assert "is out of range: give a day from 1 January 1990" in response.content.decode()
    assert "written as in 2026-12-31" in response.content.decode()
    meeting = make.meeting(world.board, by=world.secretariat)
    moved = {"starts_at": "9999-12-31T23:59", "reason": "Why not."}
    response = DOORS["api"](client, meeting, TABLES["meeting"]["move_meeting"], moved)
    assert response.status_code == 422
    assert "is out of range" in response.content.decode()
