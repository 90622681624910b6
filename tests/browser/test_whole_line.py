"""The child protection inspection in a real browser: from the report in the admin to a closed recommendation, printed.

Four people work on it, each in a browser of their own: the secretariat in the admin, the chair and the liaison on the
pages, and the Deputy Mayor's staff, who read. With PICTURES naming a folder, what they pass is kept there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from boards.models import Meeting
from boards.rules.roles import Seat
from recommendations.models import Action, Recommendation, Report
from tests import make
from tests.admin.admin_pages import address
from tests.browser.at_work import AtWork
from tests.browser.conftest import WIDE
from tests.workflows import workflow_of

pytestmark = pytest.mark.django_db(transaction=True)

RESPOND = "Plan better for, and improve the first response to, child abuse and protection reports."
RESOURCES = "Review how resources are matched to child protection demand."
GUIDANCE, TRAINING = "Write guidance for first responders", "Train the first responders"
MPS = "Metropolitan Police Service (MPS)"
CPPOG = "Child Protection Policing Oversight Group"


class OnPages(AtWork):
    """Takes steps on the page of a record, and is told there that each is done."""

    def see(self, record) -> Page:
        return self.open(reverse(record._meta.model_name, args=[record.reference]))

    def take(self, record, name: str, choice: str = "", picture: str = "", **given: str) -> None:
        """Press the step on the record's page, and fill in what it asks for, each field by its name."""
        step, page = workflow_of(record).steps[name], self.see(record)
        page.locator(".register-steps").get_by_text(step.label, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(step.label)
        page.wait_for_load_state()  # the date picker moves its field, and what is typed meanwhile is lost
        if choice:
            page.get_by_label(choice, exact=True).check()
        for field, value in given.items():
            at = page.locator(f"[name={field}]")
            at.select_option(value) if field == "meeting" else at.fill(value)
        if picture:
            self.picture(picture)
        self.press(step.label)
        done = f"{step.done}: {record.reference}."
        expect(page.locator(".govuk-notification-banner--success")).to_contain_text(done)


class InTheAdmin(AtWork):
    def take(self, record, name: str, choice: str = "", **given: str) -> None:
        """The same with the step as a tool of the record in the admin."""
        step, page = workflow_of(record).steps[name], self.open(address(record))
        page.locator(".object-tools").get_by_role("link", name=step.label, exact=True).click()
        if choice:
            page.get_by_label(choice, exact=True).check()
        for field, value in given.items():
            page.locator(f"[name={field}]").fill(value)
        self.press(step.label)
        self.expect_done(f"{step.done}: {record.reference}.")


@pytest.fixture
def people(world, live_server, new_page):
    """The four of them, who had their roles and seats in 2016."""
    made_of = {"secretariat": InTheAdmin, "chair": OnPages, "liaison": OnPages, "dmpc_staff": OnPages}
    make.seat(world.chair, world.board, Seat.CHAIR, from_on=date(2016, 1, 1), until_on=date(2018, 12, 31))
    return SimpleNamespace(
        **{
            name: kind(getattr(world, name), new_page(viewport=WIDE), live_server.url)
            for name, kind in made_of.items()
        }
    )


@contextmanager
def on(day: str, people: SimpleNamespace) -> Iterator[None]:
    """At eleven in the morning of that day, everybody signed in again."""
    moment = timezone.make_aware(datetime.fromisoformat(f"{day} 11:00"))
    with time_machine.travel(moment, tick=True):
        for one in vars(people).values():
            one.sign_in()
        yield


def met_on(day: str, world) -> Meeting:
    """A meeting of the group, at ten."""
    return make.meeting(world.board, date.fromisoformat(day), by=world.secretariat)


def record_the_report(secretary: InTheAdmin) -> Report:
    """The report and what it asks, in one sitting."""
    page = secretary.open(address(Report, "add"))
    page.get_by_label("Title:").fill("MPS: National child protection inspection")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Reference:")).to_have_value("mps-national-child-protection-inspection")
    page.get_by_label("Reference:").fill("cp-2016")
    secretary.choose("Publisher", "hmic", "HMICFRS")
    page.get_by_label("Publisher as named at the time:").fill("HMIC")
    page.get_by_label("Kind:").select_option("inspection")
    page.get_by_label("Published on:").fill("25/11/2016")
    page.get_by_label("Recommendations counted by the publisher:").fill("9")
    secretary.choose("Boards", "child", CPPOG)
    page.get_by_label("Statutory basis:").select_option("none")
    asked = ((RESPOND, "within three months"), (RESOURCES, "within six months"))
    for number, (summary, deadline) in enumerate(asked):
        row = page.locator(f"#recommendations-{number}")
        row.get_by_label("Summary").fill(summary)
        row.get_by_label("Deadline text").fill(deadline)
        secretary.choose("Addressed to", "metro", MPS, within=f"#recommendations-{number}")
        secretary.choose("Lead board", "child", CPPOG, within=f"#recommendations-{number}")
    secretary.picture("line-1-report-in-the-admin")
    secretary.press("Save")
    secretary.expect_done("was added successfully")
    report = Report.objects.get(published_on=date(2016, 11, 25))
    assert report.response_due_on is None
    assert report.recommendations.get(summary=RESPOND).deadline_on == date(2017, 2, 25)
    return report


def set_an_action(secretary: InTheAdmin, item, title: str, complete_when: str, due: str) -> Action:
    """Under an item of the minutes."""
    page = secretary.open(reverse("admin:boards_meeting_set_action", args=[item.meeting_id, item.pk]))
    page.get_by_label("Title:").fill(title)
    page.get_by_label("Complete when:").fill(complete_when)
    secretary.choose("Recommendations", "first response", RESPOND[:30])
    secretary.choose("Owner organisation", "metro", MPS)
    page.locator("[name=due_basis]").select_option("day")
    page.locator("[name=due_on]").fill(due)
    secretary.press("Save")
    secretary.expect_done("of 12 December")
    return Action.objects.get(title=title)


def test_the_child_protection_inspection_goes_from_report_to_a_closed_recommendation(world, people):
    w, secretary, chair, liaison, reader = (
        world,
        people.secretariat,
        people.chair,
        people.liaison,
        people.dmpc_staff,
    )
    reached = "reported_complete"

    # The report is recorded with what it asks; it was published before the law set a day for the response.
    with on("2016-12-05", people):
        report = record_the_report(secretary)
        one = report.recommendations.get(summary=RESPOND)
        other = report.recommendations.get(summary=RESOURCES)
        page = reader.see(report)
        expect(page.locator("main")).to_contain_text("2 of 9 recorded")
        reader.picture("line-2-report")

        # What the Commissioner says, what MOPAC says, and the response to each, published.
        liaison.take(one, "comment_recommendation", comment="We accept this.")
        liaison.take(
            report,
            "give_comments",
            comments="The force accepts what the inspectorate found.",
        )
        secretary.take(report, "comment_report", comments="MOPAC will follow this.")
        secretary.take(one, "respond", "Accepted", explanation="Guidance and training are begun.")
        secretary.take(other, "respond", "Accepted in part", explanation="Within means.")
        secretary.take(
            report,
            "publish_response",
            published_on="05/12/2016",
            where="https://example.org/response-to-the-inspection",
        )
        expect(
            reader.open(reverse("report-response", args=[report.reference])).locator("main")
        ).to_contain_text("Guidance and training are begun.")
        reader.picture("line-3-response")

    # Two actions are set in the minutes.
    with on("2016-12-12", people):
        item = make.agenda_item(met_on("2016-12-12", w), title="Child protection inspection")
        guidance = set_an_action(secretary, item, GUIDANCE, "The guidance is in force.", "31/01/2017")
        training = set_an_action(secretary, item, TRAINING, "Nine in ten are trained.", "30/04/2017")

    # The first of them is reported on and moved twice, at a named meeting each time.
    moves = (
        ("2017-01-16", "31/03/2017", "Partners asked to be heard."),
        ("2017-03-13", "31/05/2017", "A pilot."),
    )
    for day, new_due_on, reason in moves:
        with on(day, people):
            meeting = met_on(day, w)
            liaison.take(guidance, "report_progress", "At risk", text=f"A draft is out. {reason}")
            liaison.take(guidance, "ask_due_date", new_due_on=new_due_on, reason=reason)
            chair.take(guidance, "agree_due_date", meeting=meeting.reference)
    guidance.refresh_from_db()
    assert (guidance.first_due_on, guidance.due_on) == (date(2017, 1, 31), date(2017, 5, 31))
    chair.picture("line-4-action-moved-twice")

    # Its closure is returned once, and agreed with better evidence; so is that of the other.
    with on("2017-05-15", people):
        meeting = met_on("2017-05-15", w)
        liaison.take(
            guidance,
            "propose_closure",
            statement="The guidance is written.",
            evidence_title="The draft guidance",
            evidence_address="https://example.org/draft",
        )
        chair.take(guidance, "return_closure", reason="A draft is not in force.")
        liaison.take(
            guidance,
            "propose_closure",
            picture="line-5-closure-proposed",
            statement="The guidance is in force since 8 May 2017.",
            evidence_title="The guidance as issued",
            evidence_address="https://example.org/guidance",
            evidence_dated_on="08/05/2017",
        )
        liaison.take(
            training,
            "propose_closure",
            statement="93 in 100 are trained.",
            evidence_title="Training figures",
            evidence_address="https://example.org/figures",
        )
        for action in (guidance, training):
            chair.take(action, "agree_closure", meeting=meeting.reference)

        # All of it is delivered: the recommendation is ready to be looked into, and stays open.
        page = chair.see(one)
        expect(page.locator("main")).to_contain_text("Ready for verification")
        chair.picture("line-6-ready-for-verification")
        one.refresh_from_db()
        assert (one.delivery, one.closed_on) == (reached, None)
        chair.take(one, "begin_review", note="Ten cases are read.")

    # Verified, proposed by the secretariat, and agreed by the chair, who delivered nothing.
    with on("2017-07-10", people):
        meeting = met_on("2017-07-10", w)
        chair.take(one, "verify", meeting=meeting.reference, note="Ten cases bear it out.")
        secretary.take(one, "propose_recommendation_closure", statement="Delivered and verified.")
        chair.take(
            one,
            "agree_recommendation_closure",
            picture="line-7-closure-to-agree",
            meeting=meeting.reference,
        )
        expect(chair.page.locator(".register-tags").first).to_contain_text("Closed: Implemented")
        chair.picture("line-8-closed")
        secretary.take(
            one,
            "record_publisher_status",
            word="being progressed",
            on="10/07/2017",
            source="https://example.org/hmicfrs/6992",
        )
        print_the_line(reader, one, meeting)


def print_the_line(reader: OnPages, one: Recommendation, meeting: Meeting) -> None:
    """On paper and as PDF, with all of its way on it."""
    page = reader.see(one)
    page.get_by_role("link", name="The whole line on one page, to print").click()
    page.wait_for_url("**/line/")
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(one.reference)
    page.emulate_media(media="print")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    reader.picture("line-9-printed")
    made = page.request.get(reader.base + reverse("recommendation-line-pdf", args=[one.reference]))
    assert made.status == 200
    for document in (printed, PdfReader(BytesIO(made.body()))):
        text = unbroken("".join(sheet.extract_text() for sheet in document.pages))
        lacking = [words for words in all_of_its_way(one, meeting) if unbroken(words) not in text]
        assert not lacking, (lacking, text)


def unbroken(words: str) -> str:
    """Without spaces, and without the places where a long word may break: a column breaks words anywhere."""
    return "".join(words.replace("\u200b", "").split())


def all_of_its_way(one: Recommendation, meeting: Meeting) -> list[str]:
    return [
        "MPS: National child protection inspection",
        "within three months",
        "25 February 2017",
        "Guidance and training are begun.",
        "We accept this.",
        *(action.reference for action in one.actions.all()),
        "31 January 2017",
        "31 March 2017",
        "31 May 2017",
        "A draft is not in force.",
        "The guidance is in force since 8 May 2017.",
        "The guidance as issued",
        "Training figures",
        "Ten cases bear it out.",
        "Delivered and verified.",
        meeting.reference,
        "being progressed",
    ]
