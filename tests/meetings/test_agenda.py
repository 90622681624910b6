"""The agenda: item 1, items put on, corrected, put in order, withdrawn and carried over, each once and in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.models import AgendaItem, Meeting, Minutes, Paper
from boards.operations import (
    add_item,
    amend_item,
    cancel_meeting,
    carry_over_item,
    open_agenda,
    renumber,
    withdraw_item,
)
from oversight.errors import DomainError, NotAllowed, RuleBroken, WrongState
from oversight.history import entries
from oversight.models import Event
from oversight.roles import Role
from tests import make

TODAY = timezone.localdate()


@pytest.fixture
def coming(world):
    """A confirmed meeting of the board in three weeks."""
    return make.meeting(world.board, TODAY + timedelta(days=21), by=world.secretariat)


@pytest.fixture
def later(world):
    """The one after, in three months."""
    return make.meeting(world.board, TODAY + timedelta(days=90), by=world.secretariat)


def put_on(meeting, *titles, by, **values):
    return [add_item(AgendaItem(meeting=meeting, title=title, **values), by=by) for title in titles]


def agenda(meeting):
    return list(meeting.agenda_items.order_by("number").values_list("number", "title"))


def latest(subject):
    return Event.objects.about(subject).first()


# --- Item 1 ----------------------------------------------------------------------------------------


def test_a_meeting_arranged_for_a_board_that_keeps_records_has_item_1(coming):
    (item,) = coming.agenda_items.all()
    assert (item.number, item.title, item.kind) == (1, "Minutes and actions", "standing")
    assert item.is_minutes_and_actions
    assert (latest(item).step, latest(item).by) == ("open_agenda", None)


def test_the_first_item_put_on_brings_item_1_where_it_is_missing(world, coming):
    AgendaItem.objects.filter(meeting=coming).delete()
    put_on(coming, "Budget", by=world.secretariat)
    assert agenda(coming) == [(1, "Minutes and actions"), (2, "Budget")]


def test_an_agenda_from_before_is_moved_down_for_item_1(coming):
    coming.agenda_items.all().delete()
    make.agenda_item(coming, 1, title="Budget")
    make.agenda_item(coming, 2, title="Estates")
    open_agenda(coming)
    open_agenda(coming)
    assert agenda(coming) == [(1, "Minutes and actions"), (2, "Budget"), (3, "Estates")]


def test_item_1_written_by_hand_is_taken_for_it(coming):
    coming.agenda_items.all().delete()
    by_hand = make.agenda_item(coming, 1, title="Minutes and Actions ")
    assert open_agenda(coming) == by_hand
    assert coming.agenda_items.get().is_minutes_and_actions


@pytest.mark.parametrize("verb", (withdraw_item, carry_over_item))
def test_item_1_is_neither_withdrawn_nor_carried_over(verb, world, coming, later):
    with pytest.raises(RuleBroken, match="“Minutes and actions” stands on every agenda"):
        verb(coming.agenda_items.get(), by=world.secretariat, reason="Short of time.")
    assert coming.agenda_items.get().status == "planned"


@pytest.mark.parametrize("number_of", ("first", "second"))
def test_item_1_stays_item_1(number_of, world, coming):
    (budget,) = put_on(coming, "Budget", by=world.secretariat)
    first = coming.agenda_items.get(is_minutes_and_actions=True)
    numbers = {first.pk: 2} if number_of == "first" else {budget.pk: 1}
    with pytest.raises(RuleBroken, match="Item 1 is “Minutes and actions” on every agenda"):
        renumber(coming, by=world.secretariat, numbers=numbers)
    assert agenda(coming) == [(1, "Minutes and actions"), (2, "Budget")]


@pytest.mark.parametrize(("column", "value"), (("title", "Welcome"), ("kind", "information")))
def test_what_item_1_is_stays(column, value, world, coming):
    with pytest.raises(RuleBroken) as refused:
        amend_item(coming.agenda_items.get(), by=world.secretariat, changes={column: value})
    assert refused.value.field == column


def test_a_board_without_records_has_no_agenda(world):
    informal = make.board("ONE", keeps_records=False)
    meeting = make.meeting(informal, by=world.secretariat)
    assert not meeting.agenda_items.exists()
    with pytest.raises(WrongState, match="keeps no records"):
        put_on(meeting, "Budget", by=world.secretariat)


# --- Putting on and correcting ---------------------------------------------------------------------


def test_an_item_is_put_on_last_or_at_its_number_with_one_event(world, coming):
    put_on(coming, "Budget", "Estates", by=world.secretariat)
    item = add_item(AgendaItem(meeting=coming, title="Custody"), by=world.secretariat, number=2)
    assert item.number == 2
    assert agenda(coming) == [(1, "Minutes and actions"), (2, "Custody"), (3, "Budget"), (4, "Estates")]
    assert [event.step for event in Event.objects.about(item)] == ["add_item"]


def test_correcting_an_item_records_what_differs_and_nothing_otherwise(world, coming):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    amend_item(item, by=world.secretariat, changes={"title": "Budget for 2028/29", "minutes_allotted": 20})
    event = latest(item)
    assert (event.step, event.before) == ("amend_item", {"title": "Budget", "minutes_allotted": None})
    amend_item(item, by=world.secretariat, changes={"title": "Budget for 2028/29"})
    assert latest(item) == event


def test_what_an_item_concerns_is_kept_with_it_and_told(world, coming):
    (item,) = put_on(coming, "Child protection", by=world.secretariat)
    amend_item(
        item,
        by=world.secretariat,
        changes={},
        related={"recommendations": [world.recommendation], "actions_concerned": [world.action]},
    )
    assert (item.recommendations.get(), item.actions_concerned.get()) == (world.recommendation, world.action)
    assert latest(item).after == {
        "recommendations": ["CP16-01"],
        "actions_concerned": [world.action.reference],
    }


@pytest.mark.parametrize("column", ("number", "status", "meeting", "carried_from", "is_minutes_and_actions"))
def test_what_has_a_verb_of_its_own_is_not_corrected_directly(column, world, coming):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    with pytest.raises(RuleBroken, match="Not to be changed directly"):
        amend_item(item, by=world.secretariat, changes={column: 7})


def test_an_item_takes_no_less_than_a_minute(world, coming):
    with pytest.raises(RuleBroken) as refused:
        put_on(coming, "Budget", by=world.secretariat, minutes_allotted=0)
    assert refused.value.field == "minutes_allotted"
    assert agenda(coming) == [(1, "Minutes and actions")]


@pytest.mark.parametrize(
    ("who", "reads"),
    (
        ("member", True),
        ("chair", True),
        ("dmpc_staff", True),
        ("auditor", True),
        ("other_member", False),
        ("former_member", False),
        ("liaison", False),
        ("owner", False),
        ("stranger", False),
    ),
)
def test_the_lead_of_an_item_can_read_it(who, reads, world, people, coming):
    if reads:
        assert put_on(coming, "Budget", by=world.secretariat, lead=people[who])
        return
    with pytest.raises(RuleBroken, match="needs a seat on the board") as refused:
        put_on(coming, "Budget", by=world.secretariat, lead=people[who])
    assert refused.value.field == "lead"


def test_on_a_restricted_board_no_role_makes_a_lead(world):
    with pytest.raises(RuleBroken, match="needs a seat on the board"):
        put_on(world.restricted_meeting, "Budget", by=world.restricted_secretary, lead=world.auditor)
    assert put_on(
        world.restricted_meeting, "Budget", by=world.restricted_secretary, lead=world.restricted_chair
    )


def test_who_takes_a_seat_before_the_meeting_may_lead_at_it(world, coming):
    joining = make.person("Joining")
    make.seat(joining, world.board, from_on=TODAY + timedelta(days=7))
    assert put_on(coming, "Budget", by=world.secretariat, lead=joining)


def test_nobody_leads_what_they_are_not_cleared_to_read(world, coming):
    world.member.clearance = "OFFICIAL"
    world.member.save()
    (item,) = put_on(coming, "Budget", by=world.secretariat, lead=world.member)
    with pytest.raises(RuleBroken, match="may not read what is OFFICIAL-SENSITIVE") as refused:
        amend_item(item, by=world.secretariat, changes={"marking": "OFFICIAL-SENSITIVE"})
    assert refused.value.field == "lead"


# --- The order -------------------------------------------------------------------------------------


def test_the_whole_order_changes_at_once_and_papers_stay_with_their_item(world, coming):
    a, b, c = put_on(coming, "Budget", "Estates", "Custody", by=world.secretariat)
    paper = Paper.objects.create(meeting=coming, agenda_item=c, title="Custody visits")
    renumber(coming, by=world.secretariat, numbers={c.pk: 2, a.pk: 3, b.pk: 4})
    assert agenda(coming)[1:] == [(2, "Custody"), (3, "Budget"), (4, "Estates")]
    paper.refresh_from_db()
    assert (paper.agenda_item, paper.agenda_item.number) == (c, 2)
    event = latest(coming)
    assert (event.step, event.before, event.after) == (
        "renumber_agenda",
        {"order_of_items": [1, 2, 3, 4]},
        {"order_of_items": [1, 4, 2, 3]},
    )


@pytest.mark.parametrize(
    ("moves", "titles"),
    (
        ({"A": 4}, "BCA"),
        ({"C": 2}, "CAB"),
        ({"A": 99}, "BCA"),
        ({"A": 3, "B": 2}, "BAC"),
        ({"A": 2}, "ABC"),
    ),
)
def test_one_item_moved_takes_its_number_and_the_others_close_up(moves, titles, world, coming):
    items = dict(zip("ABC", put_on(coming, *"ABC", by=world.secretariat), strict=True))
    renumber(coming, by=world.secretariat, numbers={items[name].pk: n for name, n in moves.items()})
    assert agenda(coming)[1:] == list(enumerate(titles, start=2))


def test_an_order_that_changes_nothing_leaves_no_event(world, coming):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    before = latest(coming)
    renumber(coming, by=world.secretariat, numbers={item.pk: 2})
    assert latest(coming) == before


def test_two_items_at_one_number_are_refused(world, coming):
    a, b, _ = put_on(coming, "Budget", "Estates", "Custody", by=world.secretariat)
    with pytest.raises(RuleBroken, match="Two items are given the number 4") as refused:
        renumber(coming, by=world.secretariat, numbers={a.pk: 4, b.pk: 4})
    assert refused.value.field == "number"


def test_an_item_of_another_meeting_is_not_ordered_here(world, coming, later):
    (elsewhere,) = put_on(later, "Budget", by=world.secretariat)
    with pytest.raises(RuleBroken, match="another meeting"):
        renumber(coming, by=world.secretariat, numbers={elsewhere.pk: 2})


# --- Withdrawn -------------------------------------------------------------------------------------


def test_a_withdrawn_item_stays_with_its_number_paper_and_reason(world, coming):
    item, _ = put_on(coming, "Budget", "Estates", by=world.secretariat)
    Paper.objects.create(meeting=coming, agenda_item=item, title="The budget")
    withdraw_item(item, by=world.secretariat, reason="The figures are not ready.")
    assert (item.number, item.status, item.status_reason) == (2, "withdrawn", "The figures are not ready.")
    assert item.papers.count() == 1
    assert (latest(item).step, latest(item).note) == ("withdraw_item", "The figures are not ready.")


def test_withdrawing_asks_for_a_reason(world, coming):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    with pytest.raises(RuleBroken, match="Give the reason") as refused:
        withdraw_item(item, by=world.secretariat, reason=" ")
    assert refused.value.field == "reason"
    item.refresh_from_db()
    assert item.status == "planned"


# --- Carried over ----------------------------------------------------------------------------------


def test_an_item_carried_over_leads_both_ways_and_takes_along_what_it_concerns(world, coming, later):
    (item,) = put_on(
        coming, "Budget", by=world.secretariat, lead=world.chair, minutes_allotted=15, kind="decision_advice"
    )
    item.recommendations.add(world.recommendation)
    item.actions_concerned.add(world.action)
    paper = Paper.objects.create(meeting=coming, agenda_item=item, title="The budget")
    carried = carry_over_item(item, by=world.secretariat, reason="Out of time.")
    assert (item.status, item.status_reason, item.carried_to) == ("carried_over", "Out of time.", carried)
    assert (carried.meeting, carried.number, carried.carried_from) == (later, 2, item)
    same = ("title", "kind", "lead", "minutes_allotted", "marking", "is_publishable")
    assert [getattr(carried, name) for name in same] == [getattr(item, name) for name in same]
    assert carried.status == "planned"
    assert (carried.recommendations.get(), carried.actions_concerned.get()) == (
        world.recommendation,
        world.action,
    )
    paper.refresh_from_db()
    assert paper.agenda_item == item
    assert latest(item).note == f"To {later.reference}. Out of time."
    assert latest(carried).step == "add_carried_item"


def test_an_item_goes_to_the_next_meeting_proposed_or_confirmed(world, coming, later):
    make.meeting(
        world.board, TODAY + timedelta(days=40), by=world.secretariat, status=Meeting.Status.CANCELLED
    )
    make.meeting(world.other_board, TODAY + timedelta(days=45), by=world.secretariat)
    proposed = make.meeting(
        world.board, TODAY + timedelta(days=60), by=world.secretariat, status=Meeting.Status.PROPOSED
    )
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    assert carry_over_item(item, by=world.secretariat).meeting == proposed


def test_carrying_over_twice_is_refused_from_where_it_was_and_from_where_it_went(world, coming, later):
    make.meeting(world.board, TODAY + timedelta(days=180), by=world.secretariat)
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    carried = carry_over_item(item, by=world.secretariat)
    with pytest.raises(WrongState, match="it has already been carried over"):
        carry_over_item(item, by=world.secretariat)
    with pytest.raises(WrongState, match="an item is carried over once"):
        carry_over_item(carried, by=world.secretariat)
    assert AgendaItem.objects.filter(title="Budget").count() == 2


@pytest.mark.parametrize(
    ("status", "sentence"), (("taken", "it was taken at this meeting"), ("withdrawn", "it is withdrawn"))
)
@pytest.mark.parametrize("verb", (withdraw_item, carry_over_item))
def test_what_was_taken_or_withdrawn_is_neither_withdrawn_nor_carried(
    verb, status, sentence, world, coming, later
):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    AgendaItem.objects.filter(pk=item.pk).update(status=status)
    with pytest.raises(WrongState, match=sentence):
        verb(item, by=world.secretariat, reason="Why not.")
    assert not later.agenda_items.filter(title="Budget").exists()


def test_without_a_later_meeting_nothing_is_carried(world, coming):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    with pytest.raises(RuleBroken, match="arrange one first"):
        carry_over_item(item, by=world.secretariat)
    item.refresh_from_db()
    assert item.status == "planned"


# --- Who, and until when ---------------------------------------------------------------------------


def writes(world, item):
    """Every write there is on an agenda, by the person given."""
    return [
        lambda by: add_item(AgendaItem(meeting=item.meeting, title="Another"), by=by),
        lambda by: amend_item(item, by=by, changes={"title": "Other words"}),
        lambda by: renumber(item.meeting, by=by, numbers={item.pk: 2}),
        lambda by: withdraw_item(item, by=by, reason="Why not."),
        lambda by: carry_over_item(item, by=by),
    ]


@pytest.mark.parametrize(
    "who", ("member", "chair", "auditor", "administrator", "superuser", "dmpc_staff", "liaison", "stranger")
)
def test_only_those_who_keep_the_board_write_its_agenda(who, world, people, coming, later):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    before = list(AgendaItem.objects.order_by("pk").values())
    for write in writes(world, item):
        with pytest.raises(NotAllowed):
            write(people[who])
    assert list(AgendaItem.objects.order_by("pk").values()) == before


def test_the_secretariat_does_not_write_the_agenda_of_a_restricted_board(world):
    (item,) = put_on(world.restricted_meeting, "Budget", by=world.restricted_secretary)
    for write in writes(world, item):
        with pytest.raises(NotAllowed):
            write(world.secretariat)


@pytest.mark.parametrize("state", ("cancelled", "agreed"))
def test_of_a_cancelled_meeting_or_one_with_agreed_minutes_nothing_changes(state, world, coming, later):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    if state == "cancelled":
        Meeting.objects.filter(pk=coming.pk).update(status=Meeting.Status.CANCELLED)
    else:
        Minutes.objects.create(meeting=coming, status=Minutes.Status.AGREED, agreed_at_meeting=later)
    before = agenda(coming)
    *changes, carry_over = writes(world, item)
    for write in changes if state == "cancelled" else [*changes, carry_over]:
        with pytest.raises(WrongState, match="its agenda no longer changes"):
            write(world.secretariat)
    assert agenda(coming) == before


@pytest.mark.parametrize("state", ("cancelled", "agreed"))
def test_how_an_item_is_handled_is_set_right_whatever_became_of_its_meeting(state, world, coming, later):
    (item,) = put_on(coming, "An informant", by=world.secretariat, lead=world.chair)
    type(world.chair).objects.filter(pk=world.chair.pk).update(clearance="OFFICIAL")
    if state == "cancelled":
        Meeting.objects.filter(pk=coming.pk).update(status=Meeting.Status.CANCELLED)
    else:
        Minutes.objects.create(meeting=coming, status=Minutes.Status.AGREED, agreed_at_meeting=later)
    amend_item(item, by=world.secretariat, changes={"marking": "OFFICIAL-SENSITIVE"})
    assert (item.marking, latest(item).step) == ("OFFICIAL-SENSITIVE", "amend_item")
    with pytest.raises(WrongState, match="its agenda no longer changes"):
        amend_item(item, by=world.secretariat, changes={"marking": "OFFICIAL", "title": "Another"})
    with pytest.raises(WrongState, match="its agenda no longer changes"):
        amend_item(item, by=world.secretariat, changes={}, related={"recommendations": []})
    with pytest.raises(NotAllowed):
        amend_item(item, by=world.chair, changes={"marking": "OFFICIAL"})


def test_what_was_planned_for_a_cancelled_meeting_is_carried_over_to_the_next(world, coming, later):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    cancel_meeting(coming, by=world.secretariat, reason="The room flooded.")
    item.refresh_from_db()
    carried = carry_over_item(item, by=world.secretariat)
    assert (carried.meeting, carried.carried_from, item.status) == (later, item, "carried_over")
    with pytest.raises(WrongState, match="it has already been carried over"):
        carry_over_item(item, by=world.secretariat)


def test_each_thing_done_has_its_words(world, coming, later):
    item, other = put_on(coming, "Budget", "Estates", by=world.secretariat)
    amend_item(item, by=world.secretariat, changes={"title": "The budget"})
    carried = carry_over_item(item, by=world.secretariat)
    withdraw_item(other, by=world.secretariat, reason="Not ready.")
    renumber(coming, by=world.secretariat, numbers={other.pk: 2})
    told = [
        [entry.title for entry in entries(Event.objects.about(one), world.secretariat)]
        for one in (item, other, carried, coming)
    ]
    assert told[0] == ["Item carried over", "Item corrected", "Item put on the agenda"]
    assert told[1] == ["Item withdrawn", "Item put on the agenda"]
    assert told[2] == ["Item carried over from an earlier meeting"]
    assert told[3][0] == "Items put in another order"


def test_no_refusal_of_the_agenda_is_without_a_sentence(world, coming):
    (item,) = put_on(coming, "Budget", by=world.secretariat)
    for refused in (
        lambda: carry_over_item(item, by=world.secretariat),
        lambda: withdraw_item(item, by=world.secretariat, reason=""),
        lambda: renumber(coming, by=world.secretariat, numbers={item.pk: 0}),
    ):
        with pytest.raises(DomainError) as told:
            refused()
        assert str(told.value).endswith(".")


def test_a_person_cleared_to_official_does_not_see_what_is_marked_higher(world, coming):
    put_on(coming, "An informant", by=world.secretariat, marking="OFFICIAL-SENSITIVE")
    cleared = make.person("Cleared to OFFICIAL", role=Role.DMPC_STAFF, clearance="OFFICIAL")
    seen = AgendaItem.objects.visible_to(cleared).filter(meeting=coming)
    assert [item.title for item in seen] == ["Minutes and actions"]
