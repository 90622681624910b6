"""Somebody in the admin: a client signed in as a person of the world, with short ways to its addresses."""

import pytest

from tests.admin.admin_pages import AdminPages


@pytest.fixture
def admin_of(world, people):
    """`admin_of("secretariat")`: that person in the admin."""

    def open_as(who: str) -> AdminPages:
        return AdminPages(people[who])

    return open_as


@pytest.fixture
def admin_pages(admin_of) -> AdminPages:
    return admin_of("secretariat")
