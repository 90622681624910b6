"""Who hears of what falls due on actions, recommendations and reports, and when: the defaults of every board.

A board may have others (`boards.models.ReminderPolicy`).
"""

from boards.rules.reminders import LEAD, OVERSIGHT, SECRETARY
from oversight.reminders.ladder import Ladder

# An action: its owner four weeks, a week and a day ahead, on the day, and every week while it is overdue.
ACTION_DUE = Ladder(before=(28, 7, 1, 0), weeks_between=1, late={LEAD: 7, SECRETARY: 14, OVERSIGHT: 28})
# An accepted risk: the board's secretary, before it runs out; afterwards the thing is open again.
RISK_EXPIRES = Ladder(before=(28, 7, 1), prefix="risk-")
# What waits for the board: its secretary from the day on, and every week.
TO_VERIFY = Ladder(before=(0,), weeks_between=1, late={OVERSIGHT: 28}, prefix="verify-")
