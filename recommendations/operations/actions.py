"""Setting an action, working on it, cancelling and reopening it."""

from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from boards.models import Board, Meeting, Organisation, Person
from boards.operations.minutes import minutes_of
from boards.operations.need_to_know import require_reads
from boards.rules.minutes import require_not_agreed
from oversight import context, operations
from oversight.errors import NotAllowed, RuleBroken
from oversight.folding import is_blank
from oversight.models import Counter, Event
from oversight.operations import changing, give_members, members_in_words, record_event, snapshot
from oversight.record_versions import one_version
from oversight.steps import require_reason
from recommendations.models import Action, DueDateRequest, ProgressUpdate, Recommendation
from recommendations.operations import updates
from recommendations.operations.delivery import note_ended, note_taken_up
from recommendations.rules import access, due_dates
from recommendations.rules.action_workflow import ACTIONS
from recommendations.rules.closure import Decision
from recommendations.rules.due_dates import DueBasis
from recommendations.rules.vocabulary import Track

taking = partial(operations.taking, ACTIONS, after=updates.follow_step)


def open_date_request(action: Action) -> DueDateRequest | None:
    """The request for a new due date that waits for a decision, if there is one."""
    return action.due_date_requests.filter(decision=Decision.OPEN).first()


def next_meeting(board: Board | None, today: date, *, after: Meeting | None = None) -> Meeting | None:
    """The board's next confirmed meeting that has not begun, from `today` on; or the next `after` the one given."""
    if board is None:
        return None
    coming = board.meetings.coming(today).filter(status=Meeting.Status.CONFIRMED)
    if today == context.today():
        coming = coming.filter(starts_at__gt=context.now())
    return (coming.filter(starts_at__gt=after.starts_at) if after else coming).first()


def _day_of(meeting: Meeting | None) -> date | None:
    return timezone.localtime(meeting.starts_at).date() if meeting else None


def set_action(action: Action, *, by, recommendations: Iterable[Recommendation] = ()) -> Action:
    """Save a new action under the next reference of its board and year, for instance CPPOG-2019-004.

    The first due date is fixed here for good. An action due at the next meeting of a board takes the date
    of the next confirmed one; where none is arranged it has no date yet. Raises NotAllowed, RuleBroken.
    """
    require_may_set(action, by=by, today=context.today())
    board, given = action.board, list(recommendations)
    with transaction.atomic():
        _require_minutes_open(action)
        year = action.set_on.year
        number = Counter.next(f"action {board.abbreviation} {year}")
        action.reference = f"{board.abbreviation}-{year}-{number:03d}"
        if action.due_basis == DueBasis.NEXT_MEETING:
            # What is set at a meeting and due at the next one is not due at the meeting that sets it.
            born_at = action.agenda_item.meeting if action.agenda_item else None
            action.due_meeting = next_meeting(action.due_meeting_of, action.set_on, after=born_at)
            action.due_on = _day_of(action.due_meeting)
        action.first_due_on = action.due_on
        updates.expect_update(action, action.set_on)
        if action.agenda_item_id:
            action.number_in_meeting = _next_number(action)
        action.set_by = by
        with one_version(action):
            action.save()
            action.recommendations.add(*given)
        served = {"recommendations": members_in_words(given)} if given else {}
        record_event(action, step="set_action", by=by, after=snapshot(action) | served)
        note_taken_up(action)
    return action


def require_may_set(action: Action, *, by, today: date) -> None:
    """Raise NotAllowed or RuleBroken unless the person may set this new action as it is."""
    if not access.may_keep(by, action.board, today):
        raise NotAllowed("Only the secretariat, or the board's own secretary, sets actions of this board.")
    due_dates.require_consistent(
        basis=action.due_basis,
        due_on=action.due_on,
        board=action.due_meeting_of,
        opened_on=action.set_on,
        today=today,
    )
    require_owner(action, today)
    require_item_of_board(action)
    require_meeting_board_known(action)


def _require_minutes_open(action: Action) -> None:
    """Raise WrongState where the action would be added to minutes that are agreed, now or at this moment."""
    if action.agenda_item is not None:
        meeting = Meeting.objects.select_for_update().get(pk=action.agenda_item.meeting_id)
        require_not_agreed(minutes_of(meeting))


def _next_number(action: Action) -> int:
    """Numbers run through the meeting: Action 3 of 24 June."""
    of_meeting = Action.objects.filter(agenda_item__meeting=action.agenda_item.meeting_id)
    return (of_meeting.aggregate(last=Max("number_in_meeting"))["last"] or 0) + 1


def require_owner(action: Action, today: date) -> None:
    """Raise RuleBroken unless the owner can see what they own and belongs to the owning organisation."""
    if action.owner is None:
        return
    if not access.may_own(action.owner, action.board, today):
        raise RuleBroken(
            "The owner has no seat on this restricted board and could not see the action.", field="owner"
        )
    if action.owner.organisation_id != action.owner_organisation_id:
        raise RuleBroken("The owner does not belong to the organisation that owns the action.", field="owner")
    require_reads(action.owner, [action.marking], "the owner of this action", "owner")


def require_item_of_board(action: Action) -> None:
    if action.agenda_item is not None and action.agenda_item.meeting.board_id != action.board_id:
        raise RuleBroken("The agenda item belongs to a meeting of another board.", field="agenda_item")


def require_meeting_board_known(action: Action) -> None:
    """Raise RuleBroken where the due date would give away a restricted board to those who do not sit on it."""
    board = action.due_meeting_of
    if board is not None and board.is_restricted and board.pk != action.board_id:
        raise RuleBroken(
            "Only a restricted board's own actions can be due at its next meeting.", field="due_meeting_of"
        )


# What the secretariat may correct directly. Everything else on an action moves by a step alone.
AMENDABLE = (
    "title",
    "complete_when",
    "update_every_days",
    "marking",
    "is_publishable",
    "note",
)


def amend_action(
    action: Action, *, by, recommendations: Iterable[Recommendation] | None = None, **changes
) -> Action:
    """Correct an action's words or what it serves; its owner changes by `hand_over`. Raises NotAllowed, RuleBroken."""
    unknown = set(changes) - set(AMENDABLE)
    if unknown:
        raise RuleBroken(f"Not to be changed directly: {', '.join(sorted(unknown))}.")
    extra: operations.ExtraChanges = ({}, {})
    with changing(action, step="amend_action", by=by, extra=extra) as locked:
        require_may_amend(locked, by=by, today=context.today())
        for name, value in changes.items():
            setattr(locked, name, value)
        require_owner(locked, context.today())
        if "update_every_days" in changes:
            updates.expect_update(locked)
        if recommendations is not None:
            for said, changed in zip(
                extra, give_members(locked, {"recommendations": recommendations}, by), strict=True
            ):
                said.update(changed)
    return action


def require_may_amend(action: Action, *, by, today: date) -> None:
    if not access.may_keep(by, action.board, today):
        raise NotAllowed(
            "Only the secretariat, or the board's own secretary, corrects actions of this board."
        )


def hand_over(
    action: Action,
    *,
    by,
    reason: str,
    owner_organisation: Organisation | None = None,
    owner: Person | None = None,
) -> None:
    """Give the action to another owner, to nobody of an organisation yet, or to another organisation; left out, the
    organisation stays. Raises RuleBroken where it is theirs already, or the owner could not see it."""
    require_reason(reason)
    with taking("hand_over", action, by=by, note=reason) as locked:
        held = (locked.owner_organisation, locked.owner)
        locked.owner_organisation, locked.owner = owner_organisation or locked.owner_organisation, owner
        if (locked.owner_organisation, locked.owner) == held:
            raise RuleBroken("It is theirs already: name somebody else.", field="owner")
        require_owner(locked, context.today())


def start(action: Action, *, by, note: str = "") -> None:
    """Work has begun."""
    with taking("start", action, by=by, note=note):
        pass


def report_progress(action: Action, *, by, text: str, track: str = Track.ON_TRACK) -> None:
    """Record what was done and whether it is on track."""
    if is_blank(text):
        raise RuleBroken("Say what was done.", field="text")
    with taking("report_progress", action, by=by, note=text) as locked:
        ProgressUpdate.objects.create(action=locked, text=text, track=track, by=by)
        locked.track = track


def cancel(action: Action, *, by, reason: str) -> None:
    """End the action without delivery. The owner cannot do so themselves."""
    require_reason(reason)
    with taking("cancel", action, by=by, note=reason) as locked:
        locked.closed_on = context.today()
        end_date_request(locked, by=by, note="The action was cancelled.")
        note_ended(locked)


def reopen(action: Action, *, by, reason: str) -> None:
    """Take a closed or cancelled action up again; what closed it stays in its history."""
    require_reason(reason)
    with taking("reopen", action, by=by, note=reason) as locked:
        take_up_again(locked)


def take_up_again(action: Action) -> None:
    """Undo on the locked action how it ended; the caller saves it and moves its status."""
    action.outcome, action.closed_on, action.risk_accepted_until = "", None, None
    note_taken_up(action)


def end_date_request(action: Action, *, by, note: str) -> None:
    """Let a request that waits for a decision lapse, since the action, taken through a step, has ended.

    Nobody decides it: the person who ends the action may be the one who asked.
    """
    waiting = open_date_request(action) if action.has_date_request else None  # type: ignore[attr-defined]
    if waiting:
        waiting.decision, waiting.decided_at, waiting.decision_note = Decision.LAPSED, context.now(), note
        waiting.save()


def follow_meeting(meeting: Meeting, event: Event) -> None:
    """What follows for actions from an Event about a meeting, where it was arranged, moved or cancelled.

    One that was held keeps what was due at it.
    """
    if meeting.status != Meeting.Status.HELD and event.after.keys() & {"board", "starts_at", "status"}:
        follow_meetings(due_meeting_of=meeting.board_id)


def follow_meetings(**which: Any) -> int:
    """Give every open action that is due at a next meeting the present date of that meeting; how many moved.

    `which` filters the actions. A meeting that moved takes its actions along; a cancelled one hands them to the
    board's next. The first date, once given, never changes.
    """
    moved, today = 0, context.today()
    # Asked once a board, however many actions wait for its next meeting.
    coming = cache(lambda board: next_meeting(board, today))
    following = (
        Action.objects.open()
        .filter(due_basis=DueBasis.NEXT_MEETING, **which)
        .select_related("due_meeting", "due_meeting_of")
    )
    for action in following:
        meeting = action.due_meeting
        if meeting is None or meeting.status == Meeting.Status.CANCELLED:
            meeting = coming(action.due_meeting_of)
        due_on = _day_of(meeting)
        if (meeting and meeting.pk) == action.due_meeting_id and due_on == action.due_on:
            continue
        with changing(
            action,
            step="follow_meeting",
            by=None,
            note="The meeting it is due at was arranged, moved or cancelled.",
        ) as locked:
            locked.due_meeting = meeting
            locked.due_on = due_on
            locked.first_due_on = locked.first_due_on or due_on
        moved += 1
    return moved
