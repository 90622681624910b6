"""In which roles people are reminded, and when: the defaults of every board for what boards themselves owe.

A board may have others. The `prefix` of a schedule keeps its steps apart from those of other kinds, in the ledger and
in words.
"""

from oversight.reminders.recipients import OWNER
from oversight.reminders.schedule import Schedule

# The roles in which others than the person asked (OWNER) are reminded: once a thing is late.
LEAD = "lead"
SECRETARY = "secretary"
OVERSIGHT = "oversight"

ROLES = {
    OWNER: "the person it is asked of",
    LEAD: "the lead of the owner’s organisation",
    SECRETARY: "the board’s secretary",
    OVERSIGHT: "the board’s chair and the Deputy Mayor’s staff",
}

# Papers of a meeting: those who keep it and the lead of an item without one, a week and a day before the last day that
# the board's own clear working days leave. Late papers are taken until the meeting, so nobody is chased after it.
PAPERS_DUE = Schedule(before=(7, 1), prefix="papers-")
# Minutes are to be begun while the meeting is fresh, and in time to be read before the next: ten working days. No
# source sets them, and a board is no worse for a bank holiday among them, so they are counted as two weeks.
MINUTES_DAYS = 14
MINUTES_DUE = Schedule(before=(3, 0), weeks_between=1, late={OVERSIGHT: 28}, prefix="minutes-")
# Minutes are draft until a later meeting agrees them (rules.md section 9): nothing is late before one was held, and it
# may take so many days until what it agreed is recorded. The weeks are counted from the meeting that they are of.
AGREED_WITHIN_DAYS = 28
MINUTES_TO_AGREE = Schedule(before=(), weeks_between=4, prefix="agree-")
# A seat that ends: time to ask, and then to remind, those who are to extend it or to send somebody else.
SEAT_ENDS = Schedule(before=(28, 7), prefix="seat-")

# What came into the register longer than this after its day is a record of the past: corrected in the admin, where
# it is listed, and nobody is reminded of it. Otherwise the first run over a loaded register would chase what was due
# years ago.
ENTERED_WITHIN_DAYS = 28
