"""What should have been told to whom, worked out plainly: day by day, action by action, from a record of its own.

It asks the engine nothing and shares no rule with it but the list of working days.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from oversight.working_days import is_working_day

READS_ALL = ("secretariat", "dmpc_staff", "auditor", "administrator")
NOBODY = ""
# What the steps of a closure that waits begin with.
CLOSURE = "closure-"
FOUR_WEEKS = timedelta(weeks=4)


@dataclass
class Seat:
    board: str
    kind: str
    since: date
    until: date | None = None

    def is_held(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass
class Somebody:
    """A person, called by their address."""

    email: str
    organisation: str = ""
    role: str = ""
    is_active: bool = True
    seats: list[Seat] = field(default_factory=list)

    def sits_on(self, board: str, day: date) -> bool:
        return any(seat.board == board and seat.is_held(day) for seat in self.seats)


@dataclass
class Deed:
    """An action as it stands. Its number is in its words, so that an e-mail shows what was given away."""

    number: int
    reference: str
    board: str
    is_restricted: bool
    is_marked: bool
    organisation: str
    owner: str
    due_on: date
    is_open: bool = True
    # Since when its closure waits for the board, where it does.
    waits_since: date | None = None


@dataclass(frozen=True)
class Owed:
    """One step of one action, to one person."""

    email: str
    reference: str
    step: str
    due_on: date

    @property
    def is_of_closure(self) -> bool:
        return self.step.startswith(CLOSURE)


@cache
def shifted(day: date, by: int) -> date:
    while not is_working_day(day):
        day += timedelta(days=by)
    return day


@cache
def present_step(due_on: date, today: date) -> str:
    """The owner's: the last whose day has come. Steps before the date go the working day before, others the next."""
    step = ""
    for days in (28, 7, 1, 0):
        if shifted(due_on - timedelta(days=days), -1) <= today:
            step = f"due-{days}"
    week = 1
    while shifted(due_on + timedelta(weeks=week), 1) <= today:
        step = f"overdue-{week}w"
        week += 1
    return step


class Oracle:
    """The record, and what follows from it: the ledger as it should be, and the digests of each day."""

    def __init__(self) -> None:
        self.people: dict[str, Somebody] = {}
        self.deeds: dict[str, Deed] = {}
        self.leads: dict[str, str] = {}
        # What was ever owed -> "owed", "sent", or why it was withdrawn.
        self.ledger: dict[Owed, str] = {}
        self.had_digest: dict[tuple[str, date], int] = {}
        # What stands, by reference, while one sweep is worked out: nobody does anything meanwhile.
        self._stands: dict[str, set[Owed]] = {}

    # --- who hears what on a day -------------------------------------------------------------

    def can_be_reached(self, email: str) -> bool:
        return email != NOBODY and self.people[email].is_active

    def who_answers(self, deed: Deed) -> str:
        """The owner; where there is none to reach, the lead of the organisation; else nobody."""
        lead = self.leads.get(deed.organisation, NOBODY)
        return next((email for email in (deed.owner, lead) if self.can_be_reached(email)), NOBODY)

    def on_the_board(self, deed: Deed, kind: str, today: date) -> list[str]:
        found = [
            (seat.since, somebody.email)
            for somebody in self.people.values()
            for seat in somebody.seats
            if (seat.board, seat.kind) == (deed.board, kind) and seat.is_held(today) and somebody.is_active
        ]
        return [email for _, email in sorted(found)]

    def standing(self, deed: Deed, today: date) -> set[Owed]:
        """Every step of the action that stands today, told or not."""
        if deed.reference not in self._stands:
            self._stands[deed.reference] = self._standing(deed, today)
        return self._stands[deed.reference]

    def _standing(self, deed: Deed, today: date) -> set[Owed]:
        if deed.waits_since:
            return self._closure_standing(deed, deed.waits_since, today)
        if not deed.is_open:
            return set()
        heard: set[tuple[str, str]] = set()
        if step := present_step(deed.due_on, today):
            heard.add((self.who_answers(deed), step))
        for (recipient_role, days), who in ESCALATES.items():
            if shifted(deed.due_on + timedelta(days=days), 1) <= today:
                recipients = [email for email in who(self, deed, today) if self.can_be_reached(email)]
                heard |= {(email, f"{recipient_role}-{days}") for email in recipients or [NOBODY]}
        return {Owed(email, deed.reference, step, deed.due_on) for email, step in heard}

    def _closure_standing(self, deed: Deed, since: date, today: date) -> set[Owed]:
        """The board's turn: its secretary hears from the day on, chair and staff after four weeks; nobody else."""
        (secretary,) = self.on_the_board(deed, "secretary", today)
        late = [(email, "oversight-28") for email in ESCALATES["oversight", 28](self, deed, today)]
        heard = [
            (secretary, present_step(since, today)),
            *(late if shifted(since + FOUR_WEEKS, 1) <= today else []),
        ]
        return {Owed(email, deed.reference, f"{CLOSURE}{step}", since) for email, step in heard}

    def may_see(self, email: str, deed: Deed, today: date) -> bool:
        somebody = self.people[email]
        if not somebody.is_active:
            return False
        if somebody.sits_on(deed.board, today):
            return True
        if deed.is_restricted:
            return False
        of_same = somebody.role == "liaison" and somebody.organisation == deed.organisation
        return somebody.role in READS_ALL or email == deed.owner or of_same

    # --- a sweep and a delivery --------------------------------------------------------------

    def why_not(self, owed: Owed, today: date) -> str:
        """Why a step that was owed no longer valid; nothing where it does."""
        deed = self.deeds[owed.reference]
        if owed in self.standing(deed, today):
            return ""
        if owed.is_of_closure:
            is_asked, due_on = deed.waits_since is not None, deed.waits_since
        elif deed.waits_since:
            return "waits"
        else:
            is_asked, due_on = deed.is_open, deed.due_on
        if not is_asked:
            return "finished"
        if due_on != owed.due_on:
            return "moved"
        escalations = {
            f"{of}{recipient_role}-{days}" for recipient_role, days in ESCALATES for of in ("", CLOSURE)
        }
        of_same_recipients = {
            one.email
            for one in self.standing(deed, today)
            if one.step == owed.step or not escalations & {one.step, owed.step}
        }
        return "overtaken" if owed.email in of_same_recipients else "reassigned"

    def sweep(self, today: date) -> None:
        self._stands.clear()
        for owed, state in self.ledger.items():
            if state == "owed":
                self.ledger[owed] = self.why_not(owed, today) or "owed"
            elif state not in ("sent", "nobody") and not self.why_not(owed, today):
                hidden = state == "hidden" and not self.may_see(owed.email, self.deeds[owed.reference], today)
                self.ledger[owed] = "hidden" if hidden else "owed"
        for deed in self.deeds.values():
            for owed in self.standing(deed, today):
                self.ledger.setdefault(owed, "owed" if owed.email else "nobody")

    def deliver(self, today: date, hour: int) -> dict[str, set[Owed]]:
        """The digests that leave now, by address."""
        if hour < 8 or not is_working_day(today):
            return {}
        digests: dict[str, set[Owed]] = {}
        for owed, state in self.ledger.items():
            if state != "owed" or (owed.email, today) in self.had_digest:
                continue
            if self.may_see(owed.email, self.deeds[owed.reference], today):
                digests.setdefault(owed.email, set()).add(owed)
                self.ledger[owed] = "sent"
            else:
                self.ledger[owed] = "hidden"
        for email, told in digests.items():
            self.had_digest[email, today] = len(told)
        return digests


# As what, and days late -> who hears besides the owner: once each, from then on.
ESCALATES = {
    ("lead", 7): lambda oracle, deed, today: [oracle.leads.get(deed.organisation, NOBODY)],
    ("secretary", 14): lambda oracle, deed, today: oracle.on_the_board(deed, "secretary", today)[:1],
    ("oversight", 28): lambda oracle, deed, today: [
        *oracle.on_the_board(deed, "chair", today),
        *(email for email, somebody in oracle.people.items() if somebody.role == "dmpc_staff"),
    ],
}
