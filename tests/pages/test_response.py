"""The response to a report as a document: what it says of each recommendation, and what is not for publication."""

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
from recommendations.models import ResponseExtension
from tests import make
from tests.pages.conftest import words

PLACES = ("report-response", "report-response-pdf")


@pytest.fixture
def answered(world):
    """Three recommendations: one answered in full, one that lacks its explanation, one rejected; one part."""
    w = world
    w.report.published_on, w.report.statutory_basis = date(2019, 3, 12), "s55"
    w.report.response_due_on, w.report.recommendation_count = date(2019, 5, 6), 4
    w.report.commissioner_comments, w.report.comments_received_on = "We agree.", date(2019, 4, 2)
    w.report.mopac_comments, w.report.mopac_reply = "We welcome it.", "We ask for a date."
    w.report.save()
    w.recommendation.publisher_number, w.recommendation.response = "1", "accepted"
    w.recommendation.response_explanation = "A plan is written."
    w.recommendation.commissioner_comment = "The plan is ready."
    w.recommendation.save()
    w.lacking = make.recommendation(w.report, "CP16-02", position=2, publisher_number="2")
    w.rejected = make.recommendation(
        w.report, "CP16-03", position=3, response="rejected", response_explanation="It is done elsewhere."
    )
    w.part = make.recommendation(w.report, "CP16-03a", position=4, parent=w.rejected, limb="a")
    w.action.is_publishable = True
    w.action.save()
    return w


@pytest.fixture
def told(client, world):
    """The words of the response as one person reads it, on the page or in the PDF."""

    def as_read_by(person, name: str) -> str:
        client.force_login(person)
        response = client.get(reverse(name, args=[world.report.reference]))
        assert response.status_code == 200
        if name.endswith("-pdf"):
            return " ".join(" ".join(page.extract_text() for page in read(response.content).pages).split())
        text = response.content.decode()
        return words(text[text.index("<main") :])

    return as_read_by


def read(content: bytes) -> Any:
    return PdfReader(BytesIO(content), strict=True)


@pytest.mark.parametrize("place", PLACES)
def test_it_says_of_each_recommendation_what_is_done_or_why_nothing_is(place, answered, told):
    text = told(answered.secretariat, place)
    due = f"{answered.action.due_on:%-d %B %Y}"
    for said in (
        "Draft",
        "Publisher HMICFRS",
        "Report published 12 March 2019",
        "3 of 4 recorded",
        "Police Act 1996 s.55",
        "Last day for the response 6 May 2019",
        "Published 12 March 2019 (day 1); day 56 is 6 May 2019.",
        "Response published Not recorded",
        "Commissioner’s comments received 2 April 2019",
        "We agree.",
        "We welcome it.",
        "We ask for a date.",
        "Recommendation 1 (CP16-01)",
        "What CP16-01 asks.",
        "A plan is written.",
        "The plan is ready.",
        answered.action.reference,
        f"Write the plan; due {due}",
        "Recommendation 2 (CP16-02)",
        "The explanation is still to come.",
        "The explanation is still to come for 1 of 3: CP16-02.",
        "Rejected",
        "It is done elsewhere.",
        "Part (a) of it (CP16-03a)",
    ):
        assert said in text, said
    order = [text.rindex(title) for title in ("(CP16-01)", "(CP16-02)", "CP16-03 ", "(CP16-03a)")]
    assert order == sorted(order)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_for_publication_is_left_out_and_counted(place, answered, told):
    w = answered
    w.rejected.is_publishable = False
    w.rejected.save()
    w.lacking.marking = "OFFICIAL-SENSITIVE"
    w.lacking.save()
    make.action(
        w.board,
        by=w.secretariat,
        owner_organisation=w.mps,
        recommendations=[w.recommendation],
        title="Not for others",
    )
    text = told(w.secretariat, place)
    assert "Left out, since it is not for publication: 3 recommendations and 1 action." in text
    for hidden in ("What CP16-02 asks", "What CP16-03 asks", "What CP16-03a asks", "Not for others"):
        assert hidden not in text, hidden
    assert "OFFICIAL-SENSITIVE" not in text[text.index("The report and its clock") :]
    assert "A plan is written." in text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ["secretariat", "restricted_chair"])
def test_what_a_restricted_board_holds_is_neither_told_nor_counted_for_anybody(
    place, who, answered, people, told
):
    make.recommendation(answered.report, "SECRET-1", position=9, lead_board=answered.restricted)
    make.action(
        answered.restricted,
        by=answered.restricted_secretary,
        owner_organisation=answered.mps,
        recommendations=[answered.recommendation],
        title="A restricted thing",
        is_publishable=True,
    )
    text = told(people[who], place)
    assert "What SECRET-1 asks" not in text
    assert "A restricted thing" not in text
    assert "Left out" not in text
    assert "3 of 4 recorded" in text


def test_a_report_not_for_publication_has_no_such_document(answered, client):
    for change in ({"is_publishable": False}, {"marking": "OFFICIAL-SENSITIVE"}):
        type(answered.report).objects.update(**{"is_publishable": True, "marking": "OFFICIAL"} | change)
        client.force_login(answered.secretariat)
        page = client.get(reverse("report-response", args=[answered.report.reference]))
        assert "not for publication" in page.content.decode()
        assert "A plan is written." not in page.content.decode()
        file = client.get(reverse("report-response-pdf", args=[answered.report.reference]))
        assert file.status_code == 404
    client.force_login(answered.restricted_chair)
    restricted = [answered.restricted_report.reference]
    assert "not for publication" in client.get(reverse("report-response", args=restricted)).content.decode()
    assert client.get(reverse("report-response-pdf", args=restricted)).status_code == 404


def test_what_is_answered_but_not_for_publication_is_read_with_the_recommendation(answered, client):
    client.force_login(answered.secretariat)
    page = client.get(reverse("recommendation", args=["CP16-03"])).content.decode()
    document = reverse("report-response", args=[answered.report.reference])
    assert f'href="{document}#CP16-03"' in page
    answered.rejected.is_publishable = False
    answered.rejected.save()
    page = client.get(reverse("recommendation", args=["CP16-03"])).content.decode()
    assert f'href="{document}#CP16-03"' not in page
    assert f'href="{reverse("recommendation", args=["CP16-03"])}#response"' in page
    assert 'id="response"' in page


def test_draft_stands_across_every_page_until_the_response_is_recorded_as_published(answered, client):
    answered.report.mopac_comments = "\n\n".join(["A paragraph of some length. " * 20] * 20)
    answered.report.save()
    client.force_login(answered.secretariat)
    address = reverse("report-response-pdf", args=[answered.report.reference])
    draft = client.get(address)
    assert f"{answered.report.reference}-response-draft.pdf" in draft["Content-Disposition"]
    made = read(draft.content)
    assert len(made.pages) > 1
    for page in made.pages:
        assert "Draft" in page.extract_text().split()
        assert page.extract_text().count("OFFICIAL") == 2
    answered.report.comments_published_on = date(2019, 5, 9)
    answered.report.comments_published_where = "https://example.org/response"
    answered.report.save()
    published = client.get(address)
    assert f"{answered.report.reference}-response.pdf" in published["Content-Disposition"]
    made = read(published.content)
    text = " ".join(" ".join(page.extract_text() for page in made.pages).split())
    assert "Draft" not in text
    assert "Response published 9 May 2019, 3 days late" in text
    assert "https://example.org/response" in text.replace("\u200b", "")
    root = made.root_object
    assert made.metadata.title == "Response to Report inspection-2016"
    assert root["/Lang"] == "en-GB"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


@pytest.mark.parametrize("place", PLACES)
def test_more_time_that_was_granted_and_days_past_the_last_one_are_told(place, answered, told):
    w, today = answered, timezone.localdate()
    asked = {"report": w.report, "old_due_on": date(2019, 5, 6), "asked_by": w.secretariat}
    for decision, days in (("agreed", 20), ("declined", 40)):
        ResponseExtension.objects.create(
            new_due_on=date(2019, 5, 6) + timedelta(days=days),
            applied_on=date(2019, 4, 30),
            reason="The force asks for more time.",
            decision=decision,
            **asked,
        )
    text = told(w.secretariat, place)
    assert "More time granted Until 26 May 2019" in text
    assert "15 June 2019" not in text
    assert f"Past its last day {(today - w.report.response_due_on).days} days" in text


def test_whether_areas_for_improvement_need_an_explanation_is_a_setting(answered, told, settings):
    make.recommendation(answered.report, "AFI-1", position=9, type="afi")
    for is_on, said in ((True, "for 2 of 4: CP16-02 and AFI-1."), (False, "for 1 of 3: CP16-02.")):
        settings.AFIS_NEED_EXPLANATION = is_on
        assert said in told(answered.secretariat, "report-response")


@pytest.mark.parametrize("place", PLACES)
def test_who_may_not_see_every_action_is_told_so(place, answered, told):
    words = "This copy holds the actions that you may see; there may be others."
    assert words in told(answered.stranger, place)
    assert answered.action.reference not in told(answered.stranger, place)
    assert words not in told(answered.secretariat, place)


def test_more_recommendations_and_actions_ask_no_more_questions(answered, client):
    client.force_login(answered.secretariat)
    address = reverse("report-response", args=[answered.report.reference])

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    asked = questions()
    for number in range(5, 9):
        row = make.recommendation(answered.report, position=number, lead_board=answered.board)
        made = make.action(
            answered.board,
            by=answered.secretariat,
            owner_organisation=answered.mps,
            recommendations=[row],
            is_publishable=True,
        )
        day = timezone.localdate() + timedelta(days=100 + number)
        operations.ask_due_date(made, by=answered.liaison, new_due_on=day, reason="More time.")
    assert questions() == asked


def test_nobody_reads_it_without_signing_in(answered, client):
    for place in PLACES:
        assert client.get(reverse(place, args=[answered.report.reference])).status_code == 302
