"""What a schedule would send over the next 90 days: of every kind just what sweeps and deliveries on each day send."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
import time_machine
from django.utils import timezone

from boards import operations as on_boards
from boards.due.ahead import DAYS, Ahead, would_send
from boards.due.base import BoardKind
from boards.due.schedules import as_policy
from boards.models import Meeting, Membership, Paper
from boards.operations.minutes import OPENING, Typed
from boards.rules.minutes import revision
from oversight.reminders.kinds import kinds as all_kinds
from oversight.reminders.ledger import Reminder
from oversight.reminders.schedule import Schedule
from oversight.reminders.snooze import snooze
from oversight.reminders.sweep import sweep
from recommendations import operations
from recommendations.models import Recommendation
from recommendations.rules.closure import Outcome
from tests import make
from tests.reminders.conftest import at_nine, deliver_on

# What happens in a world, by how many days after the first, early in the morning.
Story = Iterator[tuple[int, Callable[[], object]]]
FIRST = date(2026, 6, 10)
# The day on which the secretary looks ahead: from then on nothing happens any more.
LOOKS = 31


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def decide(step: Callable, record, **given) -> None:
    """A decision between two meetings."""
    step(record, out_of_meeting_on=timezone.localdate(), out_of_meeting_reason="It could not wait.", **given)


def set_action(w, title: str, **values):
    """One set on the first day, due long after the last."""
    values = {"due_on": day(400), "owner": w.owner} | values
    return make.action(w.board, by=w.secretariat, owner_organisation=w.mps, title=title, **values)


def of_actions(w) -> Story:
    for number in range(16):
        set_action(w, f"Due {number}", due_on=day(7 * number + 1), owner=w.owner if number % 4 else None)
    closed, moved, again = (set_action(w, title, due_on=day(20)) for title in ("Closed", "Moved", "Again"))
    yield 5, lambda: operations.start(closed, by=w.owner)
    yield 8, lambda: propose(w, closed)
    yield 12, partial(decide, operations.agree_closure, closed, by=w.chair)
    yield 12, lambda: operations.ask_due_date(moved, by=w.owner, new_due_on=day(70), reason="Late.")
    yield 15, partial(decide, operations.agree_due_date, moved, by=w.chair)
    yield 17, lambda: propose(w, again)
    yield 18, partial(decide, operations.agree_closure, again, by=w.chair)
    yield 36, lambda: operations.reopen(again, by=w.chair, reason="It came back.")


def of_updates(w) -> Story:
    heard, proposed = (set_action(w, title, update_every_days=30) for title in ("Heard", "Proposed"))
    set_action(w, "Silent", update_every_days=14, owner=None)
    yield 50, lambda: operations.report_progress(heard, by=w.owner, text="Half of it is done.")
    yield 26, lambda: propose(w, proposed)
    yield 46, lambda: operations.return_closure(proposed, by=w.chair, reason="It shows too little.")


def propose(w, action, **values) -> None:
    operations.propose_closure(action, by=w.liaison, statement="Done.", evidence=[make.evidence()], **values)


def of_closures(w) -> Story:
    agreed, returned, waiting = (set_action(w, title) for title in ("Agreed", "Returned", "Waiting"))
    yield 3, lambda: propose(w, returned)
    yield 13, lambda: propose(w, agreed)
    yield 25, lambda: operations.return_closure(returned, by=w.chair, reason="It shows too little.")
    yield 40, lambda: propose(w, returned)
    yield 53, partial(decide, operations.agree_closure, agreed, by=w.chair)
    yield 60, lambda: propose(w, waiting)


def of_dates(w) -> Story:
    action = set_action(w, "Moved twice")
    ask = partial(operations.ask_due_date, action, by=w.owner, reason="Late.")
    yield 5, partial(ask, new_due_on=day(500))
    yield 43, partial(decide, operations.agree_due_date, action, by=w.chair)
    yield 62, partial(ask, new_due_on=day(600))


def of_undated(w) -> Story:
    waits = {"due_basis": "next_meeting", "due_on": None, "due_meeting_of": w.other_board}
    set_action(w, "Until it meets", **waits)
    closed = set_action(w, "Closed before", **waits)
    secretary = make.person("Secretary of the panel", organisation=w.mopac)
    make.seat(secretary, w.other_board, "secretary")
    yield 40, lambda: propose(w, closed)
    yield 45, partial(decide, operations.agree_closure, closed, by=w.chair)
    yield 65, lambda: make.meeting(w.other_board, day(200), by=w.secretariat)
    yield 65, operations.follow_meetings


def until(number: int) -> dict:
    return {
        "outcome": Outcome.RISK_ACCEPTED,
        "risk_accepted_by": "The Commissioner",
        "risk_accepted_until": day(number),
    }


def of_risks(w) -> Story:
    runs_out, reopened, far = (set_action(w, title) for title in ("Runs out", "Reopened", "Far"))
    for action, number in ((runs_out, 60), (reopened, 80), (far, 100)):
        yield 2, partial(propose, w, action, **until(number))
        yield 5, partial(decide, operations.agree_closure, action, by=w.chair)
    yield 65, lambda: operations.reopen(reopened, by=w.chair, reason="No longer.")


def recommend(w, reference: str) -> Recommendation:
    return make.recommendation(w.report, reference, addressed_to=[w.mps], lead_board=w.board)


def propose_recommendation(w, recommendation, **values) -> None:
    operations.propose_recommendation_closure(
        recommendation,
        by=w.liaison,
        statement="The unit is gone.",
        evidence=[make.evidence()],
        **{"outcome": Outcome.NO_LONGER_APPLICABLE} | values,
    )


def of_recommendation_closures(w) -> Story:
    agreed, returned = recommend(w, "CL-1"), recommend(w, "CL-2")
    yield 3, lambda: propose_recommendation(w, agreed)
    yield 6, lambda: propose_recommendation(w, returned)
    yield 38, lambda: operations.return_recommendation_closure(returned, by=w.chair, reason="It is not gone.")
    yield 44, partial(decide, operations.agree_recommendation_closure, agreed, by=w.chair)
    yield 54, lambda: propose_recommendation(w, returned)


def of_recommendation_risks(w) -> Story:
    runs_out, reopened, far = (recommend(w, f"RI-{number}") for number in range(3))
    for one, number in ((runs_out, 61), (reopened, 82), (far, 95)):
        yield 2, partial(propose_recommendation, w, one, **until(number))
        yield 5, partial(decide, operations.agree_recommendation_closure, one, by=w.chair)
    yield 66, lambda: operations.reopen_recommendation(reopened, by=w.chair, reason="No longer.")


def of_verification(w) -> Story:
    done = {"by": w.liaison, "delivery": "reported_complete", "text": "All of it is done."}
    verified, wanting, waiting = (recommend(w, f"VE-{number}") for number in range(3))
    yield 7, lambda: operations.report_delivery(verified, **done)
    yield 9, lambda: operations.report_delivery(wanting, **done)
    yield 20, lambda: operations.begin_review(wanting, by=w.secretariat)
    yield 22, partial(decide, operations.find_wanting, wanting, by=w.chair, reason="Half of it.")
    yield 48, lambda: operations.begin_review(verified, by=w.secretariat)
    yield 50, lambda: operations.report_delivery(waiting, **done)
    yield 58, lambda: operations.report_delivery(wanting, **done)


def of_seats(w) -> Story:
    def seat(name: str, until: int) -> Membership:
        held = make.seat(make.person(name, organisation=w.mopac), w.board, until_on=day(until))
        return Membership.objects.get(pk=held.pk)

    seat("Leaves", 50)
    extended, followed = seat("Stays on", 52), seat("Comes back", 70)
    yield 40, lambda: on_boards.amend_membership(extended, by=w.secretariat, changes={"until_on": day(85)})
    yield 55, lambda: make.seat(followed.person, w.board, from_on=day(71))


def write_minutes(w, meeting: Meeting) -> None:
    typed = Typed("The chair opened the meeting.", opened_on=revision(""))
    on_boards.save_minutes(meeting, by=w.secretariat, texts={OPENING: typed})


def of_minutes(w) -> Story:
    late, never = (make.meeting(w.board, day(number), by=w.secretariat) for number in (8, 33))
    called_off = make.meeting(w.board, day(15), by=w.secretariat)
    yield 14, lambda: on_boards.cancel_meeting(called_off, by=w.secretariat, reason="No quorum.")
    yield 34, lambda: on_boards.hold_meeting(never, by=w.secretariat)
    yield 60, lambda: write_minutes(w, late)


def of_drafts(w) -> Story:
    first, second, third = (make.meeting(w.board, day(number), by=w.secretariat) for number in (1, 20, 30))
    yield 3, lambda: write_minutes(w, first)
    yield 4, lambda: write_minutes(w, w.meeting)
    yield 38, lambda: write_minutes(w, second)
    yield 21, lambda: on_boards.hold_meeting(first, by=w.secretariat)
    yield 63, lambda: on_boards.agree_minutes(first, by=w.secretariat, agreed_at=third)


def of_papers(w) -> Story:
    w.board.paper_days = 5
    w.board.save()
    near, moved, far = (make.meeting(w.board, day(number), by=w.secretariat) for number in (33, 40, 80))
    called_off = make.meeting(w.board, day(68), by=w.secretariat)
    items = [make.agenda_item(near, title=f"Item of the near one {n}", lead=w.member) for n in range(2)]
    carried, *_ = (
        make.agenda_item(one, title="One thing", lead=w.member) for one in (moved, far, called_off)
    )
    given_back = make.agenda_item(far, title="Another thing")

    def bring(item) -> Paper:
        return Paper.objects.create(meeting=item.meeting, agenda_item=item, title="Cases")

    def take_back() -> None:
        paper = Paper.objects.filter(agenda_item=given_back).get()
        on_boards.withdraw_paper(paper, by=w.secretariat, reason="The wrong file.")

    yield 2, lambda: bring(given_back)
    yield 19, lambda: bring(items[0])
    yield 24, lambda: bring(items[1])
    yield (
        27,
        lambda: on_boards.move_meeting(moved, by=w.secretariat, starts_at=at_nine(day(58)), reason="Leave."),
    )
    yield 49, lambda: on_boards.cancel_meeting(called_off, by=w.secretariat, reason="No quorum.")
    yield 67, take_back
    yield 68, lambda: on_boards.carry_over_item(carried, by=w.secretariat, reason="No time.")


STORIES: dict[str, Callable] = {
    "action_due": of_actions,
    "update_due": of_updates,
    "closure_of_action": of_closures,
    "closure_of_recommendation": of_recommendation_closures,
    "new_date_asked": of_dates,
    "to_verify": of_verification,
    "undated": of_undated,
    "risk_of_action": of_risks,
    "risk_of_recommendation": of_recommendation_risks,
    "seat_ending": of_seats,
    "minutes_due": of_minutes,
    "minutes_to_agree": of_drafts,
    "papers_due": of_papers,
    "paper_of_item": of_papers,
}


def kinds() -> dict[str, BoardKind]:
    """Those of which a board may have steps of its own."""
    return {one.name: one for one in all_kinds(FIRST) if isinstance(one, BoardKind) and one.board}


def test_each_kind_of_which_a_board_may_have_steps_of_its_own_has_a_story():
    assert set(STORIES) == set(kinds())


def live_through(numbers: range, story: Iterable = ()) -> None:
    """Each day in its turn: what happens early in the morning, then a sweep and a delivery."""
    happens: dict[int, list[Callable]] = {}
    for number, step in story:
        happens.setdefault(number, []).append(step)
    for number in numbers:
        with time_machine.travel(timezone.make_aware(datetime.combine(day(number), time(7)))) as clock:
            for step in happens.get(number, ()):
                step()
            clock.move_to(at_nine(day(number)))
            sweep(day(number))
            deliver_on(day(number))


def sent(since: date) -> set[tuple]:
    """What was sent about the board of the world, from a day on."""
    rows = Reminder.objects.filter(state="sent", digest__on_day__gte=since).select_related(
        "recipient", "digest"
    )
    told = {(one.digest.on_day, one.recipient.name, one.subject_reference, one.schedule_step) for one in rows}
    return {row for row in told if not row[2].startswith(("BIL", "RES"))}


def told(ahead: Ahead) -> set[tuple]:
    return {(line.day, line.person, line.reference, line.step) for line in ahead.lines}


def own_steps(kind: BoardKind) -> Schedule:
    """Steps that are not the default's: other days, every second week, and escalations a little sooner."""
    late = {role: days + 2 for role, days in kind.schedule.late.items()}
    return Schedule(before=(21, 9, 3), weeks_between=2, late=late, prefix=kind.schedule.prefix)


@pytest.fixture
def story(kept) -> Callable[[str], Story]:
    """The story of a kind; the board's secretary gives way to another in the middle of the days ahead."""
    Membership.objects.filter(person=kept.secretary).update(until_on=day(LOOKS + 40))
    make.seat(
        make.person("New secretary", organisation=kept.mopac),
        kept.board,
        "secretary",
        from_on=day(LOOKS + 41),
    )
    return lambda kind: STORIES[kind](kept)


# Of actions, of what waits for a board, of people and of meetings; the others with --everything.
ONE_OF_EACH = ("action_due", "closure_of_recommendation", "seat_ending", "papers_due")


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [kind if kind in ONE_OF_EACH else pytest.param(kind, marks=pytest.mark.everything) for kind in STORIES],
)
def test_the_look_ahead_says_what_the_engine_then_really_sends(kind, kept, story, ask_only):
    """From what is open on a day, and what was told by then: of each kind, on every day ahead the same lines."""
    source = kinds()[kind]
    ask_only(type(source))
    live_through(range(LOOKS), story(kind))
    schedule = own_steps(source)
    with time_machine.travel(at_nine(day(LOOKS))):
        ahead = would_send(type(source), kept.board, schedule, day(LOOKS))
        on_boards.set_reminder_policy(kept.board, kind, by=kept.secretariat, changes=as_policy(schedule))
    live_through(range(LOOKS, LOOKS + DAYS + 1))
    assert told(ahead) == sent(day(LOOKS))
    assert len(told(ahead)) == len(ahead.lines) >= 3
    assert ahead.digests == len({(when, person) for when, person, *_ in told(ahead)})


def looks(w, *, days: int = DAYS) -> Ahead:
    source = kinds()["action_due"]
    return would_send(type(source), w.board, source.schedule, timezone.localdate(), days)


def test_it_writes_nothing(kept):
    set_action(kept, "Due", due_on=day(2))
    assert looks(kept).lines
    assert not Reminder.objects.exists()


def test_nothing_would_be_sent_on_a_weekend_or_a_bank_holiday(kept):
    set_action(kept, "Late", set_on=date(2026, 1, 5), due_on=date(2026, 2, 2))
    with time_machine.travel(at_nine(date(2026, 8, 29))):  # a Saturday; the Monday is a bank holiday
        assert looks(kept).lines[0].day == date(2026, 9, 1)


def test_who_had_the_digest_of_today_would_get_the_next_on_the_next_working_day(kept):
    set_action(kept, "Told already", due_on=day(1))
    sweep(FIRST)
    deliver_on(FIRST)
    set_action(kept, "Set since", due_on=day(20))
    assert next(line.day for line in looks(kept).lines if line.due_on == day(20)) == day(1)


def test_what_was_snoozed_would_be_sent_on_its_day_and_what_was_sent_not_again(kept):
    snoozed = set_action(kept, "Snoozed", due_on=day(20))
    sweep(FIRST)
    deliver_on(FIRST)
    snooze(Reminder.objects.about(snoozed).get(), by=kept.owner, until=day(6))
    lines = [line for line in looks(kept, days=12).lines if line.reference == snoozed.reference]
    assert [(line.day, line.step) for line in lines] == [(day(6), "due-28")]


def test_nobody_would_be_notified_about_what_they_may_not_see(kept):
    """The Deputy Mayor's staff hear what stays late, but not of a restricted board."""
    make.person("Staff", role="dmpc_staff", organisation=kept.mopac)
    set_action(kept, "Late", set_on=date(2026, 1, 5), due_on=date(2026, 2, 2), owner=None)
    assert "Staff" in dict(looks(kept).by_person)
    kept.board.is_restricted = True
    kept.board.save()
    assert "Staff" not in dict(looks(kept).by_person)
    assert "Chair" in dict(looks(kept).by_person)
