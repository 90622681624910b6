"""A person choosing one of many from a list of the admin that is found by typing."""

from playwright.sync_api import Locator, expect


def choose(within: Locator, label: str, typed: str, wanted: str) -> None:
    """Opens the list, types, picks, and sees the choice stand.

    Waits for each search to end: a pick made while the list is about to be replaced is lost.
    """
    box = within.locator(f'.select2-selection[aria-label="{label}"]')
    searching = within.page.locator(".select2-results .loading-results")
    box.click()
    expect(searching).to_have_count(0)
    within.page.keyboard.type(typed)
    expect(searching).to_have_count(0)
    within.page.get_by_role("option", name=wanted).click()
    expect(box).to_contain_text(wanted)
