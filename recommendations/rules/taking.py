"""Whether a person can take a step: by right, from where the action stands, and by what ties them to it, in this order.

Buttons on the page, tools in the admin and `allowed_steps` in the API are what `open_to` gives; every door and every
operation asks `require`. An action is given as `for_steps` of its queryset fetches it.
"""

from datetime import date

from recommendations.rules import access, independence, workflow
from recommendations.rules.independence import Ties
from recommendations.rules.workflow import STEPS, Step, is_open_to_step


def require(user, step: Step, action, today: date) -> None:
    """Raise NotAllowed, WrongState or RuleBroken, in words, unless the person can take the step now."""
    access.require(user, step, action, today)
    workflow.require(step, action.status, has_date_request=action.has_date_request)
    independence.require(step, Ties.of(action))


def open_to(user, action, today: date) -> list[Step]:
    """The steps the person can take now."""
    ties = Ties.of(action)
    return [step for step in _by_right(user, action, today) if not independence.why_not(step, ties)]


def barred_to(user, action, today: date) -> list[str]:
    """Why the person cannot take what their right would give them now; each sentence once."""
    ties = Ties.of(action)
    sentences = [independence.why_not(step, ties) for step in _by_right(user, action, today)]
    return list(dict.fromkeys(filter(None, sentences)))


def _by_right(user, action, today: date) -> list[Step]:
    return [
        step
        for step in STEPS.values()
        if is_open_to_step(step, action.status, has_date_request=action.has_date_request)
        and access.may_take(user, step, action, today)
    ]
