"""What is due, over the API: the same as the reminders tell of and calendars show, of every kind in one list."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.text import slugify
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.response import Response

from boards.due import upcoming
from boards.due.upcoming import Due, Place
from boards.filters import DueFilter
from boards.models import Board
from oversight import context
from oversight.api.keyset import BadCursor, Cursor, CursorPages, opened
from oversight.api.records import PrivateAnswer, origin
from oversight.markings import Marking


class DueEntry(serializers.Serializer):
    """One thing that is due, and where its record is."""

    kind = serializers.CharField(source="kind.name", help_text="What fell due, for instance action_due.")
    kind_words = serializers.CharField(source="kind.called")
    reference = serializers.CharField(source="record.row_reference", help_text="Of the record it is about.")
    url = serializers.SerializerMethodField(help_text="The record in the API, where it stands there.")
    html_url = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    board = serializers.CharField(
        source="record.due_board", allow_null=True, help_text="The slug of its board, where it has one."
    )
    due_on = serializers.DateField(source="record.falls_on")
    state = serializers.SerializerMethodField(help_text="Where it stands, in a line.")
    is_yours = serializers.SerializerMethodField(help_text="It is asked of the caller.")
    marking = serializers.SerializerMethodField()
    is_illustrative = serializers.SerializerMethodField()

    def get_url(self, due: Due) -> str | None:
        model = slugify(str(due.kind.model._meta.verbose_name))
        for key in ("reference", "id"):
            try:
                path = reverse(f"api:{model}-detail", kwargs={key: getattr(due.record, key)})
            except (NoReverseMatch, AttributeError):
                continue
            return f"{origin(self.context['request'])}{path}"
        return None

    def get_html_url(self, due: Due) -> str:
        return f"{origin(self.context['request'])}{due.kind.url(due.record)}"

    def get_title(self, due: Due) -> str:
        return due.kind.title(due.record)

    def get_state(self, due: Due) -> str:
        return due.kind.state(due.record)

    def get_is_yours(self, due: Due) -> bool:
        return due.record.is_asked

    def get_marking(self, due: Due) -> Marking:
        return Marking(due.kind.marking(due.record))

    def get_is_illustrative(self, due: Due) -> bool:
        return due.kind.is_illustrative(due.record)


class DuePages(CursorPages):
    """Pages of what is due; a cursor says after, or before, which day, kind and record to go on."""

    def paginate_dues(self, request: Any, view: "Dues") -> list[Due]:
        self.request = request
        self._order(view)
        size, counts = self._size(), self._counts()
        beyond, backward = self._place()
        reader, today = request.user, view.today
        self.count = upcoming.count(reader, today, view.filter_queryset) if counts else None
        found = upcoming.due(
            reader, today, most=size + 1, narrow=view.filter_queryset, beyond=beyond, backward=backward
        )
        further = len(found) > size
        page = found[-size:] if backward else found[:size]
        self.next = self._at(page[-1], backward=False) if page and (further or backward) else None
        before = further if backward else beyond is not None
        self.previous = self._at(page[0], backward=True) if page and before else None
        return page

    def _at(self, due: Due, *, backward: bool) -> str:
        place = due.place
        return self.at(
            Cursor(Dues.orderings[0], backward, place.due_on.isoformat(), f"{place.kind}:{place.pk}")
        )

    def _place(self) -> tuple[Place | None, bool]:
        """Raises BadCursor for what this list did not give out."""
        text = self.request.query_params.get("cursor", "")
        if not text:
            return None, False
        backward, day, key = opened(text, Dues.orderings[0])
        kind, _, number = key.partition(":") if isinstance(key, str) else ("", "", "")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise BadCursor
        try:
            return Place(date.fromisoformat(day), kind, int(number)), backward
        except (TypeError, ValueError) as error:
            raise BadCursor from error


class Dues(PrivateAnswer, ListAPIView):
    """What is due and not done: the same as the reminders tell of and calendars show, the soonest first.

    A due date that was agreed, an update expected, a proposal that waits for a decision, a statutory response …:
    `kind` says which. Whatever has no date is not among them.
    """

    orderings = ("due_on",)
    key = "reference"
    serializer_class = DueEntry
    pagination_class = DuePages
    filterset_class = DueFilter

    @cached_property
    def today(self) -> date:
        """Read once a request."""
        return context.today()

    def get_queryset(self) -> QuerySet:
        """For the schema alone: what is due comes of many kinds."""
        return Board.objects.none()

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        pages = self.paginator
        dues = pages.paginate_dues(request, self)
        return pages.get_paginated_response(self.get_serializer(dues, many=True).data)
