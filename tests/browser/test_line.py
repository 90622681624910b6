"""The line in a browser: followed by clicks from the report to the minute of closure, and printed with its marking."""

from io import BytesIO

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from recommendations.models import ClosureRequest
from tests import make
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def followed(world):
    """An action closed under an item of a meeting, which answers a recommendation that was accepted."""
    w = world
    w.recommendation.response, w.recommendation.response_explanation = "accepted", "It is being done."
    w.recommendation.save()
    w.item = make.agenda_item(w.meeting, title="Closures", minute="The board was satisfied.")
    make.bring_to(w.action, "closed", deliverer=w.liaison, decider=w.chair, meeting=w.meeting)
    ClosureRequest.objects.filter(action=w.action).update(agenda_item=w.item)
    return w


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_line_is_followed_by_one_click_from_point_to_point(size, followed, live_server, signed_in):
    w, page = followed, signed_in(followed.member)
    page.set_viewport_size(size)
    page.goto(live_server.url + reverse("report", args=[w.report.reference]))
    minute = f"Item {w.item.number}, "
    for words, heading in (
        ("CP16-01", "What CP16-01 asks."),
        ("Accepted", "Draft response to Report inspection-2016"),
        (w.action.reference, "Write the plan"),
        ("The published plan", "The published plan"),
        (minute, w.board.name),
    ):
        here = page.get_by_role("list", name="From report to closure").first
        here.get_by_role("link", name=words).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator(f"#item-{w.item.number}")).to_contain_text("The board was satisfied.")
    back = page.get_by_role("list", name="From report to closure").first
    back.get_by_role("link", name="Report inspection-2016").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report inspection-2016")
    assert not page.complaints


def test_the_whole_line_is_printed_with_its_marking_and_without_navigation(followed, live_server, signed_in):
    followed.action.marking = "OFFICIAL-SENSITIVE"
    followed.action.save()
    page = signed_in(followed.member)
    page.goto(live_server.url + reverse("action", args=[followed.action.reference]))
    page.get_by_role("link", name="The whole line on one page, to print").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Menu")).to_be_hidden()
    expect(page.get_by_role("link", name="The line as PDF")).to_be_hidden()
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    for sheet in printed.pages:
        assert sheet.extract_text().count("OFFICIAL-SENSITIVE") >= 2
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert "The board was satisfied." in text
    assert "/actions/" not in text
