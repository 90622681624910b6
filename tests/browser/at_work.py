"""A person at work in a browser of their own: opens pages, fills in what they show, and keeps pictures on the way."""

import os
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.choosing import choose


class AtWork:
    """`sign_in` again after a journey in time, since a session ends after some hours.

    With PICTURES naming a folder, `picture` keeps what is seen there.
    """

    def __init__(self, person, page: Page, base: str):
        self.person, self.page, self.base = person, page, base
        self.sign_in()

    def sign_in(self) -> None:
        client = Client()
        client.force_login(self.person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.base}]
        )

    def open(self, path: str) -> Page:
        response = self.page.goto(self.base + path)
        assert response.status == 200, (path, response.status)
        return self.page

    def picture(self, name: str) -> None:
        if folder := os.environ.get("PICTURES"):
            self.page.evaluate("scrollTo(0, 0)")
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def expect_done(self, words: str) -> None:
        """The admin says that it is done."""
        told = self.page.locator(".messagelist .success").filter(has_text=words)
        expect(told.first).to_be_visible()

    def choose(self, label: str, typed: str, wanted: str, within: str = "body") -> None:
        """One of many in the admin, found by typing."""
        choose(self.page.locator(within), label, typed, wanted)
