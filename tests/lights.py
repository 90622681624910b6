"""One action of each rating, and one without, brought there by real steps."""

from datetime import timedelta

from django.utils import timezone

from recommendations import operations
from recommendations.models import Action
from tests import make


def one_of_each(world) -> dict[str, Action]:
    """By the rating's name; “none” was cancelled. Of the grey one nothing was heard, so that its update is late."""
    today = timezone.localdate()

    def an_action(days: int | None, **values) -> Action:
        due = {"due_basis": "none"} if days is None else {"due_on": today + timedelta(days=days)}
        return make.action(
            world.other_board,
            by=world.secretariat,
            owner_organisation=world.mps,
            set_on=today - timedelta(days=60),
            **due,
            **values,
        )

    lights = {
        "red": an_action(-3),
        "amber": an_action(50),
        "grey": an_action(None, update_every_days=30),
        "green": an_action(100, update_every_days=90),
        "blue": an_action(1),
        "none": an_action(2),
    }
    for days in (60, 90):
        operations.ask_due_date(
            lights["amber"], by=world.liaison, new_due_on=today + timedelta(days=days), reason="More time."
        )
        operations.agree_due_date(
            lights["amber"], by=world.secretariat, out_of_meeting_on=today, out_of_meeting_reason="By letter."
        )
    operations.propose_closure(
        lights["blue"], by=world.liaison, statement="Done.", evidence=[make.evidence()]
    )
    operations.agree_closure(
        lights["blue"], by=world.secretariat, out_of_meeting_on=today, out_of_meeting_reason="By letter."
    )
    operations.cancel(lights["none"], by=world.secretariat, reason="Overtaken.")
    return lights


# What each of them is said to be.
WORDS = {
    "red": "Red: overdue by 3 days",
    "amber": "Amber: moved 2 times",
    "grey": "Grey: no date",
    "green": "Green: due in 100 days",
    "blue": "Blue: closed and evidenced",
    "none": "Cancelled",
}
SLIPPED = "Moved 2 times, 40 days later in all"
