"""When progress is next expected of an action: it follows any news of the action, and what is asked of it."""

from datetime import date

from django.db.models import F

from boards.models import Board
from oversight import context
from oversight.day_sql import days_after
from oversight.models import Event
from oversight.steps import Step
from recommendations.models import Action
from recommendations.rules import updates
from recommendations.rules.action_workflow import FINISHED


def expect_update(action: Action, heard_on: date | None = None) -> None:
    """Work out `update_due_on` of an action about to be saved; empty once it is finished.

    `heard_on` is the day of the last news of it, where the caller knows it.
    """
    if action.status in FINISHED:
        action.update_due_on = None
        return
    days = updates.expected_every(action.update_every_days, action.board.update_every_days)
    heard_on = heard_on or Action.objects.with_heard_on().get(pk=action.pk).heard_on
    action.update_due_on = updates.due_on(heard_on, days)


def follow_step(was: Action, action: Action, step: Step) -> None:
    """Keep `update_due_on` of a locked action in step with what was just done to it."""
    if action.status in FINISHED or step.name in updates.HEARD:
        expect_update(action, context.today())


def follow_board(board: Board, event: Event) -> None:
    """Keep the board's open actions in step with how often it asks for an update, those with a number of their own
    aside. One UPDATE, however many they are; the board's Event records it."""
    if "update_every_days" not in event.after:
        return
    days = updates.expected_every(None, board.update_every_days)
    due_on = days_after(F("heard_on"), days) if days else None
    following = Action.objects.open().filter(board=board, update_every_days=None)
    following.with_heard_on().update(update_due_on=due_on)
