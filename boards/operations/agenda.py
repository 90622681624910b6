"""The agenda of a meeting: items put on, corrected, put in order, withdrawn and carried over; and its issue.

Every write goes by the meeting, locked, so that numbers stay unique when several people edit the agenda. Papers hang
on their item, whatever its number. When an item is carried over its papers stay where they were circulated:
the new item leads to them by way of the one it was carried from.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone

from boards.models import AgendaItem, Meeting
from boards.operations import meeting_steps
from boards.operations.keeping import lock_meeting, require_keeper
from boards.operations.need_to_know import require_reads
from boards.rules import access, agenda
from boards.rules.agenda import MINUTES_AND_ACTIONS, why_closed
from boards.rules.item_workflow import ITEMS
from oversight import context, operations, ports
from oversight.errors import RuleBroken, WrongState
from oversight.folding import folded
from oversight.operations import changing, record_event
from oversight.plain_records import add_record, amend_record
from oversight.steps import require_reason

# How an item is handled stays to be set right whatever became of its meeting; the rest is fixed with the minutes.
HANDLING = ("marking", "is_publishable")
# What may be corrected directly. Number and status of an item change by the operations below alone.
AMENDABLE = ("title", "kind", "lead", "minutes_allotted", *HANDLING)
# Of item 1 what it is stays: the system puts it on.
FIXED_OF_THE_FIRST = ("title", "kind")
# Beyond any number an agenda uses: where items wait while others take their numbers.
OUT_OF_THE_WAY = 10_000

Related = Mapping[str, Iterable[models.Model]]

taking = partial(operations.taking, ITEMS)


# --- Putting on and correcting ---------------------------------------------------------------------


def add_item(
    item: AgendaItem, *, by, number: int | None = None, related: Related | None = None
) -> AgendaItem:
    """Put an item on the agenda of its meeting: last, or at the number given, the others moving down.

    The first item of an agenda brings “Minutes and actions” with it. Raises NotAllowed, WrongState, RuleBroken.
    """
    with transaction.atomic():
        meeting = _open_to_change(item.meeting_id, by)
        agenda.require_minutes_allotted(item.minutes_allotted)
        _require_lead_reads(item, meeting)
        open_agenda(meeting)
        item.number = _last_number(meeting) + 1
        add_record(item, by=by, related=related, step="add_item")
        if number is not None and number != item.number:
            renumber(meeting, by=by, numbers={item.pk: number})
            item.refresh_from_db()
    return item


def amend_item(
    item: AgendaItem, *, by, changes: Mapping[str, Any], related: Related | None = None
) -> AgendaItem:
    """Correct an item and what it concerns; its handling at any time, the rest while its agenda may change.

    Raises NotAllowed, WrongState, RuleBroken.
    """
    if unknown := set(changes) - set(AMENDABLE):
        raise RuleBroken(f"Not to be changed directly: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        meeting = _locked(item.meeting_id, by)
        if related or set(changes) - set(HANDLING):
            _require_open(meeting)

        def check(locked: AgendaItem) -> None:
            fixed = [name for name in FIXED_OF_THE_FIRST if name in changes]
            if locked.is_minutes_and_actions and fixed:
                raise RuleBroken(f"Item 1 is “{MINUTES_AND_ACTIONS}” on every agenda.", field=fixed[0])
            agenda.require_minutes_allotted(locked.minutes_allotted)
            # Once nobody can be made to lead it instead, the marking comes first.
            if "lead" in changes or ("marking" in changes and not why_closed(meeting)):
                _require_lead_reads(locked, meeting)

        amend_record(item, by=by, changes=changes, related=related, step="amend_item", check=check)
    return item


def open_agenda(meeting: Meeting) -> AgendaItem | None:
    """Put “Minutes and actions” on the agenda as item 1, unless it is there; none for a board without records."""
    if not meeting.board.keeps_records:
        return None
    items = list(meeting.agenda_items.order_by("number"))
    for item in items:
        if item.is_minutes_and_actions:
            return item
    with transaction.atomic():
        if items and folded(items[0].title) == folded(MINUTES_AND_ACTIONS):
            first = items.pop(0)  # somebody wrote it by hand
            with changing(first, step="open_agenda", by=None) as locked:
                locked.is_minutes_and_actions = True
                locked.kind = AgendaItem.Kind.STANDING
        else:
            first = AgendaItem(
                meeting=meeting,
                number=OUT_OF_THE_WAY,
                title=MINUTES_AND_ACTIONS,
                kind=AgendaItem.Kind.STANDING,
                marking=meeting.marking,
                is_minutes_and_actions=True,
            )
            add_record(first, by=None, step="open_agenda")
        _write_order([first, *items])
    return first


# --- The order -------------------------------------------------------------------------------------


def renumber(meeting: Meeting, *, by, numbers: Mapping[int, int]) -> None:
    """Put the whole agenda in its new order: the items in `numbers`, by id, at those numbers, the others as they stand.

    One Event on the meeting tells the new order by the former numbers. Raises NotAllowed, WrongState, RuleBroken.
    """
    with transaction.atomic():
        locked = _open_to_change(meeting.pk, by)
        items = {item.pk: item for item in locked.agenda_items.order_by("number")}
        if not set(numbers) <= set(items):
            raise RuleBroken("An item of another meeting cannot be put on this agenda.", field="number")
        order = [items[pk] for pk in agenda.new_order(list(items), numbers)]
        agenda.require_first(order)
        before, after = [item.number for item in items.values()], [item.number for item in order]
        _write_order(order)
        if before != after:
            record_event(
                locked,
                step="renumber_agenda",
                by=by,
                before={"order_of_items": before},
                after={"order_of_items": after},
            )


def _write_order(order: Sequence[AgendaItem]) -> None:
    """Number the items from 1. Numbers are unique on an agenda: first out of the way, then each to its place."""
    moved = [(item, number) for number, item in enumerate(order, start=1) if item.number != number]
    away = [item.pk for item, _ in moved if item.number < OUT_OF_THE_WAY]
    AgendaItem.objects.filter(pk__in=away).update(number=F("number") + OUT_OF_THE_WAY)
    for item, number in moved:
        item.number = number
        item.save(update_fields=["number"])


def _last_number(meeting: Meeting) -> int:
    return meeting.agenda_items.aggregate(last=Max("number"))["last"] or 0


# --- Withdrawing and carrying over -----------------------------------------------------------------


def withdraw_item(item: AgendaItem, *, by, reason: str) -> None:
    """Take an item off without losing it: it stays on the agenda, withdrawn, with its papers and the reason."""
    require_reason(reason)
    with transaction.atomic():
        lock_meeting(item.meeting_id)
        with taking("withdraw_item", item, by=by, note=reason) as locked:
            locked.status_reason = reason


def carry_over_item(item: AgendaItem, *, by, reason: str = "") -> AgendaItem:
    """Put an item that was not taken on the agenda of the board's next meeting, once; both lead to each other.

    Also from a meeting that was cancelled. The recommendations and actions it concerns go along. Raises NotAllowed,
    WrongState, RuleBroken.
    """
    with transaction.atomic():
        following = next_meeting(lock_meeting(item.meeting_id))
        to = f"To {following.reference}." if following else ""
        with taking("carry_over_item", item, by=by, note=f"{to} {reason}".strip()) as locked:
            if following is None:
                raise RuleBroken(
                    "This board has no later meeting, proposed or confirmed, to carry the item over to: "
                    "arrange one first."
                )
            locked.status_reason = reason
            along = {name: list(getattr(locked, name).all()) for name in carried_along()}
        following = _open_to_change(following.pk, by)
        open_agenda(following)
        carried = AgendaItem(
            meeting=following,
            number=_last_number(following) + 1,
            title=item.title,
            kind=item.kind,
            lead=item.lead,
            minutes_allotted=item.minutes_allotted,
            marking=item.marking,
            is_publishable=item.is_publishable,
            carried_from=item,
        )
        add_record(carried, by=by, related=along, step="add_carried_item")
    return carried


def carried_along() -> list[str]:
    """What an item concerns, by the names of its relations: it goes along when the item is carried over."""
    return sorted(name for names in ports.offered("carried_with_items") for name in names)


def next_meeting(meeting: Meeting) -> Meeting | None:
    """The board's next meeting after this one, proposed or confirmed."""
    awaited = (Meeting.Status.PROPOSED, Meeting.Status.CONFIRMED)
    later = meeting.board.meetings.filter(status__in=awaited, starts_at__gt=meeting.starts_at)
    return later.order_by("starts_at").first()


# --- Issuing it ------------------------------------------------------------------------------------


def issue_agenda(meeting: Meeting, *, by, short_notice_reason: str = "") -> None:
    """Send the agenda out, and with it the notice of the meeting; again, after changes, as often as it takes.

    Notice is counted in clear working days from the day it was first given. Where it is shorter than the board
    asks for, the reason is recorded. Raises NotAllowed, WrongState, RuleBroken.
    """
    reason, today = short_notice_reason.strip(), context.today()
    with transaction.atomic():
        again = lock_meeting(meeting.pk).agenda_issued_at is not None
        recorded_as = "issue_agenda_again" if again else ""
        with meeting_steps.taking(
            "issue_agenda", meeting, by=by, note=reason, recorded_as=recorded_as
        ) as locked:
            _require_open(locked)
            open_agenda(locked)
            agenda.require_something_on(locked.agenda_items.all())
            locked.notice_given_on = agenda.notice_day(locked.notice_given_on, today)
            short = agenda.short_notice(
                locked.notice_given_on,
                timezone.localtime(locked.starts_at).date(),
                locked.board.notice_days,
            )
            agenda.require_notice_or_reason(short, given=reason, recorded=locked.short_notice_reason)
            locked.short_notice_reason = reason or locked.short_notice_reason
            locked.agenda_issued_at = context.now()
            locked.calendar_sequence += 1


# --- What every write asks -------------------------------------------------------------------------


def _open_to_change(meeting_id: int, by) -> Meeting:
    """The meeting, locked until the transaction ends, where this person may change its agenda."""
    meeting = _locked(meeting_id, by)
    _require_open(meeting)
    return meeting


def _locked(meeting_id: int, by) -> Meeting:
    """The meeting, locked until the transaction ends, where this person keeps its board."""
    meeting = lock_meeting(meeting_id)
    require_keeper(by, meeting.board)
    return meeting


def _require_open(meeting: Meeting) -> None:
    if sentence := why_closed(meeting):
        raise WrongState(sentence)


def _require_lead_reads(item: AgendaItem, meeting: Meeting) -> None:
    """Raise RuleBroken unless the item’s lead can read it, today or on the day of the meeting."""
    if item.lead is None:
        return
    board = meeting.board
    days = (context.today(), timezone.localtime(meeting.starts_at).date())
    if not any(access.reads_meetings(item.lead, day, board.pk, board.is_restricted) for day in days):
        raise RuleBroken(
            "The lead of an item needs a seat on the board, or a role that reads its meetings.",
            field="lead",
        )
    require_reads(item.lead, [item.marking, meeting.marking], "the lead of this item", "lead")
