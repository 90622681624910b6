"""Who may not decide on a thing though they have the right: nobody decides on their own (rules.md sections 5 to 7).

A rule, not a right: it binds everybody, superusers and MOPAC's own actions included. The only place that knows.

The conflicts of interest, as `for_steps` of the querysets finds them:

- `tie_owns`: owns the action now;
- `tie_owned`: owns it now or owned it before;
- `tie_delivered`: reported progress on it; of a recommendation, reported its delivery or delivered one of its actions;
- `tie_proposed`: proposed the closure that waits for a decision;
- `tie_asked`: asked for the due date that waits for a decision.
"""

from oversight.steps import Bar

_DATE: tuple[Bar, ...] = (
    ("tie_asked", "You asked for this date: somebody else has to decide on it."),
    ("tie_owns", "You own this action: somebody else has to decide on its due date."),
)

_VERIFYING: tuple[Bar, ...] = (
    (
        "tie_delivered",
        "You delivered on this recommendation: somebody who did not deliver it has to verify it.",
    ),
)

# Step -> the conflicts of interest that keep a person from it, the plainest first. None keeps anybody from other steps.
BARS: dict[str, tuple[Bar, ...]] = {
    "agree_closure": (
        ("tie_proposed", "You proposed this closure: somebody else has to agree it."),
        ("tie_owned", "You own this action, or owned it before: somebody else has to agree its closure."),
        (
            "tie_delivered",
            "You reported progress on this action: somebody who did not deliver it has to agree its closure.",
        ),
    ),
    # Nobody releases themselves.
    "cancel": (("tie_owns", "You own this action: somebody else has to cancel it."),),
    "agree_due_date": _DATE,
    "decline_due_date": _DATE,
    "begin_review": _VERIFYING,
    "verify": _VERIFYING,
    "find_wanting": _VERIFYING,
    "agree_recommendation_closure": (
        ("tie_proposed", "You proposed this closure: somebody else has to agree it."),
        (
            "tie_delivered",
            "You delivered on this recommendation: somebody who did not deliver it has to agree its closure.",
        ),
    ),
}
