"""The command that gives and ends seats: who then sees a restricted board, what is recorded, what is refused."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from boards.models import Board, Membership, Person
from boards.rules.roles import Seat
from oversight.models import Event
from oversight.roles import Role
from tests import make


@pytest.fixture
def hidden(db):
    return make.board("BIL", slug="bilateral", name="Bi-laterals", is_restricted=True)


@pytest.fixture
def officer(db):
    return make.person("Officer", role=Role.SECRETARIAT, email="officer@example.org")


def membership(*words: str) -> str:
    out = StringIO()
    call_command("membership", *words, stdout=out)
    return out.getvalue()


def sees(person: Person, board: Board) -> bool:
    fresh = Person.objects.get(pk=person.pk)
    return Board.objects.visible_to(fresh).filter(pk=board.pk).exists()


def test_the_first_seat_opens_a_restricted_board_to_its_holder_alone(hidden, officer):
    colleague = make.person("Colleague", role=Role.SECRETARIAT)
    assert not sees(officer, hidden)
    said = membership("add", "bilateral", "Officer@example.org", "secretary")
    assert "Officer, secretary of Bi-laterals from" in said
    assert sees(officer, hidden)
    assert not sees(colleague, hidden)


def test_the_seat_leaves_its_event(hidden, officer):
    membership(
        "add", "bilateral", "officer@example.org", "member", "--from", "2019-04-01", "--until", "2020-03-31"
    )
    seat = Membership.objects.get()
    assert (seat.seat, seat.from_on, seat.until_on) == (Seat.MEMBER, date(2019, 4, 1), date(2020, 3, 31))
    event = Event.objects.about(seat).get()
    assert (event.step, event.by, event.channel) == ("seat_member", None, "command")
    assert event.after["board"] == "bilateral"


def test_ending_a_seat_closes_the_board_and_keeps_the_record(hidden, officer):
    make.seat(officer, hidden, Seat.SECRETARY)
    assert sees(officer, hidden)
    membership("end", "bilateral", "officer@example.org", "secretary")
    assert not sees(officer, hidden)
    seat = Membership.objects.get()
    assert seat.until_on == timezone.localdate() - timedelta(days=1)
    assert Event.objects.about(seat).first().step == "end_seat"


def test_a_seat_can_end_on_a_day_to_come(hidden, officer):
    make.seat(officer, hidden)
    last = timezone.localdate() + timedelta(days=30)
    membership("end", "bilateral", "officer@example.org", "member", "--until", last.isoformat())
    assert Membership.objects.get().until_on == last
    assert sees(officer, hidden)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "nowhere", "officer@example.org", "chair"), "There is no board “nowhere”."),
        (
            ("add", "bilateral", "nobody@example.org", "chair"),
            "Nobody has the e-mail address “nobody@example.org”.",
        ),
        (("add", "bilateral", "officer@example.org", "king"), "invalid choice: 'king'"),
        (
            ("add", "bilateral", "officer@example.org", "chair", "--from", "1.4.19"),
            "“1.4.19” gives its year in two digits",
        ),
        (
            (
                "add",
                "bilateral",
                "officer@example.org",
                "chair",
                "--from",
                "2020-01-01",
                "--until",
                "2019-01-01",
            ),
            "A membership cannot end before it begins.",
        ),
        (
            ("end", "bilateral", "officer@example.org", "chair"),
            "Officer is not chair of Bi-laterals at present, nor will be.",
        ),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(hidden, officer, words, sentence):
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        membership(*words)
    assert not Membership.objects.exists()
    assert not Event.objects.exists()


def test_a_seat_held_already_is_not_given_twice(hidden, officer):
    membership("add", "bilateral", "officer@example.org", "chair")
    with pytest.raises(CommandError, match="Officer is chair of Bi-laterals already"):
        membership("add", "bilateral", "officer@example.org", "chair")
    assert Membership.objects.count() == 1


def test_a_seat_cannot_end_before_it_began(hidden, officer):
    membership("add", "bilateral", "officer@example.org", "chair")
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(CommandError, match="it can end on that day, but not before"):
        membership("end", "bilateral", "officer@example.org", "chair", "--until", yesterday.isoformat())
    assert Membership.objects.get().until_on is None


def test_who_cannot_log_in_gets_no_seat(hidden):
    make.person("Left", email="left@example.org", is_active=False)
    with pytest.raises(CommandError, match="cannot log in"):
        membership("add", "bilateral", "left@example.org", "member")
