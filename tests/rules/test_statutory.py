"""The clock of a response belongs to the report (rules.md section 1)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.rules.statutory import CLOCKS, Basis, in_words, response_due_on


@pytest.mark.parametrize(
    ("published_on", "last_day"),
    (
        (date(2019, 3, 12), date(2019, 5, 6)),  # Operation Lynemouth: a bank holiday, and still the day
        (date(2020, 2, 29), date(2020, 4, 24)),
        (date(2017, 5, 2), date(2017, 6, 26)),  # the first day of the duty
    ),
)
def test_the_last_day_is_the_fifty_sixth_counting_publication_as_the_first(published_on, last_day):
    assert response_due_on(Basis.S55, published_on) == last_day


@pytest.mark.parametrize("published_on", (date(2016, 11, 25), date(2017, 5, 1)))
def test_a_report_from_before_the_duty_has_no_day(published_on):
    assert response_due_on(Basis.S55, published_on) is None
    assert "before the duty" in in_words(Basis.S55, published_on)


@given(st.dates(min_value=date(2017, 5, 2), max_value=date(2100, 1, 1)))
def test_the_last_day_is_always_publication_and_fifty_five(published_on):
    assert response_due_on(Basis.S55, published_on) == published_on + timedelta(days=55)


@pytest.mark.parametrize("basis", (Basis.NONE, Basis.NOTICE))
def test_other_reports_have_no_statutory_day(basis):
    assert response_due_on(basis, date(2018, 12, 21)) is None


def test_without_a_publication_day_nothing_is_worked_out():
    assert response_due_on(Basis.S55, None) is None
    assert "not recorded" in in_words(Basis.S55, None)


def test_the_page_says_how_the_day_was_worked_out():
    words = in_words(Basis.S55, date(2019, 3, 12))
    assert "12 March 2019" in words
    assert "6 May 2019" in words
    assert "Police Act 1996 s.55" in words


def test_every_basis_has_a_clock_with_a_source():
    assert set(CLOCKS) == set(Basis)
    assert all(clock.source for clock in CLOCKS.values())
