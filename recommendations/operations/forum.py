"""Deciding on a request where a board decides: at a meeting, under an item whose minute says so, or out of meeting."""

from collections.abc import Collection
from datetime import date
from typing import TypedDict

from django.db.models import Exists, OuterRef, Q, Subquery

from boards.models import Meeting
from boards.operations import note_held
from oversight import context
from oversight.errors import RuleBroken
from recommendations.models import Action, Recommendation
from recommendations.rules.closure import Decision
from recommendations.rules.forum import require_forum


class Where(TypedDict, total=False):
    """Where a decision was taken: a meeting and the number of the item, or the day and the reason out of meeting."""

    meeting: Meeting | None
    item: int | None
    out_of_meeting_on: date | None
    out_of_meeting_reason: str


def decide_at(
    request,
    decision: str,
    *,
    by,
    about: Action | Recommendation,
    boards: Collection[int],
    asked_on: date,
    where: Where,
    note: str = "",
) -> None:
    """Write the decision with the forum that took it. Raises RuleBroken where it could not have taken it."""
    meeting = where.get("meeting")
    require_forum(
        meeting=meeting,
        boards=boards,
        asked_on=asked_on,
        out_of_meeting_on=where.get("out_of_meeting_on"),
        out_of_meeting_reason=where.get("out_of_meeting_reason", ""),
        now=context.now(),
    )
    request.meeting = meeting
    request.agenda_item_id = _item_key(meeting, where.get("item"), about)
    request.out_of_meeting_on = where.get("out_of_meeting_on")
    request.out_of_meeting_reason = where.get("out_of_meeting_reason", "")
    decide(request, decision, by=by, note=note)
    # The database may have found it: it is read where it is asked for.
    request.__dict__.pop("agenda_item_id")
    if meeting is not None:
        note_held(meeting, by=by)


def decide(request, decision: str, *, by, note: str = "") -> None:
    """Write the decision on a request of any kind. Raises RuleBroken where it is decided already."""
    if request.decision != Decision.OPEN:
        raise RuleBroken("This request has been decided already.")
    request.decision = decision
    request.decided_by = by
    request.decided_at = context.now()
    request.decision_note = note
    request.save()


def _item_key(
    meeting: Meeting | None, number: int | None, about: Action | Recommendation
) -> int | Subquery | None:
    """The item whose minute holds the decision: the one named, or the one that took the thing up, or item 1.

    Its key, or the question for it, to be saved.
    """
    if meeting is None:
        if number is not None:
            raise RuleBroken("An item is named only with its meeting.", field="item")
        return None
    items = meeting.agenda_items.all()
    if number is not None:
        found = items.filter(number=number).first()
        if found is None:
            raise RuleBroken(f"That meeting has no item {number}.", field="item")
        return found.pk
    taken_up = about.discussed_under if isinstance(about, Action) else about.agenda_items
    concerns = Exists(taken_up.filter(pk=OuterRef("pk")))
    possible = items.alias(concerns=concerns).filter(Q(concerns=True) | Q(is_minutes_and_actions=True))
    return Subquery(possible.order_by("-concerns", "number").values("pk")[:1])
