"""All of a line on one page and as PDF: everything is there in reading order, and nothing its reader may not see."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from recommendations import operations
from recommendations.models import (
    ClosureRequest,
    DeliveryReport,
    Evidence,
    PublisherStatus,
    RecommendationLink,
    VerificationReview,
)
from tests import make
from tests.pages.conftest import words

PLACES = (
    ("recommendation-line", "CP16-01"),
    ("recommendation-line-pdf", "CP16-01"),
    ("action-line", ""),
    ("action-line-pdf", ""),
)


@pytest.fixture
def told(whole, client):
    """The words of a line as one person reads it, on the page or in the PDF."""

    def as_read_by(person, name: str, reference: str = "") -> str:
        client.force_login(person)
        response = client.get(reverse(name, args=[reference or whole.followed.reference]))
        assert response.status_code == 200
        if name.endswith("-pdf"):
            return " ".join(" ".join(page.extract_text() for page in read(response.content).pages).split())
        return words(response.content.decode())

    return as_read_by


def read(content: bytes) -> Any:
    return PdfReader(BytesIO(content), strict=True)


def test_the_whole_line_stands_on_one_page_in_reading_order(whole, page):
    for address in (
        reverse("recommendation-line", args=["CP16-01"]),
        reverse("action-line", args=[whole.followed.reference]),
    ):
        text = words(page(whole.member, address))
        last = 0
        for said in (
            "As at",
            "Report inspection-2016 Publisher HMICFRS",
            "Recommendation CP16-01 What CP16-01 asks.",
            "Response Accepted",
            "MOPAC’s explanation It is being done.",
            f"Action {whole.followed.reference} Name a lead Answers CP16-01",
            "Complete when The plan is published.",
            "Rating Blue: closed and evidenced",
            "Evidence Evidence What it shows Dates Accepted The published plan",
            "Meetings Meeting and item What was done Minute",
            "Child protection Set An action was set.",
            "Closure agreed The board was satisfied.",
            "Implemented by MPS liaison",
            "The plan is out.",
            "Agreed by Chair",
            "Verification and closure of CP16-01 Delivery",
        ):
            assert said in text, said
            found = text.find(said, last)
            assert found >= last, said
            last = found


@pytest.mark.parametrize("place", PLACES)
def test_each_thing_on_the_line_is_told(place, whole, told):
    w, today = whole, timezone.localdate()
    decided = {
        "decision": "returned",
        "decided_by": w.chair,
        "decided_at": timezone.now(),
        "meeting": w.meeting,
        "agenda_item": w.closed_under,
        "decision_note": "Two units are missing.",
    }
    earlier = make.recommendation(
        make.report(title="An earlier inspection", published_on=date(2015, 3, 1)), "CP15-01"
    )
    RecommendationLink.objects.create(source=w.recommendation, kind="raised_before_in", target=earlier)
    PublisherStatus.objects.create(recommendation=w.recommendation, word="Being progressed", on=today)
    DeliveryReport.objects.create(
        recommendation=w.recommendation, delivery="in_progress", text="Half is delivered.", by=w.liaison
    )
    VerificationReview.objects.create(
        recommendation=w.recommendation, begun_by=w.member, note="The sample of cases.", **decided
    )
    ClosureRequest.objects.create(
        recommendation=w.recommendation, proposed_by=w.liaison, statement="All is in place.", **decided
    )
    Evidence.objects.create(
        recommendation=w.recommendation,
        title="The inspectorate's letter",
        address="https://example.org/letter",
        is_confirmation=True,
        added_by=w.secretariat,
        dated_on=today - timedelta(days=4),
    )
    w.recommendation.commissioner_comment = "It is right."
    w.recommendation.save()
    text = told(w.member, *place)
    for said in (
        "Raised before in CP15-01",
        "An earlier inspection, 1 March 2015",
        "Being progressed",
        "Half is delivered.",
        "The sample of cases.",
        "All is in place.",
        "Returned by Chair",
        "Two units are missing.",
        "The inspectorate",
        "issuer’s confirmation",
        f"Dated {today - timedelta(days=4):%-d %B %Y}",
        "The Commissioner’s comment It is right.",
        "Verification returned",
    ):
        assert said in text, said


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_a_restricted_board_is_told_to_others(place, whole, told):
    w = whole
    make.restricted_ends(w)
    item = make.agenda_item(w.restricted_meeting, title="A restricted item", minute="A restricted minute.")
    w.recommendation.agenda_items.add(item)
    VerificationReview.objects.create(
        recommendation=w.recommendation,
        begun_by=w.member,
        decision="returned",
        decided_by=w.chair,
        decided_at=timezone.now(),
        meeting=w.restricted_meeting,
        agenda_item=item,
    )
    text = told(w.member, *place)
    for hidden in ("A restricted", "BIL-", "RES-01"):
        assert hidden not in text, hidden
    if place[0].startswith("recommendation"):
        assert "RES-01" in told(w.restricted_chair, *place)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_marked_above_the_readers_clearance_is_left_out(place, whole, told):
    whole.closed_under.marking = "OFFICIAL-SENSITIVE"
    whole.closed_under.save()
    assert "The board was satisfied." in told(whole.member, *place)
    whole.member.clearance = "OFFICIAL"
    whole.member.save()
    text = told(whole.member, *place)
    assert "The board was satisfied." not in text
    assert "OFFICIAL-SENSITIVE" not in text
    assert "An action was set." in text


@pytest.mark.parametrize("place", PLACES)
def test_who_reads_no_meetings_reads_no_minute(place, whole, told):
    text = told(whole.owner, *place)
    assert "The board was satisfied." not in text
    assert whole.meeting.reference in text


def test_an_action_that_answers_several_recommendations_tells_them_all_and_one_that_answers_none_says_so(
    world, client
):
    other = make.recommendation(make.report(title="Another report"), "AN-1")
    world.action.recommendations.add(other)
    client.force_login(world.member)
    text = words(client.get(reverse("action-line", args=[world.action.reference])).content.decode())
    assert "Another report" in text
    assert "Report inspection-2016" in text
    assert "Answers CP16-01 AN-1" in text or "Answers AN-1 CP16-01" in text
    alone = make.action(world.board, by=world.secretariat, owner_organisation=world.mps)
    text = words(client.get(reverse("action-line", args=[alone.reference])).content.decode())
    assert "Answers No recommendation" in text


def test_the_pdf_is_tagged_titled_british_and_marked_on_every_page(whole, client):
    operations.reopen(whole.followed, by=whole.chair, reason="Once more.")
    for number in range(12):
        operations.report_progress(whole.followed, by=whole.liaison, text=f"Step {number}. " * 60)
    Evidence.objects.filter(action=whole.followed).update(marking="OFFICIAL-SENSITIVE")
    client.force_login(whole.member)
    response = client.get(reverse("action-line-pdf", args=[whole.followed.reference]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert f"{whole.followed.reference}-line.pdf" in response["Content-Disposition"]
    made = read(response.content)
    assert made.metadata.title == f"The whole line of action {whole.followed.reference}"
    root = made.root_object
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert [line["/Title"] for line in made.outline if not isinstance(line, list)][:2] == [
        "Report inspection-2016",
        "Recommendation CP16-01",
    ]
    assert len(made.pages) > 1
    for page in made.pages:
        assert page.extract_text().count("OFFICIAL-SENSITIVE") >= 2


def test_what_is_made_up_says_so(world, client):
    shown = make.action(world.board, by=world.secretariat, owner_organisation=world.mps, is_illustrative=True)
    client.force_login(world.member)
    for action, is_said in ((shown, True), (world.action, False)):
        page = client.get(reverse("action-line", args=[action.reference]))
        document = client.get(reverse("action-line-pdf", args=[action.reference]))
        assert ("Illustrative" in page.content.decode()) is is_said
        assert ("Illustrative" in read(document.content).pages[0].extract_text()) is is_said


@pytest.mark.parametrize("name", ["recommendation-line", "action-line"])
def test_a_longer_line_asks_no_more_questions(name, whole, client):
    client.force_login(whole.member)
    address = reverse(name, args=["CP16-01" if name.startswith("rec") else whole.followed.reference])

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def more(number: int) -> None:
        part = make.recommendation(whole.report, parent=whole.recommendation)
        whole.followed.recommendations.add(part)
        other = make.action(
            whole.board,
            by=whole.secretariat,
            owner_organisation=whole.mps,
            agenda_item=whole.set_under,
            recommendations=[whole.recommendation, part],
        )
        for action in (whole.followed, other):
            operations_on(whole, action, number)

    more(1)
    asked = questions()
    for number in range(2, 5):
        more(number)
    assert questions() == asked
    assert asked <= 40


def operations_on(world, action, number: int) -> None:
    """More of everything that hangs on an action."""
    if action.status == "closed":
        operations.reopen(action, by=world.chair, reason="Once more.")
    operations.report_progress(action, by=world.liaison, text=f"Step {number}.")
    day = timezone.localdate() + timedelta(days=100 + number)
    operations.ask_due_date(action, by=world.liaison, new_due_on=day, reason="More time.")
    operations.agree_due_date(action, by=world.secretariat, meeting=world.meeting)
    operations.propose_closure(action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    operations.return_closure(action, by=world.chair, reason="Not yet.")


@pytest.mark.parametrize("who", ["stranger", "other_member", "other_liaison", "former_member"])
def test_the_line_of_an_action_is_not_found_by_who_may_not_see_it(who, whole, people, client):
    client.force_login(people[who])
    for name in ("action-line", "action-line-pdf"):
        assert client.get(reverse(name, args=[whole.followed.reference])).status_code == 404


def test_nobody_reads_a_line_without_signing_in(whole, client):
    for name, reference in PLACES:
        address = reverse(name, args=[reference or whole.followed.reference])
        assert client.get(address).status_code == 302
