"""The minutes of a meeting as PDF: draft until they are agreed, and so marked on every page."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from boards.models import AgendaItem, Attendance, ItemOutcome, Meeting, Minutes
from boards.rules.access import reads_marked
from oversight.documents import typeset
from oversight.documents.words import day
from oversight.downloads import pdf
from oversight.markings import Marking, highest
from oversight.pages import RecordPage
from recommendations.models import Action
from recommendations.rules.due_dates import DueBasis


class MinutesFile(RecordPage):
    """The minutes as their reader may see them: items marked above what they may read are left out."""

    model = Meeting

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("board", "chaired_by").filter(board__keeps_records=True)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        minutes = (
            Minutes.objects.visible_to(request.user, self.today)
            .filter(meeting=meeting)
            .select_related("agreed_at_meeting")
            .first()
        )
        if minutes is None:
            raise Http404
        items = list(self._items(meeting))
        marks = [meeting.marking] + [item.marking for item in items]
        marks += [action.marking for item in items for action in item.born]
        is_draft = minutes.status == Minutes.Status.DRAFT
        document = typeset(
            "minutes",
            {
                "title": f"{'Draft minutes' if is_draft else 'Minutes'} of {day(meeting.starts_at)}",
                "board": meeting.board.name,
                "marking": highest(marks),
                "is_draft": is_draft,
                "facts": _facts(meeting, minutes, request.user),
                "corrections": minutes.corrections,
                "opening": minutes.opening,
                "attendance": [_attended(row) for row in self._attendance(meeting)],
                "items": [_item(item) for item in items],
            },
        )
        return pdf(document, f"{meeting.reference}-minutes{'-draft' if is_draft else ''}.pdf")

    def _items(self, meeting: Meeting) -> QuerySet:
        user, today = self.request.user, self.today
        born = Action.objects.visible_to(user, today).entered().for_lists(today)
        born = born.select_related("due_meeting_of").order_by("number_in_meeting")
        outcomes = ItemOutcome.objects.visible_to(user, today).order_by("pk")
        return (
            AgendaItem.objects.visible_to(user, today)
            .filter(meeting=meeting)
            .select_related("lead")
            .prefetch_related(
                Prefetch("outcomes", outcomes, to_attr="to_show"), Prefetch("actions", born, to_attr="born")
            )
            .order_by("number")
        )

    def _attendance(self, meeting: Meeting) -> QuerySet:
        user, today = self.request.user, self.today
        left = AgendaItem.objects.visible_to(user, today).order_by("number")
        return (
            Attendance.objects.visible_to(user, today)
            .filter(meeting=meeting)
            .select_related("person__organisation", "deputy_for")
            .prefetch_related(Prefetch("left_for", left))
            .order_by("-kind", "person__name")
        )


def _facts(meeting: Meeting, minutes: Minutes, user) -> list[list[str]]:
    starts, ends = timezone.localtime(meeting.starts_at), meeting.ends_at
    when = f"{day(starts)}, {starts:%H:%M}" + (f" to {timezone.localtime(ends):%H:%M}" if ends else "")
    agreed = minutes.agreed_at_meeting
    named = agreed is not None and reads_marked(user, agreed.marking)
    return [
        ["Meeting", f"{meeting.reference}{f', {meeting.title}' if meeting.title else ''}"],
        ["When", when],
        ["Place", meeting.place],
        ["Chaired by", str(meeting.chaired_by or "")],
        [
            "Status",
            "Agreed" + (f" at the meeting of {day(agreed.starts_at)} ({agreed.reference})" if named else "")
            if agreed
            else "Draft, until a later meeting of the board agrees them",
        ],
    ]


def _attended(row: Attendance) -> dict[str, str]:
    words = [row.get_kind_display() + (f" for {row.deputy_for.name}" if row.deputy_for else "")]
    if left := [str(item.number) for item in row.left_for.all()]:
        words.append(f"left for item {' and '.join(left)}")
    if row.declared_interest:
        words.append(f"declared an interest: {row.declared_interest}")
    return {
        "name": row.person.name,
        "organisation": str(row.person.organisation or ""),
        "kind": "; ".join(words),
    }


def _item(item: Any) -> dict[str, Any]:
    about = [item.get_kind_display()]
    if item.status in (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.CARRIED_OVER):
        about.append(item.get_status_display().lower())
    if item.lead:
        about.append(f"led by {item.lead.name}")
    if item.marking == Marking.OFFICIAL_SENSITIVE:
        about.append(item.marking)
    return {
        "number": item.number,
        "title": f"{item.number}. {item.title}",
        "about": ", ".join(about),
        "minute": item.minute,
        "outcomes": [{"kind": outcome.get_kind_display(), "text": outcome.text} for outcome in item.to_show],
        "actions": [
            {
                "reference": f"{action.number_in_meeting}. {action.reference}",
                "title": action.title,
                "owner": str(action.owner_organisation),
                "due": _set_for(action),
            }
            for action in item.born
        ],
    }


def _set_for(action: Action) -> str:
    """When the meeting set the action to be done by: whatever became of it since, minutes say what was said."""
    if action.due_basis == DueBasis.NEXT_MEETING:
        return f"Next meeting of {action.due_meeting_of}"
    return day(action.first_due_on) or "No date"
