"""The ladder of a kind on a board: its own where it has one, else the default of the kind."""

from dataclasses import replace

from boards.models.reminder_policy import ReminderPolicy, days_before
from boards.rules.reminders import LEAD, OVERSIGHT, SECRETARY
from oversight.reminders.ladder import Ladder

# As what somebody hears -> the column that says how many days late.
LATE = {LEAD: "lead_days", SECRETARY: "secretary_days", OVERSIGHT: "oversight_days"}


def ladder_of(policy: ReminderPolicy, default: Ladder) -> Ladder:
    """The ladder that a policy says. Nobody hears by it who would not hear of the kind on any board."""
    late = {told_as: getattr(policy, column) for told_as, column in LATE.items() if told_as in default.late}
    return replace(
        default,
        before=days_before(policy.before),
        weeks_between=policy.weeks_between,
        late={told_as: days for told_as, days in late.items() if days is not None},
    )


def ladders(kind: str, default: Ladder) -> dict[int, Ladder]:
    """The boards that have a ladder of their own for the kind."""
    return {
        policy.board_id: ladder_of(policy, default) for policy in ReminderPolicy.objects.filter(kind=kind)
    }


def as_policy(ladder: Ladder) -> dict:
    """A ladder as the columns of a policy, for the form to open on."""
    columns = {column: ladder.late.get(told_as) for told_as, column in LATE.items()}
    before = ", ".join(str(days) for days in sorted(ladder.before, reverse=True))
    return {"before": before, "weeks_between": ladder.weeks_between, **columns}
