"""Two people at once: one step is taken, the other is told; references stay unique."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connection, transaction

from oversight.errors import WrongState
from oversight.models import Counter, Event
from recommendations import operations
from recommendations.models import Action
from tests import make

pytestmark = pytest.mark.sql


def at_once(*calls):
    """Run the calls in threads that start together; their results or refusals in order."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            return call()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_once_close_it_once(world):
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])

    def agree(by):
        mine = Action.objects.get(pk=world.action.pk)
        return operations.agree_closure(mine, by=by, meeting=world.meeting)

    results = at_once(lambda: agree(world.chair), lambda: agree(world.secretariat))
    assert [result for result in results if result is None] == [None]
    assert [type(result) for result in results if result is not None] == [WrongState]
    assert Event.objects.about(world.action).filter(step="agree_closure").count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_given_out_at_once_are_all_different():
    given = at_once(*[lambda: [Counter.next("action X 2026") for _ in range(5)]] * 4)
    numbers = [number for batch in given for number in batch]
    assert sorted(numbers) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_numbers_of_a_transaction_that_holds_its_counters_are_all_different_too():
    def five_in_one() -> list[int]:
        with transaction.atomic(), Counter.held():
            return [Counter.next("action X 2026") for _ in range(5)]

    given = at_once(*[five_in_one, lambda: [Counter.next("action X 2026") for _ in range(5)]] * 2)
    held, _, also_held, _ = given
    assert all(last - first == 4 for first, *_, last in (held, also_held))
    assert sorted(number for batch in given for number in batch) == list(range(1, 21))


@pytest.mark.django_db
def test_numbers_held_by_a_transaction_that_fails_are_given_out_again():
    Counter.next("action X 2026")
    with suppress(WrongState), transaction.atomic(), Counter.held():
        assert [Counter.next("action X 2026") for _ in range(3)] == [2, 3, 4]
        raise WrongState("All of it or nothing.")
    assert Counter.next("action X 2026") == 2
