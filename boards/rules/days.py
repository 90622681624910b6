"""Which bounds the days of boards have (oversight/days.py): model and column -> the kind of day."""

from oversight.days import HAPPENED, MEETING, PLANNED

BOUNDS = {
    "boards.BankHoliday.day": MEETING,
    "boards.Membership.from_on": PLANNED,
    "boards.Membership.until_on": PLANNED,
    "boards.Meeting.starts_at": MEETING,
    "boards.Meeting.ends_at": MEETING,
    "boards.Meeting.notice_given_on": HAPPENED,
    "boards.Meeting.agenda_issued_at": HAPPENED,
    "boards.PaperVersion.received_at": HAPPENED,
    "boards.Decision.decided_on": HAPPENED,
    "boards.Decision.published_on": HAPPENED,
}
