"""Typing minutes in a real browser that is closed, signed out, or whose server goes away."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from boards.models import MinuteDraft
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

# What minutes left in the browser.
LEFT = """() => Object.keys(localStorage).filter(key => key.startsWith('minutes-draft:'))
    .map(key => localStorage[key]).join()"""


class Minutes:
    """The secretariat in one browser, at the minutes of the meeting."""

    def __init__(self, world, live_server, context):
        self.person, self.server, self.context = world.secretariat, live_server.url, context
        self.address = self.server + reverse("admin:boards_meeting_minutes", args=[world.meeting.pk])

    def sign_in(self) -> None:
        client = Client()
        client.force_login(self.person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.server}]
        )

    def open(self):
        """A new tab with the page."""
        page = self.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(self.address)
        return page


def box(page, label: str):
    return page.get_by_label(label, exact=True)


def said(page):
    return page.locator(".admin-draft")


@pytest.fixture
def items(world):
    plain = make.agenda_item(world.meeting, 2, title="First response")
    return plain, make.agenda_item(world.meeting, 3, title="Vetting", marking="OFFICIAL-SENSITIVE")


@pytest.fixture
def minutes(world, items, live_server, browser_page):
    at = Minutes(world, live_server, browser_page.context)
    at.sign_in()
    return at


def test_what_is_typed_survives_a_closed_tab_an_ended_session_and_a_new_sign_in(minutes, items, axe):
    page = minutes.open()
    expect(said(page)).to_contain_text("kept as a draft, for you alone")
    box(page, "Minute of item 2").fill("It was discussed.")
    expect(said(page)).to_contain_text("Draft saved at")
    assert page.evaluate(LEFT) == "", "what is on the server is not in the browser"
    # The session ends while somebody types.
    Session.objects.all().delete()
    box(page, "Minute of item 2").fill("It was discussed at length.")
    box(page, "Minute of item 3").fill("Not for the browser.")
    expect(said(page)).to_contain_text("You are signed out.")
    assert "at length" in page.evaluate(LEFT)
    assert "Not for the browser" not in page.evaluate(LEFT)
    # Saving sends nothing into the void; with a new sign-in in another tab the same page goes on.
    page.get_by_role("button", name="Save minutes").click()
    expect(said(page)).to_contain_text("Not saved.")
    page.close()
    minutes.sign_in()
    page = minutes.open()
    expect(page.get_by_role("heading", name="You have unsaved text of")).to_be_visible()
    expect(page.locator("[data-offered]").first).to_have_text("It was discussed at length.")
    assert axe(page) == []
    page.wait_for_function(f"({LEFT})() === ''")
    page.get_by_role("link", name="Use it").click()
    expect(box(page, "Minute of item 2")).to_have_value("It was discussed at length.")
    assert axe(page) == []
    page.get_by_role("button", name="Save minutes").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Saved: 1 change.")
    assert not MinuteDraft.objects.exists()


def test_signing_out_clears_the_browser_and_leaving_asks_first(minutes, items):
    page = minutes.open()
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.route("**/minutes/draft/", lambda route: route.abort())
    box(page, "Minute of item 2").fill("Typed while the server is away.")
    expect(said(page)).to_contain_text("The register does not answer.")
    assert "server is away" in page.evaluate(LEFT)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")
    assert asked == ["beforeunload"]
    assert page.evaluate(LEFT) == ""
    minutes.sign_in()
    expect(box(minutes.open(), "Minute of item 2")).to_have_value("")


@pytest.mark.everything
def test_the_same_page_goes_on_when_the_server_is_back_or_the_person_signed_in_again(minutes, items):
    page = minutes.open()
    page.route("**/minutes/draft/", lambda route: route.abort())
    box(page, "Minute of item 2").fill("Typed while the server is away.")
    box(page, "Minute of item 3").fill("Sensitive.")
    expect(said(page)).to_contain_text("keep this page open")
    page.unroute("**/minutes/draft/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(said(page)).to_contain_text("Draft saved at")
    assert page.evaluate(LEFT) == ""
    # Another session with another token: what is typed next is kept with it, and saved.
    minutes.sign_in()
    box(page, "Opening").fill("Opened.")
    expect(said(page)).to_contain_text("Draft saved at")
    page.wait_for_timeout(2500)
    assert set(MinuteDraft.objects.values_list("text", flat=True)) == {
        "Typed while the server is away.",
        "Sensitive.",
        "Opened.",
    }
    page.get_by_role("button", name="Save minutes").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Saved: 3 changes.")


@pytest.mark.everything
def test_a_tab_closed_in_the_middle_of_a_word_loses_nothing_at_375_pixels(minutes, items):
    page = minutes.open()
    page.set_viewport_size({"width": 375, "height": 812})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    box(page, "Minute of item 2").press_sequentially("In the mid")
    page.close(run_before_unload=True)
    expect(minutes.open().locator("[data-offered]").first).to_have_text("In the mid")
