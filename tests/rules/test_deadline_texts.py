"""A deadline is read from the words it was published in, and no day is invented (rules.md section 4)."""

import calendar
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.register import source
from recommendations.register.record_types import RECOMMENDATION, REPORT
from recommendations.rules.deadline_texts import NUMBERS, read
from recommendations.rules.deadlines import DATELESS, DeadlineBasis

INSPECTION = date(2016, 11, 25)
FILE = Path(source.__file__).with_name("register_2018_19.json")

DAY, MONTH, SEASON = DeadlineBasis.DAY, DeadlineBasis.MONTH, DeadlineBasis.SEASON
CALENDAR, FINANCIAL = DeadlineBasis.CALENDAR_YEAR, DeadlineBasis.FINANCIAL_YEAR
RELATIVE, RECURRING = DeadlineBasis.RELATIVE, DeadlineBasis.RECURRING
GATE, IMMEDIATE, NONE = DeadlineBasis.GATE, DeadlineBasis.IMMEDIATE, DeadlineBasis.NONE

# As published, and as people write the same -> its basis and its day, published on 25 November 2016.
READ = {
    "immediately": (IMMEDIATE, None),
    "with immediate effect": (IMMEDIATE, None),
    "as soon as possible": (IMMEDIATE, None),
    "as quickly as possible": (IMMEDIATE, None),
    "'as quickly as possible', no date": (IMMEDIATE, None),
    "within three months": (RELATIVE, date(2017, 2, 25)),
    "Within 3 months of publication": (RELATIVE, date(2017, 2, 25)),
    "within six months": (RELATIVE, date(2017, 5, 25)),
    "six months to make improvements": (RELATIVE, date(2017, 5, 25)),
    "within 6 weeks": (RELATIVE, date(2017, 1, 6)),
    "within 28 days": (RELATIVE, date(2016, 12, 23)),
    "within a year": (RELATIVE, date(2017, 11, 25)),
    "within 56 days beginning with the day of publication": (RELATIVE, date(2017, 1, 19)),
    "by the end of 2019": (CALENDAR, date(2019, 12, 31)),
    "by the end of 2019, for the nine as a whole": (CALENDAR, date(2019, 12, 31)),
    "before the end of 2019": (CALENDAR, date(2019, 12, 31)),
    "later in 2019": (CALENDAR, date(2019, 12, 31)),
    "2019": (CALENDAR, date(2019, 12, 31)),
    "by 31 December 2019 (whole set)": (DAY, date(2019, 12, 31)),
    "31/12/2019": (DAY, date(2019, 12, 31)),
    "2019-12-31": (DAY, date(2019, 12, 31)),
    "by 1st April 2020": (DAY, date(2020, 4, 1)),
    "before 31 December 2019": (DAY, date(2019, 12, 30)),
    "04/05/2020": (DAY, date(2020, 5, 4)),
    "December 2019": (MONTH, date(2019, 12, 31)),
    "by September 2019": (MONTH, date(2019, 9, 30)),
    "by the end of March 2020": (MONTH, date(2020, 3, 31)),
    "by end Feb 2020": (MONTH, date(2020, 2, 29)),
    "Summer 2019": (SEASON, date(2019, 8, 31)),
    "winter 2019/20": (SEASON, date(2020, 2, 29)),
    "2019/20": (FINANCIAL, date(2020, 3, 31)),
    "2019-20": (FINANCIAL, date(2020, 3, 31)),
    "2019/2020": (FINANCIAL, date(2020, 3, 31)),
    "1999/00": (FINANCIAL, date(2000, 3, 31)),
    "to 2021/22": (FINANCIAL, date(2022, 3, 31)),
    "year ahead (2019/20)": (FINANCIAL, date(2020, 3, 31)),
    "annually": (RECURRING, None),
    "annually, after the overhaul": (RECURRING, None),
    "annual, after overhaul": (RECURRING, None),
    "annual": (RECURRING, None),
    "monthly": (RECURRING, None),
    "every six months": (RECURRING, None),
    "continuous": (RECURRING, None),
    "before any further trials": (GATE, None),
    "before further use (annual report: before any further trials)": (GATE, None),
    "conditions to be met before any further use/trial (gate, no date)": (GATE, None),
    "gate, no date": (GATE, None),
    "": (NONE, None),
    "not found": (NONE, None),
}

# What a person has to decide -> what the sentence says of it.
LEFT_TO_A_PERSON = {
    "forthcoming year": "No day was derived",
    "two years 2018-2020": "No day was derived",
    "two-year pilot (opened 5 December 2018)": "No day was derived",
    "a further year from June 2019": "No day was derived",
    "in place after June 2018 summit": "No day was derived",
    "under way, no date": "No day was derived",
    "review under way, no date": "No day was derived",
    "overhaul complete by end of 2019 (31 December 2019); annual reviews afterwards": "No day was derived",
    "within three months of the next inspection": "No day was derived",
    "within ten working days": "No day was derived",
    "early 2020": "No day was derived",
    "before April 2020": "leaves open which day",
    "before the start of the financial year": "leaves open which day",
    "winter 2019": "write both years",
    "2018-2020": "do not follow on each other",
    "31/12/19": "write the year in full",
    "31/02/2020": "no calendar has",
    "12/31/2019": "no calendar has",
    "within 999 years": "no calendar has",
    "immediately / within three months / within six months": "more than one deadline",
    "2020/21 and 2021/22": "more than one deadline",
    "before any further trials, and by 31 December 2019": "more than one deadline",
    "by the end of 2019 (31 March 2020)": "more than one deadline",
    "at the next meeting of the Oversight Board": "follows that meeting",
}


@pytest.mark.parametrize(("text", "wanted"), READ.items(), ids=READ)
def test_a_text_gives_its_basis_and_the_day_that_follows(text, wanted):
    found = read(text, INSPECTION)
    assert (found.basis, found.on) == wanted


@pytest.mark.parametrize(("text", "sentence"), LEFT_TO_A_PERSON.items(), ids=LEFT_TO_A_PERSON)
def test_a_text_that_cannot_be_read_is_left_to_a_person(text, sentence):
    published_on = date(9500, 1, 1) if "999 years" in text else INSPECTION
    found = read(text, published_on)
    assert (found.basis, found.on, found.condition) == (NONE, None, "")
    assert sentence in found.how
    assert "choose the basis" in found.how or "write" in found.how or "set an action" in found.how


def test_how_a_day_was_worked_out_is_said():
    assert read("within three months", INSPECTION).how == (
        "“Within three months” of publication on 25 November 2016: 25 February 2017."
    )
    assert read("Summer 2019", INSPECTION).how == "“Summer 2019” means its last day: 31 August 2019."
    assert read("31/12/2019", None).how == "“31/12/2019” names its last day: 31 December 2019."
    assert read("", INSPECTION).how == "No deadline is stated."


def test_the_condition_of_a_gate_is_what_follows_before():
    assert read("before any further trials", None).condition == "any further trials"
    both = "before further use (annual report: before any further trials)"
    assert read(both, None).condition == "further use"


def test_a_period_from_an_unknown_day_of_publication_has_no_day():
    found = read("within three months", None)
    assert (found.basis, found.on) == (RELATIVE, None)
    assert "whose day is not recorded" in found.how


@given(
    text=st.sampled_from([text for text, (basis, _) in READ.items() if basis in DATELESS]),
    published_on=st.none() | st.dates(),
)
def test_from_a_dateless_text_no_day_ever_follows(text, published_on):
    assert read(text, published_on).on is None


@given(
    many=st.integers(0, 400).map(str) | st.sampled_from(sorted(NUMBERS)),
    unit=st.sampled_from(["days", "weeks", "months", "years"]),
    published_on=st.dates(max_value=date(2500, 1, 1)),
)
def test_a_period_never_ends_before_publication(many, unit, published_on):
    found = read(f"within {many} {unit}", published_on)
    assert found.basis == RELATIVE
    assert found.on >= published_on


@given(month=st.integers(1, 12), year=st.integers(1900, 2100))
def test_a_month_means_its_last_day(month, year):
    day = read(f"by the end of {calendar.month_name[month]} {year}", None).on
    assert (day.year, day.month) == (year, month)
    assert day.day == calendar.monthrange(year, month)[1]


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_an_exact_day_is_read_as_it_is_written(day):
    for written in (f"{day:%d/%m/%Y}", f"{day:%-d %B %Y}", day.isoformat()):
        assert read(written, None).on == day


@given(text=st.text(max_size=200), published_on=st.none() | st.dates())
def test_any_text_at_all_is_answered_in_a_sentence(text, published_on):
    found = read(text, published_on)
    assert found.how.endswith(".")
    assert found.on is None or found.basis not in DATELESS


def test_every_deadline_of_the_registers_data_file_reads_as_it_is_recorded():
    """None differs. The condition of a gate is in our own words there, and is not compared."""
    given_in_file = {
        row["reference"]: row["deadline"]["text"]
        for row in json.loads(FILE.read_text(encoding="utf-8"))["recommendations"]
        if "deadline" in row
    }
    loaded = source.read(FILE)
    reports = loaded.of(REPORT)
    for reference, text in given_in_file.items():
        recorded = loaded.of(RECOMMENDATION)[reference]
        published_on = reports[recorded["report"]]["published_on"]
        found = read(text, published_on and date.fromisoformat(published_on))
        assert found.basis == recorded["deadline_basis"], text
        assert (found.on and found.on.isoformat()) == recorded["deadline_on"], text
    assert len(given_in_file) >= 20
