"""A bank holiday that is newly proclaimed: entered with its source, followed by what counts working days, and told."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from boards import operations
from boards.models import BankHoliday, Paper
from boards.operations import amend_bank_holiday, enter_bank_holiday
from boards.rules.papers import last_days
from oversight import context, working_days
from oversight.errors import NotAllowed, RuleBroken
from oversight.models import Event
from oversight.reminders.models import Reminder
from oversight.reminders.schedule import Offset
from oversight.reminders.states import State
from oversight.reminders.sweep import sweep
from oversight.working_days import Entered, bank_holiday, clear_working_days, is_working_day, last_day_for
from recommendations.rules.statutory import response_due_on
from tests import make
from tests.meetings import files

# Made up: Wednesday 19 May 2027 becomes a bank holiday.
PROCLAIMED, MEETING = date(2027, 5, 19), date(2027, 5, 24)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def holiday(day: date = PROCLAIMED, **values) -> BankHoliday:
    return BankHoliday(
        **{"day": day, "name": "A day of thanks", "source": "London Gazette (made up)"} | values
    )


def known(monkeypatch, day: date, known_from: date) -> None:
    monkeypatch.setattr(working_days, "ask_entered", lambda: (Entered(day, "A day of thanks", known_from),))


# --- The rule ------------------------------------------------------------------------------------


def test_it_is_no_working_day_and_has_its_name(monkeypatch):
    assert is_working_day(PROCLAIMED)
    known(monkeypatch, PROCLAIMED, date(2027, 5, 4))
    assert (is_working_day(PROCLAIMED), bank_holiday(PROCLAIMED)) == (False, "A day of thanks")


@pytest.mark.parametrize(
    ("known_from", "expected"),
    (
        (date(2027, 5, 4), date(2027, 5, 13)),  # five clear days: 14, 17, 18, 20, 21
        (date(2027, 5, 16), date(2027, 5, 13)),  # the last day was not yet past: it moves
        (date(2027, 5, 17), date(2027, 5, 16)),  # past already: it stays
    ),
)
def test_the_last_day_moves_unless_it_was_past_when_the_bank_holiday_became_known(
    known_from, expected, monkeypatch
):
    assert last_day_for(MEETING, 5) == date(2027, 5, 16)
    known(monkeypatch, PROCLAIMED, known_from)
    assert last_day_for(MEETING, 5) == expected


def test_a_notice_that_was_in_time_when_it_was_given_stays_so(monkeypatch):
    known(monkeypatch, PROCLAIMED, date(2027, 5, 14))
    assert clear_working_days(date(2027, 5, 13), MEETING) == 6
    assert clear_working_days(date(2027, 5, 14), MEETING) == 4


def test_the_day_of_a_reminder_follows(monkeypatch):
    due_on = PROCLAIMED + timedelta(days=7)
    assert Offset("due-7", 7).begins_on(due_on) == PROCLAIMED
    known(monkeypatch, PROCLAIMED, date(2027, 5, 4))
    assert Offset("due-7", 7).begins_on(due_on) == PROCLAIMED - timedelta(days=1)


def test_clocks_of_calendar_days_never_move(monkeypatch):
    published = PROCLAIMED - timedelta(days=55)
    known(monkeypatch, PROCLAIMED, date(2027, 5, 4))
    assert response_due_on("s55", published) == PROCLAIMED


# --- Entering it ---------------------------------------------------------------------------------


@pytest.fixture
def coming(world):
    """A meeting of a board that asks for five clear working days, looked at on 4 May 2027."""
    with time_machine.travel(at(date(2027, 5, 4)), tick=False):
        world.board.notice_days = world.board.paper_days = 5
        world.board.save()
        world.coming = make.meeting(world.board, MEETING, by=world.secretariat)
        make.agenda_item(world.coming)
        yield world


def test_last_days_follow_and_each_meeting_concerned_is_told(coming, client):
    w = coming
    other = make.meeting(w.other_board, MEETING, by=w.secretariat)
    assert last_days(w.coming) == {"Notice": date(2027, 5, 16), "Papers": date(2027, 5, 16)}
    entered = enter_bank_holiday(holiday(), by=w.secretariat)
    assert last_days(w.coming) == {"Notice": date(2027, 5, 13), "Papers": date(2027, 5, 13)}
    event = Event.objects.about(w.coming).first()
    assert (event.step, event.by) == ("move_last_days", w.secretariat)
    assert event.after == {"last_day_for_notice": "2027-05-13", "last_day_for_papers": "2027-05-13"}
    assert event.note == "A day of thanks, 19 May 2027 is a bank holiday."
    assert not Event.objects.about(other).filter(step="move_last_days").exists()
    assert Event.objects.about(entered).get().after["source"] == "London Gazette (made up)"
    client.force_login(w.secretariat)
    shown = client.get(f"/meetings/{w.coming.reference}/").content.decode()
    assert "13 May 2027" in shown
    assert "is a bank holiday: A day of thanks" in shown
    assert "Notice by 13 May 2027; Papers by 13 May 2027" in client.get("/admin/").content.decode()
    assert w.coming.reference in client.get("/admin/boards/meeting/?last_days=moved").content.decode()


def test_reminders_of_papers_go_by_the_new_last_day(coming):
    w = coming
    make.seat(w.colleague, w.board, "secretary", from_on=date(2027, 1, 1))
    sweep()
    assert set(Reminder.objects.filter(kind="papers_due").values_list("due_on", flat=True)) <= {
        date(2027, 5, 14)
    }
    enter_bank_holiday(holiday(), by=w.secretariat)
    with time_machine.travel(at(date(2027, 5, 6)), tick=False):
        sweep()
        due = Reminder.objects.filter(kind="papers_due", state=State.DUE)
        assert set(due.values_list("due_on", flat=True)) == {date(2027, 5, 13)}


def test_one_that_is_withdrawn_gives_the_last_days_back(coming):
    entered = enter_bank_holiday(holiday(), by=coming.secretariat)
    amend_bank_holiday(entered, by=coming.secretariat, changes={"is_withdrawn": True})
    assert last_days(coming.coming)["Papers"] == date(2027, 5, 16)
    assert Event.objects.about(coming.coming).first().note.endswith("19 May 2027 was withdrawn.")
    assert is_working_day(PROCLAIMED)


def test_a_paper_that_came_in_time_stays_in_time(coming):
    w = coming
    with time_machine.travel(at(date(2027, 5, 14)), tick=False):
        paper = operations.add_paper(
            w.coming, by=w.secretariat, title="A paper", file=files.upload("a.pdf", files.pdf())
        )
    with time_machine.travel(at(date(2027, 5, 17)), tick=False):
        enter_bank_holiday(holiday(), by=w.secretariat)
        assert not Paper.objects.get(pk=paper.pk).versions.get().is_late
        assert last_days(w.coming)["Papers"] == date(2027, 5, 16)


def test_no_request_goes_by_what_an_earlier_one_has_kept(coming):
    for expected in (True, False):
        with context.change(at=timezone.now()):
            assert is_working_day(PROCLAIMED) is expected
        if expected:
            BankHoliday.objects.bulk_create([holiday()])  # as another process would


@pytest.mark.parametrize(
    ("day", "sentence"),
    (
        (date(2027, 5, 3), "past"),
        (date(2027, 5, 22), "is no working day"),
        (date(2027, 5, 31), "is a bank holiday already: Spring Bank Holiday"),
        (PROCLAIMED, "is entered already"),
    ),
)
def test_a_day_that_cannot_be_one_is_refused(day, sentence, coming):
    BankHoliday.objects.create(day=PROCLAIMED, name="A day of thanks", source="Made up")
    with pytest.raises(RuleBroken, match=sentence):
        enter_bank_holiday(holiday(day), by=coming.secretariat)


@pytest.mark.parametrize("who", ("administrator", "auditor", "chair", "liaison", "stranger"))
def test_only_the_secretariat_enters_one(who, coming, people):
    with pytest.raises(NotAllowed):
        enter_bank_holiday(holiday(), by=people[who])
    assert not BankHoliday.objects.exists()


def test_it_is_entered_and_corrected_in_the_admin(coming, client):
    client.force_login(coming.secretariat)
    given = {"day": "19 May 2027", "name": "A day of thanks", "source": "London Gazette (made up)"}
    assert client.post("/admin/boards/bankholiday/add/", given).status_code == 302
    entered = BankHoliday.objects.get()
    assert entered.known_from == date(2027, 5, 4)
    response = client.post("/admin/boards/bankholiday/add/", given | {"day": "22/05/2027"})
    assert response.status_code == 422
    address = f"/admin/boards/bankholiday/{entered.pk}/change/"
    assert client.post(address, given | {"is_withdrawn": "on"}).status_code == 302
    assert BankHoliday.objects.get().is_withdrawn
    assert Event.objects.about(entered).first().channel == "admin"
    client.force_login(coming.auditor)
    assert client.post(address, given).status_code == 403
