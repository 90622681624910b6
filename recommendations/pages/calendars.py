"""The calendar feed of a person, with what is due from them."""

from collections.abc import Iterable
from datetime import date

from icalendar import Component

from boards import pages
from boards.models import CalendarFeed
from recommendations.calendars import tasks


class CalendarFeedFile(pages.CalendarFeedFile):
    def also(self, feed: CalendarFeed, today: date) -> Iterable[Component]:
        return tasks(feed.person, today)
