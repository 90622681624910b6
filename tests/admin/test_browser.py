"""The admin in a real browser, under the register's own content security policy: choosing, adding rows, steps."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from oversight.reminders.ledger import Reminder
from oversight.reminders.sweep import sweep
from recommendations.models import Action, RecommendationLink
from tests import make
from tests.admin.admin_pages import address
from tests.browser.choosing import choose

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secretariat(world, live_server, browser_page) -> Page:
    client = Client()
    client.force_login(world.secretariat)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser_page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return browser_page


def test_an_action_is_set_and_a_step_taken(world, live_server, secretariat, axe):
    page = secretariat
    page.goto(f"{live_server.url}{address(Action, 'add')}")
    page.get_by_label("Title:").fill("Publish the training plan")
    page.get_by_label("Complete when:").fill("It is on the website.")
    body = page.locator("body")
    choose(body, "Board", "child", "Child Protection Policing Oversight Group")
    choose(body, "Recommendations", "CP16", "CP16-01: What CP16-01 asks.")
    choose(body, "Owner organisation", "metro", "Metropolitan Police Service (MPS)")
    page.get_by_label("Due:", exact=True).select_option("A day")
    page.get_by_label("Due date:").fill("31/12/2027")
    assert axe(page) == []
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_contain_text("was added successfully")
    action = Action.objects.latest("pk")
    assert action.title == "Publish the training plan"
    assert list(action.recommendations.all()) == [world.recommendation]
    assert action.due_on.isoformat() == "2027-12-31"

    page.get_by_role("link", name="Report progress").click()
    page.get_by_label("What was done:").fill("The draft is with the printers.")
    page.get_by_role("button", name="Report progress").click()
    expect(page.locator(".errorlist")).to_contain_text("This field is required")
    page.get_by_label("At risk").check()
    page.get_by_role("button", name="Report progress").click()
    expect(page.locator(".admin-timeline")).to_contain_text("The draft is with the printers.")
    action.refresh_from_db()
    assert (action.status, action.track) == ("in_progress", "at_risk")


def test_a_row_is_added_to_a_record(world, live_server, secretariat):
    other = make.recommendation(world.report, "CP16-02")
    page = secretariat
    page.goto(f"{live_server.url}{address(world.recommendation)}")
    page.get_by_role("button", name="Add another Recommendation link").click()
    row = page.locator("#links-0")
    row.get_by_label("Kind").select_option("Repeated in")
    choose(row, "Target", "CP16-02", "CP16-02: What CP16-02 asks.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
    assert RecommendationLink.objects.get().target == other


def test_the_admin_fits_a_telephone(world, live_server, secretariat):
    page = secretariat
    page.set_viewport_size({"width": 375, "height": 812})
    for at in ("/admin/", address(world.action), address(world.meeting), address(Action, "changelist")):
        page.goto(live_server.url + at)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, at


def edges(page: Page, selector: str) -> list[tuple[float, float]]:
    """The left and right edge of each element."""
    boxes = (one.bounding_box() for one in page.locator(selector).all())
    return [(box["x"], box["x"] + box["width"]) for box in boxes if box]


def test_the_list_of_actions_shows_status_and_due_date_beside_its_filters(world, live_server, secretariat):
    world.action.title = "Publish the plan for training all officers who meet children " * 3
    world.action.save()
    page = secretariat
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + address(Action, "changelist"))
    ((_, ends),) = edges(page, "#changelist-form .results")
    for column in ("status", "light", "due"):
        ((_, right),) = edges(page, f"#result_list thead .column-{column}")
        assert right <= ends, column
    ((begins, _),) = edges(page, "#changelist-filter")
    assert ends <= begins
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0


def test_the_ledger_shows_what_became_of_each_beside_its_filters(world, live_server, secretariat):
    sweep(timezone.localdate())
    page = secretariat
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + address(Reminder, "changelist"))
    ((_, ends),) = edges(page, "#changelist-form .results")
    for column in ("recipient_in_words", "subject_link", "step_words", "became", "due_on"):
        ((_, right),) = edges(page, f"#result_list thead .column-{column}")
        assert right <= ends, column


@pytest.mark.parametrize(("width", "columns"), ((1280, 2), (375, 1)))
def test_the_queues_stand_in_columns_that_fill_the_screen(width, columns, world, live_server, secretariat):
    page = secretariat
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + "/admin/")
    queues = edges(page, ".admin-queue")
    assert len({left for left, _ in queues}) == columns
    assert max(right for _, right in queues) > width * 0.9
