"""Setting actions, their references, and what may be corrected."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from oversight.errors import NotAllowed, RuleBroken
from oversight.models import Event
from recommendations import operations
from recommendations.models import Action
from recommendations.rules.due_dates import DueBasis
from tests import make


def test_references_run_by_board_and_year_and_are_never_given_twice(world):
    year = timezone.localdate().year
    assert world.action.reference == f"CPPOG-{year}-001"
    second = make.action(world.board, by=world.secretariat, owner_organisation=world.mps)
    other = make.action(world.other_board, by=world.secretariat, owner_organisation=world.mps)
    assert second.reference == f"CPPOG-{year}-002"
    assert other.reference == f"AP-{year}-001"
    refused = pytest.raises(RuleBroken)
    with refused:
        make.action(world.board, by=world.secretariat, owner_organisation=world.council, owner=world.owner)
    third = make.action(world.board, by=world.secretariat, owner_organisation=world.mps)
    assert third.reference == f"CPPOG-{year}-003"


def test_the_first_event_of_an_action_names_things_in_words(world):
    event = Event.objects.about(world.action).get()
    assert event.step == "set_action"
    assert event.by == world.secretariat
    assert event.after["board"] == "child-protection-og"
    assert event.after["owner_organisation"] == "mps"
    assert "id" not in event.after


def test_an_action_set_under_an_item_takes_the_next_number_of_its_meeting(world):
    first = make.agenda_item(world.meeting)
    second = make.agenda_item(world.meeting)
    numbers = [
        make.action(
            world.board, by=world.secretariat, owner_organisation=world.mps, agenda_item=item
        ).number_in_meeting
        for item in (first, second, first)
    ]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(
    "who", ("liaison", "owner", "member", "chair", "dmpc_staff", "auditor", "administrator", "superuser")
)
def test_only_the_secretariat_sets_actions(world, who):
    with pytest.raises(NotAllowed, match="Only the secretariat"):
        make.action(world.board, by=getattr(world, who), owner_organisation=world.mps)


def test_a_restricted_boards_actions_are_set_by_its_own_secretary_alone(world):
    with pytest.raises(NotAllowed):
        make.action(world.restricted, by=world.secretariat, owner_organisation=world.mps)
    make.action(world.restricted, by=world.restricted_secretary, owner_organisation=world.mps)


@pytest.mark.parametrize(
    ("values", "field"),
    (
        ({"owner": "restricted_owner_without_seat"}, "owner"),
        ({"due_basis": DueBasis.DAY, "due_on": None}, "due_on"),
        ({"due_basis": DueBasis.NEXT_MEETING}, "due_meeting_of"),
        ({"due_basis": DueBasis.NONE, "due_on": "today"}, "due_on"),
        ({"set_on": "tomorrow", "due_on": "tomorrow"}, "set_on"),
        ({"due_basis": DueBasis.NEXT_MEETING, "due_meeting_of": "restricted"}, "due_meeting_of"),
        ({"agenda_item": "of_another_board"}, "agenda_item"),
    ),
)
def test_what_does_not_fit_is_refused_beside_its_field(world, values, field):
    today = timezone.localdate()
    meant = {
        "restricted_owner_without_seat": world.chair,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "restricted": world.restricted,
        "of_another_board": make.agenda_item(make.meeting(world.other_board, by=world.secretariat)),
    }
    given = {
        name: meant.get(value, value) if isinstance(value, str) else value for name, value in values.items()
    }
    with pytest.raises(RuleBroken) as refusal:
        make.action(world.board, by=world.secretariat, owner_organisation=world.mps, **given)
    assert refusal.value.field == field


def test_a_due_date_that_is_past_when_it_is_entered_is_taken(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    action = make.action(world.board, by=world.secretariat, owner_organisation=world.mps, due_on=yesterday)
    assert (action.due_on, action.first_due_on) == (yesterday, yesterday)


def test_an_owner_without_a_seat_cannot_own_a_restricted_action(world):
    with pytest.raises(RuleBroken, match="no seat on this restricted board"):
        make.action(
            world.restricted, by=world.restricted_secretary, owner_organisation=world.mps, owner=world.owner
        )


def test_words_are_corrected_with_an_event_and_rule_bearing_fields_are_not(world):
    operations.amend_action(world.action, by=world.secretariat, title="Write the better plan")
    event = Event.objects.about(world.action).first()
    assert (event.step, event.before, event.after) == (
        "amend_action",
        {"title": "Write the plan"},
        {"title": "Write the better plan"},
    )
    with pytest.raises(RuleBroken, match="due_on"):
        operations.amend_action(world.action, by=world.secretariat, due_on=timezone.localdate())


def test_the_owner_cannot_cancel_their_own_action(world):
    action = make.action(world.board, by=world.secretariat, owner_organisation=world.mopac, owner=world.chair)
    with pytest.raises(RuleBroken, match="You own this action"):
        operations.cancel(action, by=world.chair, reason="Too hard.")
    operations.cancel(action, by=world.secretariat, reason="Overtaken.")


def test_what_must_never_be_false_is_held_by_the_database_too(world):
    for values in ({"status": "lost"}, {"status": "closed"}, {"first_due_on": None}, {"due_basis": "none"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=world.action.pk).update(**values)


def test_events_cannot_be_altered_or_removed(world):
    event = Event.objects.about(world.action).get()
    for attempt in (event.delete, Event.objects.all().delete, lambda: Event.objects.update(note="")):
        with pytest.raises(TypeError, match="append-only"):
            attempt()


def test_nothing_that_has_a_history_can_be_deleted(world):
    with pytest.raises(Exception, match="protected"):
        world.board.delete()
