"""What a response has to say, recommendation by recommendation, before it can be recorded as published.

Police Act 1996 s.55: each recommendation needs an explanation, the action taken or proposed or why none (rules.md
section 1). Whether areas for improvement are recommendations in this sense is a setting, on unless switched off: the
Act says "recommendation", and the inspectorate counts them apart.
"""

from django.db.models import Q

from oversight.errors import RuleBroken
from oversight.folding import is_blank
from recommendations.rules.vocabulary import NOT_HELD, RecommendationType, Response

# What asks for something by itself. A cause of concern asks through its recommendations; a finding or a commitment
# asks for nothing that could be accepted.
ANSWERED = (
    RecommendationType.RECOMMENDATION,
    RecommendationType.CONDITION,
    RecommendationType.LESSON,
    RecommendationType.ENFORCEMENT,
    RecommendationType.AUDIT_FINDING,
)


def to_be_explained(*, afis: bool) -> Q:
    """Recommendations that need an explanation: those held, without their limbs, which share that of the whole."""
    types = [*ANSWERED, RecommendationType.AFI] if afis else [*ANSWERED]
    return Q(type__in=[str(one) for one in types], limb="", withdrawn_on__isnull=True) & ~Q(
        standing__in=[str(one) for one in NOT_HELD]
    )


def unexplained(*, afis: bool) -> Q:
    """Those of them that have none yet, or no response at all."""
    return to_be_explained(afis=afis) & (
        Q(response_explanation="") | Q(response__in=["", str(Response.AWAITING)])
    )


def require_explained(lacking: str) -> None:
    """Raise RuleBroken where recommendations, named in `lacking`, are left without their explanation."""
    if lacking:
        raise RuleBroken(
            "Each recommendation needs its response and an explanation, of action taken or proposed or why none, "
            f"before the response can be recorded as published. Lacking: {lacking}."
        )


def require_response(
    *, response: str, explanation: str, is_changed_after_publication: bool, note: str
) -> None:
    """Raise RuleBroken unless the response says something and explains it; a published one changes for a reason."""
    if response == Response.AWAITING:
        raise RuleBroken(
            "Say what the response is: awaiting one is where it stands without.", field="response"
        )
    if is_blank(explanation):
        raise RuleBroken(
            "Explain it: the action taken or proposed, or why there is none.", field="explanation"
        )
    if is_changed_after_publication and is_blank(note):
        raise RuleBroken("The response to this report is published: say why it changes.", field="note")
