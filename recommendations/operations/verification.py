"""Whether what was reported complete is so: looked into and decided by the board, never by those who delivered."""

from typing import Unpack

from django.utils import timezone

from oversight.steps import require_reason
from recommendations.models import Recommendation, VerificationReview
from recommendations.operations.forum import Where, decide_at
from recommendations.operations.recommendations import taking
from recommendations.rules.access import overseers
from recommendations.rules.closure import Decision
from recommendations.rules.vocabulary import Delivery, Verification


def begin_review(recommendation: Recommendation, *, by, note: str = "") -> None:
    """The board begins to look into it."""
    with taking("begin_review", recommendation, by=by, note=note) as locked:
        VerificationReview.objects.create(recommendation=locked, begun_by=by, note=note)
        locked.verification = Verification.UNDER_REVIEW


def verify(recommendation: Recommendation, *, by, note: str = "", **where: Unpack[Where]) -> None:
    """The board is satisfied, at a named meeting or out of meeting. It stays open until its closure is agreed."""
    with taking("verify", recommendation, by=by, note=note) as locked:
        _decide(locked, Decision.AGREED, by=by, where=where, note=note)
        locked.verification = Verification.VERIFIED


def find_wanting(recommendation: Recommendation, *, by, reason: str, **where: Unpack[Where]) -> None:
    """The board is not satisfied, with the reason: delivery goes on."""
    require_reason(reason)
    with taking("find_wanting", recommendation, by=by, note=reason) as locked:
        _decide(locked, Decision.RETURNED, by=by, where=where, note=reason)
        locked.verification = Verification.NOT_SATISFIED
        locked.delivery, locked.delivered_on = Delivery.IN_PROGRESS, None


def _decide(locked: Recommendation, decision: Decision, *, by, where: Where, note: str) -> None:
    review = locked.reviews.get(decision=Decision.OPEN)
    decide_at(
        review,
        decision,
        by=by,
        about=locked,
        boards=[board.pk for board in overseers(locked)],
        asked_on=timezone.localtime(review.begun_at).date(),
        where=where,
        note=note,
    )
