"""The steps of a recommendation: who may take them, where it must stand, and what they ask."""

from types import SimpleNamespace

from django.utils import timezone

from recommendations import operations
from recommendations.models import Recommendation
from tests import make
from tests.doors.table import RESTRICTED, Table

ANSWERING = {
    "comment_recommendation",
    "report_delivery",
    "add_recommendation_evidence",
    "propose_recommendation_closure",
}
VERIFYING = {
    "begin_review",
    "verify",
    "find_wanting",
    "agree_recommendation_closure",
    "return_recommendation_closure",
    "reopen_recommendation",
}
RECORDING = {"respond", "record_publisher_status", "withdraw_recommendation", "put_back_recommendation"}
NOBODY_ELSE = (
    "dmpc_staff",
    "member",
    "owner",
    "other_liaison",
    "other_member",
    "former_member",
    "auditor",
    "administrator",
    "superuser",
    "stranger",
)
# Everybody who may see a recommendation, and the steps their relation to it gives them.
RIGHTS = {
    "secretariat": ANSWERING | VERIFYING | RECORDING,
    "chair": VERIFYING,
    "liaison": ANSWERING,
    **{who: set() for who in NOBODY_ELSE},
}
# How a recommendation can stand -> the steps that are possible then.
ALWAYS = {"record_publisher_status"}
LIVE = ALWAYS | {"respond", "comment_recommendation"}
UNDECIDED = LIVE | {"add_recommendation_evidence"}
OPEN = UNDECIDED | {"report_delivery", "propose_recommendation_closure"}
POSSIBLE = {
    "open": OPEN | {"withdraw_recommendation"},
    "reported complete": OPEN | {"begin_review"},
    "under review": UNDECIDED | {"verify", "find_wanting"},
    "verified": UNDECIDED | {"propose_recommendation_closure"},
    "not satisfied": OPEN,
    "closure proposed": LIVE | {"agree_recommendation_closure", "return_recommendation_closure"},
    "closed": ALWAYS | {"reopen_recommendation"},
    "withdrawn": {"put_back_recommendation"},
}
EVIDENCE = {"evidence_title": "The plan", "evidence_address": "https://example.org/plan"}


def inputs(world: SimpleNamespace) -> dict[str, dict[str, str]]:
    today = timezone.localdate()
    reason, forum = {"reason": "Said at the meeting."}, {"meeting": world.meeting.reference}
    return {
        "respond": {"response": "accepted", "explanation": "It is being done."},
        "comment_recommendation": {"comment": "The Commissioner agrees."},
        "report_delivery": {"delivery": "in_progress", "text": "Half of it is done."},
        "add_recommendation_evidence": EVIDENCE,
        "begin_review": {},
        "verify": forum,
        "find_wanting": forum | reason,
        "propose_recommendation_closure": {
            "statement": "It ended.",
            "outcome": "no_longer_applicable",
            **EVIDENCE,
        },
        "agree_recommendation_closure": forum,
        "return_recommendation_closure": reason,
        "reopen_recommendation": reason,
        "withdraw_recommendation": reason,
        "put_back_recommendation": {},
        "record_publisher_status": {
            "word": "being progressed",
            "on": today.isoformat(),
            "source": "https://example.org/register",
        },
    }


def bring(world: SimpleNamespace, state: str) -> Recommendation:
    """To the state by real steps of people who are not asked about below, so that nothing ties those who are."""
    if state == RESTRICTED:
        return world.restricted_recommendation
    one = world.recommendation
    deliverer = make.person("MPS deliverer", role="liaison", organisation=world.mps)
    world.action.recommendations.clear()
    if state == "withdrawn":
        operations.withdraw_recommendation(one, by=world.colleague, reason="Entered by mistake.")
    if state in ("reported complete", "under review", "verified", "not satisfied"):
        operations.report_delivery(one, by=deliverer, delivery="reported_complete", text="All done.")
    if state in ("under review", "verified", "not satisfied"):
        operations.begin_review(one, by=world.colleague)
    if state == "verified":
        operations.verify(one, by=world.colleague, meeting=world.meeting)
    if state == "not satisfied":
        operations.find_wanting(one, by=world.colleague, reason="Thin.", meeting=world.meeting)
    if state in ("closure proposed", "closed"):
        operations.propose_recommendation_closure(
            one,
            by=deliverer,
            statement="It ended.",
            outcome="no_longer_applicable",
            evidence=[make.evidence()],
        )
    if state == "closed":
        operations.agree_recommendation_closure(one, by=world.colleague, meeting=world.meeting)
    return one


TABLE = Table(
    model=Recommendation,
    rights=RIGHTS,
    possible=POSSIBLE,
    seen_by={RESTRICTED: (), "withdrawn": ("secretariat", "auditor")},
    unread_by_api=("withdrawn",),
    bring=bring,
    inputs=inputs,
)
