"""The reminder schedule of a kind on a board: its own where it has one, else the default of the kind."""

from dataclasses import replace

from boards.models.reminder_policy import ReminderPolicy, days_before
from boards.rules.reminders import LEAD, OVERSIGHT, SECRETARY
from oversight.reminders.schedule import Schedule

# Role -> the column that says how many days late it is reminded.
LATE = {LEAD: "lead_days", SECRETARY: "secretary_days", OVERSIGHT: "oversight_days"}


def schedule_of(policy: ReminderPolicy, default: Schedule) -> Schedule:
    """The schedule that a policy says. Nobody is reminded by it who would not be by the default."""
    late = {role: getattr(policy, column) for role, column in LATE.items() if role in default.late}
    return replace(
        default,
        before=days_before(policy.before),
        weeks_between=policy.weeks_between,
        late={role: days for role, days in late.items() if days is not None},
    )


def own_schedules(kind: str, default: Schedule) -> dict[int, Schedule]:
    """Of the boards that have a schedule of their own for the kind."""
    return {
        policy.board_id: schedule_of(policy, default) for policy in ReminderPolicy.objects.filter(kind=kind)
    }


def as_policy(schedule: Schedule) -> dict:
    """A schedule as the columns of a policy, for the form to open on."""
    columns = {column: schedule.late.get(role) for role, column in LATE.items()}
    before = ", ".join(str(days) for days in sorted(schedule.before, reverse=True))
    return {"before": before, "weeks_between": schedule.weeks_between, **columns}
