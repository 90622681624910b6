"""The desks of boards, people and what hangs on boards, one subject a file; and the proof of what was done."""

from boards.admin import board, client, decision, holds, ledger, meeting, organisation, paper, person, proof

__all__ = [
    "board",
    "client",
    "decision",
    "holds",
    "ledger",
    "meeting",
    "organisation",
    "paper",
    "person",
    "proof",
]
