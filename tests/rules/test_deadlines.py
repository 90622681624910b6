"""A deadline is text, a derived date and its basis (rules.md section 4)."""

from datetime import date

import pytest

from oversight.errors import RuleBroken
from recommendations.rules.deadlines import DATELESS, DeadlineBasis, last_day, require_consistent

INSPECTION = date(2016, 11, 25)


@pytest.mark.parametrize(
    ("text", "basis", "given", "day"),
    (
        (
            "within three months",
            DeadlineBasis.RELATIVE,
            {"published_on": INSPECTION, "months": 3},
            date(2017, 2, 25),
        ),
        (
            "within six months",
            DeadlineBasis.RELATIVE,
            {"published_on": INSPECTION, "months": 6},
            date(2017, 5, 25),
        ),
        (
            "within three months of 30 November",
            DeadlineBasis.RELATIVE,
            {"published_on": date(2018, 11, 30), "months": 3},
            date(2019, 2, 28),
        ),
        ("by the end of 2019", DeadlineBasis.CALENDAR_YEAR, {"year": 2019}, date(2019, 12, 31)),
        ("Summer 2019", DeadlineBasis.SEASON, {"year": 2019, "season": "summer"}, date(2019, 8, 31)),
        ("2019/20", DeadlineBasis.FINANCIAL_YEAR, {"year": 2020}, date(2020, 3, 31)),
        ("by September 2019", DeadlineBasis.MONTH, {"year": 2019, "month": 9}, date(2019, 9, 30)),
        ("February 2020", DeadlineBasis.MONTH, {"year": 2020, "month": 2}, date(2020, 2, 29)),
        ("immediately", DeadlineBasis.IMMEDIATE, {}, None),
        ("before any further trials", DeadlineBasis.GATE, {}, None),
        ("annually", DeadlineBasis.RECURRING, {}, None),
        ("as quickly as possible", DeadlineBasis.IMMEDIATE, {}, None),
        (
            "within six weeks",
            DeadlineBasis.RELATIVE,
            {"published_on": INSPECTION, "days": 42},
            date(2017, 1, 6),
        ),
    ),
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_a_period_means_its_last_day_and_no_day_is_invented(text, basis, given, day):
    assert last_day(basis, **given) == day


@pytest.mark.parametrize("basis", DATELESS)
def test_dateless_deadlines_stay_so_whatever_else_is_known(basis):
    assert last_day(basis, published_on=INSPECTION, months=3, year=2019, month=5) is None


def test_a_period_from_an_unknown_day_has_no_day():
    assert last_day(DeadlineBasis.RELATIVE, published_on=None, months=3) is None


def test_an_exact_day_is_not_derived():
    with pytest.raises(ValueError, match="a day of its own"):
        last_day(DeadlineBasis.DAY)


@pytest.mark.parametrize(
    ("basis", "deadline_on", "sentence"),
    (
        (DeadlineBasis.DAY, None, "Give the day"),
        (DeadlineBasis.GATE, date(2019, 1, 1), "leave the day empty"),
        (DeadlineBasis.DAY, date(2016, 11, 24), "before the day of publication"),
    ),
)
def test_basis_and_day_of_a_deadline_fit_each_other_and_the_report(basis, deadline_on, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        require_consistent(basis=basis, deadline_on=deadline_on, published_on=INSPECTION)
