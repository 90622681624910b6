"""The digest as a person reads it: axe finds nothing wrong, with and without marked and illustrative things."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote

from oversight.reminders.compose import compose
from oversight.reminders.entries import Entry


def test_axe_finds_nothing_wrong_with_the_digest(browser_page, axe, today):
    def entry(reference: str, days: int, **values) -> Entry:
        url = f"https://register.example/actions/{reference}/"
        due_on = today + timedelta(days=days)
        return Entry("action_due", reference, url, due_on, state="Not started.", **values)

    entries = [
        entry("AP-2026-001", -9, group="Audit Panel", title="Answer the audit", is_illustrative=True),
        entry("AP-2026-002", 7, group="Audit Panel", title="Publish the answer"),
        entry("CT-2026-001", 1, is_marked=True),
    ]
    digest = SimpleNamespace(
        recipient=SimpleNamespace(name="MPS owner", email="owner@example.org"), message_id="<one@example>"
    )
    html, _ = compose(digest, entries, today).alternatives[0]
    browser_page.goto(f"data:text/html;charset=utf-8,{quote(str(html))}")
    assert browser_page.get_by_role("heading", level=2).all_inner_texts() == [
        "Audit Panel",
        "Marked OFFICIAL-SENSITIVE",
    ]
    assert browser_page.get_by_role("link", name="AP-2026-001: Answer the audit").count() == 1
    assert axe(browser_page) == []
