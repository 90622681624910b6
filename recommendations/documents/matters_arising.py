"""The paper for item 1 of every agenda: the last meeting's minutes, and what became of the board's actions.

It holds every action that is open, overdue or moved, and what was finished at or since the last meeting that was held
(rules.md section 9). It stands as at now, whenever the meeting is: a past meeting's paper is not written again.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from boards.models import Meeting, Minutes
from boards.querysets import MeetingQuerySet
from oversight.documents.words import day
from oversight.markings import Marking, highest
from recommendations.models import Action, DueDateRequest, ProgressUpdate
from recommendations.querysets import ActionQuerySet
from recommendations.rules import date_changes, rating, updates
from recommendations.rules.closure import Decision
from recommendations.rules.due_dates import DueBasis, is_overdue
from recommendations.rules.rating import Rating


@dataclass(frozen=True)
class Entry:
    """One action as it stands in the paper."""

    action: Action
    due: str
    dates: list[str]
    reported: str
    progress: str
    update: str
    rating: Rating | None
    rating_words: str
    born: str


@dataclass(frozen=True)
class Group:
    title: str
    none: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """The paper of one meeting for one reader."""

    meeting: Meeting
    as_at: datetime
    previous: Meeting | None
    minutes: Minutes | None
    # The later meeting that agreed them, where the reader may know of it.
    agreed_at: Meeting | None
    overdue: Group
    open: Group
    finished: Group

    @property
    def groups(self) -> list[Group]:
        return [self.overdue, self.open, self.finished]

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries]

    @property
    def marking(self) -> str:
        """The highest marking of what it holds."""
        return highest([self.meeting.marking, *(entry.action.marking for entry in self.entries)])

    @property
    def minutes_words(self) -> str:
        """Where the minutes of the previous meeting stand."""
        if self.previous is None:
            return "No earlier meeting of this board is recorded as held."
        of = f"the meeting of {day(self.previous.starts_at)} ({self.previous.reference})"
        if self.minutes is None:
            return f"No minutes are held of {of}."
        if self.minutes.status == Minutes.Status.DRAFT:
            return f"The minutes of {of} are draft."
        at = self.agreed_at
        where = f" at the meeting of {day(at.starts_at)} ({at.reference})" if at else ""
        words = f"The minutes of {of} were agreed{where}."
        return f"{words}\n\nCorrections: {self.minutes.corrections}" if self.minutes.corrections else words


def paper(
    meeting: Meeting, actions: ActionQuerySet, now: datetime, meetings: MeetingQuerySet | None = None
) -> Paper:
    """The paper of the meeting, of those actions and meetings its reader may see; where it is not said which meetings
    these are, of those that are not marked. A few queries, however many actions."""
    today = timezone.localdate(now)
    known = Meeting.objects.within(Marking.OFFICIAL) if meetings is None else meetings
    previous = (
        known.filter(board=meeting.board_id, status=Meeting.Status.HELD, starts_at__lt=meeting.starts_at)
        .order_by("-starts_at")
        .first()
    )
    minutes = Minutes.objects.filter(meeting=previous).first() if previous else None
    is_agreed = minutes is not None and minutes.agreed_at_meeting_id is not None
    since = f"the meeting of {day(previous.starts_at)}" if previous else ""
    found = Paper(
        meeting=meeting,
        as_at=now,
        previous=previous,
        minutes=minutes,
        agreed_at=known.filter(pk=minutes.agreed_at_meeting_id).first() if minutes and is_agreed else None,
        overdue=Group("Overdue actions", "No action is overdue."),
        open=Group("Other open actions", "No other action is open."),
        finished=Group(
            f"Finished at or since {since}" if since else "Finished actions",
            f"No action was finished at or since {since}." if since else "No action has been finished.",
        ),
    )
    for action in _actions(meeting, actions, previous, today):
        late = is_overdue(action.due_on, action.is_open, today)
        group = found.overdue if late else found.open if action.is_open else found.finished
        group.entries.append(_entry(action, today))
    return found


def _actions(
    meeting: Meeting, actions: ActionQuerySet, previous: Meeting | None, today: date
) -> ActionQuerySet:
    """The actions of the paper, the most urgent first."""
    finished = Q(is_open=False)
    moves = DueDateRequest.objects.filter(action=OuterRef("pk"), decision=Decision.AGREED)
    if previous is not None:
        finished &= Q(closed_on__gte=timezone.localtime(previous.starts_at).date())
        moves = moves.filter(decided_at__gte=previous.starts_at)
    latest = ProgressUpdate.objects.filter(action=OuterRef("pk")).order_by("-at", "-pk")
    return (
        actions.filter(Q(is_open=True) | finished, board=meeting.board_id)
        .for_lists(today)
        .annotate(
            moved_since=Exists(moves),
            progress_text=Subquery(latest.values("text")[:1]),
            progress_at=Subquery(latest.values("at")[:1]),
            progress_track=Subquery(latest.values("track")[:1]),
        )
        .select_related("agenda_item__meeting", "due_meeting_of")
        .order_by("rating", "due_on", "reference")
    )


def _entry(action: Any, today: date) -> Entry:
    label = dict(ProgressUpdate._meta.get_field("track").flatchoices).get(action.progress_track, "")
    light, _ = rating.rate(rating.of(action), today)
    return Entry(
        action=action,
        due=_due(action),
        dates=_dates(action),
        reported=f"{day(action.progress_at)}, {label.lower()}" if action.progress_at else "",
        progress=action.progress_text or "Nothing reported yet.",
        update=updates.in_words(action.update_due_on, action.status, today),
        rating=light,
        rating_words=rating.in_words(rating.of(action), today),
        born=action.origin or f"Set on {day(action.set_on)}",
    )


def _due(action: Action) -> str:
    if action.due_basis == DueBasis.NEXT_MEETING:
        at = f"Next meeting of {action.due_meeting_of}"
        return f"{at}, {day(action.due_on)}" if action.due_on else f"{at}, which has no date yet"
    return day(action.due_on) or "No date"


def _dates(action: Any) -> list[str]:
    """The first date and how it changed; no move is silent (rules.md section 5)."""
    if action.first_due_on is None:
        return []
    changed = date_changes.of(action).in_words
    if not changed:
        return ["The first date, not moved"]
    lines = [f"First date {day(action.first_due_on)}", changed]
    if action.moved_since:
        lines.append("Moved since the last meeting")
    return lines


def as_data(paper: Paper) -> dict:
    """The paper as templates/documents/actions.typ takes it."""
    moment = timezone.localtime(paper.as_at)
    return {
        "as_at": f"As at {day(moment)}.",
        "minutes": paper.minutes_words,
        "groups": [
            {
                "title": group.title,
                "none": group.none,
                "actions": [_entry_as_data(entry) for entry in group.entries],
            }
            for group in paper.groups
        ],
    }


def _entry_as_data(entry: Entry) -> dict:
    action = entry.action
    owner = str(action.owner_organisation)
    is_sensitive = action.marking == Marking.OFFICIAL_SENSITIVE
    status = action.get_status_display()
    if action.closed_on:
        status = f"{action.get_outcome_display() or status}, {day(action.closed_on)}"
    return {
        "reference": action.reference,
        "title": action.title + (" (illustrative)" if action.is_illustrative else ""),
        "born": entry.born,
        "marking": action.marking if is_sensitive else "",
        "owner": f"{owner}, {action.owner.name}" if action.owner else owner,
        "due": entry.due,
        "dates": entry.dates,
        "reported": entry.reported,
        "progress": entry.progress,
        "update": entry.update,
        "colour": entry.rating.slug if entry.rating else "",
        "rating": entry.rating_words,
        "status": status,
    }
