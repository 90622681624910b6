"""What two calendar programmes show of a feed: a meeting moves and does not double, at ten by the clock of London."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from boards import operations
from boards.calendars import london
from boards.models import Meeting
from tests import make
from tests.meetings.calendars import CLIENTS, LONDON, body, subscribe

pytestmark = pytest.mark.doors

each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)


def next_day(month: int, day: int) -> date:
    """The next time this day of the year comes."""
    today = timezone.localdate()
    this_year = date(today.year, month, day)
    return this_year if this_year > today else date(today.year + 1, month, day)


def event_of(shown, meeting):
    """The one event of the meeting: a second would be a meeting that doubled."""
    (event,) = [each for each in shown["events"] if each["uid"].startswith(f"{meeting.reference}@")]
    return event


@pytest.fixture
def secret(world) -> str:
    return subscribe(world.member)


@each_client
def test_a_meeting_that_moves_is_the_same_meeting_at_another_time(client, world, secret):
    meeting = make.meeting(world.board, next_day(7, 14), by=world.secretariat, place="Committee Room 2")
    before = event_of(client(body(secret)), meeting)
    operations.move_meeting(
        meeting,
        by=world.secretariat,
        starts_at=meeting.starts_at + timedelta(days=7, hours=3),
        reason="The chair is away.",
    )
    after = event_of(client(body(secret)), meeting)
    assert before["clock"] == f"{next_day(7, 14)}T10:00:00"
    assert after["clock"] == f"{next_day(7, 14) + timedelta(days=7)}T13:00:00"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


@each_client
@pytest.mark.parametrize(("month", "in_utc"), ((7, "09"), (1, "10")))
def test_ten_in_july_and_ten_in_january_are_both_ten_in_london(client, month, in_utc, world, secret):
    day = next_day(month, 14)
    meeting = make.meeting(world.board, day, by=world.secretariat)
    event = event_of(client(body(secret)), meeting)
    assert event["clock"] == f"{day}T10:00:00"
    assert event["starts"] == f"{day}T{in_utc}:00:00.000Z"


@each_client
def test_a_cancelled_meeting_stays_and_says_so(client, world, secret):
    meeting = make.meeting(world.board, next_day(7, 14), by=world.secretariat)
    before = event_of(client(body(secret)), meeting)
    operations.cancel_meeting(meeting, by=world.secretariat, reason="Nothing to discuss.")
    after = event_of(client(body(secret)), meeting)
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["summary"] == f"Cancelled: {world.board.name}"
    assert after["clock"] == before["clock"]
    assert after["sequence"] > before["sequence"]


@each_client
def test_a_proposed_meeting_is_tentative_until_it_is_confirmed(client, world, secret):
    meeting = make.meeting(world.board, next_day(7, 14), by=world.secretariat, status=Meeting.Status.PROPOSED)
    before = event_of(client(body(secret)), meeting)
    operations.confirm_meeting(meeting, by=world.secretariat)
    after = event_of(client(body(secret)), meeting)
    assert (before["status"], after["status"]) == ("TENTATIVE", "CONFIRMED")
    assert (before["summary"], after["summary"]) == (f"Proposed: {world.board.name}", world.board.name)


@each_client
def test_what_is_due_from_the_person_is_a_task_of_theirs(client, world):
    shown = client(body(subscribe(world.owner)))
    assert [(task["uid"], task["summary"], task["due"]) for task in shown["tasks"]] == [
        (
            f"{world.action.reference}@oversight-register",
            f"{world.action.reference}: Write the plan",
            str(world.action.due_on),
        )
    ]


@each_client
def test_text_with_commas_lines_and_accents_comes_out_as_it_went_in(client, world, secret):
    place = "Room 5; Kamal Chunchie Way, London — “Café” \\ first floor, and a name so long that its line is folded"
    meeting = make.meeting(
        world.board, next_day(7, 14), by=world.secretariat, place=place, title="Budget; year 2, part b"
    )
    event = event_of(client(body(secret)), meeting)
    assert event["location"] == place
    assert event["summary"] == "CPPOG: Budget; year 2, part b"


@each_client
def test_what_no_calendar_may_hold_is_left_out_of_it(client, world, secret):
    meeting = make.meeting(
        world.board,
        next_day(7, 14),
        by=world.secretariat,
        title="One\x0btwo\rthree\x1b\u2028four\nEND:VEVENT",
        place="A\x85B",
    )
    event = event_of(client(body(secret)), meeting)
    assert (event["summary"], event["location"]) == ("CPPOG: One two three four END:VEVENT", "A B")


# --- The clock -----------------------------------------------------------------------------------

ZONE = london().to_tz(lookup_tzid=False)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)))  # noqa: DTZ001 (of UTC, just below)
def test_the_rule_of_the_feed_tells_londons_time_at_every_moment(moment):
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    assert moment.astimezone(ZONE).replace(tzinfo=None) == moment.astimezone(LONDON).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("moment", "clock"),
    (
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "00:59"),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), "02:00"),
        (datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC), "01:59"),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), "01:00"),
    ),
)
def test_the_clock_changes_at_the_moment_it_changes(moment, clock):
    assert f"{moment.astimezone(ZONE):%H:%M}" == clock


def test_the_time_zone_takes_a_few_lines(world, secret):
    zone = next(iter(Calendar.from_ical(body(secret)).walk("VTIMEZONE"))).to_ical()
    assert len(zone) < 400
