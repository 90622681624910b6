"""Who may not decide on a thing though they have the right: nobody decides on their own (rules.md sections 5 to 7).

A rule, not a right: it binds everybody, superusers and MOPAC's own actions included. The only place that knows.
"""

from dataclasses import dataclass, fields

from oversight.errors import RuleBroken
from recommendations.rules.steps import Step


@dataclass(frozen=True)
class Ties:
    """What ties one person to one action or recommendation."""

    # Owns it now.
    owns: bool = False
    # Owns it now or owned it before.
    owned: bool = False
    # Reported progress on it; of a recommendation, reported its delivery or delivered one of its actions.
    delivered: bool = False
    # Proposed the closure that waits for a decision.
    proposed: bool = False
    # Asked for the due date that waits for a decision.
    asked: bool = False

    @classmethod
    def of(cls, record) -> "Ties":
        """Of a record fetched with what ties the person to it, by `for_steps` of its queryset."""
        return cls(**{field.name: getattr(record, f"tie_{field.name}", False) for field in fields(cls)})


# A tie and what is said to whoever has it.
Bar = tuple[str, str]

_DATE: tuple[Bar, ...] = (
    ("asked", "You asked for this date: somebody else has to decide on it."),
    ("owns", "You own this action: somebody else has to decide on its due date."),
)

_VERIFYING: tuple[Bar, ...] = (
    (
        "delivered",
        "You delivered on this recommendation: somebody who did not deliver it has to verify it.",
    ),
)

# Step -> the ties that keep a person from it, the plainest first. Steps that are not named here are open to all ties.
BARS: dict[str, tuple[Bar, ...]] = {
    "agree_closure": (
        ("proposed", "You proposed this closure: somebody else has to agree it."),
        ("owned", "You own this action, or owned it before: somebody else has to agree its closure."),
        (
            "delivered",
            "You reported progress on this action: somebody who did not deliver it has to agree its closure.",
        ),
    ),
    # Nobody releases themselves.
    "cancel": (("owns", "You own this action: somebody else has to cancel it."),),
    "agree_due_date": _DATE,
    "decline_due_date": _DATE,
    "begin_review": _VERIFYING,
    "verify": _VERIFYING,
    "find_wanting": _VERIFYING,
    "agree_recommendation_closure": (
        ("proposed", "You proposed this closure: somebody else has to agree it."),
        (
            "delivered",
            "You delivered on this recommendation: somebody who did not deliver it has to agree its closure.",
        ),
    ),
}


def why_not(step: Step, ties: Ties) -> str:
    """Why the step is not for somebody tied to the thing like this, in one sentence; nothing where it is."""
    return next((sentence for tie, sentence in BARS.get(step.name, ()) if getattr(ties, tie)), "")


def require(step: Step, ties: Ties) -> None:
    if sentence := why_not(step, ties):
        raise RuleBroken(sentence)
