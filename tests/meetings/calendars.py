"""Two clients that read a calendar as people's own do, and know nothing of each other: icalendar and ical.js."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client as Browser
from icalendar import Calendar

from boards.models import CalendarFeed
from boards.operations import feeds
from tests.servers.node import node

LONDON = ZoneInfo("Europe/London")
Shown = dict[str, Any]


def by_icalendar(body: bytes) -> Shown:
    calendar: Any = Calendar.from_ical(body)
    return {
        "name": str(calendar.get("X-WR-CALNAME", "")),
        "events": [
            {
                "uid": str(event["UID"]),
                "summary": str(event["SUMMARY"]),
                "location": str(event["LOCATION"]) if "LOCATION" in event else None,
                "sequence": int(event["SEQUENCE"]),
                "status": str(event["STATUS"]),
                "clock": event["DTSTART"].dt.replace(tzinfo=None).isoformat(),
                "starts": event["DTSTART"].dt.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            }
            for event in calendar.walk("VEVENT")
        ],
        "tasks": [
            {"uid": str(task["UID"]), "summary": str(task["SUMMARY"]), "due": task["DUE"].dt.isoformat()}
            for task in calendar.walk("VTODO")
        ],
    }


def by_ical_js(body: bytes) -> Shown:
    return node(Path(__file__).parent / "read_calendar.mjs", body)


CLIENTS: list[Callable[[bytes], Shown]] = [by_icalendar, by_ical_js]


def subscribe(person, board=None) -> str:
    """The secret of a new feed of the person's."""
    _, secret = feeds.make_feed(by=person, board=board)
    return secret


def read(secret: str, **headers: str):
    """What lies at the feed's address, to somebody who never signed in."""
    return Browser().get(f"/calendars/{secret}.ics", headers=headers)


def body(secret: str) -> bytes:
    response = read(secret)
    assert response.status_code == 200
    return response.content


def references(secret: str) -> list[str]:
    """The references of the meetings and actions in a feed, by their UID."""
    shown = by_icalendar(body(secret))
    return [each["uid"].removesuffix("@oversight-register") for each in shown["events"] + shown["tasks"]]


def feed_of(secret: str) -> CalendarFeed:
    return CalendarFeed.objects.get(secret_sha256=feeds.hashed(secret))
