"""Which bounds the days of reports, recommendations and actions have (oversight/days.py): model and column -> the kind
of day."""

from oversight.days import DEADLINE, HAPPENED, PLANNED

BOUNDS = {
    "recommendations.Report.published_on": HAPPENED,
    "recommendations.Report.response_due_on": DEADLINE,
    "recommendations.Report.invited_on": HAPPENED,
    "recommendations.Report.comments_due_on": PLANNED,
    "recommendations.Report.comments_received_on": HAPPENED,
    "recommendations.Report.comments_published_on": HAPPENED,
    "recommendations.ResponseExtension.applied_on": HAPPENED,
    "recommendations.ResponseExtension.old_due_on": DEADLINE,
    "recommendations.ResponseExtension.new_due_on": DEADLINE,
    "recommendations.ResponseExtension.answered_on": HAPPENED,
    "recommendations.Recommendation.deadline_on": DEADLINE,
    "recommendations.Recommendation.delivered_on": HAPPENED,
    "recommendations.Recommendation.closed_on": HAPPENED,
    "recommendations.Recommendation.withdrawn_on": HAPPENED,
    "recommendations.Recommendation.risk_accepted_until": PLANNED,
    "recommendations.PublisherStatus.on": HAPPENED,
    "recommendations.Action.set_on": HAPPENED,
    "recommendations.Action.due_on": PLANNED,
    "recommendations.Action.first_due_on": PLANNED,
    "recommendations.Action.closed_on": HAPPENED,
    "recommendations.Action.risk_accepted_until": PLANNED,
    "recommendations.Action.update_due_on": PLANNED,
    "recommendations.ClosureRequest.risk_accepted_until": PLANNED,
    "recommendations.ClosureRequest.out_of_meeting_on": HAPPENED,
    "recommendations.DueDateRequest.old_due_on": PLANNED,
    "recommendations.DueDateRequest.new_due_on": PLANNED,
    "recommendations.DueDateRequest.out_of_meeting_on": HAPPENED,
    "recommendations.VerificationReview.out_of_meeting_on": HAPPENED,
    "recommendations.Evidence.dated_on": HAPPENED,
    "recommendations.Evidence.published_on": HAPPENED,
    "recommendations.Evidence.received_on": HAPPENED,
    "recommendations.Evidence.accepted_on": HAPPENED,
}
