"""A realistic spreadsheet of thousands of rows: 37 wrong cells are all named; corrected, it is imported once only.

It has 500 rows, and with --everything 5,000.
"""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from oversight.models import Event
from recommendations.models import Action
from recommendations.sheets import importing
from recommendations.sheets.reading import address
from tests import make
from tests.sheets.sheets import as_xlsx, carried_out, outcomes, taken_in

MANY, FEW, KNOWN, WRONG = 5_000, 500, 60, 37

HEADINGS = [
    "Ref",
    "Action",
    "Board",
    "Recommendations",
    "Force",
    "Owner",
    "Done when",
    "Date set",
    "Due",
    "Status",
    "Protective marking",
    "Publishable",
    "Notes",
]
# Heading -> what may stand wrongly in its column.
BAD = {
    "Action": ("", "x" * 301),
    "Board": ("The Board of Nobody", "Bi-laterals: DMPC and Commissioner"),
    "Recommendations": ("CP99-99", "RES-01"),
    "Force": ("The Yard", ""),
    "Owner": ("Nobody at all", "Council liaison"),
    "Done when": ("", "x" * 10_001),
    "Date set": ("31/02/2026", "1/1/2099", "1/3/26"),
    "Due": ("soon", 45_000, "2027-13-01", "01/02/1899", "=TODAY()"),
    "Status": ("Closed",),
    "Protective marking": ("SECRET", "Restricted"),
    "Publishable": ("perhaps",),
}


def realistic(world, size: int) -> list[list]:
    """Rows as a secretariat keeps them: most of them new, some of actions that are held, a few of those corrected."""
    chance = random.Random(37)  # noqa: S311 - the same spreadsheet every time
    recommendations = [make.recommendation(world.report).reference for _ in range(40)]
    known = [
        make.action(world.board, by=world.secretariat, owner_organisation=world.mps, title=f"Known {number}")
        for number in range(KNOWN)
    ]
    rows: list[list] = [HEADINGS]
    apart = size // 100
    for number in range(size):
        place, between = divmod(number, apart)
        held = known[place] if between == 0 and place < KNOWN else None
        set_on = held.set_on if held else date(2025, 1, 1) + timedelta(days=chance.randrange(600))
        due_on = held.due_on if held else date(2027, 1, 1) + timedelta(days=chance.randrange(900))
        rows.append(
            [
                held.reference if held else None,
                f"Known {place}, in better words" if held else f"Action {number}: train everybody in it",
                chance.choice(["CPPOG", world.board.name]) if held else chance.choice(["CPPOG", "AP"]),
                None if held else "; ".join(chance.sample(recommendations, chance.randrange(3))),
                "MPS",
                None if held else chance.choice(["MPS owner", None]),
                "The plan is published."
                if held
                else "Those who need it are trained.\n" * chance.randrange(1, 6),
                chance.choice([set_on, f"{set_on:%d/%m/%Y}", set_on.isoformat()]),
                chance.choice([due_on, f"{due_on:%-d %B %Y}"]),
                "Not started",
                chance.choice(["OFFICIAL", "OFFICIAL-SENSITIVE"]),
                chance.choice(["Yes", "No", "y", True]),
                chance.choice([None, "Raised by the panel.", "+44 20 7946 0000 to be called"]),
            ]
        )
    return rows


def spoilt(rows: list[list]) -> tuple[list[list], set[str]]:
    """The same with wrong cells, one a row, and their addresses."""
    chance = random.Random(2019)  # noqa: S311
    wrong = [list(row) for row in rows]
    addresses = set()
    kinds = [(heading, value) for heading, values in BAD.items() for value in values]
    places = [number for number in range(1, len(rows)) if rows[number][0] is None]
    for count, number in enumerate(chance.sample(places, WRONG)):
        heading, value = kinds[count % len(kinds)]
        column = HEADINGS.index(heading)
        wrong[number][column] = value
        if value == "Council liaison":  # whose organisation is another
            wrong[number][HEADINGS.index("Force")] = "MPS"
        addresses.add(address(column, number + 1))
    return wrong, addresses


def brought_in(world, rows: list[list]):
    sheet = taken_in(as_xlsx(rows), "actions.xlsx", by=world.secretariat)
    importing.preview(sheet)
    return sheet


@pytest.mark.slow
@pytest.mark.either
def test_the_preview_names_all_37_wrong_cells_and_corrected_it_imports_once(world, everything):
    size = MANY if everything else FEW
    rows = realistic(world, size)
    wrong, addresses = spoilt(rows)
    assert len(addresses) == WRONG
    preview = brought_in(world, wrong)
    found = [where for faults in preview.rows.values_list("faults", flat=True) for where, _ in faults]
    assert len(found) == WRONG
    assert set(found) == addresses
    assert not Action.objects.filter(title__startswith="Action ").exists()

    corrected = brought_in(world, rows)
    counts = {outcome: outcomes(corrected).count(outcome) for outcome in set(outcomes(corrected))}
    assert counts == {"added": size - KNOWN, "changed": KNOWN}
    assert carried_out(corrected).status == "imported", corrected.error
    assert Action.objects.filter(title__startswith="Action ").count() == size - KNOWN
    assert Action.objects.filter(title__endswith="in better words").count() == KNOWN
    assert Action.objects.filter(set_on__lte=timezone.localdate(), first_due_on__isnull=False).count() >= size

    actions, events = Action.objects.count(), Event.objects.count()
    again = brought_in(world, rows)
    counts = {outcome: outcomes(again).count(outcome) for outcome in set(outcomes(again))}
    assert counts == {"already": size - KNOWN, "unchanged": KNOWN}
    assert (Action.objects.count(), Event.objects.count()) == (actions, events + 1)
