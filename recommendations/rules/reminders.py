"""Who is reminded of what falls due on actions, recommendations and reports, and when: the defaults of every board.

A board may have others (`boards.models.ReminderPolicy`).
"""

from boards.rules.reminders import LEAD, OVERSIGHT, SECRETARY
from oversight.reminders.schedule import Schedule

# An action: its owner four weeks, a week and a day ahead, on the day, and every week while it is overdue.
ACTION_DUE = Schedule(before=(28, 7, 1, 0), weeks_between=1, late={LEAD: 7, SECRETARY: 14, OVERSIGHT: 28})
# An accepted risk: the board's secretary, before it runs out; afterwards the thing is open again.
RISK_EXPIRES = Schedule(before=(28, 7, 1), prefix="risk-")
# What waits for the board: its secretary from the day on, and every week.
TO_VERIFY = Schedule(before=(0,), weeks_between=1, late={OVERSIGHT: 28}, prefix="verify-")
# A progress update: its owner a week ahead and on the day, and every week while it is late. A late update is not a late
# action (updates.py), so others are notified later than they would be of that, and the chair not at all.
UPDATE_DUE = Schedule(before=(7, 0), weeks_between=1, late={LEAD: 14, SECRETARY: 28}, prefix="update-")
# Requests that wait for the board: as what waits to be verified.
CLOSURE_TO_DECIDE = Schedule(before=(0,), weeks_between=1, late={OVERSIGHT: 28}, prefix="closure-")
DATE_TO_DECIDE = Schedule(before=(0,), weeks_between=1, late={OVERSIGHT: 28}, prefix="date-")
# Due at the next meeting of a board that has arranged none: no date, so never overdue (rules.md section 4). Boards meet
# every month at most, so that nothing is amiss in the first four weeks.
UNDATED = Schedule(before=(), weeks_between=4, prefix="undated-")
# The Commissioner's comments, by the day that MOPAC set; and the response itself, by the last day of the law or of the
# notice, of which the chair and the Deputy Mayor's staff are notified as soon as it has passed.
COMMENTS_DUE = Schedule(before=(28, 14, 7, 1, 0), weeks_between=1, late={OVERSIGHT: 7}, prefix="comments-")
RESPONSE_DUE = Schedule(before=(28, 14, 7, 1, 0), weeks_between=1, late={OVERSIGHT: 1}, prefix="response-")
