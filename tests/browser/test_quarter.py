"""A quarter of the Audit Panel, run from the admin in a real browser: from proposed dates to agreed minutes.

With PICTURES naming a folder, the pages passed on the way are kept there as pictures.
"""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from boards.models import Meeting
from boards.rules.roles import Seat
from oversight.documents import typeset
from oversight.working_days import next_working_day
from recommendations import tasks
from recommendations.models import Action, Pack
from tests import make
from tests.admin.admin_pages import address
from tests.browser.at_work import AtWork

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def panel(world):
    """The Audit Panel: two members are its quorum, and five clear working days' notice are asked for."""
    world.other_board.meetings_a_year, world.other_board.quorum, world.other_board.notice_days = 4, 2, 5
    world.other_board.save()
    make.seat(world.chair, world.other_board, Seat.CHAIR)
    make.seat(world.secretariat, world.other_board, Seat.SECRETARY)
    return world.other_board


class Secretary(AtWork):
    def step(self, meeting: Meeting, slug: str) -> Page:
        return self.open(reverse("admin:boards_meeting_step", args=[meeting.pk, slug]))


@pytest.fixture
def secretary(world, live_server, browser_page):
    """The secretariat in a browser."""
    return Secretary(world.secretariat, browser_page, live_server.url)


@contextmanager
def on_the_day_of(meeting: Meeting, secretary):
    """An hour after the meeting began; the secretary signs in again."""
    with time_machine.travel(meeting.starts_at + timedelta(hours=1), tick=True):
        secretary.sign_in()
        yield


def paper(title: str) -> bytes:
    data = {"title": title, "text": "What was found.", "marking": "OFFICIAL", "board": "Audit Panel"}
    return typeset("illustrative", data)


def propose_the_year(secretary, panel) -> list[Meeting]:
    first = next_working_day(timezone.localdate() + timedelta(days=28))
    page = secretary.open(address(panel))
    page.get_by_role("link", name="Propose a year’s meetings").click()
    page.get_by_label("First meeting on or after").fill(f"{first:%d/%m/%Y}")
    page.get_by_label("Place").fill("City Hall")
    expect(page.get_by_label("How many in the year")).to_have_value("4")
    secretary.press("Show the dates")
    expect(page.get_by_label("Propose", exact=True)).to_have_count(4)
    secretary.picture("quarter-1-dates")
    secretary.press("Enter as proposed")
    secretary.expect_done("4 meetings are proposed for Audit Panel")
    meetings = list(panel.meetings.order_by("starts_at"))
    assert [meeting.status for meeting in meetings] == ["proposed"] * 4
    return meetings


def confirm(secretary, meeting: Meeting) -> None:
    secretary.step(meeting, "confirm")
    secretary.press("Confirm")
    secretary.expect_done(f"Meeting confirmed: {meeting.reference}")


def put_on_the_agenda(secretary, meeting: Meeting, title: str, minutes: int) -> None:
    page = secretary.open(address(meeting))
    page.get_by_role("button", name="Add another Agenda item").click()
    row = page.locator("#agenda_items-group tr.form-row:not(.empty-form)").last
    row.get_by_label("Title").fill(title)
    row.get_by_label("Minutes allotted").fill(str(minutes))
    secretary.press("Save and continue editing")
    secretary.expect_done("was changed successfully")


def bring_a_paper(secretary, meeting: Meeting, item: str, title: str) -> None:
    page = secretary.open(reverse("admin:boards_paper_add_to", args=[meeting.pk]))
    page.get_by_label("Title").fill(title)
    page.get_by_label("Item:").select_option(item)
    page.get_by_label("File:").set_input_files(
        {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": paper(title)}
    )
    secretary.press("Add a paper")
    secretary.expect_done(f"Paper added: {meeting.reference}")


def the_pack_of(secretary, meeting: Meeting, live_server) -> PdfReader:
    page = secretary.open(reverse("pack", args=[meeting.reference]))
    secretary.press("Make the pack")
    expect(page.get_by_role("heading", name="Queued")).to_be_visible()
    tasks.make_pack(Pack.objects.get(meeting=meeting).pk)
    expect(page.get_by_role("heading", name="Ready")).to_be_visible()
    secretary.picture("quarter-4-pack")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the pack").click()
    return PdfReader(BytesIO(Path(download.value.path()).read_bytes()))


def test_a_quarter_of_the_audit_panel_is_run_from_the_admin(world, panel, secretary, live_server):
    # The year is proposed, and its first meeting confirmed.
    first, second, *_ = propose_the_year(secretary, panel)
    assert datetime.combine(first.starts_at, time()).weekday() < 5
    confirm(secretary, first)
    confirm(secretary, second)
    secretary.open(reverse("forward-plan"))
    expect(secretary.page.locator("main")).to_contain_text("Audit Panel")
    secretary.picture("quarter-2-forward-plan")

    # Its agenda is set, a paper brought, the agenda issued in time and the pack made.
    put_on_the_agenda(secretary, first, "Follow-up of internal audit", 40)
    put_on_the_agenda(secretary, first, "Risk register", 30)
    bring_a_paper(secretary, first, "2. Follow-up of internal audit", "Audit follow-ups")
    secretary.step(first, "issue-agenda")
    secretary.press("Issue the agenda")
    secretary.expect_done(f"Agenda issued: {first.reference}")
    secretary.open(reverse("meeting", args=[first.reference]))
    expect(secretary.page.locator("main")).to_contain_text("Audit follow-ups")
    secretary.picture("quarter-3-meeting")
    pack = the_pack_of(secretary, first, live_server)
    outline = [line.title for line in pack.outline if not isinstance(line, list)]
    assert any("Follow-up of internal audit" in line for line in outline), outline
    assert "What was found." in "".join(each.extract_text() for each in pack.pages)

    # On the day: who came, what was said, an action born in the minutes.
    with on_the_day_of(first, secretary):
        secretary.step(first, "hold")
        secretary.press("Record as held")
        secretary.expect_done("Meeting held")
        page = secretary.open(reverse("admin:boards_meeting_attendance", args=[first.pk]))
        for person in (world.chair, world.other_member):
            page.get_by_role("row", name=person.name).get_by_role("combobox").first.select_option("Present")
        secretary.press("Save attendance")
        page = secretary.open(reverse("admin:boards_meeting_minutes", args=[first.pk]))
        expect(page.locator(".admin-facts")).to_contain_text("Quorate: 2 members there, 2 needed.")
        item = page.locator("#item-2")
        item.locator("textarea").first.fill("Two follow-ups were late.\n\nThe panel asked for a plan.")
        item.get_by_label("Taken").check()
        secretary.picture("quarter-5-minutes")
        page.get_by_role("button", name="Save and set an action here under item 2").click()
        page.get_by_label("Title:").fill("Bring a plan for late follow-ups")
        page.get_by_label("Complete when:").fill("The plan is before the panel.")
        secretary.choose("Owner organisation", "metro", "Metropolitan Police Service (MPS)")
        secretary.press("Save")
        secretary.expect_done("Action 1 of")
    action = Action.objects.get(title="Bring a plan for late follow-ups")
    assert (action.agenda_item.number, action.number_in_meeting) == (2, 1)
    assert action.due_meeting == second
    assert action.due_on == timezone.localtime(second.starts_at).date()

    # The next meeting opens with what became of it, and agrees the minutes.
    with on_the_day_of(second, secretary):
        page = secretary.open(reverse("minutes-and-actions", args=[second.reference]))
        expect(page.locator("main")).to_contain_text(action.title)
        secretary.picture("quarter-6-minutes-and-actions")
        secretary.step(first, "agree-minutes")
        page.get_by_label("Meeting that agreed them").select_option(second.reference)
        page.get_by_label("Corrections made there").fill("Item 2: three follow-ups, not two.")
        secretary.press("Agree the minutes")
        secretary.expect_done(f"Minutes agreed: {first.reference}")
        page = secretary.open(reverse("meeting", args=[first.reference]))
        expect(page.locator("main")).to_contain_text("three follow-ups, not two")
        secretary.picture("quarter-7-agreed")
    first.refresh_from_db()
    assert first.minutes.agreed_at_meeting == second
    second.refresh_from_db()
    assert second.status == "held"
