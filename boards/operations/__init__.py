"""The verbs of boards: the only code that gives out their references and records their Events."""

from boards.operations.boards import amend_board, amend_membership, require_may_seat, seat_member
from boards.operations.decisions import amend_decision, record_decision
from boards.operations.keeping import require_keeper
from boards.operations.meetings import amend_meeting, arrange_meeting, note_held, require_true_to_time
from boards.operations.people import LOG_IN, amend_person, enter_person, record_password_link

__all__ = [
    "LOG_IN",
    "amend_board",
    "amend_decision",
    "amend_meeting",
    "amend_membership",
    "amend_person",
    "arrange_meeting",
    "enter_person",
    "note_held",
    "record_decision",
    "record_password_link",
    "require_keeper",
    "require_may_seat",
    "require_true_to_time",
    "seat_member",
]
