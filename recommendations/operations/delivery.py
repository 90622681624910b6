"""What becomes of a recommendation as its actions end or are taken up again (rules.md section 8).

Delivering all of them makes it ready for verification, never closed; one taken up again means it is not delivered.
"""

from oversight import context
from oversight.operations import changing_locked
from recommendations.models import Action, Recommendation, VerificationReview
from recommendations.rules.action_workflow import FINISHED
from recommendations.rules.closure import Decision, Outcome
from recommendations.rules.vocabulary import Delivery, Verification


def note_ended(action: Action) -> None:
    """Report those recommendations complete whose actions have all ended, at least one of them as implemented.

    To be called inside the transaction that ends the action, with its outcome on it, before its row says so.
    """
    for recommendation in _locked(action):
        others = recommendation.actions.exclude(pk=action.pk)
        if others.exclude(status__in=FINISHED).exists():
            continue
        if action.outcome != Outcome.IMPLEMENTED and not others.filter(outcome=Outcome.IMPLEMENTED).exists():
            continue
        if recommendation.delivery != Delivery.REPORTED_COMPLETE:
            with changing_locked(recommendation, step="all_actions_closed", by=None):
                recommendation.delivery = Delivery.REPORTED_COMPLETE
                recommendation.delivered_on = context.today()


def note_taken_up(action: Action) -> None:
    """Say of the recommendations of an action that was set or taken up again that they are not delivered any more.

    A review that was begun lapses, and what was verified has to be verified again. To be called inside the
    transaction that takes the action up.
    """
    for recommendation in _locked(action):
        if recommendation.delivery == Delivery.REPORTED_COMPLETE:
            # Without its reference: the action may be of a board that readers of the recommendation must not know of.
            with changing_locked(recommendation, step="action_reopened", by=None):
                take_up(recommendation)


def take_up(recommendation: Recommendation) -> None:
    """Put the locked recommendation back to work; the caller saves it."""
    if recommendation.delivery == Delivery.REPORTED_COMPLETE:
        recommendation.delivery, recommendation.delivered_on = Delivery.IN_PROGRESS, None
    if recommendation.verification in (Verification.UNDER_REVIEW, Verification.VERIFIED):
        recommendation.verification = Verification.NOT_VERIFIED
    VerificationReview.objects.filter(recommendation=recommendation, decision=Decision.OPEN).update(
        decision=Decision.LAPSED,
        decided_at=context.now(),
        decision_note="The recommendation was taken up again.",
    )


def _locked(action: Action) -> list[Recommendation]:
    """The action's recommendations that are not closed, in one order for everybody, so that nobody waits in a circle.

    What is made up to show the register at work never moves a status of a sourced recommendation.
    """
    live = Recommendation.objects.filter(actions=action.pk, closed_on__isnull=True)
    if action.is_illustrative:
        live = live.filter(is_illustrative=True)
    # Locked first and looked at afterwards: of two last actions that close at once, the second sees the first.
    return list(live.order_by("pk").select_for_update(of=("self",)))
