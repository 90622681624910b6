"""The steps of the response to a report: who may take them, where it must stand, and what they ask."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from recommendations import operations
from recommendations.models import Report
from tests.doors.recommendations import NOBODY_ELSE
from tests.doors.table import RESTRICTED, Table

RECORDING = {
    "invite_comments",
    "comment_report",
    "ask_extension",
    "grant_extension",
    "refuse_extension",
    "publish_response",
    "withdraw_publication",
}
COMMENTING = {"give_comments"}
RIGHTS = {
    "secretariat": COMMENTING | RECORDING,
    "liaison": COMMENTING,
    **{who: set() for who in ("chair", *NOBODY_ELSE)},
}
WRITING = {"give_comments", "comment_report", "publish_response"}
# How a report can stand -> the steps that are possible then.
POSSIBLE = {
    "under s.55": WRITING | {"invite_comments"},
    "of the IOPC": WRITING | {"ask_extension"},
    "of the IOPC, more time asked": WRITING | {"grant_extension", "refuse_extension"},
    "under no law": WRITING,
    "published": {"withdraw_publication"},
}


def inputs(world: SimpleNamespace) -> dict[str, dict[str, str]]:
    today = timezone.localdate()
    day, later = today.isoformat(), (today + timedelta(days=200)).isoformat()
    return {
        "invite_comments": {"invited_on": day, "comments_due_on": day},
        "give_comments": {"comments": "The force agrees."},
        "comment_report": {"comments": "MOPAC will see to it."},
        "ask_extension": {"applied_on": day, "new_due_on": later, "reason": "A trial is under way."},
        "grant_extension": {"answered_on": day},
        "refuse_extension": {"answered_on": day, "reason": "No."},
        "publish_response": {"published_on": day, "where": "https://example.org/response"},
        "withdraw_publication": {"reason": "That was another report."},
    }


def bring(world: SimpleNamespace, state: str) -> Report:
    if state == RESTRICTED:
        return world.restricted_report
    report, today = world.report, timezone.localdate()
    operations.respond(world.recommendation, by=world.colleague, response="accepted", explanation="Yes.")
    basis = {"under s.55": "s55", "under no law": "none", "published": "s55"}.get(state, "iopc_28b")
    changes = {"published_on": today - timedelta(days=10), "statutory_basis": basis}
    operations.amend_report(report, by=world.colleague, changes=changes)
    if state == "of the IOPC, more time asked":
        operations.ask_extension(
            report,
            by=world.colleague,
            applied_on=today,
            new_due_on=today + timedelta(days=100),
            reason="A trial.",
        )
    if state == "published":
        operations.publish_response(
            report, by=world.colleague, published_on=today, where="https://example.org/response"
        )
    return report


TABLE = Table(model=Report, rights=RIGHTS, possible=POSSIBLE, bring=bring, inputs=inputs)
