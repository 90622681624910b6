"""Whether a person can take a step: by right, from where the thing stands, and by what ties them to it, in this order.

Buttons on the page, tools in the admin and `allowed_steps` in the API are what `open_to` gives; every door and every
operation asks `require`. A record is given as `for_steps` of its queryset fetches it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from oversight.errors import WrongState
from recommendations.rules import (
    access,
    action_workflow,
    recommendation_workflow,
    response_workflow,
    separation_of_duties,
)
from recommendations.rules.separation_of_duties import Ties
from recommendations.rules.steps import Step

# Kind of record (the model's name) -> the table of its steps.
TABLES: dict[str, Mapping[str, Step]] = {
    "action": action_workflow.STEPS,
    "recommendation": recommendation_workflow.STEPS,
    "report": response_workflow.STEPS,
}
# The words for all that happens to any of them.
DONE: dict[str, str] = action_workflow.DONE | recommendation_workflow.DONE | response_workflow.DONE


def table_of(kind: Any) -> Mapping[str, Step]:
    """The steps of a kind of record, given as its model or as one of it."""
    return TABLES[str(kind._meta.model_name)]


def require(user, step: Step, record, today: date) -> None:
    """Raise NotAllowed, WrongState or RuleBroken, in words, unless the person can take the step now."""
    access.require(user, step, record, today)
    if sentence := step.why_not(record):
        raise WrongState(sentence)
    separation_of_duties.require(step, Ties.of(record))


def open_to(user, record, today: date) -> list[Step]:
    """The steps the person can take now."""
    ties = Ties.of(record)
    return [step for step in _by_right(user, record, today) if not separation_of_duties.why_not(step, ties)]


def barred_to(user, record, today: date) -> list[str]:
    """Why the person cannot take what their right would give them now; each sentence once."""
    ties = Ties.of(record)
    sentences = [separation_of_duties.why_not(step, ties) for step in _by_right(user, record, today)]
    return list(dict.fromkeys(filter(None, sentences)))


def _by_right(user, record, today: date) -> list[Step]:
    return [
        step
        for step in table_of(record).values()
        if not step.why_not(record) and access.may_take(user, step, record, today)
    ]
