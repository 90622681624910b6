"""The page of a meeting."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from boards.models import AgendaItem, Attendance, Decision, ItemOutcome, Meeting, Minutes
from boards.operations.attendance import counted_members, seats_on_day
from boards.rules import access
from boards.rules import papers as papers_rules
from boards.rules.agenda import running_order
from boards.rules.minutes import can_be_minuted
from boards.rules.quorum import quorum
from boards.rules.roles import Seat
from oversight import context
from oversight.pages import RecordPage
from oversight.reminders.pages import reminders_of
from oversight.working_days import entered

# Attendance in the order in which minutes name it.
KINDS = (
    (Attendance.Kind.PRESENT, "Present"),
    (Attendance.Kind.DEPUTY, "Deputies"),
    (Attendance.Kind.APOLOGIES, "Apologies"),
    (Attendance.Kind.ABSENT, "Absent"),
)
# The order of seats at the table.
SEATS = {seat: place for place, seat in enumerate(Seat)}


class MeetingPage(RecordPage):
    """A meeting: its agenda with times, papers and what was minuted, who came, and where its minutes stand."""

    model = Meeting
    template_name = "boards/meeting.html"
    section = "boards"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("board", "chaired_by")

    def get_context_data(self, **kwargs: Any) -> dict:
        meeting, user, today = self.object, self.request.user, self.today
        board = meeting.board
        minutes = (
            Minutes.objects.visible_to(user, today)
            .filter(meeting=meeting)
            .select_related("agreed_at_meeting")
            .first()
        )
        agreed_at = minutes.agreed_at_meeting if minutes else None
        attendance, items = self._attendance(), self._items()
        counted = counted_members(meeting) if attendance and board.quorum else set()
        order = running_order(meeting, meeting.agenda_items.all())
        starts = {slot.item.pk: slot.starts_at for slot in order.slots}
        papers = self._papers()
        for item in items:
            item.begins_at = starts[item.pk]
            item.quorum = quorum(board.quorum, attendance, counted, item_id=item.pk)
            item.left = [row for row in attendance if item.pk in row.left_ids]
            item.came_from, item.went_to = (
                self._linked(item, "carried_from"),
                self._linked(item, "carried_to"),
            )
            item.papers_here = [paper for paper in papers if paper.agenda_item_id == item.pk]
        keeps = access.may_keep(user, today, board.pk, board.is_restricted)
        day = timezone.localtime(meeting.starts_at).date()
        is_coming = day >= today and meeting.status in (Meeting.Status.PROPOSED, Meeting.Status.CONFIRMED)
        last_days = {name: on for name, on in papers_rules.last_days(meeting).items() if on and is_coming}
        return super().get_context_data(
            last_days=last_days,
            holidays_before=[one for one in entered() if last_days and today <= one.day < day],
            items=items,
            order=order,
            attendance=attendance,
            attendance_groups=[
                (words, rows)
                for kind, words in KINDS
                if (rows := [row for row in attendance if row.kind == kind])
            ],
            quorum=quorum(board.quorum, attendance, counted),
            decisions=Decision.objects.visible_to(user, today).filter(agenda_item__meeting=meeting),
            minutes=minutes,
            agreed_at=agreed_at if agreed_at and access.reads_marked(user, agreed_at.marking) else None,
            agreed_here=Minutes.objects.visible_to(user, today)
            .filter(agreed_at_meeting=meeting)
            .select_related("meeting"),
            other_papers=[paper for paper in papers if not any(paper in item.papers_here for item in items)],
            papers=papers,
            may_keep=keeps and user.is_staff,
            may_minute=keeps and user.is_staff and can_be_minuted(meeting, context.now()),
            **reminders_of(meeting),
            **kwargs,
        )

    def _items(self) -> list[AgendaItem]:
        user, today = self.request.user, self.today
        outcomes = ItemOutcome.objects.visible_to(user, today).order_by("pk")
        return list(
            AgendaItem.objects.visible_to(user, today)
            .filter(meeting=self.object)
            .select_related("lead", "carried_from__meeting", "carried_to__meeting")
            .prefetch_related(Prefetch("outcomes", outcomes))
            .order_by("number")
        )

    def _linked(self, item: AgendaItem, name: str) -> AgendaItem | None:
        """The item of another meeting that it continues, or that continues it, where the reader may read that."""
        other = getattr(item, name, None)
        if other is None or not access.reads_marked(self.request.user, other.marking, other.meeting.marking):
            return None
        return other

    def _papers(self) -> list:
        return list(
            self.object.papers.visible_to(self.request.user, self.today)
            .select_related("agenda_item", "author")
            .prefetch_related("versions")
        )

    def _attendance(self) -> list[Attendance]:
        """Who came, in the order of the table, each with their seat on the day."""
        user, today = self.request.user, self.today
        items = AgendaItem.objects.visible_to(user, today).order_by("number")
        rows = list(
            Attendance.objects.visible_to(user, today)
            .filter(meeting=self.object)
            .select_related("person__organisation", "deputy_for")
            .prefetch_related(Prefetch("left_for", items))
        )
        seats = seats_on_day(self.object) if rows else {}
        for row in rows:
            held = sorted(seats.get(row.person_id, ()), key=lambda seat: SEATS[Seat(seat)])
            row.seat = Seat(held[0]).label if held else ""
            row.place = SEATS[Seat(held[0])] if held else len(SEATS)
            row.left_ids = {item.pk for item in row.left_for.all()}
        return sorted(rows, key=lambda row: (row.place, row.person.name))
