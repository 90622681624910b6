"""Minutes: written by several at once without losing a word, agreed by a later meeting of the board, then fixed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from boards.models import ItemOutcome, Meeting, Minutes
from boards.operations.minutes import (
    OPENING,
    ChangedMeanwhile,
    NewOutcome,
    Typed,
    agree_minutes,
    outcome_text,
    save_minutes,
    texts_of,
)
from boards.rules.minutes import collides, revision
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from tests import make


@pytest.fixture
def item(world):
    return make.agenda_item(world.meeting, 2, title="First response")


def opened(world, key: str, text: str, by=None) -> Typed:
    """What somebody types who opens the form now."""
    return Typed(text, revision(texts_of(world.meeting, by or world.secretariat)[key].text))


def save(world, by=None, **values) -> int:
    return save_minutes(world.meeting, by=by or world.secretariat, **{"texts": {}, **values})


# --- The rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saved", "typed", "opened_on", "is_one"),
    [
        ("A", "B", "A", False),  # nobody else was there
        ("B", "A", "A", False),  # left as it was opened
        ("B", "B", "A", False),  # both typed the same
        ("B", "C", "A", True),
        ("B", "", "A", True),  # emptying is typing too
        ("", "C", "A", True),
        ("A\r\nB ", "C", "A\nB", False),  # a browser's line ends are no change
    ],
)
def test_a_save_collides_where_both_changed_the_same_text_to_other_words(saved, typed, opened_on, is_one):
    assert collides(saved=saved, typed=typed, opened_on=revision(opened_on)) is is_one


# --- Writing -------------------------------------------------------------------------------------


def test_opening_minute_outcome_and_taken_are_saved_each_with_its_event(world, item):
    changed = save(
        world,
        texts={
            OPENING: opened(world, OPENING, "The chair opened the meeting."),
            f"item-{item.pk}": opened(world, f"item-{item.pk}", "It was discussed.\r\n\r\nAt length.\r\n"),
        },
        taken={item.pk: True},
        new_outcomes=[NewOutcome(item.pk, "decision_advice", "To advise the Deputy Mayor to approve it.")],
    )
    assert changed == 4
    item.refresh_from_db()
    assert (item.minute, item.status) == ("It was discussed.\n\nAt length.", "taken")
    assert world.meeting.minutes.opening == "The chair opened the meeting."
    outcome = item.outcomes.get()
    assert (outcome.kind, outcome.text) == ("decision_advice", "To advise the Deputy Mayor to approve it.")
    assert set(Event.objects.about(item).values_list("step", flat=True)) == {"minute_item", "record_outcome"}
    assert {"take_minutes", "minute_opening"} <= set(
        Event.objects.about(world.meeting).values_list("step", flat=True)
    )


def test_a_form_sent_as_it_was_opened_saves_nothing(world, item):
    key = f"item-{item.pk}"
    assert save(world, texts={key: opened(world, key, "")}) == 0
    assert not Minutes.objects.exists()
    assert not Event.objects.about(item).exists()


def test_an_outcome_is_corrected_in_kind_and_words_and_never_emptied(world, item):
    save(world, new_outcomes=[NewOutcome(item.pk, "note", "Noted.")])
    key = f"outcome-{item.outcomes.get().pk}"
    corrected = outcome_text("decision_advice", "To advise against.")
    save(world, texts={key: opened(world, key, corrected)})
    assert (item.outcomes.get().kind, item.outcomes.get().text) == ("decision_advice", "To advise against.")
    with pytest.raises(RuleBroken) as caught:
        save(world, texts={key: opened(world, key, outcome_text("note", " "))})
    assert (caught.value.field, str(caught.value)) == (
        key,
        "An outcome once recorded is corrected, not removed.",
    )
    assert item.outcomes.get().text == "To advise against."


def test_an_outcome_without_words_undoes_the_whole_save(world, item):
    key = f"item-{item.pk}"
    with pytest.raises(RuleBroken):
        save(
            world,
            texts={key: opened(world, key, "Discussed.")},
            new_outcomes=[NewOutcome(item.pk, "note", "  ")],
        )
    item.refresh_from_db()
    assert item.minute == ""
    assert not ItemOutcome.objects.exists()


# --- Two at once ---------------------------------------------------------------------------------


def test_the_second_save_of_a_text_changed_meanwhile_is_told_and_saves_nothing(world, item):
    key = f"item-{item.pk}"
    mine, theirs = opened(world, key, "My words."), opened(world, key, "Their words.")
    my_opening = opened(world, OPENING, "Opened at ten.")
    save(world, by=world.colleague, texts={key: theirs})
    with pytest.raises(ChangedMeanwhile) as caught:
        save(world, texts={key: mine, OPENING: my_opening})
    assert caught.value.status_code == 409
    assert caught.value.saved == {key: "Their words."}
    item.refresh_from_db()
    assert item.minute == "Their words."
    assert world.meeting.minutes.opening == "", "nothing is saved until it is resolved"


def test_mine_over_theirs_is_saved_when_said_and_theirs_stays_in_the_history(world, item):
    key = f"item-{item.pk}"
    mine = opened(world, key, "My words.")
    save(world, by=world.colleague, texts={key: opened(world, key, "Their words.")})
    save(world, texts={key: Typed(mine.text, revision("Their words."))})
    item.refresh_from_db()
    assert item.minute == "My words."
    assert "Their words." in item.history.values_list("minute", flat=True)


def test_texts_of_two_that_do_not_collide_are_both_kept(world, item):
    other = make.agenda_item(world.meeting, 3)
    mine, theirs = f"item-{item.pk}", f"item-{other.pk}"
    sheet = {key: opened(world, key, "") for key in (mine, theirs)}
    save(world, by=world.colleague, texts={**sheet, theirs: Typed("Their words.", sheet[theirs].opened_on)})
    save(world, texts={**sheet, mine: Typed("My words.", sheet[mine].opened_on)})
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.minute, other.minute) == ("My words.", "Their words.")


def test_a_minute_of_an_item_withdrawn_meanwhile_is_refused_and_what_was_left_alone_is_not(world, item):
    key = f"item-{item.pk}"
    typed, untouched = opened(world, key, "Discussed."), opened(world, key, "")
    item.status = "withdrawn"
    item.save()
    with pytest.raises(WrongState) as caught:
        save(world, texts={key: typed})
    assert caught.value.field == key
    assert save(world, texts={key: untouched}) == 0


@pytest.mark.django_db(transaction=True)
def test_two_saves_interleaved_in_two_transactions_end_with_one_told(world, item):
    """The second begins while the first is not committed: it waits for it, and then sees what was saved."""
    key = f"item-{item.pk}"
    sheets = {who: opened(world, key, f"Words of the {who}.") for who in ("first", "second")}
    first_has_written, second_has_begun = Signal(), Signal()

    def first():
        try:
            with transaction.atomic():
                save(world, by=world.colleague, texts={key: sheets["first"]})
                first_has_written.set()
                second_has_begun.wait(timeout=10)
        finally:
            connection.close()

    def second():
        try:
            first_has_written.wait(timeout=10)
            second_has_begun.set()
            return save_minutes(world.meeting, by=world.secretariat, texts={key: sheets["second"]})
        except ChangedMeanwhile as told:
            return told
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(first), pool.submit(second)
        told = [each.result(timeout=30) for each in running][1]
    assert isinstance(told, ChangedMeanwhile)
    assert told.saved == {key: "Words of the first."}
    item.refresh_from_db()
    assert item.minute == "Words of the first."
    assert Event.objects.about(item).filter(step="minute_item").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_minutes_at_once_begin_them_once(world, item):
    from tests.operations.test_at_once import at_once

    key = f"item-{item.pk}"
    opening, minute = opened(world, OPENING, "Opened."), opened(world, key, "Discussed.")
    results = at_once(
        lambda: save(world, texts={OPENING: opening}),
        lambda: save(world, by=world.colleague, texts={key: minute}),
    )
    assert results == [1, 1]
    assert Minutes.objects.get().opening == "Opened."
    assert Event.objects.filter(step="take_minutes").count() == 1


# --- Who, and when -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["chair", "member", "dmpc_staff", "auditor", "administrator", "superuser"])
def test_who_does_not_keep_the_board_takes_no_minutes(who, world, people, item):
    with pytest.raises(NotAllowed):
        save(world, by=people[who], new_outcomes=[NewOutcome(item.pk, "note", "Noted.")])
    assert not ItemOutcome.objects.exists()


def test_the_secretariat_takes_no_minutes_of_a_restricted_board_and_its_secretary_does(world):
    item = make.agenda_item(world.restricted_meeting)
    note = [NewOutcome(item.pk, "note", "Noted.")]
    with pytest.raises(NotAllowed):
        save_minutes(world.restricted_meeting, by=world.secretariat, texts={}, new_outcomes=note)
    save_minutes(world.restricted_meeting, by=world.restricted_secretary, texts={}, new_outcomes=note)
    assert item.outcomes.get().text == "Noted."


def test_a_keeper_not_cleared_for_an_item_neither_reads_nor_writes_its_minute(world, item):
    item.marking, item.minute = "OFFICIAL-SENSITIVE", "Secretive."
    item.save()
    world.colleague.clearance = "OFFICIAL"
    world.colleague.save()
    assert f"item-{item.pk}" not in texts_of(world.meeting, world.colleague)
    with pytest.raises(WrongState):
        save(world, by=world.colleague, texts={f"item-{item.pk}": Typed("Mine.", revision("Secretive."))})
    item.refresh_from_db()
    assert item.minute == "Secretive."


@pytest.mark.parametrize(
    ("status", "days", "words"),
    [
        ("confirmed", 3, "has not begun"),
        ("proposed", -3, "only proposed"),
        ("cancelled", -3, "was cancelled"),
    ],
)
def test_minutes_are_taken_only_of_a_meeting_that_has_begun(world, status, days, words):
    day = timezone.localdate() + timedelta(days=days)
    meeting = make.meeting(world.board, day, by=world.secretariat, status=status)
    item = make.agenda_item(meeting)
    with pytest.raises(WrongState, match=words):
        save_minutes(
            meeting, by=world.secretariat, texts={}, new_outcomes=[NewOutcome(item.pk, "note", "Noted.")]
        )
    assert not ItemOutcome.objects.exists()


def test_a_board_that_keeps_no_records_takes_no_minutes(world, item):
    world.board.keeps_records = False
    world.board.save()
    with pytest.raises(RuleBroken, match="keeps no records"):
        save(world, new_outcomes=[NewOutcome(item.pk, "note", "Noted.")])


# --- Agreeing ------------------------------------------------------------------------------------


@pytest.fixture
def held(world, item):
    """A meeting held a month ago, minuted."""
    day = timezone.localdate() - timedelta(days=30)
    meeting = make.meeting(world.board, day, by=world.secretariat, status="held")
    minuted = make.agenda_item(meeting, 2)
    save_minutes(
        meeting,
        by=world.secretariat,
        texts={f"item-{minuted.pk}": Typed("It was discussed.", revision(""))},
        new_outcomes=[NewOutcome(minuted.pk, "note", "Noted.")],
    )
    return meeting


def test_minutes_are_agreed_at_a_later_meeting_with_what_it_corrected(world, held):
    agree_minutes(
        held, by=world.secretariat, agreed_at=world.meeting, corrections="Item 2: for “all” read “most”."
    )
    minutes = Minutes.objects.get(meeting=held)
    assert (minutes.status, minutes.agreed_at_meeting, minutes.corrections) == (
        "agreed",
        world.meeting,
        "Item 2: for “all” read “most”.",
    )
    (event,) = Event.objects.about(held).filter(step="agree_minutes")
    assert world.meeting.reference in event.note
    assert "for “all” read “most”" in event.note
    world.meeting.refresh_from_db()
    assert world.meeting.status == "held", "it agreed minutes, so it was held"


def another(world, case: str) -> Meeting:
    """A meeting that cannot agree the minutes of the one held a month ago."""
    today = timezone.localdate()

    def arranged(board, days, status):
        return make.meeting(board, today + timedelta(days=days), by=world.secretariat, status=status)

    return {
        "another board": lambda: arranged(world.other_board, -5, "held"),
        "earlier": lambda: arranged(world.board, -60, "held"),
        "the same moment": lambda: arranged(world.board, -30, "held"),
        "cancelled": lambda: arranged(world.board, -5, "cancelled"),
        "proposed": lambda: arranged(world.board, -5, "proposed"),
        "to come": lambda: arranged(world.board, 5, "confirmed"),
    }[case]()


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("another board", "That meeting is of another board: minutes are agreed by the board they are of."),
        ("earlier", "That meeting was earlier: name a later one."),
        ("the same moment", "That meeting was earlier: name a later one."),
        ("cancelled", "That meeting was cancelled."),
        ("proposed", "That meeting is only proposed: it has to be confirmed first."),
        ("to come", "That meeting has not been held yet."),
    ],
)
def test_a_meeting_that_cannot_agree_them_is_refused_in_words(world, held, case, words):
    with pytest.raises(RuleBroken) as caught:
        agree_minutes(held, by=world.secretariat, agreed_at=another(world, case), corrections="None.")
    assert (str(caught.value), caught.value.field, caught.value.status_code) == (words, "agreed_at", 422)
    assert (held.minutes.status, held.minutes.corrections) == ("draft", "")


def test_a_meeting_cannot_agree_its_own_minutes(world, held):
    with pytest.raises(RuleBroken, match="cannot agree its own minutes") as caught:
        agree_minutes(held, by=world.secretariat, agreed_at=held)
    assert caught.value.field == "agreed_at"


def test_minutes_are_agreed_once_and_only_where_there_are_any(world, held):
    with pytest.raises(WrongState, match="Nothing is minuted yet"):
        agree_minutes(
            make.meeting(
                world.board, timezone.localdate() - timedelta(days=9), by=world.secretariat, status="held"
            ),
            by=world.secretariat,
            agreed_at=world.meeting,
        )
    agree_minutes(held, by=world.secretariat, agreed_at=world.meeting)
    with pytest.raises(WrongState, match=f"agreed at {world.meeting.reference}"):
        agree_minutes(held, by=world.secretariat, agreed_at=world.meeting, corrections="More.")
    assert Minutes.objects.get(meeting=held).corrections == ""


def test_the_meeting_has_to_be_recorded_as_held_first(world, item):
    save(world, new_outcomes=[NewOutcome(item.pk, "note", "Noted.")])
    later = make.meeting(world.board, starts_at=timezone.now() - timedelta(seconds=1), by=world.secretariat)
    with pytest.raises(WrongState, match="Confirmed"):
        agree_minutes(world.meeting, by=world.secretariat, agreed_at=later)
    assert world.meeting.minutes.status == "draft"


@pytest.mark.parametrize("who", ["chair", "member", "dmpc_staff", "auditor", "administrator", "superuser"])
def test_who_does_not_keep_the_board_records_no_agreement(who, world, people, held):
    with pytest.raises(NotAllowed):
        agree_minutes(held, by=people[who], agreed_at=world.meeting)
    assert Minutes.objects.get(meeting=held).status == "draft"


def test_agreed_minutes_no_longer_change(world, held):
    agree_minutes(held, by=world.secretariat, agreed_at=world.meeting)
    minuted = held.agenda_items.get(number=2)
    key, outcome = f"item-{minuted.pk}", f"outcome-{minuted.outcomes.get().pk}"
    for values in (
        {"texts": {key: Typed("Other words.", revision("It was discussed."))}},
        {"texts": {OPENING: Typed("Other words.", revision(""))}},
        {"texts": {outcome: Typed("note\nOther words.", revision("note\nNoted."))}},
        {"taken": {minuted.pk: True}},
        {"new_outcomes": [NewOutcome(minuted.pk, "note", "Another.")]},
    ):
        with pytest.raises(WrongState, match="no longer changes"):
            save_minutes(held, by=world.secretariat, **{"texts": {}, **values})
    minuted.refresh_from_db()
    assert (minuted.minute, minuted.status) == ("It was discussed.", "planned")
    assert minuted.outcomes.get().text == "Noted."
