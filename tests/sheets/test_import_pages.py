"""The pages of an import in the admin: upload, columns, preview, import; who may open them and who may not."""

from datetime import timedelta
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from oversight.models import Event
from recommendations.models import Action, Recommendation, SheetImport
from recommendations.operations import sheets
from recommendations.sheets import importing, progress
from tests.sheets.sheets import as_xlsx, carried_out, previewed, saved
from tests.sheets.test_import import HEADINGS, line

ADD = "admin:recommendations_sheetimport_add"
COLUMNS = "admin:recommendations_sheetimport_columns"
CHANGE = "admin:recommendations_sheetimport_change"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(world):
    return signed_in(world.secretariat)


@pytest.fixture
def queued(monkeypatch):
    """What was put on the queue, carried out at once."""
    done: list[int] = []

    def at_once(task, pk):
        assert task == "recommendations.tasks.carry_out_import"
        done.append(pk)
        importing.run(pk)
        return True

    monkeypatch.setattr("recommendations.admin.imports.enqueue", at_once)
    return done


def upload(client, content: bytes, name: str = "sheet.xlsx", **given):
    return client.post(reverse(ADD), {"kind": "actions", "file": SimpleUploadedFile(name, content)} | given)


def as_proposed(client, address: str) -> dict:
    shown = client.get(address)
    return {field.html_name: field.value() for field in shown.context["form"]}


def test_from_upload_to_import_in_four_pages(world, client, queued):
    response = upload(client, as_xlsx([HEADINGS, line(), line("Train everybody")]))
    sheet = SheetImport.objects.get()
    columns = reverse(COLUMNS, args=[sheet.pk])
    assert response.headers["Location"] == columns
    assert "Count the cells" in client.get(columns).content.decode()
    response = client.post(columns, as_proposed(client, columns), follow=True)
    page = response.content.decode()
    assert "2 added" in page
    assert "Previewed, not imported" in page
    assert not queued
    response = client.post(reverse(CHANGE, args=[sheet.pk]), {"step": "import"}, follow=True)
    assert queued == [sheet.pk]
    page = response.content.decode()
    action = Action.objects.get(title="Count the cells")
    assert reverse("action", args=[action.reference]) in page
    assert "Imported" in page


def test_cells_can_be_pasted_for_a_report_without_naming_it(world, client, queued):
    page = client.get(reverse(ADD) + f"?kind=recommendations&report={world.report.reference}")
    assert page.context["form"]["report"].value() == world.report.reference
    cells = 'No.\tRecommendation\tBy when\n1\t"Count the cells,\nall of them."\tby the end of 2027\n'
    client.post(reverse(ADD), {"kind": "recommendations", "report": world.report.reference, "cells": cells})
    sheet = SheetImport.objects.get()
    columns = reverse(COLUMNS, args=[sheet.pk])
    page = client.post(columns, as_proposed(client, columns), follow=True).content.decode()
    assert "means its last day: 31 December 2027." in page
    client.post(reverse(CHANGE, args=[sheet.pk]), {"step": "import"})
    made = Recommendation.objects.get(publisher_number="1", report=world.report)
    assert made.summary == "Count the cells,\nall of them."
    assert str(made.deadline_on) == "2027-12-31"


def test_the_admin_of_a_report_leads_to_its_import(world, client):
    page = client.get(reverse("admin:recommendations_report_change", args=[world.report.pk])).content.decode()
    assert f"{reverse(ADD)}?kind=recommendations&amp;report={world.report.reference}" in page


def test_neither_file_nor_cells_and_both_are_told(world, client):
    for given in ({}, {"cells": "a\tb", "file": SimpleUploadedFile("a.csv", b"a,b")}):
        response = client.post(reverse(ADD), {"kind": "actions", **given})
        assert response.status_code == 422
        assert "one of the two" in response.content.decode()
    assert not SheetImport.objects.exists()


def test_what_is_no_sheet_is_told_beside_the_file(client):
    response = upload(client, b"MZ", "sheet.xlsx")
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_every_wrong_cell_is_shown_and_there_is_no_button_to_import(world, client):
    sheet = previewed(
        [HEADINGS, line(due="31/02/2020"), line("B"), line("C", owner="X")], by=world.secretariat
    )
    page = client.get(reverse(CHANGE, args=[sheet.pk])).content.decode()
    assert "2 cells are wrong" in page
    assert "G2:</strong> “31/02/2020” is not a date" in page
    assert "D4:</strong> “X” is not a person" in page
    assert 'value="import"' not in page
    response = client.post(reverse(CHANGE, args=[sheet.pk]), {"step": "import"})
    assert response.status_code == 422


def test_a_long_preview_is_paged(world, client):
    lines = [HEADINGS, *(line(f"Action {number}") for number in range(101))]
    sheet = previewed(lines, by=world.secretariat)
    page = client.get(reverse(CHANGE, args=[sheet.pk])).content.decode()
    assert "Page 1 of 2" in page
    assert "Action 100" in client.get(reverse(CHANGE, args=[sheet.pk]) + "?page=2").content.decode()


def test_a_preview_asks_the_database_as_often_for_many_rows_as_for_few(world, client):
    numbers = count()

    def asked(rows: int) -> int:
        lines = [
            [*HEADINGS, "Recommendations"],
            *([*line(f"Action {next(numbers)}"), "CP16-01"] for _ in range(rows)),
        ]
        sheet = previewed(lines, by=world.secretariat)
        with CaptureQueriesContext(connection) as queries:
            importing.preview(sheet)
        return len(queries)

    assert asked(3) == asked(30)


def test_one_of_several_worksheets_is_chosen_first(world, client):
    book = Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("The actions")
    for row in (HEADINGS, line()):
        sheet.append(row)
    upload(client, saved(book))
    columns = reverse(COLUMNS, args=[SheetImport.objects.get().pk])
    assert "Which worksheet?" in client.get(columns).content.decode()
    chosen = f"{columns}?worksheet=The+actions"
    data = as_proposed(client, chosen) | {"worksheet": "The actions"}
    assert "1 added" in client.post(columns, data, follow=True).content.decode()


def test_how_far_it_is_is_shown_and_the_page_asks_again(world, client, monkeypatch):
    monkeypatch.setattr("recommendations.admin.imports.enqueue", lambda *given: False)
    sheet = previewed([HEADINGS, line()], by=world.secretariat)
    here = reverse(CHANGE, args=[sheet.pk])
    page = client.post(here, {"step": "import"}, follow=True)
    assert "cannot be reached just now" in page.content.decode()
    assert page.headers["Refresh"] == "2"
    done = progress.Progress(sheet.pk, 5_000)
    done.report(1_250)
    assert "1,250 of 5,000 rows" in client.get(here).content.decode()
    done.end()
    assert progress.of(sheet.pk) is None
    assert client.get(here).status_code == 200


def test_columns_that_are_chosen_twice_are_refused_beside_them(world, client):
    upload(client, as_xlsx([["A", "B"], ["x", "y"]]))
    columns = reverse(COLUMNS, args=[SheetImport.objects.get().pk])
    response = client.post(columns, {"column_0": "title", "column_1": "title"})
    assert response.status_code == 422
    assert "cannot be the same column" in response.content.decode()


# --- Who -----------------------------------------------------------------------------------------


def test_the_secretariat_alone_imports(world, people):
    for who, person in people.items():
        client = signed_in(person)
        response = client.get(reverse(ADD))
        may = who in ("secretariat", "colleague")
        assert (response.status_code == 200) == may, who
        response = upload(client, as_xlsx([HEADINGS, line()]))
        assert SheetImport.objects.filter(made_by=person).exists() == may, who


def test_an_import_is_seen_by_its_maker_and_nobody_else(world, people):
    sheet = carried_out(previewed([HEADINGS, line()], by=world.secretariat))
    for who, person in people.items():
        client = signed_in(person)
        for name in (CHANGE, COLUMNS):
            response = client.get(reverse(name, args=[sheet.pk]))
            assert (response.status_code in (200, 302) and who == "secretariat") or response.status_code in (
                302,
                403,
                404,
            ), who
            assert b"Count the cells" not in response.content or who == "secretariat"
        if who != "secretariat":
            assert not SheetImport.objects.visible_to(person).exists()
            with pytest.raises(sheets.NotAllowed):
                sheets.ask_for_undo(sheet, by=person)
            about = Event.objects.visible_to(person).filter(step__in=("take_in_sheet", "import_sheet"))
            assert not about.exists(), who


def test_no_event_and_no_list_of_anybody_else_names_the_file(world):
    content = as_xlsx([HEADINGS, line()])
    from recommendations.sheets.headings import propose
    from recommendations.sheets.sheet_types import ACTIONS

    sheet = sheets.take_in(
        SheetImport(kind="actions"),
        SimpleUploadedFile("Informants of Operation X.xlsx", content),
        by=world.secretariat,
    )
    sheets.choose_columns(
        sheet,
        by=world.secretariat,
        worksheet="",
        headings=HEADINGS,
        mapping=propose(HEADINGS, ACTIONS.columns),
    )
    importing.preview(sheet)
    carried_out(sheet)
    for event in Event.objects.all():
        assert "Informants" not in f"{event.before}{event.after}{event.note}"
    page = signed_in(world.colleague).get(reverse("admin:recommendations_sheetimport_changelist"))
    assert "Informants" not in page.content.decode()


def test_a_row_of_a_board_that_is_not_the_persons_to_keep_is_wrong_and_a_secretary_may(world):
    from boards.rules.roles import Seat
    from tests import make

    make.seat(world.secretariat, world.restricted)
    sheet = previewed([HEADINGS, line(board="BIL", owner=None)], by=world.secretariat)
    (found,) = [one for row in sheet.rows.all() for one in row.faults]
    assert "sets actions of this board" in found[1]
    world.secretariat.memberships.filter(board=world.restricted).delete()
    make.seat(
        world.secretariat, world.restricted, Seat.SECRETARY, from_on=timezone.localdate() - timedelta(days=1)
    )
    assert (
        carried_out(previewed([HEADINGS, line(board="BIL", owner=None)], by=world.secretariat)).status
        == "imported"
    )
