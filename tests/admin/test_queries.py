"""Lists and records in the admin ask the database as often for many rows as for few."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.models import AgendaItem, Attendance, Board, Decision, Meeting, Membership, Organisation, Person
from oversight.models import Event
from oversight.reminders.models import Digest, Reminder
from recommendations import operations
from recommendations.models import Action, PublisherStatus, Recommendation, RecommendationLink, Report
from tests import make
from tests.admin.admin_pages import address

TODAY = timezone.localdate()


def more_of_everything(world, number: int) -> None:
    """Another of each kind of record, with people and boards of its own."""
    organisation = make.organisation(f"body-{number}", lead=make.person(f"Lead {number}"))
    person = make.person(f"Person {number}", organisation=organisation)
    board = make.board(f"X{number}", reports_to=world.board)
    make.seat(person, board)
    make.seat(person, world.board)
    meeting = make.meeting(board, by=world.secretariat)
    item = make.agenda_item(meeting, lead=person)
    make.agenda_item(world.meeting, number + 10, lead=person)
    attends = Attendance.objects.create(
        meeting=world.meeting, person=person, kind="deputy", deputy_for=world.chair
    )
    attends.left_for.add(world.meeting.agenda_items.first())
    Decision.objects.create(
        reference=f"D{number}", title="t", board=board, agenda_item=item, decision_maker=person,
        decision_maker_text="d", decided_on=TODAY, text="t",
    )  # fmt: skip
    report = make.report(publisher=organisation, boards=[board, world.board], follows=world.report)
    recommendation = make.recommendation(report, lead_board=board, addressed_to=[organisation, world.mps])
    make.recommendation(world.report, lead_board=board)
    PublisherStatus.objects.create(recommendation=world.recommendation, word=f"Word {number}", on=TODAY)
    RecommendationLink.objects.create(source=world.recommendation, kind="repeated_in", target=recommendation)
    action = make.action(
        board,
        by=world.secretariat,
        owner_organisation=organisation,
        owner=person,
        recommendations=[recommendation],
        agenda_item=item,
    )
    world.action.recommendations.add(recommendation)
    operations.report_progress(world.action, by=world.liaison, text=f"Report {number}")
    operations.propose_closure(
        world.action, by=world.owner, statement=f"Done {number}", evidence=[make.evidence()]
    )
    operations.return_closure(world.action, by=world.chair, reason="Not yet.")
    operations.ask_due_date(
        world.action, by=world.owner, new_due_on=TODAY + timedelta(days=60 + number), reason="Late."
    )
    operations.agree_due_date(world.action, by=world.chair, meeting=world.meeting)
    digest = Digest.objects.create(recipient=person, on_day=TODAY, message_id=f"<{number}@example.org>")
    Reminder.objects.create(
        recipient=person, kind="action_due", subject=action, subject_reference=action.reference,
        step="soon", due_on=TODAY, digest=digest,
    )  # fmt: skip


@pytest.fixture
def queries(world, admin_pages) -> Callable[[str], tuple[int, int]]:
    """How many queries an address takes with two of everything, and with six."""
    for number in (1, 2):
        more_of_everything(world, number)

    def asked(at: str) -> int:
        admin_pages.client.get(at)
        with CaptureQueriesContext(connection) as captured:
            response = admin_pages.client.get(at)
        assert response.status_code == 200
        return len(captured)

    def compare(at: str) -> tuple[int, int]:
        few = asked(at)
        for number in range(3, 7):
            more_of_everything(world, number)
        return few, asked(at)

    return compare


@pytest.mark.parametrize(
    "model",
    (
        Action,
        AgendaItem,
        Board,
        Decision,
        Digest,
        Event,
        Meeting,
        Membership,
        Organisation,
        Person,
        Recommendation,
        Reminder,
        Report,
    ),
    ids=lambda model: model.__name__,
)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(model, queries):
    few, many = queries(address(model, "changelist"))
    assert few == many


@pytest.mark.parametrize("name", ("action", "board", "meeting", "report", "recommendation"))
def test_a_record_takes_as_many_queries_with_many_rows_as_with_few(name, world, queries):
    few, many = queries(address(getattr(world, name)))
    assert few == many
