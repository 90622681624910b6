"""Putting an agenda in order in a real browser, under the register's own content security policy."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from boards.models import AgendaItem
from boards.operations import add_item
from tests import make
from tests.admin.admin_pages import address

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(world):
    meeting = make.meeting(world.board, timezone.localdate() + timedelta(days=21), by=world.secretariat)
    for title in ("Budget", "Estates", "Custody"):
        add_item(AgendaItem(meeting=meeting, title=title, minutes_allotted=30), by=world.secretariat)
    return meeting


@pytest.fixture
def admin_page(world, meeting, live_server, browser_page):
    """The secretariat, with the meeting open in the admin."""
    client = Client()
    client.force_login(world.secretariat)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser_page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    browser_page.goto(f"{live_server.url}{address(meeting)}")
    return browser_page


def save(page):
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")


def agenda(meeting):
    return list(meeting.agenda_items.order_by("number").values_list("title", flat=True))


def test_with_the_keyboard_alone_an_item_is_moved(meeting, admin_page, axe):
    assert axe(admin_page) == []
    up = admin_page.get_by_role("button", name="Move “Custody” up")
    up.focus()
    admin_page.keyboard.press("Enter")
    admin_page.keyboard.press("Enter")
    expect(admin_page.locator(".agenda-said")).to_have_text("“Custody” is item 2. Save to keep this order.")
    expect(up).to_be_disabled()  # item 1 stays item 1
    expect(admin_page.get_by_role("button", name="Move “Custody” down")).to_be_focused()
    save(admin_page)
    assert agenda(meeting) == ["Minutes and actions", "Custody", "Budget", "Estates"]


def test_an_item_is_dragged_to_its_place(meeting, admin_page):
    rows = admin_page.locator("#agenda_items-group tr.has_original")
    target = rows.nth(1).bounding_box()
    rows.nth(3).locator(".agenda-handle").drag_to(
        rows.nth(1), target_position={"x": target["width"] / 3, "y": 4}
    )
    save(admin_page)
    assert agenda(meeting) == ["Minutes and actions", "Custody", "Budget", "Estates"]


def test_an_item_dragged_above_item_1_comes_after_it(meeting, admin_page):
    rows = admin_page.locator("#agenda_items-group tr.has_original")
    rows.nth(3).locator(".agenda-handle").drag_to(rows.nth(0), target_position={"x": 300, "y": 4})
    save(admin_page)
    assert agenda(meeting) == ["Minutes and actions", "Custody", "Budget", "Estates"]


def test_the_first_item_cannot_be_moved(admin_page):
    first = admin_page.locator("#agenda_items-group tr.has_original").first
    expect(first.locator(".agenda-move")).to_have_count(0)


def test_a_new_row_beside_moved_ones_is_put_on_last(meeting, admin_page):
    admin_page.get_by_role("button", name="Move “Estates” up").click()
    admin_page.locator("#agenda_items-group .add-row a").click()
    admin_page.locator('[name="agenda_items-4-title"]').fill("Any other business")
    save(admin_page)
    assert agenda(meeting) == ["Minutes and actions", "Estates", "Budget", "Custody", "Any other business"]
