"""Quorum: members with a seat that counts, and deputies for them, against the board's number; per item as well."""

from types import SimpleNamespace

import pytest

from boards.rules.quorum import quorum

CHAIR, MEMBER, OTHER, OBSERVER, DEPUTY = 1, 2, 3, 8, 9
MEMBERS = {CHAIR, MEMBER, OTHER}


def came(person, kind="present", *, deputy_for=None, left=()):
    return SimpleNamespace(person_id=person, kind=kind, deputy_for_id=deputy_for, left_ids=set(left))


def there(*rows, item=None) -> int:
    return quorum(1, rows, MEMBERS, item_id=item).there


def test_members_present_count_and_those_away_do_not():
    assert there(came(CHAIR), came(MEMBER)) == 2
    assert there(came(CHAIR), came(MEMBER, "apologies"), came(OTHER, "absent")) == 1


def test_an_observer_a_secretary_or_a_visitor_makes_no_quorum():
    assert there(came(CHAIR), came(OBSERVER)) == 1


def test_a_deputy_counts_for_the_member_they_came_for():
    assert there(came(CHAIR), came(MEMBER, "apologies"), came(DEPUTY, "deputy", deputy_for=MEMBER)) == 2


def test_a_deputy_for_somebody_whose_seat_does_not_count_does_not_count():
    assert there(came(CHAIR), came(DEPUTY, "deputy", deputy_for=OBSERVER)) == 1


def test_nobody_counts_twice():
    assert there(came(CHAIR), came(DEPUTY, "deputy", deputy_for=CHAIR)) == 1
    assert there(came(CHAIR), came(MEMBER, "deputy", deputy_for=CHAIR)) == 1


def test_who_left_for_an_item_does_not_count_for_it_and_does_for_the_others():
    rows = (came(CHAIR), came(MEMBER, left=[7]), came(DEPUTY, "deputy", deputy_for=OTHER, left=[7]))
    assert there(*rows) == 3
    assert there(*rows, item=7) == 1
    assert there(*rows, item=6) == 3


@pytest.mark.parametrize(
    ("needed", "rows", "words"),
    [
        (2, [came(CHAIR), came(MEMBER)], "Quorate: 2 members there, 2 needed."),
        (3, [came(CHAIR)], "Not quorate: 1 member there, 3 needed."),
        (1, [came(OBSERVER)], "Not quorate: 0 members there, 1 needed."),
    ],
)
def test_it_is_said_in_words(needed, rows, words):
    assert quorum(needed, rows, MEMBERS).in_words == words


def test_nothing_is_said_without_a_quorum_or_before_anybody_is_recorded():
    assert quorum(None, [came(CHAIR)], MEMBERS) is None
    assert quorum(3, [], MEMBERS) is None
