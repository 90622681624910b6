"""A sheet brought in from the admin in a real browser, wide and narrow: upload, columns, wrong cells, preview, import.

With PICTURES naming a folder, the pages passed on the way are kept there as pictures.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from recommendations import tasks
from recommendations.models import Action, SheetImport
from tests.browser.conftest import NARROW, WIDE
from tests.sheets.sheets import as_xlsx
from tests.sheets.test_import import HEADINGS, line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    """Files in a folder of their own, and a page that asks again by itself only when it was looked at."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr("recommendations.admin.imports.REFRESH_SECONDS", 600)


@pytest.fixture
def secretary(world, live_server, browser_page) -> Page:
    client = Client()
    client.force_login(world.secretariat)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser_page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
    )
    return browser_page


@pytest.fixture
def sound(secretary, axe):
    """Judges the page as it stands, wide and narrow."""

    def judge(name: str) -> None:
        for width, size in (("1280", WIDE), ("375", NARROW)):
            secretary.set_viewport_size(size)
            assert axe(secretary) == [], (name, width)
            over = secretary.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over <= 0, (name, width, over)
            if folder := os.environ.get("PICTURES"):
                secretary.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        secretary.set_viewport_size(WIDE)

    return judge


def test_a_sheet_is_brought_in_wrong_first_and_then_right(world, secretary, live_server, sound, tmp_path):
    rows = [line(f"Action {number}") for number in range(1, 4)]
    changed = [world.action.reference, "Write a better plan", *[None] * (len(HEADINGS) - 1), "CP16-01"]
    lines = [
        ["Reference", *HEADINGS, "Serves"],
        *([None, *row, "CP16-01"] for row in rows),
        [
            *changed[:2],
            "CPPOG",
            "MPS",
            "MPS owner",
            "The plan is published.",
            world.action.set_on,
            None,
            "CP16-01",
        ],
    ]
    lines[-1][7] = world.action.due_on
    wrong = [list(row) for row in lines]
    wrong[1][7], wrong[2][2], wrong[3][7] = "31/02/2027", "Nobody's Board", 45000
    for name, content in (("wrong", wrong), ("right", lines)):
        (tmp_path / f"{name}.xlsx").write_bytes(as_xlsx(content))

    secretary.goto(live_server.url + reverse("admin:recommendations_action_changelist"))
    secretary.goto(live_server.url + reverse("admin:recommendations_sheetimport_changelist"))
    sound("imports")
    secretary.get_by_role("link", name="Add import of a spreadsheet").first.click()
    sound("upload")
    secretary.get_by_role("button", name="Upload").click()
    expect(secretary.get_by_text("one of the two")).to_be_visible()
    secretary.locator("#id_file").set_input_files(tmp_path / "wrong.xlsx")
    secretary.get_by_role("button", name="Upload").click()

    expect(secretary.get_by_role("heading", name="Choose the columns")).to_be_visible()
    expect(secretary.get_by_label("Column of the register for “Due”")).to_have_value("due_on")
    sound("columns")
    secretary.get_by_role("button", name="Show what would happen").click()
    expect(secretary.get_by_text("3 cells are wrong.")).to_be_visible()
    expect(secretary.get_by_text("“31/02/2027” is not a date")).to_be_visible()
    expect(secretary.get_by_role("button", name="Import")).to_have_count(0)
    sound("wrong")

    secretary.get_by_role("link", name="Upload another spreadsheet").click()
    secretary.locator("#id_file").set_input_files(tmp_path / "right.xlsx")
    secretary.get_by_role("button", name="Upload").click()
    secretary.get_by_role("button", name="Show what would happen").click()
    expect(secretary.get_by_role("link", name="3 added")).to_be_visible()
    expect(secretary.get_by_role("link", name="1 changed")).to_be_visible()
    sound("preview")
    secretary.get_by_role("button", name="Import", exact=True).click()
    expect(secretary.get_by_role("heading", name="Waiting to be imported")).to_be_visible()
    sound("waiting")
    tasks.carry_out_import(SheetImport.objects.get(status="queued").pk)
    secretary.get_by_role("link", name="Show again now").click()
    expect(secretary.get_by_text("Imported,")).to_be_visible()
    sound("imported")
    assert Action.objects.filter(title__startswith="Action ", due_on=date(2027, 3, 1)).count() == 3
    world.action.refresh_from_db()
    assert world.action.title == "Write a better plan"
