"""Somebody at the desk: a client signed in as a person of the world, with short ways to its addresses."""

import pytest

from tests.admin.desk import Desk


@pytest.fixture
def at_desk(world, people):
    """`at_desk("secretariat")`: that person at the desk."""

    def sit(who: str) -> Desk:
        return Desk(people[who])

    return sit


@pytest.fixture
def desk(at_desk) -> Desk:
    return at_desk("secretariat")
