"""Kind 5: what a cell names is found however it was typed, and what is not found is answered with the nearest."""

from pathlib import Path

import pytest

from recommendations.sheets import importing
from tests import make
from tests.sheets.sheets import faults, previewed, taken_in

CASE = Path(__file__).parent.parent / "cases" / "s27-names.csv"
HEADINGS = ["Title", "Board", "Owner organisation", "Owner", "Complete when", "Set on", "Due date"]


@pytest.fixture
def oversight_board(world):
    world.sian = make.person("Siân O'Neill", organisation=world.mps, email="sian.oneill@register.example")
    make.person("Anne-Marie Ng", organisation=world.mps)
    return make.board("OB", name="Oversight Board")


def row(board="Oversight Board", organisation="MPS", owner="Siân O'Neill"):
    return ["A title", board, organisation, owner, "Done", "02/11/2026", "31/12/2026"]


def test_every_way_in_which_names_are_really_typed_is_found(world, oversight_board):
    sheet = taken_in(CASE.read_bytes(), "s27-names.csv", by=world.secretariat)
    importing.preview(sheet)
    assert faults(sheet) == []
    assert sheet.rows.count() == 8
    assert {one.outcome for one in sheet.rows.all()} == {"added"}


def test_a_name_that_is_not_found_is_answered_with_the_nearest(world, oversight_board):
    rows = [
        row(owner="Sian ONeil"),
        row(board="Overside Board"),
        row(organisation="Metropolitan Police Serv."),
    ]
    found = faults(previewed([HEADINGS, *rows], by=world.secretariat))
    assert [sentence.partition(". ")[2] for sentence in found] == [
        "Did you mean “Siân O'Neill”?",
        "Did you mean “Oversight Board”?",
        "Did you mean “Metropolitan Police Service”?",
    ]


def test_what_somebody_may_not_see_is_never_the_nearest(world, oversight_board):
    found = faults(
        previewed([HEADINGS, row(board="Bi-laterals DMPC and Commissioner")], by=world.secretariat)
    )
    assert world.restricted.name not in str(found)


def test_a_reference_is_found_however_its_dashes_and_letters_were_typed(world):
    typed = world.action.reference.lower().replace("-", "\u2011") + "\u200b"
    sheet = previewed([["Reference", "Title"], [typed, "Another title"]], by=world.secretariat)
    assert (faults(sheet), sheet.rows.get().outcome) == ([], "changed")


def test_cells_of_invisible_signs_alone_are_empty(world, oversight_board):
    found = faults(previewed([HEADINGS, ["\u200b\u2060", *row()[1:]]], by=world.secretariat))
    assert "is needed" in str(found)
