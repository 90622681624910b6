"""Numbers and switches from the environment: what is not one stops the start, in words that name the variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from oversight.settings import whole_number, yes_or_no


@pytest.mark.parametrize("given", ("-1", "0", "86401", "soon", "1e3", "²", ""))
def test_a_number_out_of_bounds_is_refused_by_name(monkeypatch, given):
    monkeypatch.setenv("OVERSIGHT_TRIED", given)
    with pytest.raises(ImproperlyConfigured, match=r"OVERSIGHT_TRIED .* whole number from 1 to 86400"):
        whole_number("OVERSIGHT_TRIED", 300, 1, 86_400)


def test_a_number_within_bounds_is_taken(monkeypatch):
    assert whole_number("OVERSIGHT_TRIED", 300, 1, 86_400) == 300
    monkeypatch.setenv("OVERSIGHT_TRIED", "3")
    assert whole_number("OVERSIGHT_TRIED", 300, 1, 86_400) == 3


@pytest.mark.parametrize(("given", "meant"), (("true", True), ("On", True), ("0", False), ("no", False)))
def test_a_switch_is_on_or_off(monkeypatch, given, meant):
    monkeypatch.setenv("OVERSIGHT_TRIED", given)
    assert yes_or_no("OVERSIGHT_TRIED", not meant) is meant


def test_a_switch_that_is_neither_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("OVERSIGHT_TRIED", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="OVERSIGHT_TRIED is 'perhaps'"):
        yes_or_no("OVERSIGHT_TRIED", False)
