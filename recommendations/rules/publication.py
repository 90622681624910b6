"""What may stand in a document for publication: the one place that says so (rules.md section 10).

Marking is how a thing is handled, publishable whether the public may see it; what hangs on a restricted board is
unknown to others. So that nobody publishes what others may not know of, what a restricted board holds never stands in
a document for publication, not even as a number, although its members could read it.
"""

from collections.abc import Mapping
from enum import Enum

from oversight.markings import Marking
from recommendations.rules.vocabulary import NOT_HELD, RecommendationType


class Treatment(Enum):
    SHOWN = "shown"
    # Not shown, and counted as left out.
    LEFT_OUT = "left out"
    # Not shown and not counted.
    NOT_COUNTED = "not counted"


def treatment(thing, *, is_restricted: bool) -> Treatment:
    """How a report, recommendation or action is treated, `is_restricted` being of the board it hangs on."""
    if is_restricted:
        return Treatment.NOT_COUNTED
    if not thing.is_publishable or thing.marking != Marking.OFFICIAL:
        return Treatment.LEFT_OUT
    return Treatment.SHOWN


def of_action(action) -> Treatment:
    return treatment(action, is_restricted=action.board.is_restricted)


def of_recommendation(recommendation, known: Mapping) -> Treatment:
    """What is not known to be a recommendation is no part of a response; a part goes the way of the whole.

    `known` holds what it may be a part of, by key.
    """
    is_one = recommendation.type != RecommendationType.COMMITMENT and recommendation.standing not in NOT_HELD
    board = recommendation.lead_board
    own = treatment(recommendation, is_restricted=board is not None and board.is_restricted)
    if not is_one:
        return Treatment.NOT_COUNTED
    parent = known.get(recommendation.parent_id)
    if parent is None or own is Treatment.NOT_COUNTED:
        return own
    of_whole = of_recommendation(parent, known)
    return own if of_whole is Treatment.SHOWN else of_whole


def publishes(report) -> bool:
    """Whether a response to this report is for publication at all."""
    return treatment(report, is_restricted=False) is Treatment.SHOWN
