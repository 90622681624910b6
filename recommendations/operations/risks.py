"""Accepted risks that have run out: what was closed with one is taken up again (rules.md section 7)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from oversight import context
from oversight.days import day_in_words
from oversight.operations import changing
from recommendations.models import Action, Recommendation
from recommendations.operations import updates
from recommendations.operations.actions import take_up_again
from recommendations.operations.recommendation_closure import reopen_locked
from recommendations.rules.action_workflow import Status
from recommendations.rules.closure import has_run_out


def reopen_expired(today: date | None = None) -> int:
    """Take up again every action and recommendation whose accepted risk has run out; how many.

    It may run as often as one likes, at once in several places: each expiry reopens once.
    """
    today = today or context.today()
    reopened = _each(Action, "risk_expired", _reopen_action, today)
    return reopened + _each(Recommendation, "recommendation_risk_expired", reopen_locked, today)


def _each(model: Any, step: str, reopen: Callable[[Any], None], today: date) -> int:
    reopened = 0
    expired = model._default_manager.filter(has_run_out(today)).order_by("pk")
    for pk in list(expired.values_list("pk", flat=True)):
        with transaction.atomic():
            # Locked and asked again: another run, or a person, may have been quicker.
            record = expired.select_for_update().filter(pk=pk).first()
            if record is None:
                continue
            note = f"The risk was accepted until {day_in_words(record.risk_accepted_until)}."
            with changing(record, step=step, by=None, note=note) as locked:
                reopen(locked)
        reopened += 1
    return reopened


def _reopen_action(action: Action) -> None:
    take_up_again(action)
    action.status = Status.IN_PROGRESS
    updates.expect_update(action, context.today())
