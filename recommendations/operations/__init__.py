"""The verbs: the only code that writes rule-bearing fields of reports, recommendations and actions.

Pages, admin and API call these. Each takes the record first and everything else by keyword, `by` being the person who
does it. Each checks access, state and rules, writes all or nothing, and records one Event.
"""

from recommendations.operations.actions import (
    amend_action,
    cancel,
    follow_meetings,
    hand_over,
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
from recommendations.operations.evidence import add_evidence, add_recommendation_evidence
from recommendations.operations.links import link_recommendation
from recommendations.operations.recommendation_closure import (
    agree_recommendation_closure,
    propose_recommendation_closure,
    reopen_recommendation,
    return_recommendation_closure,
)
from recommendations.operations.recommendations import (
    comment_recommendation,
    record_publisher_status,
    report_delivery,
    respond,
)
from recommendations.operations.reports import (
    amend_recommendation,
    amend_report,
    record_recommendation,
    record_report,
)
from recommendations.operations.responses import (
    ask_extension,
    comment_report,
    give_comments,
    grant_extension,
    invite_comments,
    publish_response,
    refuse_extension,
    unexplained,
    withdraw_publication,
)
from recommendations.operations.risks import reopen_expired
from recommendations.operations.verification import begin_review, find_wanting, verify
from recommendations.operations.withdrawing import put_back_recommendation, withdraw_recommendation

__all__ = [
    "add_evidence",
    "add_recommendation_evidence",
    "agree_closure",
    "agree_due_date",
    "agree_recommendation_closure",
    "amend_action",
    "amend_recommendation",
    "amend_report",
    "ask_due_date",
    "ask_extension",
    "begin_review",
    "cancel",
    "comment_recommendation",
    "comment_report",
    "decline_due_date",
    "find_wanting",
    "follow_meetings",
    "give_comments",
    "grant_extension",
    "hand_over",
    "invite_comments",
    "link_recommendation",
    "open_closure_request",
    "open_date_request",
    "propose_closure",
    "propose_recommendation_closure",
    "publish_response",
    "put_back_recommendation",
    "record_publisher_status",
    "record_recommendation",
    "record_report",
    "refuse_extension",
    "reopen",
    "reopen_expired",
    "reopen_recommendation",
    "report_delivery",
    "report_progress",
    "respond",
    "return_closure",
    "return_recommendation_closure",
    "set_action",
    "start",
    "unexplained",
    "verify",
    "withdraw_publication",
    "withdraw_recommendation",
]
