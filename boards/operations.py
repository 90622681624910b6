"""The verbs of boards: the only code that gives out their references and records their Events."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from boards.models import Board, Decision, Meeting, Membership, Person
from boards.rules import access
from boards.rules.roles import Seat
from oversight.errors import NotAllowed, RuleBroken
from oversight.models import Counter
from oversight.operations import changing, record_event, snapshot
from oversight.records import add_record, amend_record


def require_keeper(by, board: Board) -> None:
    """Raise NotAllowed unless the person keeps the records of this board."""
    if not access.may_keep(by, timezone.localdate(), board.pk, board.is_restricted):
        raise NotAllowed(
            "Only the secretariat, or the board's own secretary, keeps the records of this board."
        )


def arrange_meeting(meeting: Meeting, *, by) -> Meeting:
    """Save a new meeting under the next reference of its board and year, for instance CPPOG-2019-M02."""
    require_keeper(by, meeting.board)
    require_true_to_time(meeting)
    with transaction.atomic():
        year = timezone.localtime(meeting.starts_at).year
        number = Counter.next(f"meeting {meeting.board.abbreviation} {year}")
        meeting.reference = f"{meeting.board.abbreviation}-{year}-M{number:02d}"
        meeting.save()
        record_event(meeting, step="arrange_meeting", by=by, after=snapshot(meeting))
    return meeting


def note_held(meeting: Meeting, *, by) -> None:
    """A decision was taken at the meeting, so it was held: from now on it can be neither moved nor cancelled."""
    if meeting.status == Meeting.Status.CONFIRMED:
        with changing(meeting, step="hold_meeting", by=by, note="A decision was recorded at it.") as locked:
            locked.status = Meeting.Status.HELD


def require_true_to_time(meeting: Meeting) -> None:
    """Raise RuleBroken where a meeting is said to have been held before it began."""
    if meeting.status == Meeting.Status.HELD and meeting.starts_at > timezone.now():
        raise RuleBroken("A meeting that has not begun cannot have been held.", field="status")


def _require_kept(present: Meeting, changes: Mapping[str, Any]) -> None:
    """Raise RuleBroken where what was held would be moved to another day or undone."""
    if present.status != Meeting.Status.HELD:
        return
    if changes.get("status", present.status) != Meeting.Status.HELD:
        raise RuleBroken("This meeting was held: that cannot be undone.", field="status")
    day = timezone.localtime(present.starts_at).date()
    if timezone.localtime(changes.get("starts_at", present.starts_at)).date() != day:
        raise RuleBroken("This meeting was held: it cannot be moved to another day.", field="starts_at")


def amend_meeting(meeting: Meeting, *, by, changes: Mapping[str, Any]) -> Meeting:
    """Correct or move a meeting. It stays its board's: the reference says whose it is."""
    _require_kept(Meeting.objects.get(pk=meeting.pk), changes)
    moves = any(name in changes for name in ("starts_at", "ends_at", "place", "status"))

    def check(locked: Meeting) -> None:
        require_keeper(by, locked.board)
        require_true_to_time(locked)
        if moves:  # calendars take a changed entry for a new one unless its number rises
            locked.calendar_sequence += 1

    if "board" in changes:
        raise RuleBroken(
            "A meeting cannot be given to another board: cancel it and arrange one.", field="board"
        )
    return amend_record(meeting, by=by, changes=changes, step="amend_meeting", check=check)


def record_decision(decision: Decision, *, by) -> Decision:
    """Enter a formal decision, under the board that discussed it."""
    _require_sound(decision, by)
    return add_record(decision, by=by, step="record_decision")


def amend_decision(decision: Decision, *, by, changes: Mapping[str, Any]) -> Decision:
    """Correct the record of a decision."""
    require_keeper(by, Board.objects.get(decisions=decision))
    return amend_record(decision, by=by, changes=changes, check=lambda locked: _require_sound(locked, by))


def _require_sound(decision: Decision, by) -> None:
    require_keeper(by, decision.board)
    if decision.agenda_item is not None and decision.agenda_item.meeting.board_id != decision.board_id:
        raise RuleBroken("The agenda item belongs to a meeting of another board.", field="agenda_item")


# --- Boards and who sits on them -----------------------------------------------------------------


def amend_board(board: Board, *, by, changes: Mapping[str, Any]) -> Board:
    """Correct a board's particulars. A board becomes restricted only once somebody is there to keep it."""
    require_keeper(by, Board.objects.get(pk=board.pk))
    if changes.get("is_restricted") and not _has_secretary(board):
        raise RuleBroken(
            "Give the board a secretary of its own first: a restricted board is seen and kept by its members alone.",
            field="is_restricted",
        )
    return amend_record(board, by=by, changes=changes)


def _has_secretary(board: Board) -> bool:
    return board.memberships.in_force(timezone.localdate()).filter(seat=Seat.SECRETARY).exists()


def seat_member(membership: Membership, *, by) -> Membership:
    """Give a person a seat on a board, from one day to another."""
    require_may_seat(by, membership.board)
    return add_record(membership, by=by, step="seat_member")


def amend_membership(membership: Membership, *, by, changes: Mapping[str, Any]) -> Membership:
    """Correct or end a seat."""
    require_may_seat(by, Board.objects.get(memberships=membership))
    return amend_record(
        membership, by=by, changes=changes, check=lambda locked: require_may_seat(by, locked.board)
    )


def require_may_seat(by, board: Board) -> None:
    if not access.may_seat(by, timezone.localdate(), board.pk, board.is_restricted):
        raise NotAllowed(
            "Only the secretariat, an administrator or the board's own secretary gives seats on this board."
        )


# --- People --------------------------------------------------------------------------------------

# Columns of a person on which access hangs: where their post goes and whether they may come in.
LOG_IN = ("email", "is_active")


def enter_person(person: Person, *, by) -> Person:
    """Enter a person without a password: they choose one through a link sent to their address."""
    if person.role and not access.may_change_role(by, person):
        raise NotAllowed("Only an administrator gives roles.")
    person.email = person.email.lower() if person.email else None
    person.set_unusable_password()
    return add_record(person, by=by, step="enter_person")


def amend_person(person: Person, *, by, changes: Mapping[str, Any]) -> Person:
    """Correct a person's particulars; log-in and role only by those who may (boards/rules/access.py)."""
    changes = dict(changes)
    present = Person.objects.get(pk=person.pk)
    if "role" in changes and not access.may_change_role(by, present):
        raise NotAllowed("Only an administrator changes roles, and nobody their own.")
    if any(name in changes for name in LOG_IN) and not access.may_change_log_in(by, present):
        raise NotAllowed(
            "Only an administrator changes the log-in of a person with a role, and nobody their own."
        )
    if "email" in changes:
        changes["email"] = changes["email"].lower() if changes["email"] else None
    with transaction.atomic():
        amend_record(person, by=by, changes=changes)
        if "email" in changes:
            # The former address must not open the account, nor receive links for it.
            EmailAddress.objects.filter(user=person).exclude(email=person.email or "").delete()
    return person


def record_password_link(person: Person, *, by) -> None:
    """Record that a link for choosing a password goes to the person's address. Raises NotAllowed, RuleBroken."""
    if not access.may_change_log_in(by, person):
        raise NotAllowed("Only an administrator sends this link to a person with a role.")
    if not person.email:
        raise RuleBroken("This person has no e-mail address.", field="email")
    if not person.is_active or person.is_service:
        raise RuleBroken("This person cannot log in.", field="is_active")
    record_event(person, step="send_password_link", by=by)
