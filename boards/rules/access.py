"""Who may see a board and what hangs on it, and who may change it. The one place that knows.

Pages, admin and API show by these, through `visible_to`; strangers meet "not found", never "not allowed".
"""

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.db.models import Q

from boards.rules.roles import Seat
from oversight import context
from oversight.markings import Marking, highest
from oversight.rights import AdminRights
from oversight.roles import ADMIN_ROLES, READS_ALL, Role, is_active_user
from oversight.steps import Relation


def under(path: str, condition: Q) -> Q:
    """The same condition asked of a related record: every field gets `path` before it."""
    moved = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        if isinstance(child, Q):
            moved.children.append(under(path, child))
        else:
            name, value = cast(tuple[str, object], child)
            moved.children.append((f"{path}__{name}", value))
    return moved


def lookups(condition: Q) -> Iterator[str]:
    """The names of the fields a condition asks about."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from lookups(child)
        else:
            yield cast(tuple[str, object], child)[0]


NOBODY = Q(pk__in=[])


def seats(user, today: date, *wanted: Seat) -> list[int]:
    """Ids of the boards on which the person has a seat in force today (of the kinds wanted, or any)."""
    if not is_active_user(user):
        return []
    held = _seats_held(user, today)
    return [board_id for board_id, seat in held if not wanted or seat in wanted]


def _seats_held(user, today: date) -> list[tuple[int, str]]:
    def held() -> list[tuple[int, str]]:
        return list(user.memberships.in_force(today).order_by().values_list("board_id", "seat"))

    return context.once(("seats", user.pk, today), held)


def visible_boards(user, today: date) -> Q:
    """Unrestricted boards to everybody with business here; a restricted board to its members alone."""
    if not is_active_user(user):
        return NOBODY
    return Q(is_restricted=False) | Q(pk__in=seats(user, today))


def visible_on_board(user, today: date, path: str) -> Q:
    """Meetings, papers and the like: of one's own boards, or of every unrestricted board for those who read all."""
    if not is_active_user(user):
        return NOBODY
    mine = Q(**{f"{path}__in": seats(user, today)})
    if user.role in READS_ALL:
        return mine | Q(**{f"{path}__is_restricted": False})
    return mine


# Seats of people who may read OFFICIAL-SENSITIVE.
READS_SENSITIVE = Q(person__clearance=Marking.OFFICIAL_SENSITIVE)


def reads_as_far_as(person, marking: str) -> bool:
    """Whether the person, signed in or not, may read what is so marked: on screen, “May read OFFICIAL-SENSITIVE”."""
    return marking == Marking.OFFICIAL or person.clearance == Marking.OFFICIAL_SENSITIVE


# What is recorded of a person when that changes.
RECORDED = {
    "let_read_sensitive": "May read OFFICIAL-SENSITIVE",
    "end_reading_sensitive": "May no longer read OFFICIAL-SENSITIVE",
}


def marked_within(marking: str, *paths: str) -> Q:
    """What may be read by those who read as far as this marking: the one rule of markings (rules.md section 10).

    `paths` lead to its own marking and to those of all it hangs on, each over relations to one; a relation that is
    empty marks nothing.
    """
    if marking == Marking.OFFICIAL_SENSITIVE:
        return Q()
    return Q(*(~Q(**{path: Marking.OFFICIAL_SENSITIVE}) for path in paths))


def within_clearance(user, *paths: str) -> Q:
    """What is marked no higher than the person may read, itself and in all it hangs on (`marked_within`)."""
    return marked_within(user.clearance, *paths) if is_active_user(user) else NOBODY


def reads_marked(user, *markings: str) -> bool:
    """The same of a record at hand, given its marking and those of what it hangs on."""
    return is_active_user(user) and reads_as_far_as(user, highest(markings))


def in_circulation(user, today: date, path: str, board_path: str) -> Q:
    """Papers not withdrawn; those that are stay with those who keep their board, and with auditors."""
    if not is_active_user(user):
        return NOBODY
    if user.role == Role.AUDITOR:
        return Q()
    shown = Q(**{f"{path}__isnull": True}) | Q(**{f"{board_path}__in": seats(user, today, Seat.SECRETARY)})
    if user.role == Role.SECRETARIAT:
        shown |= Q(**{f"{board_path}__is_restricted": False})
    return shown


def reads_meetings(user, today: date, board_id: int, is_restricted: bool) -> bool:
    """Whether `visible_on_board` would show this person the meetings of this board."""
    if not is_active_user(user):
        return False
    return board_id in seats(user, today) or (user.role in READS_ALL and not is_restricted)


def may_keep(user, today: date, board_id: int | None, is_restricted: bool) -> bool:
    """May keep the records of this board: the secretariat for unrestricted boards, its own secretary for any."""
    if not is_active_user(user):
        return False
    if user.role == Role.SECRETARIAT and not is_restricted:
        return True
    return board_id in seats(user, today, Seat.SECRETARY)


# Those who keep the records of a board take the steps of its meetings, and of their items and papers.
KEEPS = "Secretariat, or the secretary of its board"


def _keeps_board_of(user, meeting, today: date) -> bool:
    return may_keep(user, today, meeting.board_id, meeting.board.is_restricted)


def _keeps_board_of_its_meeting(user, one, today: date) -> bool:
    return _keeps_board_of(user, one.meeting, today)


KEEPER_OF_MEETING = Relation(KEEPS, _keeps_board_of)
KEEPER = Relation(KEEPS, _keeps_board_of_its_meeting)

# Step -> the relations of which one is enough.
MAY_TAKE: dict[str, tuple[Relation, ...]] = {
    "confirm_meeting": (KEEPER_OF_MEETING,),
    "hold_meeting": (KEEPER_OF_MEETING,),
    "move_meeting": (KEEPER_OF_MEETING,),
    "issue_agenda": (KEEPER_OF_MEETING,),
    "cancel_meeting": (KEEPER_OF_MEETING,),
    "agree_minutes": (KEEPER_OF_MEETING,),
    "withdraw_item": (KEEPER,),
    "carry_over_item": (KEEPER,),
    "add_version": (KEEPER,),
    "withdraw_paper": (KEEPER,),
}


def reads_withheld(user, today: date, board_id: int, is_restricted: bool) -> bool:
    """May read the part of a decision that is not published: those who keep its board, and auditors who read it."""
    if may_keep(user, today, board_id, is_restricted):
        return True
    return (
        is_active_user(user)
        and user.role == Role.AUDITOR
        and reads_meetings(user, today, board_id, is_restricted)
    )


def may_seat(user, today: date, board_id: int | None, is_restricted: bool) -> bool:
    """May give and end seats on this board: those who keep it, and administrators for unrestricted boards."""
    if is_active_user(user) and user.role == Role.ADMINISTRATOR and not is_restricted:
        return True
    return may_keep(user, today, board_id, is_restricted)


def may_change_log_in(user, person) -> bool:
    """Another's address and access: an administrator's to change; the secretariat's where no role hangs on them.

    Anybody who could change the address of a person with a role could act as that person.
    """
    if not is_active_user(user) or user.pk == person.pk:
        return False
    return user.role == Role.ADMINISTRATOR or (user.role == Role.SECRETARIAT and person.role == Role.NONE)


def may_change_role(user, person) -> bool:
    """Administrators alone, and nobody their own."""
    return is_active_user(user) and user.role == Role.ADMINISTRATOR and user.pk != person.pk


_RECORDS = AdminRights(view=frozenset(ADMIN_ROLES), change=frozenset({Role.SECRETARIAT}))
_CONFIGURATION = AdminRights(
    view=frozenset(ADMIN_ROLES),
    change=frozenset({Role.ADMINISTRATOR}),
)

# Kind of record (the model's name) -> who opens it in the admin. Recommendations' own are in their access.py.
ADMIN_RIGHTS: dict[str, AdminRights] = {
    "board": _RECORDS,
    "organisation": _RECORDS,
    "person": AdminRights(view=_RECORDS.view, change=frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})),
    "membership": AdminRights(view=_RECORDS.view, change=frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})),
    "meeting": _RECORDS,
    "agendaitem": _RECORDS,
    "itemoutcome": _RECORDS,
    "attendance": _RECORDS,
    "minutes": _RECORDS,
    "paper": _RECORDS,
    "paperversion": _RECORDS,
    "decision": _RECORDS,
    "bankholiday": _RECORDS,
    "client": _CONFIGURATION,
}
