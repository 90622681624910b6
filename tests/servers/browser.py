"""Headless Chromium for the tests of pages, and axe to judge their accessibility."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.servers.environment import ROOT
from tests.servers.parts import missing

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Nothing but the loopback address is asked for anything.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# What WCAG 2.2 at AA asks for, and axe's own good practice; what passes is not written out.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}


def find_chromium() -> str | None:
    given = os.environ.get("CHROMIUM")
    return shutil.which(given) if given else next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    chromium = find_chromium()
    if chromium is None:
        missing("Chromium", "apt-get install chromium")
    # Playwright runs an event loop in this thread, where Django would otherwise refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=ARGUMENTS, chromium_sandbox=os.geteuid() != 0
        )
        yield running
        running.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a context of its own; fails where one broke the content security policy or a script broke.

    Keyword arguments go to the context, for instance `viewport={"width": 375, "height": 812}`.
    """
    contexts, complaints = [], []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "timezone_id": "Europe/London"} | options)
        contexts.append(context)
        context.on("console", heard)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.set_default_timeout(10_000)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """A page in headless Chromium, as wide as a desktop's window."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Returns what axe finds wrong on a page, one line each: rule, what it asks for, and where."""
    if not AXE.exists():
        missing("axe-core", "bin/setup --dev")

    source = AXE.read_text()

    def judge(page: Page) -> list[str]:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(source)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)
        return [
            f"{violation['id']}: {violation['help']}: {node['target']} {node['html'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return judge


if __name__ == "__main__":
    if find_chromium() is None:
        raise SystemExit(
            "Chromium is missing: install it with 'apt-get install chromium' for the tests of pages."
        )
