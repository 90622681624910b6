"""What goes out as a sheet: what the list shows, to whom it shows it, the same bytes each time."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from recommendations import operations
from recommendations.models import Action, Recommendation
from recommendations.sheets.cells import as_written, escaped, unescaped
from recommendations.sheets.columns import COLUMNS, Column
from recommendations.sheets.writing import as_xlsx
from tests import make
from tests.sheets.sheets import FORMS, download, rows_of

KINDS = ("actions", "recommendations")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(world):
    return signed_in(world.secretariat)


@pytest.mark.parametrize("form", FORMS)
def test_an_action_goes_out_with_its_dates_its_moves_and_its_rating_in_words(world, client, form):
    today = timezone.localdate()
    for days in (20, 30):
        operations.ask_due_date(
            world.action, by=world.owner, new_due_on=today + timedelta(days=days), reason="Late."
        )
        operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    (row,) = rows_of(download(client, "actions", form), form)
    assert row["Reference"] == world.action.reference
    assert row["Board"] == "Child Protection Policing Oversight Group"
    assert row["Recommendations"] == "CP16-01"
    assert row["Owner"] == "MPS owner"
    assert row["Rating"] == "Amber: moved 2 times"
    assert row["Publishable"] == "No"
    due = [row["Due date"], row["First due date"]]
    if form == "csv":
        assert due == [(today + timedelta(days=days)).isoformat() for days in (30, 10)]
        assert (row["Times moved"], row["Days moved in all"]) == ("2", "20")
    else:
        assert [day.date() for day in due] == [today + timedelta(days=days) for days in (30, 10)]
        assert (row["Times moved"], row["Days moved in all"]) == (2, 20)


@pytest.mark.parametrize("form", FORMS)
def test_a_recommendation_goes_out_with_its_deadline_and_its_statuses(world, client, form):
    world.report.published_on = date(2016, 11, 25)
    world.report.save()
    Recommendation.objects.filter(reference="CP16-01").update(
        deadline_text="within three months", deadline_basis="relative", deadline_on=date(2017, 2, 25)
    )
    part = make.recommendation(world.report, "CP16-01a", parent=world.recommendation, limb="a", position=2)
    part.boards.add(world.other_board, world.board)
    rows = {row["Reference"]: row for row in rows_of(download(client, "recommendations", form), form)}
    assert rows["CP16-01"]["Deadline as published"] == "within three months"
    assert rows["CP16-01"]["Deadline basis"] == "A period from publication"
    assert str(rows["CP16-01"]["Deadline"])[:10] == "2017-02-25"
    assert rows["CP16-01"]["Addressed to"] == "Metropolitan Police Service"
    assert rows["CP16-01a"]["Part of"] == "CP16-01"
    assert rows["CP16-01a"]["Other boards"] == "Audit Panel; Child Protection Policing Oversight Group"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_records_give_the_same_bytes_at_any_time_of_the_day(world, kind, form):
    sheets = []
    for hour in (12, 13):
        with time_machine.travel(timezone.localtime().replace(hour=hour, minute=0)):
            sheets.append(download(signed_in(world.secretariat), kind, form))
    assert sheets[0] == sheets[1]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_holds_what_its_reader_may_see_and_names_nothing_else(world, people, form):
    world.action.recommendations.add(world.restricted_recommendation)
    world.recommendation.boards.add(world.restricted)
    for who, person in people.items():
        client = signed_in(person)
        for kind, model in (("actions", Action), ("recommendations", Recommendation)):
            sheet = rows_of(download(client, kind, form), form)
            seen = set(model.objects.visible_to(person).values_list("reference", flat=True))
            assert {row["Reference"] for row in sheet} == seen, who
            if person not in (world.restricted_chair, world.restricted_secretary, world.restricted_owner):
                assert "RES-01" not in str(sheet), who
                assert world.restricted.name not in str(sheet), who


def test_search_filters_and_order_of_the_list_hold_for_the_sheet(world, client):
    for title in ("Train everybody", "Count the cells"):
        make.action(world.board, by=world.secretariat, owner_organisation=world.mps, title=title)
    found = rows_of(download(client, "actions", "csv", "?q=train"), "csv")
    assert [row["Title"] for row in found] == ["Train everybody"]
    ordered = rows_of(download(client, "actions", "csv", "?sort=reference"), "csv")
    assert [row["Reference"] for row in ordered] == sorted(row["Reference"] for row in ordered)


def test_all_pages_of_a_list_are_in_its_sheet(world, client):
    for _ in range(60):
        make.recommendation(world.report)
    assert len(rows_of(download(client, "recommendations", "csv"), "csv")) == 61


def test_a_filter_typed_wrong_gives_the_list_with_what_is_wrong_and_no_sheet(client):
    response = client.get(reverse("actions-sheet", args=["csv"]) + "?due_after=yesterday")
    assert response.status_code == 400
    assert "“yesterday” is not a date: write it as in 31/12/2026" in response.content.decode()


def test_there_are_two_forms_and_no_other(client):
    assert client.get("/actions.pdf").status_code == 404
    assert client.get("/recommendations.ods").status_code == 404


def test_nobody_has_a_sheet_without_signing_in(db):
    for kind in KINDS:
        response = Client().get(reverse(f"{kind}-sheet", args=["csv"]))
        assert response.status_code == 302


def test_lists_offer_their_sheet_with_the_filters_in_use(world, client):
    page = client.get(reverse("actions") + "?q=plan").content.decode()
    assert 'href="/actions.xlsx?q=plan"' in page
    assert 'href="/actions.csv?q=plan"' in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_asks_the_database_as_often_for_many_rows_as_for_few(world, client, kind):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            download(client, kind, "csv")
        return len(queries)

    def more(times: int) -> None:
        for _ in range(times):
            part = make.recommendation(
                world.report, parent=world.recommendation, addressed_to=[world.mps], lead_board=world.board
            )
            part.boards.add(world.other_board)
            make.action(
                world.board,
                by=world.secretariat,
                owner_organisation=world.mps,
                owner=world.owner,
                recommendations=[part],
            )

    more(2)
    few = asked()
    more(6)
    assert asked() == few


@pytest.mark.parametrize("form", FORMS)
def test_no_cell_is_a_formula(world, client, form):
    for title in ("=1+1", "+44 20", "-1", "@SUM(A1)", "'=1+1", "\t=1"):
        make.action(world.board, by=world.secretariat, owner_organisation=world.mps, title=title)
    titles = [row["Title"] for row in rows_of(download(client, "actions", form), form)]
    assert "'=1+1" in titles and "''=1+1" in titles
    assert not [title for title in titles if title[0] in "=+-@\t\r"]


@given(st.text())
def test_what_is_escaped_reads_as_it_was(text):
    assert unescaped(str(escaped(text))) == text


def test_ends_of_lines_and_what_no_sheet_can_hold_are_evened_out():
    assert as_written("One\r\ntwo\rthree\nfour\x0b") == "One\ntwo\nthree\nfour"
    assert as_written("") is None
    assert len(as_written("x" * 40_000)) == 32_767


def test_every_column_has_a_header_of_its_own_and_says_why_it_is_not_read():
    for columns in COLUMNS.values():
        headers = [column.header for column in columns]
        assert len(set(headers)) == len(headers)
        for column in columns:
            assert (column.read is None) == bool(column.shown), column.name


# --- In the admin --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("model", (Action, Recommendation))
def test_the_list_of_an_admin_goes_out_as_it_is_filtered_there(world, client, model, form):
    record = model.objects.visible_to(world.secretariat).get()
    address = reverse(f"admin:recommendations_{model._meta.model_name}_sheet", args=[form])
    for query, found in (("", [record.reference]), ("?q=nothing-is-called-so", [])):
        response = client.get(address + query)
        assert [row["Reference"] for row in rows_of(response.getvalue(), form)] == found
    shown = client.get(reverse(f"admin:recommendations_{model._meta.model_name}_changelist") + "?q=a")
    assert f"{address}?q=a" in shown.content.decode()


def test_an_admin_closed_to_a_person_gives_them_no_sheet(world):
    response = signed_in(world.owner).get(reverse("admin:recommendations_action_sheet", args=["csv"]))
    assert response.status_code == 302


def test_a_day_before_all_that_a_workbook_knows_is_written_out_with_four_digits():
    column = Column("set_on", "Set on", lambda record: record)
    book = load_workbook(as_xlsx([column], [[date(19, 3, 12)], [date(2026, 12, 31)]], "Days"))
    found = [str(row[0].value) for row in book.active.iter_rows(min_row=2)]
    assert found == ["0019-03-12", "2026-12-31 00:00:00"]
