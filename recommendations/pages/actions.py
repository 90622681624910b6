"""Actions: the list, and the page that shows an action's whole line."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from boards.models import Board
from boards.rules.access import reads_marked, reads_meetings
from oversight.history import entries
from oversight.models import Event
from oversight.pages import ListPage, RecordPage
from oversight.reminders import escalations, snooze
from oversight.reminders.ledger import Reminder, reminders_about
from oversight.reminders.pages import ledger_of
from recommendations import line
from recommendations.due import on_owners_behalf
from recommendations.filters import ActionFilter
from recommendations.models import Action
from recommendations.rules.action_workflow import ACTIONS


class ActionList(ListPage):
    model = Action
    filterset_class = ActionFilter
    template_name = "recommendations/action_list.html"
    section = "actions"
    orders = {
        "due": ("Soonest due first", (F("due_on").asc(nulls_last=True), "reference")),
        "rating": (
            "By rating, red first",
            (F("rating").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "reference"),
        ),
        "moved": (
            "Most often moved first",
            (F("moves").desc(), F("due_on").asc(nulls_last=True), "reference"),
        ),
        "due-last": ("Latest due first", (F("due_on").desc(nulls_last=True), "reference")),
        "reference": ("By reference", ("reference",)),
        "board": ("By board", ("board__name", F("due_on").asc(nulls_last=True), "reference")),
    }

    def get_rows(self) -> QuerySet:
        return super().get_rows().entered().for_lists(self.today)


# What a reader of the timeline wants to see changing; the rest is in the record's history.
SHOWN = (
    "status",
    "due_on",
    "owner",
    "owner_organisation",
    "recommendations",
    "discussed_under",
    "evidence",
    "title",
    "complete_when",
    "outcome",
    "track",
    "marking",
)


def may_snooze(reminder: Reminder, user: Any, today: date) -> bool:
    """Whether the reader of the page may put this one off; asked of their own alone."""
    return reminder.recipient_id == user.pk and snooze.why_not(reminder, user, today) is None


class ActionPage(RecordPage):
    """An action with its whole line: report, recommendation, action, evidence, meeting, closure."""

    model, workflow = Action, ACTIONS
    template_name = "recommendations/action.html"
    section = "actions"

    def get_queryset(self) -> QuerySet:
        return (
            super()
            .get_queryset()
            .with_rating_facts()
            .select_related("owner_organisation__lead", "owner", "set_by")
            .select_related("agenda_item__meeting__board", "due_meeting")
        )

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, action = self.request.user, self.today, self.object
        its_line = line.of(action, user, today)
        entry, item = its_line.entry(action), action.agenda_item
        reminders = list(reminders_about(action))
        return super().get_context_data(
            points=line.tracker(its_line, action),
            evidence=entry.evidence,
            progress=entry.progress_updates[::-1],
            date_requests=entry.due_date_requests[::-1],
            closures=entry.closure_requests,
            proposal=entry.proposed,
            date_asked=entry.date_asked,
            due_meeting_of=Board.objects.visible_to(user, today).filter(pk=action.due_meeting_of_id).first(),
            set_under=item if item and reads_marked(user, item.marking, item.meeting.marking) else None,
            sees_meetings=reads_meetings(user, today, action.board_id, action.board.is_restricted),
            reminders=reminders,
            ledger=ledger_of(action),
            on_owners_behalf=on_owners_behalf(action) if action.is_open else "",
            snooze=next((each.pk for each in reminders if may_snooze(each, user, today)), None),
            escalations=escalations.present(reminders, action.due_on) if action.is_open else [],
            timeline=entries(Event.objects.about(action), user, columns=SHOWN),
            **kwargs,
        )
