"""A year of reminders: 500 actions that move, close, reopen and change hands, three outages, both clock changes, and
two workers at once. Every owed step is told once or withdrawn for a reason that holds, as an oracle of its own works it
out (oracle.py); and the ledger, e-mail by e-mail, says the same. The run's report tells the figures.

Without --everything it is the quarter with the first clock change and two of the outages.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from boards.models import Membership
from boards.operations import amend_membership, amend_person, seat_member
from oversight.reminders.ledger import Digest, Reminder
from oversight.working_days import is_working_day
from recommendations import operations
from recommendations.models import Action
from tests import make
from tests.faults.conftest import all_of
from tests.faults.oracle import Deed, Oracle, Owed, Seat, Somebody
from tests.servers.plugin import FIGURES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.either]

SEED = 2026
# When it begins, and how many days it lasts.
YEAR, QUARTER = (date(2026, 1, 5), 365), (date(2026, 3, 2), 91)
ACTIONS, AT_FIRST = 500, 200
CLOCKS_CHANGE = (date(2026, 3, 29), date(2026, 10, 25))
# Nothing runs from the first of each on, for so many days; people go on working.
OUTAGES = {date(2026, 3, 10): 1, date(2026, 5, 18): 5, date(2026, 8, 20): 20}
DOWN = {first + timedelta(days=day) for first, days in OUTAGES.items() for day in range(days)}
# Both workers deliver each time; of so many times, once both sweep as well.
BOTH_SWEEP = 10
SUNDAY = 6
LONDON = ZoneInfo("Europe/London")
OPEN_BOARDS, RESTRICTED_BOARDS = ("OPENA", "OPENB", "OPENC"), ("SHUTA", "SHUTB")
# The last has nobody who hears for it.
ORGANISATIONS = ("mps", "city", "council")


def in_london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


class Year:
    """The register and the oracle's record, kept in step: what is done to the one is noted in the other."""

    def __init__(self, begins: date) -> None:
        self.chance = random.Random(SEED)  # noqa: S311
        self.begins = begins
        self.oracle = Oracle()
        self.people: dict[str, Any] = {}
        self.boards: dict[str, Any] = {}
        self.organisations: dict[str, Any] = {}
        self.actions: dict[str, Action] = {}
        self.done: Counter[str] = Counter()
        self.begin()

    # --- the world ---------------------------------------------------------------------------

    def person(self, name: str, organisation: str, role: str = "") -> str:
        made = make.person(name, organisation=self.organisations[organisation], role=role)
        email = str(made.email)
        self.people[email] = made
        self.oracle.people[email] = Somebody(email, organisation, role)
        return email

    def seat(self, email: str, board: str, kind: str, since: date, by: Any = None) -> None:
        given = Membership(person=self.people[email], board=self.boards[board], seat=kind, from_on=since)
        if by is None:
            given.save()
        else:
            seat_member(given, by=by)
        self.oracle.people[email].seats.append(Seat(board, kind, since))

    def begin(self) -> None:
        for slug in (*ORGANISATIONS, "mopac"):
            self.organisations[slug] = make.organisation(slug)
        self.secretariat = self.people[self.person("Secretariat", "mopac", "secretariat")]
        self.administrator = self.people[self.person("Administrator", "mopac", "administrator")]
        self.person("Deputy Mayors staff", "mopac", "dmpc_staff")
        self.owners = {
            slug: [self.person(f"{slug} owner {number}", slug) for number in range(2)]
            for slug in ORGANISATIONS
        }
        for slug in ORGANISATIONS[:-1]:
            lead = self.person(f"{slug} lead", slug, "liaison")
            self.oracle.leads[slug] = lead
            self.organisations[slug].lead = self.people[lead]
            self.organisations[slug].save()
        long_ago = self.begins - timedelta(days=365)
        for board in OPEN_BOARDS + RESTRICTED_BOARDS:
            self.boards[board] = make.board(
                board, name=f"Table {board}", is_restricted=board in RESTRICTED_BOARDS
            )
            for kind in ("chair", "secretary"):
                self.seat(self.person(f"{board} {kind}", "mopac"), board, kind, long_ago)
        # The first owner of each organisation sits on the restricted boards.
        self.sitting = {slug: owners[:1] for slug, owners in self.owners.items()}
        for board in RESTRICTED_BOARDS:
            for email in (email for owners in self.sitting.values() for email in owners):
                self.seat(email, board, "member", long_ago)
        for _ in range(AT_FIRST):
            self.set_action(self.begins)

    def keeper(self, board: str) -> Any:
        return self.people[f"{board.lower()}.secretary@example.org"]

    def chair(self, board: str) -> Any:
        return self.people[f"{board.lower()}.chair@example.org"]

    def somebody_for(self, organisation: str, board: str, today: date) -> str:
        """One who may own an action of the board; now and then nobody."""
        if self.chance.random() < 0.06:
            return ""
        may = [
            email
            for email in self.owners[organisation]
            if board in OPEN_BOARDS or self.oracle.people[email].sits_on(board, today)
        ]
        return self.chance.choice(may or [""])

    # --- what people do ----------------------------------------------------------------------

    def set_action(self, today: date) -> None:
        number = len(self.actions)
        board = self.chance.choice(OPEN_BOARDS * 2 + RESTRICTED_BOARDS)
        organisation = self.chance.choice(ORGANISATIONS)
        owner = self.somebody_for(organisation, board, today)
        due_on = today + timedelta(days=self.chance.randrange(2, 120))
        is_marked = self.chance.random() < 0.1
        action = make.action(
            self.boards[board],
            by=self.keeper(board),
            owner_organisation=self.organisations[organisation],
            owner=self.people.get(owner),
            title=f"Deed{number:03d} is done",
            complete_when=f"Test{number:03d} is passed",
            set_on=today,
            due_on=due_on,
            marking="OFFICIAL-SENSITIVE" if is_marked else "OFFICIAL",
        )
        self.actions[action.reference] = action
        self.oracle.deeds[action.reference] = Deed(
            number=number,
            reference=action.reference,
            board=board,
            is_restricted=board in RESTRICTED_BOARDS,
            is_marked=is_marked,
            organisation=organisation,
            owner=owner,
            due_on=due_on,
        )
        self.done["set"] += 1

    def move(self, deed: Deed, today: date) -> None:
        action, new = self.actions[deed.reference], today + timedelta(days=self.chance.randrange(90))
        if new == deed.due_on:
            return
        operations.ask_due_date(action, by=self.keeper(deed.board), new_due_on=new, reason="It takes longer.")
        where = {"out_of_meeting_on": today, "out_of_meeting_reason": "By letter."}
        operations.agree_due_date(action, by=self.chair(deed.board), **where)
        deed.due_on = new
        self.done["moved"] += 1

    def propose_closure(self, deed: Deed, today: date) -> None:
        """Decided at once now and then, else on a day to come."""
        operations.propose_closure(
            self.actions[deed.reference],
            by=self.keeper(deed.board),
            statement="It is done.",
            evidence=[make.evidence()],
        )
        deed.waits_since = today
        self.done["proposed"] += 1
        if self.chance.random() < 0.3:
            self.decide_closure(deed, today)

    def decide_closure(self, deed: Deed, today: date) -> None:
        action, deed.waits_since = self.actions[deed.reference], None
        if self.chance.random() < 0.4:
            operations.return_closure(action, by=self.chair(deed.board), reason="It shows too little.")
            self.done["given back"] += 1
            return
        where = {"out_of_meeting_on": today, "out_of_meeting_reason": "By letter."}
        operations.agree_closure(action, by=self.chair(deed.board), **where)
        deed.is_open = False
        self.done["closed"] += 1

    def cancel(self, deed: Deed, today: date) -> None:
        operations.cancel(self.actions[deed.reference], by=self.chair(deed.board), reason="Not wanted.")
        deed.is_open = False
        self.done["cancelled"] += 1

    def reopen(self, deed: Deed, today: date) -> None:
        operations.reopen(self.actions[deed.reference], by=self.chair(deed.board), reason="Not done.")
        deed.is_open = True
        self.done["reopened"] += 1

    def hand_over(self, deed: Deed, today: date) -> None:
        owner = self.somebody_for(deed.organisation, deed.board, today)
        if owner == deed.owner:
            return
        operations.hand_over(
            self.actions[deed.reference],
            by=self.keeper(deed.board),
            owner=self.people.get(owner),
            reason="They moved on.",
        )
        deed.owner = owner
        self.done["handed over"] += 1

    def end_or_give_seat(self, today: date) -> None:
        """A member leaves a restricted board from today on, or one who left comes back."""
        board = self.chance.choice(RESTRICTED_BOARDS)
        organisation = self.chance.choice(ORGANISATIONS)
        email = self.chance.choice(self.sitting[organisation])
        seats = [seat for seat in self.oracle.people[email].seats if seat.board == board]
        if seats[-1].until is None and seats[-1].since < today:
            held = Membership.objects.get(board=self.boards[board], person=self.people[email], until_on=None)
            yesterday = today - timedelta(days=1)
            amend_membership(held, by=self.keeper(board), changes={"until_on": yesterday})
            seats[-1].until = yesterday
            self.done["seats ended"] += 1
        elif seats[-1].until is not None:
            self.seat(email, board, "member", today, by=self.keeper(board))
            self.done["seats given"] += 1

    def leave_or_return(self) -> None:
        """Somebody's access is withdrawn, or given again."""
        somebody = self.oracle.people[self.chance.choice(self.owners[self.chance.choice(ORGANISATIONS)][1:])]
        somebody.is_active = not somebody.is_active
        person = self.people[somebody.email]
        amend_person(person, by=self.administrator, changes={"is_active": somebody.is_active})
        self.done["returned" if somebody.is_active else "left"] += 1

    def a_day(self, today: date, about: list[str]) -> None:
        """What people do on one day, weekends too: with the actions named, where any are, else with any."""
        if len(self.actions) < ACTIONS and self.chance.random() < 0.95:
            self.set_action(today)
        for _ in range(self.chance.randrange(6)):
            deed = self.oracle.deeds[self.chance.choice(about or list(self.actions))]
            steps = (self.move, self.propose_closure, self.cancel, self.hand_over)
            step = self.chance.choices(steps, weights=(5, 6, 1, 4))[0]
            if not deed.waits_since:
                (step if deed.is_open else self.reopen)(deed, today)
        for deed in self.oracle.deeds.values():
            if deed.waits_since and self.chance.random() < 0.05:
                self.decide_closure(deed, today)
        if self.chance.random() < 0.08:
            self.end_or_give_seat(today)
        if self.chance.random() < 0.08:
            self.leave_or_return()


def runs_on(day: date) -> Iterator[datetime]:
    """When the workers run before people come: at eight, of a week-end's days on the Saturday; about the clock changes
    every day, by Greenwich too, and a minute before eight."""
    if any(abs((day - change).days) <= 2 for change in CLOCKS_CHANGE):
        moments = {datetime.combine(day, time(hour), UTC) for hour in (6, 7, 8)}
        yield from sorted(moments | {in_london(day, 7, 59), in_london(day, 8)})
    elif day.weekday() != SUNDAY:
        yield in_london(day, 8)


def require_says(message: EmailMessage, told: set[Owed], oracle: Oracle) -> None:
    """The e-mail names what was to be told, and nothing else: of what is marked, not even its board."""
    deeds = [oracle.deeds[owed.reference] for owed in told]
    shown = [deed for deed in deeds if not deed.is_marked]
    for kind in ("plain", "html"):
        text = message.get_body((kind,)).get_content()
        assert set(re.findall(r"\b[A-Z]{5}-\d{4}-\d{3}\b", text)) == {owed.reference for owed in told}
        assert set(re.findall(r"Deed(\d{3})", text)) == {f"{deed.number:03d}" for deed in shown}
        assert set(re.findall(r"Test(\d{3})", text)) <= {f"{deed.number:03d}" for deed in shown}
        assert set(re.findall(r"Table ([A-Z]{5})", text)) == {deed.board for deed in shown}


def test_through_outages_and_clock_changes_two_workers_tell_everything_once(
    smtp_server, deliverers, record_property, everything
):
    begins, days = YEAR if everything else QUARTER
    with time_machine.travel(in_london(begins, 6)):
        year = Year(begins)
    oracle, carried = year.oracle, {}
    pair = deliverers(2)
    runs = 0

    def run(moment: datetime) -> None:
        nonlocal runs
        today, hour = moment.astimezone(LONDON).date(), moment.astimezone(LONDON).hour
        with all_of(pair if runs % BOTH_SWEEP == 0 else pair[:1], "sweep", moment):
            oracle.sweep(today)
        with all_of(pair, "deliver", moment):
            expected = oracle.deliver(today, hour)
        runs += 1
        came = smtp_server.messages[len(carried) :]
        assert sorted(message["To"] for message in came) == sorted(expected), moment
        for message in came:
            require_says(message, expected[message["To"]], oracle)
            carried[message["Message-ID"]] = expected[message["To"]]
        assert len(carried) == len(smtp_server.messages), "each has a Message-ID of its own"

    def people_act(day: date, hour: int) -> None:
        with time_machine.travel(in_london(day, hour)):
            year.a_day(
                day, about=sorted({owed.reference for owed in oracle.ledger if oracle.ledger[owed] == "owed"})
            )

    for number in range(days):
        day = begins + timedelta(days=number)
        is_up, early = day not in DOWN, day not in DOWN and number % 6 == 0
        if early:
            # The night's sweep: what people do next is about what is owed and not told yet.
            with all_of(pair[:1], "sweep", in_london(day, 5)):
                oracle.sweep(day)
            people_act(day, 6)
        for moment in runs_on(day) if is_up else ():
            run(moment)
        if not early:
            people_act(day, 11)
        if is_up and number % 21 == 3:
            run(in_london(day, 16))

    rows = Reminder.objects.values_list(
        "recipient__email", "subject_reference", "step", "due_on", "state", "reason", "digest__message_id"
    )
    written = {}
    for email, reference, step, due_on, state, reason, message_id in rows:
        owed = Owed(email or "", reference, step, due_on)
        written[owed] = reason or state
        assert (state == "sent") == (message_id in carried and owed in carried[message_id])
    assert written == oracle.ledger
    assert Digest.objects.filter(state="sent").count() == len(carried) == len(oracle.had_digest)

    states = Counter(oracle.ledger.values())
    withdrawn = {name: states[name] for name in sorted(states) if name not in ("sent", "owed")}
    left_at = [
        (message["To"], message["Date"].datetime.astimezone(LONDON)) for message in smtp_server.messages
    ]
    a_day = Counter((email, moment.date()) for email, moment in left_at)
    record_property(
        FIGURES,
        f"{days} days, {runs} runs of two workers, {len(year.actions)} actions, {dict(year.done)}: "
        f"{len(left_at):,} digests with {sum(map(len, carried.values())):,} lines to "
        f"{len({email for email, _ in left_at})} people; {states['sent']:,} steps told once, "
        f"{states['owed']} still owed, withdrawn {withdrawn}; "
        f"most digests to a person on a day: {max(a_day.values())}",
    )
    assert max(a_day.values()) == 1
    assert min(moment.hour for _, moment in left_at) == 8
    assert all(is_working_day(moment.date()) for _, moment in left_at)
