"""A feed at its secret address: what stands in it, who must not see it, and how it answers."""

import io
import logging
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from structlog.stdlib import ProcessorFormatter

from boards.models import CalendarFeed, Meeting, Membership, Person
from boards.operations import amend_meeting, feeds
from boards.rules.roles import Seat
from oversight import logs
from oversight.errors import DomainError, WrongState
from oversight.markings import Marking
from oversight.models import Event
from oversight.reminders.kinds import reminder_kinds
from recommendations import operations
from recommendations.models import Action
from tests import make
from tests.meetings.calendars import body, by_icalendar, feed_of, read, references, subscribe
from tests.operations.test_at_once import at_once

pytestmark = pytest.mark.doors

SENSITIVE = Marking.OFFICIAL_SENSITIVE


@pytest.fixture
def secret(world) -> str:
    """The address of the member's own feed."""
    return subscribe(world.member)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


# --- What stands in it ---------------------------------------------------------------------------


def test_a_persons_feed_holds_the_meetings_of_the_boards_they_sit_on(world, secret):
    coming = make.meeting(world.board, in_days(20), by=world.secretariat)
    make.meeting(world.other_board, in_days(20), by=world.secretariat)
    assert references(secret) == [world.meeting.reference, coming.reference]


def test_a_boards_feed_holds_its_meetings_alone_and_no_tasks(world):
    make.seat(world.owner, world.board)
    make.seat(world.owner, world.other_board)
    other = make.meeting(world.other_board, in_days(20), by=world.secretariat)
    assert references(subscribe(world.owner, world.other_board)) == [other.reference]
    assert references(subscribe(world.owner)) == [
        world.meeting.reference,
        other.reference,
        world.action.reference,
    ]


@pytest.mark.parametrize("who", ("secretariat", "dmpc_staff", "auditor", "administrator"))
def test_who_reads_every_board_has_in_their_own_feed_only_those_they_sit_on(who, people, world):
    person = people[who]
    assert references(subscribe(person)) == []
    assert references(subscribe(person, world.board)) == [world.meeting.reference]
    make.seat(person, world.other_board)
    meeting = make.meeting(world.other_board, in_days(3), by=world.secretariat)
    feed = CalendarFeed.objects.get(person=person, board=None)
    assert references(feeds.renew_feed(feed, by=person)) == [meeting.reference]


def test_it_reaches_back_a_year_and_forward_without_end(world, secret):
    kept = make.meeting(world.board, in_days(-364), by=world.secretariat)
    make.meeting(world.board, in_days(-370), by=world.secretariat)
    far = make.meeting(world.board, in_days(900), by=world.secretariat)
    assert references(secret) == [kept.reference, world.meeting.reference, far.reference]


def test_each_meeting_says_where_it_is_and_leads_to_its_page(world, secret, settings):
    settings.BASE_URL = "https://register.example"
    starts_at = timezone.make_aware(datetime.combine(in_days(5), time(14, 30)))
    meeting = make.meeting(
        world.board,
        by=world.secretariat,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Committee Room 2",
    )
    event = Calendar.from_ical(body(secret)).walk("VEVENT")[-1]
    assert event["URL"] == f"https://register.example/meetings/{meeting.reference}/"
    assert event["LOCATION"] == "Committee Room 2"
    assert event["DTEND"].dt == starts_at + timedelta(hours=2)
    assert event["CATEGORIES"].to_ical() == b"CPPOG"
    assert "DTEND" not in Calendar.from_ical(body(secret)).walk("VEVENT")[0]


def test_a_reference_keeps_its_uid_when_the_register_moves_to_another_address(world, secret, settings):
    settings.BASE_URL = "https://register.example"
    before = by_icalendar(body(secret))["events"]
    settings.BASE_URL = "https://elsewhere.example"
    after = by_icalendar(body(secret))["events"]
    assert [each["uid"] for each in after] == [each["uid"] for each in before]
    assert before[0]["uid"] == f"{world.meeting.reference}@oversight-register"


@pytest.mark.slow
def test_two_hundred_meetings_stay_under_a_hundred_kilobytes(world, secret, settings):
    settings.BASE_URL = "https://oversight-register.london.example"
    world.board.name = "Independent Domestic and Sexual Violence Policing Oversight Group for London"
    world.board.save()
    day = timezone.make_aware(datetime.combine(in_days(0), time(10)))
    meetings = [
        make.meeting(
            world.board,
            by=world.secretariat,
            starts_at=day + timedelta(days=number),
            ends_at=day + timedelta(days=number, hours=2),
            title="" if number % 2 else f"Extraordinary meeting {number} on " + "the estate strategy " * 8,
            place="Committee Room 5, City Hall, Kamal Chunchie Way, London E16 1ZE",
        )
        for number in range(1, 200)
    ]
    answer = body(secret)
    assert len(by_icalendar(answer)["events"]) == len(meetings) + 1 == 200
    assert len(answer) < 100_000
    assert max(len(line) for line in answer.split(b"\r\n")) <= 75


def test_the_length_of_a_feed_costs_no_further_query(world, secret):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            body(secret)
        return len(asked)

    body(secret)  # the reading is noted now, and not again within the hour
    before = queries()
    for number in range(1, 4):
        make.meeting(world.board, in_days(number), by=world.secretariat)
    assert queries() == before <= 5 + len(reminder_kinds())


# --- What must not stand in it -------------------------------------------------------------------


def test_of_a_sensitive_meeting_there_is_the_reference_and_the_time_alone(world, secret):
    meeting = make.meeting(
        world.board,
        in_days(5),
        by=world.secretariat,
        title="Operation Telltale",
        place="A secret place",
        marking=SENSITIVE,
    )
    make.agenda_item(meeting, 11, title="What must not be told")
    answer = body(secret)
    event = by_icalendar(answer)["events"][-1]
    assert (event["summary"], event["location"]) == (f"Meeting {meeting.reference}", None)
    assert event["clock"] == f"{in_days(5)}T10:00:00"
    shown = Calendar.from_ical(answer).walk("VEVENT")[-1]
    assert set(shown) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "STATUS", "URL", "SUMMARY"}
    for word in (b"Telltale", b"secret place", b"must not be told"):
        assert word not in answer


def test_of_a_sensitive_action_there_is_the_reference_and_the_day_alone(world):
    Action.objects.filter(pk=world.action.pk).update(marking=SENSITIVE, title="Find the informant")
    answer = body(subscribe(world.owner))
    assert b"informant" not in answer
    (task,) = by_icalendar(answer)["tasks"]
    assert task["summary"] == f"Action {world.action.reference}"
    assert task["due"] == str(world.action.due_on)


@pytest.mark.parametrize("who", ("restricted_chair", "restricted_secretary", "restricted_owner"))
def test_a_restricted_board_stands_in_no_feed_not_even_of_its_members(who, people, world):
    make.seat(people[who], world.board)
    answer = body(subscribe(people[who]))
    assert references_in(answer) == [world.meeting.reference]
    assert b"BIL-" not in answer
    assert b"Bi-laterals" not in answer
    assert b"restricted" not in answer


def references_in(answer: bytes) -> list[str]:
    shown = by_icalendar(answer)
    return [each["uid"].partition("@")[0] for each in shown["events"] + shown["tasks"]]


def test_a_board_that_becomes_restricted_leaves_every_feed(world):
    secrets = [subscribe(world.member), subscribe(world.member, world.board), subscribe(world.owner)]
    assert all(references(secret) for secret in secrets)
    world.board.is_restricted = True
    world.board.save()
    for secret in secrets:
        answer = body(secret)
        assert references_in(answer) == []
        assert world.board.name.encode() not in answer


def test_who_leaves_a_board_loses_its_meetings_at_the_next_reading(world):
    secrets = [subscribe(world.member), subscribe(world.member, world.board)]
    assert all(references(secret) == [world.meeting.reference] for secret in secrets)
    Membership.objects.filter(person=world.member).update(until_on=in_days(-1))
    for secret in secrets:
        answer = body(secret)
        assert references_in(answer) == []
        assert world.board.name.encode() not in answer


def test_the_former_member_sees_nothing_though_their_seat_is_remembered(world):
    assert references(subscribe(world.former_member)) == []


def test_somebody_deactivated_reads_an_empty_calendar(world):
    secrets = [subscribe(world.member), subscribe(world.owner), subscribe(world.secretariat, world.board)]
    Person.objects.update(is_active=False)
    for secret in secrets:
        answer = body(secret)
        assert references_in(answer) == []
        assert world.board.name.encode() not in answer


def test_closed_dateless_and_others_actions_are_no_tasks(world):
    make.action(
        world.board, by=world.secretariat, owner_organisation=world.mps, owner=world.owner, due_basis="none"
    )
    make.action(world.board, by=world.secretariat, owner_organisation=world.mps, owner=world.liaison)
    secret = subscribe(world.owner)
    assert references(secret) == [world.action.reference]
    operations.cancel(world.action, by=world.secretariat, reason="No longer wanted.")
    assert references(secret) == []


# --- The address ---------------------------------------------------------------------------------


def test_a_renewed_feed_ends_at_its_old_address(world, secret):
    renewed = feeds.renew_feed(feed_of(secret), by=world.member)
    assert read(secret).status_code == 404
    assert references(renewed) == [world.meeting.reference]


def test_an_ended_feed_is_found_nowhere_and_can_be_made_again(world, secret):
    feed = feed_of(secret)
    feeds.end_feed(feed, by=world.member)
    assert read(secret).status_code == 404
    again = subscribe(world.member)
    assert read(secret).status_code == 404
    assert references(again) == [world.meeting.reference]
    assert feed_of(again) == feed


def test_an_unknown_secret_costs_as_many_queries_whatever_it_looks_like(world, secret):
    asked = []
    for wrong in (secret[:-1] + ("A" if secret[-1] != "A" else "B"), "x", "x" * 2000, "%00", "é"):
        with CaptureQueriesContext(connection) as queries:
            assert read(wrong).status_code == 404
        asked.append(len(queries))
    assert asked == [1] * 5


def test_of_the_secret_only_its_hash_is_kept(world, secret):
    assert len(secret) == 43
    held = CalendarFeed.objects.filter(pk=feed_of(secret).pk).values().get()
    assert secret not in str(held)
    told = list(Event.objects.about(feed_of(secret)).values_list("step", "before", "after"))
    assert [step for step, _, _ in told] == ["make_calendar_feed"]
    assert secret not in str(told)
    assert feed_of(secret).secret_sha256 not in str(told)


def test_the_secret_stands_in_no_log(secret):
    told, lines = io.StringIO(), logging.StreamHandler()
    lines.setStream(told)
    lines.setFormatter(
        ProcessorFormatter(processor=logs.renderer, foreign_pre_chain=logs.SHARED),
    )
    root = logging.getLogger()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.INFO)
    try:
        read(secret)
        read(f"{secret}x")
    finally:
        root.removeHandler(lines)
        root.setLevel(level)
    assert "GET /calendars/[left out]" in told.getvalue()
    assert "Not Found: /calendars/[left out]" in told.getvalue()
    assert secret not in told.getvalue()


# --- How it answers ------------------------------------------------------------------------------


def test_it_is_a_private_calendar_that_no_search_engine_keeps(world, secret):
    response = read(secret)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    assert response.content.count(b"\r\n") == response.content.count(b"\n")


def test_who_has_it_already_is_told_so_until_something_changes(world, secret):
    first = read(secret)
    again = read(secret, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "private, no-cache"
    amend_meeting(world.meeting, by=world.secretariat, changes={"place": "Elsewhere"})
    changed = read(secret, if_none_match=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_date_alone_never_hides_that_a_seat_has_ended(world, secret):
    first = read(secret)
    assert first["Last-Modified"]
    Membership.objects.filter(person=world.member).update(until_on=in_days(-1))
    later = read(secret, if_modified_since=first["Last-Modified"])
    assert later.status_code == 200
    assert references_in(later.content) == []


def test_it_was_last_changed_when_what_it_holds_was(world, secret):
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        amend_meeting(world.meeting, by=world.secretariat, changes={"place": "Elsewhere"})
        moment = timezone.now()
    response = read(secret)
    assert response["Last-Modified"] == f"{moment:%a, %d %b %Y %H:%M:%S} GMT"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["DTSTAMP"].dt == moment.replace(microsecond=0)


@pytest.mark.parametrize("method", ("post", "put", "patch", "delete"))
def test_it_is_only_read(method, secret):
    assert getattr(Browser(), method)(f"/calendars/{secret}.ics").status_code == 405


def test_its_reading_is_noted_once_an_hour_at_most(world, secret):
    moment = timezone.now()
    noted = []
    for minutes in (0, 1, 59, 61, 62, 200):
        with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
            body(secret)
            noted.append(feed_of(secret).last_read_at)
    assert [(at - noted[0]) // timedelta(minutes=1) for at in noted] == [0, 0, 0, 61, 61, 200]


# --- The file of one meeting ---------------------------------------------------------------------


def get_file(person, meeting):
    browser = Browser()
    if person is not None:
        browser.force_login(person)
    return browser.get(f"/meetings/{meeting.reference}/calendar.ics")


def test_one_meeting_comes_as_a_file_with_its_agenda(world):
    make.agenda_item(world.meeting, 11, title="Custody")
    make.agenda_item(world.meeting, 12, title="What must not be told", marking=SENSITIVE)
    make.agenda_item(world.meeting, 13, title="Taken off", status="withdrawn")
    response = get_file(world.member, world.meeting)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{world.meeting.reference}.ics"'
    calendar = Calendar.from_ical(response.content)
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    assert event["DESCRIPTION"].splitlines()[0] == "Agenda"
    assert event["DESCRIPTION"].splitlines()[-1] == "11. Custody"
    assert "must not be told" not in response.content.decode()
    assert event["UID"] == f"{world.meeting.reference}@oversight-register"
    assert event["ORGANIZER"].startswith("mailto:")


def test_the_file_of_a_sensitive_meeting_tells_no_more_than_a_feed(world):
    make.agenda_item(world.meeting, 11, title="Custody")
    Meeting.objects.filter(pk=world.meeting.pk).update(marking=SENSITIVE, title="Telltale", place="Here")
    response = get_file(world.member, world.meeting)
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert not {"DESCRIPTION", "LOCATION", "CATEGORIES"} & set(event)
    assert event["SUMMARY"] == f"Meeting {world.meeting.reference}"


@pytest.mark.parametrize(
    "who", ("stranger", "other_member", "former_member", "owner", "liaison", "restricted_chair")
)
def test_the_file_is_not_found_by_those_who_may_not_see_the_meeting(who, people, world):
    assert get_file(people[who], world.meeting).status_code == 404


def test_who_has_not_signed_in_is_asked_to(world):
    assert get_file(None, world.meeting).status_code == 302


def test_a_restricted_boards_meeting_is_refused_to_its_members_and_unknown_to_others(world):
    refused = get_file(world.restricted_chair, world.restricted_meeting)
    assert refused.status_code == 422
    assert "are not put into calendars" in refused.content.decode()
    assert get_file(world.secretariat, world.restricted_meeting).status_code == 404


# --- Making, renewing and ending feeds -----------------------------------------------------------


def signed_in(person) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def address_on(page) -> str:
    """The secret of the one address a page shows."""
    (secret,) = {part.partition(".ics")[0] for part in page.split("/calendars/")[1:] if ".ics" in part[:60]}
    return secret


def test_the_address_is_shown_once(world):
    browser = signed_in(world.member)
    made = browser.post("/calendars/", {"act": "make"})
    secret = address_on(made.content.decode())
    assert "no-store" in made["Cache-Control"]
    assert references(secret) == [world.meeting.reference]
    later = browser.get("/calendars/").content.decode()
    assert ".ics" not in later
    assert "not read yet" not in later
    assert "last read on" in later


def test_renewing_shows_another_address_and_ends_the_first(world):
    browser = signed_in(world.member)
    first = address_on(browser.post("/calendars/", {"act": "make"}).content.decode())
    feed = feed_of(first)
    second = address_on(browser.post("/calendars/", {"act": "renew", "feed": feed.pk}).content.decode())
    assert second != first
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    browser.post("/calendars/", {"act": "end", "feed": feed.pk})
    assert read(second).status_code == 404
    assert "Make your calendar" in browser.get("/calendars/").content.decode()
    assert [event.step for event in Event.objects.about(feed)] == [
        "end_calendar_feed",
        "renew_calendar_feed",
        "make_calendar_feed",
    ]


def test_a_second_feed_of_the_same_is_refused_in_words(world):
    browser = signed_in(world.member)
    browser.post("/calendars/", {"act": "make"})
    again = browser.post("/calendars/", {"act": "make"})
    assert again.status_code == 409
    assert "You have this feed already" in again.content.decode()


def test_only_boards_whose_meetings_one_sees_are_offered_and_none_restricted(world):
    make.seat(world.restricted_chair, world.board)
    page = signed_in(world.restricted_chair).get("/calendars/").content.decode()
    assert f'value="{world.board.slug}"' in page
    assert "bilateral-dmpc" not in page
    assert f'value="{world.other_board.slug}"' not in page
    everything = signed_in(world.secretariat).get("/calendars/").content.decode()
    assert f'value="{world.other_board.slug}"' in everything
    assert "bilateral-dmpc" not in everything


@pytest.mark.parametrize(
    ("board", "sentence"),
    (
        ("", "Choose a board."),
        ("audit-panel", "Choose one of the boards in the list."),
        ("bilateral-dmpc", "Choose one of the boards in the list."),
        ("nowhere", "Choose one of the boards in the list."),
    ),
)
def test_a_board_out_of_sight_is_as_unknown_as_none(board, sentence, world):
    answer = signed_in(world.member).post("/calendars/", {"act": "make", "board": board})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("act", ("renew", "end"))
def test_anothers_feed_is_not_found(act, world, secret):
    for who in (world.chair, world.auditor, world.administrator):
        answer = signed_in(who).post("/calendars/", {"act": act, "feed": feed_of(secret).pk})
        assert answer.status_code == 404
    assert read(secret).status_code == 200


@pytest.mark.parametrize("feed", ("", "x", "99999999999999999999", "-1", "٣"))
def test_what_is_no_feed_is_not_found(feed, world):
    assert signed_in(world.member).post("/calendars/", {"act": "end", "feed": feed}).status_code == 404


def test_operations_refuse_by_themselves(world, secret):
    feed = feed_of(secret)
    assert said(lambda: feeds.renew_feed(feed, by=world.administrator)) == 403
    assert said(lambda: feeds.end_feed(feed, by=world.chair)) == 403
    assert said(lambda: feeds.make_feed(by=world.member, board=world.other_board)) == 403
    assert said(lambda: feeds.make_feed(by=world.stranger, board=world.restricted)) == 403
    assert said(lambda: feeds.make_feed(by=world.restricted_chair, board=world.restricted)) == 422
    assert said(lambda: feeds.make_feed(by=make.person("Service", is_service=True))) == 403
    feeds.end_feed(feed, by=world.member)
    assert said(lambda: feeds.renew_feed(feed, by=world.member)) == 409


def said(attempt) -> int:
    """The status of a refusal."""
    with pytest.raises(DomainError) as refused:
        attempt()
    return refused.value.status_code


def test_that_a_feed_exists_is_known_to_its_person_and_to_those_who_answer_for_access(world, people, secret):
    make.seat(world.restricted_chair, world.board, Seat.MEMBER)
    board_feed = feed_of(subscribe(world.restricted_chair, world.board))
    world.board.is_restricted = True
    world.board.save()
    own = feed_of(secret)
    seen = {who: set(CalendarFeed.objects.visible_to(person)) for who, person in people.items()}
    assert {who for who, feeds_seen in seen.items() if own in feeds_seen} == {
        "member",
        "auditor",
        "administrator",
        "superuser",
    }
    assert {who for who, feeds_seen in seen.items() if board_feed in feeds_seen} == {"restricted_chair"}


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_feed(world):
    made, refusal = sorted(
        at_once(*[lambda: subscribe(world.member)] * 2), key=lambda told: type(told) is not str
    )
    assert isinstance(refusal, WrongState)
    assert references(made) == [world.meeting.reference]
    assert Event.objects.filter(step="make_calendar_feed").count() == 1


def test_the_history_of_feeds_is_read_by_auditors_and_not_by_the_secretariat(world, secret):
    made = Event.objects.filter(step="make_calendar_feed")
    assert made.visible_to(world.auditor).exists()
    assert made.visible_to(world.member).exists()
    assert not made.visible_to(world.secretariat).exists()
    page = signed_in(world.auditor).get("/admin/oversight/event/").content.decode()
    assert "Calendar feed made" in page
    for path in (f"/admin/oversight/event/{made.get().pk}/change/", "/admin/oversight/event/?q=Member"):
        assert signed_in(world.auditor).get(path).status_code == 200
