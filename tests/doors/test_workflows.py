"""Every step of every kind of record: the rules give the answer written in its table, and every door gives theirs.

The rules are asked every decision. The doors, which ask the rules, are asked some: every pair of door, person, step
and state, and every answer to each step at each door. Which they are follows from a seed (covering.py); with
--everything they are asked every decision too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from oversight.errors import DomainError, NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from tests.doors import actions, covering, items, meetings, papers, recommendations, reports
from tests.doors.steps import DOORS, offered, opened, outcome_of
from tests.doors.table import DONE, HIDDEN, NOT_ALLOWED, RESTRICTED, RULE, WRONG_STATE, Table
from tests.workflows import WORKFLOWS

TABLES = (actions.TABLE, recommendations.TABLE, reports.TABLE, meetings.TABLE, items.TABLE, papers.TABLE)

ANSWERS: dict[type[DomainError], str] = {NotAllowed: NOT_ALLOWED, WrongState: WRONG_STATE, RuleBroken: RULE}

# How a step is asked for: its page opened (nothing sent to the API), or taken with good input.
UNASKED, TAKEN = "opened", "taken"

of_every_kind = pytest.mark.parametrize("table", TABLES, ids=[table.kind for table in TABLES])


def test_every_kind_of_record_that_has_steps_has_a_table():
    assert {table.kind for table in TABLES} == set(WORKFLOWS)


@of_every_kind
def test_the_table_names_every_step_and_every_person(table, people):
    steps = set(table.workflow.steps)
    assert set().union(*filter(None, table.rights.values())) == steps
    assert set().union(*table.possible.values()) == steps
    assert set(table.rights) == set(people) - {who for who in people if who.startswith("restricted_")} - {
        "colleague"
    }


@contextmanager
def standing(table: Table, world, state: str) -> Iterator:
    """The world with the record in that state, then as it was before."""
    with transaction.atomic():
        there = deepcopy(world)
        yield table.bring(there, state), table.inputs(there)
        transaction.set_rollback(True)


@of_every_kind
def test_the_rules_give_every_person_in_every_state_the_answer_written_in_the_table(table, world, people):
    today, now, wrong = timezone.localdate(), timezone.now(), []
    workflow, steps = table.workflow, table.workflow.steps
    for state in table.states:
        with standing(table, world, state) as (record, _):
            for who in table.rights:
                seen = table.model.objects.visible_to(people[who], today).for_steps(people[who])
                found = seen.filter(pk=record.pk).first()
                answers = {
                    name: answer(workflow, people[who], step, found, now) for name, step in steps.items()
                }
                wanted = {name: table.expected(who, name, state) for name in steps}
                wrong += [
                    f"{who}, {state}, {name}: {answers[name]}, not {wanted[name]}"
                    for name in steps
                    if answers[name] != wanted[name]
                ]
                open_to = [step.name for step in workflow.open_to(people[who], found, now)] if found else []
                if open_to != [name for name in steps if wanted[name] == DONE]:
                    wrong.append(f"{who}, {state}: open to them are {open_to}")
                if found and (barred := workflow.barred_to(people[who], found, now)):
                    wrong.append(f"{who}, {state}: {barred}")
                if table.rights[who] is None or (who, state) == ("secretariat", RESTRICTED):
                    # Not because it is hidden from them alone: they have no right to it either.
                    hidden = table.model.objects.for_steps(people[who]).get(pk=record.pk)
                    given = [
                        name
                        for name, step in steps.items()
                        if workflow.has_right(people[who], step, hidden, today)
                    ]
                    wrong += [f"{who}, {state}: has a right to {given}"] if given else []
    assert not wrong, "\n".join(wrong)


@of_every_kind
def test_whose_access_was_withdrawn_has_no_right_left(table, world, people):
    state = next(iter(table.possible))
    with standing(table, world, state) as (record, _):
        for who in table.rights:
            people[who].is_active = False
            asked = table.model.objects.for_steps(people[who]).get(pk=record.pk)
            assert not [
                name
                for name, step in table.workflow.steps.items()
                if table.workflow.has_right(people[who], step, asked, timezone.localdate())
            ], who


def answer(workflow, person, step, record, now) -> str:
    if record is None:
        return HIDDEN
    error = workflow.why_not(person, step, record, now)
    return ANSWERS[type(error)] if error else DONE


@pytest.fixture(autouse=True)
def held(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chosen(everything) -> Callable[..., Iterator[tuple[str, list[tuple]]]]:
    """State -> the rows that the doors are asked in it; the state is the last value of a row."""

    def choose(*values, goals=covering.pairs):
        rows = list(product(*values))
        few = set(rows if everything else covering.covering(rows, goals))
        for state in values[-1]:
            yield state, [row for row in rows if row[-1] == state and row in few]

    return choose


@pytest.fixture
def clients(people) -> dict[str, Client]:
    """Everybody, signed in."""
    signed_in = {who: Client() for who in people}
    for who, client in signed_in.items():
        client.force_login(people[who])
    return signed_in


@pytest.mark.slow
@of_every_kind
def test_every_door_gives_every_person_the_answer_of_the_rules(table, world, clients, chosen):
    steps, wrong = table.workflow.steps, []

    def goals(row):
        """Every pair, and every answer to each step at each door."""
        door, who, step, _, state = row
        return covering.pairs(row) | {(door, step, table.expected_at(door, who, step, state))}

    for state, rows in chosen(table.doors, table.rights, steps, (UNASKED, TAKEN), table.states, goals=goals):
        with standing(table, world, state) as (record, given):
            for door, who, name, how, _ in rows:
                want = table.expected_at(door, who, name, state)
                with transaction.atomic():
                    if how == UNASKED:
                        said = unasked(door, clients[who], record, steps[name], want)
                    else:
                        said = taken(
                            door, clients[who], record, steps[name], given[name], want, table.leads_to
                        )
                    transaction.set_rollback(True)
                if said:
                    wrong.append(f"{door}, {who}, {state}, {name}, {how}: {said}")
    assert not wrong, "\n".join(wrong)


def unasked(door, client, record, step, want) -> str:
    """What is wrong when a step is opened: who is refused is refused before anything is asked of them."""
    got = outcome_of(door, opened(door, client, record, step))
    allowed = {DONE, RULE} if door == "api" else {"status 200"}
    return "" if got == want or (want == DONE and got in allowed) else f"{got}, not {want}"


def taken(door, client, record, step, given, want, leads_to) -> str:
    """What is wrong when a step is taken: what is done leaves one Event and moves the record, what is not does not."""
    events, now = Event.objects.about(record).count(), getattr(record, "status", "")
    if (got := outcome_of(door, DOORS[door](client, record, step, given))) != want:
        return f"{got}, not {want}"
    if (recorded := Event.objects.about(record).count() - events) != (want == DONE):
        return f"{recorded} events"
    if leads_to:
        then = type(record).objects.get(pk=record.pk).status
        if then != (leads_to.get(step.name, now) if want == DONE else now):
            return f"it now stands at {then}"
    return ""


@pytest.mark.slow
@of_every_kind
def test_every_door_offers_just_the_steps_that_can_be_taken(table, world, clients, chosen):
    steps, wrong = table.workflow.steps, []
    for state, rows in chosen(table.doors, table.rights, table.states):
        with standing(table, world, state) as (record, _):
            for door, who, _ in rows:
                open_to = [name for name in steps if table.expected(who, name, state) == DONE]
                want = table.hidden_at(door, who, state) or [steps[name].slug for name in open_to]
                got = offered(door, clients[who], record, steps.values())
                if got != want:
                    wrong.append(f"{door}, {who}, {state}: {got}, not {want}")
    assert not wrong, "\n".join(wrong)
