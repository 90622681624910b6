"""The verbs: the only code that writes rule-bearing fields of actions. Every door calls these.

Each takes the record first and everything else by keyword, `by` being the person who does it. Each
checks access, state and rules, writes all or nothing, and records one Event.
"""

from recommendations.operations.actions import (
    amend_action,
    cancel,
    follow_meetings,
    open_date_request,
    reopen,
    report_progress,
    set_action,
    start,
)
from recommendations.operations.closure import (
    agree_closure,
    open_closure_request,
    propose_closure,
    return_closure,
)
from recommendations.operations.due_dates import agree_due_date, ask_due_date, decline_due_date
from recommendations.operations.reports import (
    amend_recommendation,
    amend_report,
    record_recommendation,
    record_report,
)

__all__ = [
    "agree_closure",
    "agree_due_date",
    "amend_action",
    "amend_recommendation",
    "amend_report",
    "ask_due_date",
    "cancel",
    "decline_due_date",
    "follow_meetings",
    "open_closure_request",
    "open_date_request",
    "propose_closure",
    "record_recommendation",
    "record_report",
    "reopen",
    "report_progress",
    "return_closure",
    "set_action",
    "start",
]
