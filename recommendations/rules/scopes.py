"""Which scope a system client needs for a step. A step that is not here is for people alone.

A scope admits the client to the step; whether the client's service person may take the step, access.py says.
"""

REPORT = "actions:report"
PROPOSE = "actions:propose"
ANSWER = "recommendations:report"
END = "recommendations:propose"

# Clients report and propose for the force; agreeing, returning and cancelling is never theirs (rules.md section 7).
SCOPES: dict[str, str] = {
    "start": REPORT,
    "report_progress": REPORT,
    "propose_closure": PROPOSE,
    "ask_due_date": PROPOSE,
    "add_evidence": REPORT,
    "comment_recommendation": ANSWER,
    "report_delivery": ANSWER,
    "add_recommendation_evidence": ANSWER,
    "give_comments": ANSWER,
    "propose_recommendation_closure": END,
}
