"""The traffic light of an action: computed, never stored (rules.md section 6). `SAYS` explains each to people.

The first that holds is the one. Cancelled actions have none, nor has what is closed without evidence: green would only
mean finished. The database asks by `expression`, people read `in_words`, and a test holds the two together over every
case. Recommendations have no light: they have their four statuses, and are overdue or not.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerChoices, IntegerField, Q, Value, When

from recommendations.rules import due_dates
from recommendations.rules.action_workflow import OPEN, Status
from recommendations.rules.due_dates import SOON_DAYS, is_due_soon, is_overdue
from recommendations.rules.vocabulary import Track

# So often moved, a due date is amber whatever is reported.
MOVES_TO_AMBER = 2


class Rating(IntegerChoices):
    """In the order people want to read them: what needs attention first."""

    RED = 1, "Red"
    AMBER = 2, "Amber"
    GREY = 3, "Grey"
    GREEN = 4, "Green"
    BLUE = 5, "Blue"

    @property
    def slug(self) -> str:
        """The name in addresses, in the API and in a page's classes: `red`."""
        return self.name.lower()

    @classmethod
    def by_slug(cls) -> dict[str, "Rating"]:
        return {rating.slug: rating for rating in cls}


# What each means, as the page "Who may do what" explains it.
SAYS: dict[Rating, str] = {
    Rating.RED: "Open, and overdue or reported off track.",
    Rating.AMBER: f"Open, and due within {SOON_DAYS} days, reported at risk, or moved {MOVES_TO_AMBER} times or more.",
    Rating.GREY: "Open, without a due date, and none of the above.",
    Rating.GREEN: "Open, with a due date, and none of the above.",
    Rating.BLUE: "Closed, with evidence.",
}
# What the rest have instead.
SAYS_NOTHING = (
    "What was cancelled, or closed without evidence, has no rating. A late update does not change it."
)


def expression(today: date, *, moved_often: Q, evidenced: Q) -> Case:
    """The rating as the database computes it, given how it asks for `MOVES_TO_AMBER` moves and for evidence.

    Null where there is none.
    """
    is_red = due_dates.overdue(today) | Q(is_open=True, track=Track.OFF_TRACK)
    is_amber = (
        due_dates.due_within(SOON_DAYS, today)
        | Q(is_open=True, track=Track.AT_RISK)
        | Q(is_open=True) & moved_often
    )
    return Case(
        When(is_red, then=Value(Rating.RED)),
        When(is_amber, then=Value(Rating.AMBER)),
        When(is_open=True, due_on__isnull=True, then=Value(Rating.GREY)),
        When(is_open=True, then=Value(Rating.GREEN)),
        When(Q(status=Status.CLOSED) & evidenced, then=Value(Rating.BLUE)),
        default=Value(None),
        output_field=IntegerField(null=True),
    )


@dataclass(frozen=True)
class Facts:
    """What the rating of one action rests on."""

    status: str
    due_on: date | None
    track: str
    moves: int
    is_evidenced: bool

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


def of(action) -> Facts:
    """The facts of an action that carries `moves` and `is_evidenced`."""
    return Facts(action.status, action.due_on, action.track, action.moves, action.is_evidenced)


def rate(facts: Facts, today: date) -> tuple[Rating | None, str]:
    """The rating and why, for instance amber, “due in 12 days, moved 2 times”; without one, what to say instead."""
    if not facts.is_open:
        if facts.status == Status.CANCELLED:
            return None, "cancelled"
        if facts.is_evidenced:
            return Rating.BLUE, "closed and evidenced"
        return None, "closed without evidence"
    nearness = due_dates.in_words(facts.due_on, True, today)
    nearness = nearness[:1].lower() + nearness[1:]
    reasons = {
        Rating.RED: {
            nearness: is_overdue(facts.due_on, True, today),
            "reported off track": facts.track == Track.OFF_TRACK,
        },
        Rating.AMBER: {
            nearness: is_due_soon(facts.due_on, True, today),
            "reported at risk": facts.track == Track.AT_RISK,
            f"moved {facts.moves} times": facts.moves >= MOVES_TO_AMBER,
        },
    }
    for rating, why in reasons.items():
        if any(why.values()):
            return rating, ", ".join(reason for reason, holds in why.items() if holds)
    return (Rating.GREY if facts.due_on is None else Rating.GREEN), nearness


def in_words(facts: Facts, today: date) -> str:
    """“Red: overdue by 3 days”, “Amber: moved 2 times”, “Blue: closed and evidenced”; never the colour alone."""
    rating, why = rate(facts, today)
    return f"{rating.label}: {why}" if rating else why[:1].upper() + why[1:]
