"""The verbs of boards: the only code that gives out their references and records their Events."""

from boards.operations.agenda import (
    add_item,
    amend_item,
    carry_over_item,
    issue_agenda,
    open_agenda,
    renumber,
    withdraw_item,
)
from boards.operations.attendance import record_attendance
from boards.operations.bank_holidays import amend_bank_holiday, enter_bank_holiday
from boards.operations.boards import (
    amend_board,
    amend_membership,
    require_may_seat,
    require_seat_free,
    seat_member,
)
from boards.operations.dates import meetings_on, propose_meetings
from boards.operations.decisions import amend_decision, record_decision
from boards.operations.keeping import require_keeper
from boards.operations.meeting_steps import (
    cancel_meeting,
    confirm_meeting,
    hold_meeting,
    move_meeting,
    note_held,
)
from boards.operations.meetings import amend_meeting, arrange_meeting
from boards.operations.minutes import agree_minutes, save_minutes
from boards.operations.papers import add_paper, add_version, amend_paper, note_bound, withdraw_paper
from boards.operations.people import LOG_IN, amend_person, enter_person, record_password_link
from boards.operations.reminder_policies import reset_reminder_policy, set_reminder_policy

__all__ = [
    "LOG_IN",
    "add_item",
    "add_paper",
    "add_version",
    "agree_minutes",
    "amend_bank_holiday",
    "amend_board",
    "amend_decision",
    "amend_item",
    "amend_meeting",
    "amend_membership",
    "amend_paper",
    "amend_person",
    "arrange_meeting",
    "cancel_meeting",
    "carry_over_item",
    "confirm_meeting",
    "enter_bank_holiday",
    "enter_person",
    "hold_meeting",
    "issue_agenda",
    "meetings_on",
    "move_meeting",
    "note_bound",
    "note_held",
    "open_agenda",
    "propose_meetings",
    "record_attendance",
    "record_decision",
    "record_password_link",
    "renumber",
    "require_keeper",
    "require_may_seat",
    "require_seat_free",
    "reset_reminder_policy",
    "save_minutes",
    "seat_member",
    "set_reminder_policy",
    "withdraw_item",
    "withdraw_paper",
]
