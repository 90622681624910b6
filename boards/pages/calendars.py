"""The page of a person's calendar feeds, a feed at its secret address, and the file of one meeting."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.utils.http import http_date
from django.views import View
from icalendar import Calendar

from boards.calendars import feed_calendar, meeting_calendar
from boards.due.calendar import tasks
from boards.models import AgendaItem, Board, CalendarFeed, Meeting
from boards.operations import feeds
from boards.rules import access
from oversight import context
from oversight.errors import DomainError, RuleBroken
from oversight.pages import PlainPage, refusal
from oversight.roles import READS_ALL
from oversight.typed import NamedRecordField

CONTENT_TYPE = "text/calendar; charset=utf-8"


class BoardChoice(forms.Form):
    """Of which board a feed is to be made."""

    board = NamedRecordField(
        Board.objects.none(),
        to_field_name="slug",
        empty_label="Choose a board",
        error_messages={
            "required": "Choose a board.",
            "invalid_choice": "Choose one of the boards in the list.",
        },
    )

    def __init__(self, *args: Any, boards: QuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards


class CalendarsPage(PlainPage):
    """A person's calendar feeds: made, renewed and ended here. An address is shown once, on the answer that made it."""

    template_name = "boards/calendars.html"
    section = "calendars"

    def post(self, request: HttpRequest) -> HttpResponse:
        act = request.POST.get("act", "")
        try:
            if act == "make":
                return self.make(request)
            feed = get_object_or_404(self.feeds(), pk=_number(request.POST.get("feed", "")))
            if act == "renew":
                return self.shown(feed, feeds.renew_feed(feed, by=request.user))
            if act == "end":
                feeds.end_feed(feed, by=request.user)
                messages.success(request, "The calendar feed was ended: its address leads nowhere now.")
                return HttpResponseRedirect(reverse("calendars"))
        except DomainError as error:
            return refusal(request, error, back=reverse("calendars"))
        raise Http404

    def make(self, request: HttpRequest) -> HttpResponse:
        if "board" not in request.POST:
            return self.shown(*feeds.make_feed(by=request.user))
        form = BoardChoice(request.POST, boards=self.boards())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.shown(*feeds.make_feed(by=request.user, board=form.cleaned_data["board"]))

    def shown(self, feed: CalendarFeed, secret: str) -> HttpResponse:
        address = settings.BASE_URL + reverse("calendar-feed", args=[secret])
        context = self.get_context_data(made=feed, address=address, webcal=_as_webcal(address))
        response = self.render_to_response(context)
        add_never_cache_headers(response)
        return response

    def feeds(self) -> QuerySet[CalendarFeed]:
        """The person's own, whatever else they may know of."""
        kept = CalendarFeed.objects.filter(person=self.request.user.pk, ended_at__isnull=True)
        return kept.select_related("board")

    def boards(self) -> QuerySet[Board]:
        """Those of which a feed can be made: not restricted, the meetings seen, and none made yet."""
        user, today = self.request.user, self.today
        boards = Board.objects.visible_to(user, today).filter(is_restricted=False, keeps_records=True)
        if user.role not in READS_ALL:
            boards = boards.filter(pk__in=access.seats(user, today))
        made = self.feeds().filter(board__isnull=False).values("board")
        return boards.exclude(status=Board.Status.ENDED).exclude(pk__in=made).order_by("name")

    def get_context_data(self, **kwargs: Any) -> dict:
        seen = Board.objects.visible_to(self.request.user, self.today)
        made = self.feeds()
        kwargs.setdefault("form", BoardChoice(boards=self.boards()))
        return super().get_context_data(
            own=made.filter(board__isnull=True).first(),
            of_boards=made.filter(board__in=seen.filter(is_restricted=False)).order_by("board__name"),
            **kwargs,
        )


def _number(text: str) -> int:
    """A row's number as a form sent it; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _as_webcal(address: str) -> str:
    """The address in the form that lets a calendar programme subscribe at a click."""
    return f"webcal:{address.partition(':')[2]}"


class CalendarFeedFile(View):
    """The feed at a secret address: no log-in, but the rights of its person, looked up whenever it is read."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, secret: str) -> HttpResponseBase:
        feed = feeds.find_feed(secret)
        if feed is None:
            raise Http404
        now = context.now()
        today = timezone.localdate(now)
        also = tasks(feed.person, today) if feed.board_id is None else ()
        response = in_ical(feed_calendar(feed, today, also))
        feeds.note_read(feed, now)
        # By what stands in it alone, not by its date: what somebody may no longer see leaves no date behind.
        response = get_conditional_response(request, etag=response["ETag"], response=response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class MeetingFile(LoginRequiredMixin, View):
    """One meeting as a file for a calendar, for those who may see it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        today = context.today()
        seen = Meeting.objects.visible_to(request.user, today).select_related("board")
        meeting = get_object_or_404(seen, reference=reference)
        if meeting.board.is_restricted:
            error = RuleBroken("The meetings of a restricted board are not put into calendars.")
            return refusal(request, error, back=reverse("meeting", args=[meeting.reference]))
        items = AgendaItem.objects.visible_to(request.user, today).filter(
            meeting=meeting, status__in=(AgendaItem.Status.PLANNED, AgendaItem.Status.TAKEN)
        )
        response = in_ical(meeting_calendar(meeting, items))
        response["Content-Disposition"] = f'attachment; filename="{meeting.reference}.ics"'
        return response


def in_ical(calendar: Calendar) -> HttpResponse:
    body = calendar.to_ical()
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
    changes = [each["DTSTAMP"].dt for each in calendar.walk() if "DTSTAMP" in each]
    if changes:
        response["Last-Modified"] = http_date(max(changes).timestamp())
    return response
