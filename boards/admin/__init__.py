"""The admin of boards, people and what hangs on boards, one subject a file; and the record of what was done."""

from boards.admin import bank_holiday, board, client, decision, meeting, organisation, paper, person

__all__ = [
    "bank_holiday",
    "board",
    "client",
    "decision",
    "meeting",
    "organisation",
    "paper",
    "person",
]
