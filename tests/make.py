"""Plain builders of records for tests: each gives sensible values and takes what the test is about."""

from datetime import date, datetime, time, timedelta
from itertools import count
from types import SimpleNamespace

from django.db.models import Max
from django.utils import timezone

from boards.models import AgendaItem, Board, Meeting, Membership, Organisation, Person
from boards.operations import arrange_meeting
from boards.rules.roles import Seat
from oversight.roles import Role
from recommendations import operations
from recommendations.models import Action, Evidence, Recommendation, RecommendationLink, Report
from recommendations.rules.action_workflow import Status

PASSWORD = "a-long-test-password-9"
_number = count(1)


def organisation(slug: str = "", **values) -> Organisation:
    slug = slug or f"organisation-{next(_number)}"
    values.setdefault("name", slug.replace("-", " ").title())
    return Organisation.objects.get_or_create(slug=slug, defaults=values)[0]


def person(name: str, *, role: str = Role.NONE, organisation: Organisation | None = None, **values) -> Person:
    """A person who can log in with PASSWORD, called after their relation to the thing."""
    values.setdefault("email", f"{name.lower().replace(' ', '.')}@example.org")
    values.setdefault("clearance", "OFFICIAL-SENSITIVE")
    return Person.objects.create_user(
        name=name, password=PASSWORD, role=role, organisation=organisation, **values
    )


def board(abbreviation: str = "", **values) -> Board:
    abbreviation = abbreviation or f"B{next(_number)}"
    values.setdefault("slug", abbreviation.lower())
    values.setdefault("name", f"Board {abbreviation}")
    values.setdefault("kind", Board.Kind.OVERSIGHT_GROUP)
    return Board.objects.create(abbreviation=abbreviation, **values)


def seat(person: Person, board: Board, seat: str = Seat.MEMBER, **values) -> Membership:
    values.setdefault("from_on", timezone.localdate() - timedelta(days=365))
    return Membership.objects.create(person=person, board=board, seat=seat, **values)


def meeting(
    board: Board, on: date | None = None, *, by: Person, status: str = Meeting.Status.CONFIRMED, **values
) -> Meeting:
    """A meeting at ten in the morning in London; without a day, today's, which began at midnight."""
    hour = 10 if on else 0
    on = on or timezone.localdate()
    starts_at = values.pop("starts_at", None) or timezone.make_aware(datetime.combine(on, time(hour)))
    return arrange_meeting(Meeting(board=board, starts_at=starts_at, status=status, **values), by=by)


def agenda_item(meeting: Meeting, number: int | None = None, **values) -> AgendaItem:
    """An item at the number given, or after the last one: the system has put item 1 on the agenda."""
    number = number or (meeting.agenda_items.aggregate(last=Max("number"))["last"] or 0) + 1
    values.setdefault("title", f"Item {number}")
    return AgendaItem.objects.create(meeting=meeting, number=number, **values)


def report(reference: str = "", **values) -> Report:
    reference = reference or f"report-{next(_number)}"
    values.setdefault("title", f"Report {reference}")
    values.setdefault("publisher", organisation("hmicfrs", name="HMICFRS"))
    values.setdefault("publisher_name", values["publisher"].name)
    values.setdefault("kind", Report.Kind.INSPECTION)
    boards = values.pop("boards", [])
    made = Report.objects.create(reference=reference, **values)
    made.boards.set(boards)
    return made


def recommendation(report: Report, reference: str = "", *, addressed_to=(), **values) -> Recommendation:
    reference = reference or f"REC-{next(_number)}"
    values.setdefault("summary", f"What {reference} asks.")
    made = Recommendation.objects.create(report=report, reference=reference, **values)
    made.addressed_to.set(addressed_to)
    return made


def action(
    board: Board, *, by: Person, owner_organisation: Organisation, recommendations=(), **values
) -> Action:
    """An action set today and due in ten days, through the operation."""
    today = timezone.localdate()
    values.setdefault("title", "Write the plan")
    values.setdefault("complete_when", "The plan is published.")
    values.setdefault("set_on", today)
    if values.get("due_basis", "day") == "day":
        values.setdefault("due_on", max(today, values["set_on"]) + timedelta(days=10))
    return operations.set_action(
        Action(board=board, owner_organisation=owner_organisation, **values),
        by=by,
        recommendations=recommendations,
    )


def evidence(
    title: str = "The published plan", address: str = "https://example.org/plan", **values
) -> Evidence:
    """An unsaved row, as operations take it."""
    return Evidence(title=title, address=address, **values)


def bring_to(action: Action, status: str, *, deliverer: Person, decider: Person, meeting: Meeting) -> Action:
    """Drive an action to a status by real steps, never by writing the column."""
    if status == Status.IN_PROGRESS:
        operations.start(action, by=deliverer)
    elif status in (Status.CLOSURE_PROPOSED, Status.CLOSED):
        operations.propose_closure(action, by=deliverer, statement="The plan is out.", evidence=[evidence()])
        if status == Status.CLOSED:
            operations.agree_closure(action, by=decider, meeting=meeting)
    elif status == Status.CANCELLED:
        operations.cancel(action, by=decider, reason="No longer wanted.")
    assert action.status == status
    return action


def restricted_ends(w: SimpleNamespace) -> None:
    """An action of the restricted board that answers the recommendation, and a successor of it on that board."""
    action(
        w.restricted,
        by=w.restricted_secretary,
        owner_organisation=w.mps,
        recommendations=[w.recommendation],
        title="A restricted thing",
    )
    RecommendationLink.objects.create(
        source=w.recommendation, kind="superseded_by", target=w.restricted_recommendation
    )
