"""A register with something of everything on it, served to a browser, and a judge of what the browser shows."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from boards.models import (
    AgendaItem,
    Attendance,
    BoardFact,
    BoardName,
    Decision,
    FormerName,
    Meeting,
    Minutes,
    Paper,
)
from boards.operations import add_paper
from oversight.reminders import operations as reminder_operations
from oversight.reminders.models import Digest, Reminder
from oversight.reminders.sweep import sweep
from recommendations import operations
from recommendations.models import PublisherStatus, Recommendation, RecommendationLink, Report
from recommendations.rules.action_workflow import STEPS, Status
from tests import make
from tests.browser.builds import Build, Judged
from tests.meetings import files
from tests.servers import database
from tests.workflows import stands, workflow_of

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 812}


@pytest.fixture
def full(world):
    """The world with something of everything a page can show; `ready_for` has a record for each step."""
    w, today = world, timezone.localdate()
    item = w.meeting.agenda_items.get()
    item.minute = "Agreed.\n\nAll done."
    item.save()
    Minutes.objects.create(meeting=w.meeting, opening="The chair welcomed everybody.")
    for person, kind in ((w.chair, "present"), (w.member, "apologies"), (w.liaison, "present")):
        Attendance.objects.create(meeting=w.meeting, person=person, kind=kind)
    make.meeting(w.board, today + timedelta(days=30), by=w.secretariat)
    make.meeting(w.board, today - timedelta(days=30), by=w.secretariat, status="held")
    BoardName.objects.create(
        board=w.board, name="Improvement scrutiny group", source="https://example.org/" + "long/" * 20
    )
    BoardFact.objects.create(
        board=w.board, text="Met every month.", applies_to="2023", sources="https://example.org/tor"
    )
    FormerName.objects.create(organisation=w.mps, name="Metropolitan Police", used_until="1967")
    Decision.objects.create(
        reference="PCD-1",
        title="A decision",
        board=w.board,
        decision_maker_text="DMPC",
        decided_on=today,
        text="Yes.",
    )
    reminder_operations.pause_reminders(by=w.secretariat, reason="The mail server is being moved.")
    w.other_board.reports_to = w.board
    w.other_board.purpose = "To advise\nTo challenge"
    w.other_board.save()
    w.report.published_on = today - timedelta(days=20)
    w.report.statutory_basis, w.report.response_due_on = "s55", today + timedelta(days=35)
    w.report.recommendation_count = 9
    w.report.sources = (
        "Annual report 2018/19\nhttps://example.org/" + "a-very-long-address-without-any-break" * 6
    )
    w.report.save()
    w.gate = make.recommendation(
        w.report,
        "CP16-G",
        type="condition",
        deadline_basis="gate",
        deadline_text="before any further trials",
        deadline_condition="any further trial",
        addressed_to_text="not stated",
        position=5,
    )
    make.recommendation(w.report, "CP16-Ga", parent=w.gate, limb="a", position=6)
    RecommendationLink.objects.create(source=w.gate, kind="raised_before_in", target=w.recommendation)
    PublisherStatus.objects.create(recommendation=w.gate, word="Being progressed", on=today)
    w.recommendation.agenda_items.add(item)

    def action(title: str, **values):
        return make.action(
            w.board,
            by=w.secretariat,
            owner_organisation=w.mps,
            owner=w.owner,
            title=title,
            set_on=today - timedelta(days=60),
            is_illustrative=True,
            **values,
        )

    w.ready_for = {}
    for status, waiting in [*((status, False) for status in Status), (Status.IN_PROGRESS, True)]:
        made = action(f"An action that is {status.label.lower()}", agenda_item=item, recommendations=[w.gate])
        make.bring_to(made, status, deliverer=w.liaison, decider=w.chair, meeting=w.meeting)
        if waiting:
            operations.ask_due_date(
                made, by=w.owner, new_due_on=today + timedelta(days=40), reason="More time."
            )
        for step in STEPS.values():
            if not step.why_not(stands(status=status, has_date_request=waiting), timezone.now()):
                w.ready_for.setdefault(step.name, made)
        if status == Status.CLOSED:
            w.closed = made
    action(
        "One that is late, sensitive and reported off track",
        due_on=today - timedelta(days=9),
        marking="OFFICIAL-SENSITIVE",
    )
    action("One without a date", due_basis="none")
    operations.report_progress(w.action, by=w.owner, text="Begun.\n\nMore to come.", track="at_risk")
    operations.ask_due_date(w.action, by=w.owner, new_due_on=today + timedelta(days=50), reason="More time.")
    operations.agree_due_date(w.action, by=w.chair, meeting=w.meeting)
    answer_reports(w)
    keep_records(w)
    return_digest(w)
    return w


def keep_records(w: SimpleNamespace) -> None:
    """Meetings of another board, an item and a paper, so that each step of theirs has one that is ready for it."""
    today = timezone.localdate()
    for days, status in ((40, "proposed"), (-2, "confirmed"), (50, "proposed")):
        make.meeting(w.other_board, today + timedelta(days=days), by=w.secretariat, status=status)
    coming = make.meeting(w.other_board, today + timedelta(days=41), by=w.secretariat)
    item = make.agenda_item(coming, 2, title="Resources for child protection")
    file = SimpleUploadedFile("rota.pdf", files.pdf(2))
    add_paper(coming, by=w.secretariat, title="Rota", file=file, agenda_item=item)
    for model in (Meeting, AgendaItem, Paper):
        for record in model.objects.for_steps(w.secretariat).order_by("pk"):
            for step in workflow_of(model).open_to(w.secretariat, record, timezone.now()):
                w.ready_for.setdefault(step.name, record)


def answer_reports(w: SimpleNamespace) -> None:
    """Recommendations and reports that stand at each point of their way, by real steps; `ready_for` has them too."""
    today, number = timezone.localdate(), count(1)
    to_iopc = {"statutory_basis": "iopc_28b", "published_on": today - timedelta(days=20)}
    due = {"response_due_on": today + timedelta(days=35)}
    w.answered = make.report("answered", boards=[w.board], published_on=today - timedelta(days=80))
    more_time = make.report("more-time", boards=[w.board], **to_iopc, **due)
    asked_for = make.report("more-time-asked-for", boards=[w.board], **to_iopc, **due)

    def one() -> Recommendation:
        made = make.recommendation(
            w.answered, f"ANS-{next(number)}", addressed_to=[w.mps], lead_board=w.board, is_illustrative=True
        )
        operations.respond(made, by=w.secretariat, response="accepted", explanation="A plan is made.")
        operations.comment_recommendation(made, by=w.liaison, comment="The force agrees.")
        return made

    def delivered() -> Recommendation:
        made = one()
        operations.report_delivery(made, by=w.liaison, delivery="reported_complete", text="All is done.")
        return made

    def under_review() -> Recommendation:
        made = delivered()
        operations.begin_review(made, by=w.secretariat, note="The plan against what was asked.")
        return made

    def proposed() -> Recommendation:
        made = under_review()
        operations.verify(made, by=w.chair, meeting=w.meeting)
        operations.propose_recommendation_closure(
            made, by=w.liaison, statement="The plan is in force.", evidence=[make.evidence()]
        )
        return made

    w.verified_and_closed = proposed()
    operations.agree_recommendation_closure(w.verified_and_closed, by=w.chair, meeting=w.meeting)
    withdrawn = make.recommendation(w.report, "CP16-99", lead_board=w.board, position=7)
    operations.withdraw_recommendation(withdrawn, by=w.secretariat, reason="Entered twice.")
    operations.give_comments(w.report, by=w.liaison, comments="The force accepts what is asked.")
    operations.ask_extension(
        asked_for,
        by=w.secretariat,
        applied_on=today,
        new_due_on=today + timedelta(days=60),
        reason="A trial.",
    )
    stages = (w.recommendation, delivered(), under_review(), proposed(), w.verified_and_closed, withdrawn)
    operations.publish_response(
        w.answered, by=w.secretariat, published_on=today, where="https://example.org/response"
    )
    for kind, records in ((Recommendation, stages), (Report, (w.report, more_time, asked_for, w.answered))):
        for record in records:
            asked = kind.objects.for_steps(w.secretariat).get(pk=record.pk)
            for step in workflow_of(kind).steps.values():
                if not step.why_not(asked, timezone.now()):
                    w.ready_for.setdefault(step.name, record)
    sweep()


def return_digest(w: SimpleNamespace) -> None:
    """The owner of the actions was notified about one thing of each kind that has a page, and the e-mail came back."""
    now = timezone.now()
    digest = Digest.objects.create(
        recipient=w.owner, on_day=timezone.localdate() - timedelta(days=1), message_id="<returned@example.org>",
        address=w.owner.email, state="sent", sent_at=now, bounced_at=now,
        bounce=f"{w.owner.email}: 550 5.1.1 Recipient address rejected: User unknown in virtual mailbox table",
    )  # fmt: skip
    for subject, kind in (
        (w.action, "action_due"), (w.report, "response_due"), (w.recommendation, "to_verify"),
        (w.meeting, "minutes_due"),
    ):  # fmt: skip
        for week in range(10):
            Reminder.objects.create(
                recipient=w.owner, kind=kind, subject=subject, subject_reference=subject.reference,
                step=f"overdue-{week}w", schedule_step=f"overdue-{week}w", recipient_role="owner",
                due_on=timezone.localdate(),
                state="sent", sent_at=now, digest=digest,
            )  # fmt: skip


@pytest.fixture
def signed_in(live_server, new_page):
    """Opens a browser page signed in as a person, or as nobody, and keeps what its console complains of."""

    def open_as(person) -> Page:
        page = new_page(viewport=WIDE)
        page.complaints = []
        page.on(
            "console",
            lambda message: (
                page.complaints.append(message.text)
                if message.type in ("error", "warning") and "Failed to load resource" not in message.text
                else None
            ),
        )
        page.on(
            "response",
            lambda response: (
                page.complaints.append(f"{response.status} for {response.url}")
                if response.status >= 400 and response.request.resource_type != "document"
                else None
            ),
        )
        if person is not None:
            client = Client()
            client.force_login(person)
            page.context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                        "url": live_server.url,
                    }
                ]
            )
        return page

    return open_as


@pytest.fixture(scope="session")
def judged() -> Judged:
    return Judged(database.state())


@pytest.fixture
def faults(live_server, axe, judged, everything) -> Callable[[Page, str], list[str]]:
    """Returns what is wrong with the page at a path, wide and narrow.

    The server is asked first. The page is opened where nothing of its build was judged yet, or with shorter words.
    """

    def of(page: Page, path: str) -> list[str]:
        response = as_the_browser(page).get(path, follow=True)
        build = Build(response.content.decode())
        if response.status_code >= 500:
            return [f"{path}: status {response.status_code}"]
        if build.headings != 1:
            return [f"{path}: {build.headings} headings of the first rank"]
        if not everything and judged.hold(build):
            return []
        if not (found := opened(page, path)):
            judged.add(build)
        return found

    def opened(page: Page, path: str) -> list[str]:
        page.complaints.clear()
        page.set_viewport_size(WIDE)
        response = page.goto(live_server.url + path)
        found = [f"{path}: status {response.status}"] if response.status >= 500 else []
        if page.locator("h1").count() != 1:
            found.append(f"{path}: {page.locator('h1').count()} headings of the first rank")
        found += [f"{path} at 1280: {fault}" for fault in axe(page)]
        page.set_viewport_size(NARROW)
        found += [f"{path} at 375: {fault}" for fault in axe(page)]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{path} at 375: {over} px too wide")
        return found + [f"{path}: {complaint}" for complaint in page.complaints]

    return of


def as_the_browser(page: Page) -> Client:
    """A client signed in as the browser is."""
    client = Client(raise_request_exception=False)
    client.cookies.load({cookie["name"]: cookie["value"] for cookie in page.context.cookies()})
    return client
