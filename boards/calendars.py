"""Meetings in iCalendar form (RFC 5545): a person's feed, and a file of one meeting.

A calendar lies on telephones and with providers the register knows nothing of. So no restricted board stands in
any of them, and of a meeting marked OFFICIAL-SENSITIVE its reference and time alone (rules.md section 10).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vText,
    vUri,
)

from boards.models import AgendaItem, CalendarFeed, Meeting
from boards.rules import access
from oversight.markings import Marking

NAME = "Oversight register"
# What has been longer ago has left everybody's calendar, and keeps a feed small.
MONTHS_BACK = 12
# In characters; the page of the meeting has all of it, and two hundred of them stay under 100 KB.
LONGEST_TITLE = 100
# How often a client is asked to look; most look when they like.
LOOK_EVERY = timedelta(hours=4)

STATUSES: dict[str, str] = {
    Meeting.Status.PROPOSED: "TENTATIVE",
    Meeting.Status.CONFIRMED: "CONFIRMED",
    Meeting.Status.HELD: "CONFIRMED",
    Meeting.Status.CANCELLED: "CANCELLED",
}
# Said in the title too: some clients show nothing of the status.
SPOKEN = {Meeting.Status.PROPOSED: "Proposed: ", Meeting.Status.CANCELLED: "Cancelled: "}


# --- What may stand in a calendar ----------------------------------------------------------------


def meetings_of(feed: CalendarFeed, today: date) -> QuerySet[Meeting]:
    """The meetings in a feed, as its person may see them today: whatever was true when the feed was made."""
    person = feed.person
    since = timezone.make_aware(
        datetime.combine(today - relativedelta(months=MONTHS_BACK), datetime.min.time())
    )
    seen = Meeting.objects.visible_to(person, today).filter(board__is_restricted=False, starts_at__gte=since)
    if feed.board_id is None:
        seen = seen.filter(board__in=access.seats(person, today))
    else:
        seen = seen.filter(board=feed.board_id)
    return with_last_change(seen.select_related("board")).order_by("starts_at", "pk")


def with_last_change(rows: QuerySet) -> QuerySet:
    """Adds `changed_at`, the moment of the record's last version, and `versions`, how many there are."""
    history = rows.model.history.model.objects.filter(id=OuterRef("pk")).order_by().values("id")
    return rows.annotate(
        changed_at=Subquery(history.annotate(at=Max("history_date")).values("at")),
        versions=Subquery(history.annotate(n=Count("pk")).values("n")),
    )


# --- The calendars -------------------------------------------------------------------------------


def feed_calendar(feed: CalendarFeed, today: date, also: Iterable[Component] = ()) -> Calendar:
    """The calendar at a feed's address: the meetings, and what else is `also` due from the person."""
    name = _name(feed, today)
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(LOOK_EVERY), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_EVERY))
    for meeting in meetings_of(feed, today):
        calendar.add_component(_event(meeting))
    for component in also:
        calendar.add_component(component)
    return calendar


def _name(feed: CalendarFeed, today: date) -> str:
    board = feed.board
    if board is None or board.is_restricted or not access.reads_meetings(feed.person, today, board.pk, False):
        return NAME
    return f"{board.name}: meetings"


def meeting_calendar(meeting: Meeting, items: Iterable[AgendaItem] = ()) -> Calendar:
    """A file of one meeting, with its agenda as far as calendars may hold it."""
    meeting = with_last_change(Meeting.objects.select_related("board")).get(pk=meeting.pk)
    event = _event(meeting)
    agenda = [
        f"{item.number}. {in_one_line(item.title)}" for item in items if item.marking == Marking.OFFICIAL
    ]
    if agenda and meeting.marking == Marking.OFFICIAL:
        event.add("description", "\n".join(["Agenda", *agenda]))
    event.add("organizer", _register())
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Oversight register//Calendars 1//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(london())
    return calendar


def _event(meeting: Any) -> Event:
    """One meeting. It keeps its UID wherever it moves to, so that it moves in calendars and does not double."""
    event = Event()
    event.add("uid", uid(meeting.reference))
    event.add("dtstamp", meeting.changed_at)
    event.add("sequence", meeting.calendar_sequence)
    event.add("dtstart", timezone.localtime(meeting.starts_at))
    if meeting.ends_at is not None:
        event.add("dtend", timezone.localtime(meeting.ends_at))
    event.add("status", STATUSES[meeting.status])
    if meeting.status == Meeting.Status.CANCELLED:
        event.add("transp", "TRANSPARENT")
    event.add("url", vUri(page_address(meeting)))
    event.add("summary", SPOKEN.get(Meeting.Status(meeting.status), "") + _title(meeting))
    if meeting.marking == Marking.OFFICIAL:
        event.add("categories", [meeting.board.abbreviation])
        if meeting.place:
            event.add("location", in_one_line(meeting.place))
    return event


def _title(meeting: Meeting) -> str:
    """The board, and with a title of the meeting's own its abbreviation: telephones show little of a long line."""
    if meeting.marking != Marking.OFFICIAL:
        return f"Meeting {meeting.reference}"
    words = f"{meeting.board.abbreviation}: {meeting.title}" if meeting.title else meeting.board.name
    return Truncator(in_one_line(words)).chars(LONGEST_TITLE)


def in_one_line(text: str) -> str:
    """The text without line breaks and without the control characters that no calendar may hold."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def uid(reference: str) -> str:
    """The same for ever: references are given once, and no address of a server stands in it."""
    return f"{reference}@oversight-register"


def page_address(record: Any) -> str:
    return settings.BASE_URL + reverse(record._meta.model_name, args=[record.reference])


def _register() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    register = vCalAddress(f"mailto:{address}")
    register.params["CN"] = vText(name or NAME)
    return register


# --- The clock of London -------------------------------------------------------------------------


def london() -> Timezone:
    """Europe/London since 1996 as a rule, in few lines and without an end; what was before stands in no feed."""
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    gmt, bst = timedelta(0), timedelta(hours=1)
    spring, autumn = datetime(1996, 3, 31, 1), datetime(1996, 10, 27, 2)  # noqa: DTZ001 (by the clock before)
    for kind, name, onset, before, after in (
        (TimezoneDaylight, "BST", spring, gmt, bst),
        (TimezoneStandard, "GMT", autumn, bst, gmt),
    ):
        change = kind()
        change.add("tzname", name)
        change.add("dtstart", onset)
        change.add("tzoffsetfrom", before)
        change.add("tzoffsetto", after)
        change.add("rrule", {"freq": "yearly", "bymonth": onset.month, "byday": "-1SU"})
        zone.add_component(change)
    return zone
