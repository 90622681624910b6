"""Who may see reports, recommendations and actions, and who may take which step. The only place that knows.

The page "Who may do what" is drawn from `MAY_TAKE` and `READERS`. A right is not a rule: what binds
everybody, superusers too, stands in separation_of_duties.py.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q

from boards.rules import access as board_access
from boards.rules.access import seats, under, within_clearance
from boards.rules.roles import PRESIDING
from oversight.markings import HIDES, Marking
from oversight.rights import AdminRights
from oversight.roles import ADMIN_ROLES, READS_ALL, Role, is_active_user
from oversight.steps import Relation

# --- Who is who to a report, a recommendation or an action, as `for_steps` of its queryset fetches it -----------


def _is_owner(user, action, today: date) -> bool:
    return action.owner_id is not None and action.owner_id == user.pk


def _acts_for_owner(user, action, today: date) -> bool:
    return user.role == Role.LIAISON and user.organisation_id == action.owner_organisation_id


def _is_secretariat(user, action, today: date) -> bool:
    return board_access.may_keep(user, today, action.board_id, action.board.is_restricted)


def _presides(user, action, today: date) -> bool:
    return action.board_id in seats(user, today, *PRESIDING)


OWNER = Relation("The action's owner", _is_owner)
OWNER_LIAISON = Relation("Liaison of the organisation that owns it", _acts_for_owner)
SECRETARIAT = Relation("Secretariat", _is_secretariat)
CHAIR = Relation("Chair or deputy chair of its board", _presides)


def overseers(recommendation) -> list:
    """Who keeps the record of a recommendation: the board that leads on it, else those that oversee its report."""
    if recommendation.lead_board is not None:
        return [recommendation.lead_board]
    return _overseeing(recommendation.report)


def _overseeing(report) -> list:
    held = getattr(report, "overseeing", None)
    return list(report.boards.all()) if held is None else held


def _records(user, recommendation, today: date) -> bool:
    return may_record(user, overseers(recommendation), today)


def _records_report(user, report, today: date) -> bool:
    return may_record(user, _overseeing(report), today)


def _acts_for_addressee(user, record, today: date) -> bool:
    return user.role == Role.LIAISON and user.organisation_id is not None and record.is_addressed


def _presides_over(user, recommendation, today: date) -> bool:
    presided = seats(user, today, *PRESIDING)
    return any(board.pk in presided for board in overseers(recommendation))


ADDRESSEE = Relation("Liaison of an organisation it is addressed to", _acts_for_addressee)
RECORDER = Relation("Secretariat", _records)
LEAD_CHAIR = Relation("Chair or deputy chair of its lead board", _presides_over)
ASKED = Relation("Liaison of an organisation its recommendations are addressed to", _acts_for_addressee)
REPORT_RECORDER = Relation("Secretariat", _records_report)

DELIVERS = (OWNER, OWNER_LIAISON, SECRETARIAT)
DECIDES = (CHAIR, SECRETARIAT)
ANSWERS = (ADDRESSEE, RECORDER)
VERIFIES = (LEAD_CHAIR, RECORDER)

# Step -> the relations of which one is enough. The force proposes, the board agrees (rules.md section 7); the
# response is MOPAC's; the secretariat records what others say and what a meeting decided.
MAY_TAKE: dict[str, tuple[Relation, ...]] = {
    "start": DELIVERS,
    "report_progress": DELIVERS,
    "add_evidence": DELIVERS,
    "propose_closure": DELIVERS,
    "agree_closure": DECIDES,
    "return_closure": DECIDES,
    "hand_over": (SECRETARIAT,),
    "reopen": DECIDES,
    "cancel": DECIDES,
    "ask_due_date": DELIVERS,
    "agree_due_date": DECIDES,
    "decline_due_date": DECIDES,
    "comment_recommendation": ANSWERS,
    "respond": (RECORDER,),
    "report_delivery": ANSWERS,
    "add_recommendation_evidence": ANSWERS,
    "begin_review": VERIFIES,
    "verify": VERIFIES,
    "find_wanting": VERIFIES,
    "propose_recommendation_closure": ANSWERS,
    "agree_recommendation_closure": VERIFIES,
    "return_recommendation_closure": VERIFIES,
    "reopen_recommendation": VERIFIES,
    "record_publisher_status": (RECORDER,),
    "withdraw_recommendation": (RECORDER,),
    "put_back_recommendation": (RECORDER,),
    "give_comments": (ASKED, REPORT_RECORDER),
    "invite_comments": (REPORT_RECORDER,),
    "comment_report": (REPORT_RECORDER,),
    "ask_extension": (REPORT_RECORDER,),
    "grant_extension": (REPORT_RECORDER,),
    "refuse_extension": (REPORT_RECORDER,),
    "publish_response": (REPORT_RECORDER,),
    "withdraw_publication": (REPORT_RECORDER,),
}

# Who reads what, as said on the page "Who may do what"; the conditions themselves stand below.
READERS: tuple[tuple[str, str], ...] = (
    ("Secretariat", "Everything that is not restricted; the restricted boards on which they have a seat."),
    ("Deputy Mayor's staff", "The same."),
    ("Auditor", "The same, with the history of every record."),
    ("Administrator", "The same; changes people, memberships and system clients, takes no step for anybody."),
    (
        "Liaison of an organisation",
        "Unrestricted boards, reports and recommendations; the actions their organisation owns, "
        "and those that answer a recommendation addressed to it.",
    ),
    (
        "Board member",
        "Unrestricted boards, reports and recommendations; meetings, papers and actions of the boards they sit on.",
    ),
    ("Action owner", "Unrestricted boards, reports and recommendations; the actions they own."),
    (
        "Who may not read OFFICIAL-SENSITIVE",
        f"What their role, seats and actions let them read. {HIDES}",
    ),
)


def may_keep(user, board, today: date) -> bool:
    """May set an action for this board and correct its words."""
    return board_access.may_keep(user, today, board.pk, board.is_restricted)


def may_record(user, boards: Iterable, today: date) -> bool:
    """May enter and correct a report or recommendation: who may keep one of the boards that oversee it.

    Where no board oversees it yet, the secretariat.
    """
    boards = list(boards)
    if not boards:
        return is_active_user(user) and user.role == Role.SECRETARIAT
    return any(may_keep(user, board, today) for board in boards)


def may_import(user) -> bool:
    """May import a spreadsheet. What its rows may do is asked of each row, as in the admin."""
    return is_active_user(user) and user.role == Role.SECRETARIAT


# --- Who sees what -------------------------------------------------------------------------------


def _not_restricted_away(user, today: date, path: str) -> Q:
    """No board at `path`, or one that the person may see."""
    return Q(**{f"{path}__isnull": True}) | under(path, board_access.visible_boards(user, today))


def visible_reports(user, today: date) -> Q:
    """Reports are read by all who have business here, unless only boards hidden from them oversee it, or it is marked
    above what they may read."""
    if not is_active_user(user):
        return board_access.NOBODY
    return _not_restricted_away(user, today, "boards") & within_clearance(user, "marking")


# Those who keep and audit find by its reference what was withdrawn.
FINDS_WITHDRAWN = (Role.SECRETARIAT, Role.AUDITOR)


def _entered(user) -> Q:
    """Those whose entry stands, unless the person finds what was withdrawn too."""
    return Q() if user.role in FINDS_WITHDRAWN else Q(withdrawn_on__isnull=True)


def visible_recommendations(user, today: date) -> Q:
    """As their report, as their lead board, and as what they are a part of (a cause of concern has recommendations, and
    these lettered parts). One that was withdrawn stays with those who keep and audit."""
    if not is_active_user(user):
        return board_access.NOBODY
    return (
        _entered(user)
        & under("report", visible_reports(user, today))
        & _not_restricted_away(user, today, "lead_board")
        & within_clearance(user, "marking", "parent__marking", "parent__parent__marking")
    )


def visible_actions(user, today: date) -> Q:
    """Restricted boards' actions to their members alone; others by relation (see READERS). By their own marking,
    whatever that of what they serve, or were set at, is. One that was withdrawn stays with those who keep and audit."""
    if not is_active_user(user):
        return board_access.NOBODY
    return _entered(user) & _actions_by_relation(user, today) & within_clearance(user, "marking")


def _actions_by_relation(user, today: date) -> Q:
    on_my_board = Q(board__in=seats(user, today))
    if user.role in READS_ALL:
        return on_my_board | Q(board__is_restricted=False)
    mine = Q(owner=user.pk)
    if user.role == Role.LIAISON and user.organisation_id:
        mine |= Q(owner_organisation=user.organisation_id) | Q(
            recommendations__addressed_to=user.organisation_id
        )
    return on_my_board | (mine & Q(board__is_restricted=False))


def seen_by(path: str, today: date) -> Q:
    """`visible_actions` of the person at `path` of each action, as one condition on them all.

    Said twice, since the one starts from a person and the other from the actions; a test holds the two together. It
    goes over many-valued relations.
    """
    seat = Q(**{f"{path}__memberships__board": F("board"), f"{path}__memberships__from_on__lte": today}) & (
        Q(**{f"{path}__memberships__until_on__isnull": True})
        | Q(**{f"{path}__memberships__until_on__gte": today})
    )
    theirs = Q(owner_organisation=F(f"{path}__organisation")) | Q(
        recommendations__addressed_to=F(f"{path}__organisation")
    )
    related = (
        Q(**{f"{path}__role__in": READS_ALL})
        | Q(owner=F(path))
        | Q(**{f"{path}__role": Role.LIAISON}) & theirs
    )
    entered = Q(withdrawn_on__isnull=True) | Q(**{f"{path}__role__in": FINDS_WITHDRAWN})
    within = Q(marking=Marking.OFFICIAL) | Q(**{f"{path}__clearance": Marking.OFFICIAL_SENSITIVE})
    return (
        Q(**{f"{path}__is_active": True})
        & entered
        & within
        & (seat | related & Q(board__is_restricted=False))
    )


def may_own(person, board, today: date) -> bool:
    """A person can own an action of a restricted board only with a seat on it: others could not see it."""
    return not board.is_restricted or board.pk in seats(person, today)


_KEPT = AdminRights(view=frozenset(ADMIN_ROLES), change=frozenset({Role.SECRETARIAT}))
_REQUESTS = AdminRights(view=_KEPT.view, change=frozenset())

# Kind of record (the model's name) -> who opens it in the admin.
ADMIN_RIGHTS: dict[str, AdminRights] = {
    "report": _KEPT,
    "recommendation": _KEPT,
    "recommendationlink": _KEPT,
    "publisherstatus": _KEPT,
    "deliveryreport": _REQUESTS,
    "verificationreview": _REQUESTS,
    "responseextension": _REQUESTS,
    "action": _KEPT,
    "progressupdate": _REQUESTS,
    "evidence": _REQUESTS,
    "closurerequest": _REQUESTS,
    "duedaterequest": _REQUESTS,
    "sheetimport": _KEPT,
}
