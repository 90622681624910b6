"""Every page asks the database a fixed number of questions, however many rows it shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from boards.models import Attendance, BoardFact, BoardName, Decision, FormerName, Minutes
from oversight.pages import ListPage
from recommendations import operations
from recommendations.models import PublisherStatus, RecommendationLink
from tests import make


def fill(world, times: int) -> None:
    """More of everything that pages show, of the same board, report, recommendation, meeting and action."""
    today = timezone.localdate()
    w = world
    for number in range(times):
        key = f"{type(w.action).objects.count()}-{number}"
        person = make.person(f"Filler {key}", organisation=make.organisation())
        make.seat(person, w.board)
        lower = make.board(reports_to=w.board)
        report = make.report(boards=[w.board], follows=w.report, publisher=w.report.publisher)
        part = make.recommendation(
            w.report, parent=w.recommendation, addressed_to=[w.mps, w.council], lead_board=w.board
        )
        part.boards.add(lower)
        w.recommendation.boards.add(lower)
        RecommendationLink.objects.create(source=w.recommendation, kind="repeated_in", target=part)
        PublisherStatus.objects.create(
            recommendation=w.recommendation, word=f"Word {key}", on=today - timedelta(days=number)
        )
        BoardName.objects.create(board=w.board, name=f"Name {key}")
        BoardFact.objects.create(board=w.board, text="A fact.")
        FormerName.objects.create(organisation=w.mps, name=f"Former {key}")
        meeting = make.meeting(w.board, today + timedelta(days=number), by=w.secretariat)
        item = make.agenda_item(w.meeting, w.meeting.agenda_items.count() + 1, lead=person)
        w.recommendation.agenda_items.add(item)
        Decision.objects.create(
            reference=f"PCD-{key}",
            title="A decision",
            board=w.board,
            agenda_item=item,
            decision_maker_text="Deputy Mayor",
            decided_on=today,
            text="Approved.",
        )
        Attendance.objects.create(meeting=w.meeting, person=person, kind="present")
        born = make.action(
            w.board,
            by=w.secretariat,
            owner_organisation=person.organisation,
            owner=person,
            agenda_item=item,
            recommendations=[w.recommendation, part],
        )
        assert report.pk and meeting.pk and born.pk
        w.action.recommendations.add(part)
        operations.report_progress(w.action, by=w.liaison, text="More.")
        operations.ask_due_date(
            w.action,
            by=w.liaison,
            new_due_on=today + timedelta(days=100 + number * 2 + times),
            reason="More.",
        )
        operations.agree_due_date(w.action, by=w.chair, meeting=w.meeting)
        operations.propose_closure(
            w.action, by=w.owner, statement="Done.", evidence=[make.evidence(f"Piece {key}")]
        )
        operations.return_closure(w.action, by=w.chair, reason="Not yet.")


PAGES = {
    "home": lambda w: [],
    "who-may": lambda w: [],
    "boards": lambda w: [],
    "forward-plan": lambda w: [],
    "board": lambda w: [w.board.slug],
    "meeting": lambda w: [w.meeting.reference],
    "organisation": lambda w: [w.mps.slug],
    "reports": lambda w: [],
    "report": lambda w: [w.report.reference],
    "recommendations": lambda w: [],
    "recommendation": lambda w: [w.recommendation.reference],
    "actions": lambda w: [],
    "action": lambda w: [w.action.reference],
    "evidence": lambda w: [w.action.evidence.first().pk],
}


@pytest.mark.parametrize("who", ["secretariat", "liaison", "chair"])
def test_more_rows_ask_no_more_questions(world, people, client, who):
    Minutes.objects.create(meeting=world.meeting)
    fill(world, 1)
    asked = {name: questions(client, people[who], name, args(world)) for name, args in PAGES.items()}
    fill(world, 6)
    asked_of_more = {name: questions(client, people[who], name, args(world)) for name, args in PAGES.items()}
    assert asked_of_more == asked
    assert max(asked.values()) <= 40, asked


def questions(client, person, name: str, args: list) -> int:
    client.force_login(person)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(reverse(name, args=args))
    assert response.status_code in (200, 404)
    return len(captured)


def test_a_long_list_is_paged():
    assert ListPage.paginate_by == 50
