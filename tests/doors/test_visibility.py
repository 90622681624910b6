"""Who must not see. A restricted board and all that hangs on it stays unknown to others at every door:
lists, counts, search, filters, details, history and error messages alike (rules.md section 10)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from boards.models import AgendaItem, Board, Decision, Meeting, Membership, Paper
from recommendations import operations
from recommendations.models import (
    Action,
    ClosureRequest,
    DeliveryReport,
    DueDateRequest,
    Evidence,
    ProgressUpdate,
    PublisherStatus,
    Recommendation,
    Report,
    ResponseExtension,
    VerificationReview,
)
from tests import make
from tests.workflows import TABLES

pytestmark = pytest.mark.sql

OUTSIDERS = [
    "secretariat",
    "dmpc_staff",
    "liaison",
    "other_liaison",
    "owner",
    "chair",
    "member",
    "other_member",
    "former_member",
    "auditor",
    "administrator",
    "superuser",
    "stranger",
]
INSIDERS = ["restricted_chair", "restricted_secretary", "restricted_owner"]

API_LISTS = [
    "organisations",
    "boards",
    "memberships",
    "meetings",
    "agenda-items",
    "papers",
    "decisions",
    "reports",
    "recommendations",
    "actions",
]

THIS_YEAR = timezone.localdate().year

# Words that give the restricted board away.
TELLTALES = ["Bi-laterals", "bilateral-dmpc", "BIL-", "RES-01", "restricted-report", "A restricted thing"]


@pytest.fixture
def full(world):
    """The restricted action with something of everything that can hang on it."""
    item = make.agenda_item(world.restricted_meeting, title="A restricted thing on the agenda")
    Paper.objects.create(
        meeting=world.restricted_meeting, agenda_item=item, title="A restricted thing on paper"
    )
    Decision.objects.create(
        reference="BIL-D1",
        title="A restricted thing decided",
        board=world.restricted,
        decision_maker_text="DMPC",
        decided_on="2019-01-01",
        text="-",
    )
    operations.report_progress(
        world.restricted_action, by=world.restricted_owner, text="A restricted thing reported"
    )
    operations.ask_due_date(
        world.restricted_action,
        by=world.restricted_owner,
        new_due_on=world.restricted_action.due_on.replace(year=world.restricted_action.due_on.year + 1),
        reason="A restricted thing is late",
    )
    operations.propose_closure(
        world.restricted_action,
        by=world.restricted_owner,
        statement="A restricted thing is done",
        evidence=[make.evidence()],
    )
    # Steps of a recommendation and a report that are theirs alone to keep.
    operations.report_delivery(
        world.restricted_recommendation,
        by=world.restricted_secretary,
        delivery="in_progress",
        text="A restricted thing is under way",
    )
    VerificationReview.objects.create(
        recommendation=world.restricted_recommendation,
        begun_by=world.restricted_chair,
        note="A restricted thing is looked into",
    )
    ResponseExtension.objects.create(
        report=world.restricted_report,
        old_due_on="2019-05-06",
        new_due_on="2019-06-06",
        applied_on="2019-05-01",
        reason="A restricted thing takes longer",
        asked_by=world.restricted_secretary,
    )
    PublisherStatus.objects.create(
        recommendation=world.restricted_recommendation, word="open", on="2019-04-01"
    )
    return world


HANGS_ON_BOARD = [
    Meeting,
    AgendaItem,
    Paper,
    Decision,
    Membership,
    Board,
    Report,
    Recommendation,
    Action,
    ProgressUpdate,
    Evidence,
    ClosureRequest,
    DueDateRequest,
    DeliveryReport,
    VerificationReview,
    ResponseExtension,
    PublisherStatus,
]


@pytest.mark.parametrize("model", HANGS_ON_BOARD, ids=lambda model: model.__name__)
def test_no_queryset_shows_an_outsider_anything_of_a_restricted_board(model, full, people):
    shown = {who: set(model.objects.visible_to(people[who])) for who in [*OUTSIDERS, *INSIDERS]}
    restricted = set.intersection(*(shown[who] for who in INSIDERS)) - shown["secretariat"]
    assert restricted, "the restricted board has one of these, seen by its members"
    for who in OUTSIDERS:
        assert not shown[who] & restricted, who


def test_a_membership_ends_the_sight_the_day_after_it_ends(world):
    assert world.action not in Action.objects.visible_to(world.former_member)
    assert world.action in Action.objects.visible_to(world.member)


def test_somebody_inactive_sees_nothing_at_all(full, people):
    for model in HANGS_ON_BOARD:
        for who in ("secretariat", "restricted_chair"):
            people[who].is_active = False
            assert not model.objects.visible_to(people[who]).exists()


def test_a_report_of_a_restricted_and_an_open_board_is_seen_without_the_restricted_boards_name(full):
    full.restricted_report.boards.add(full.board)
    client = Client()
    client.force_login(full.dmpc_staff)
    for address in (reverse("report", args=["restricted-report"]), "/api/v1/reports/restricted-report/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Bi-laterals" not in response.content.decode()
        assert "RES-01" not in response.content.decode()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_lists_and_pages_do_not_mention_it(who, full, people):
    client = Client()
    client.force_login(people[who])
    addresses = [
        reverse(name)
        for name in ("home", "boards", "reports", "recommendations", "actions", "who-may", "calendars")
    ]
    addresses += [f"{reverse(name)}?q=restricted" for name in ("reports", "recommendations", "actions")]
    addresses += [
        reverse("organisation", args=["mps"]),
        reverse("board", args=[full.board.slug]),
        reverse("report", args=[full.report.reference]),
    ]
    addresses += [f"/api/v1/{name}/?count=true" for name in API_LISTS]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode().replace("?q=restricted", "")
        assert not [word for word in TELLTALES if word in text], address


@pytest.mark.parametrize("who", OUTSIDERS)
def test_its_own_addresses_answer_as_if_it_did_not_exist(who, full, people):
    client = Client()
    client.force_login(people[who])
    evidence = full.restricted_action.evidence.get()
    addresses = [
        reverse("board", args=["bilateral-dmpc"]),
        reverse("meeting", args=[full.restricted_meeting.reference]),
        reverse("report", args=["restricted-report"]),
        reverse("recommendation", args=["RES-01"]),
        reverse("action", args=[full.restricted_action.reference]),
        reverse("action-step", args=[full.restricted_action.reference, "report-progress"]),
        reverse("recommendation-step", args=["RES-01", "respond"]),
        reverse("report-step", args=["restricted-report", "give-comments"]),
        reverse("evidence-file", args=[full.restricted_action.reference, evidence.pk]),
        reverse("recommendation-evidence-file", args=["RES-01", evidence.pk]),
        reverse("evidence", args=[evidence.pk]),
        reverse("report-response", args=["restricted-report"]),
        reverse("report-response-pdf", args=["restricted-report"]),
        reverse("recommendation-line", args=["RES-01"]),
        reverse("recommendation-line-pdf", args=["RES-01"]),
        reverse("action-line", args=[full.restricted_action.reference]),
        reverse("action-line-pdf", args=[full.restricted_action.reference]),
        "/api/v1/boards/bilateral-dmpc/",
        f"/api/v1/meetings/{full.restricted_meeting.reference}/",
        "/api/v1/reports/restricted-report/",
        "/api/v1/recommendations/RES-01/",
        "/api/v1/recommendations/RES-01/line/",
        f"/api/v1/actions/{full.restricted_action.reference}/line/",
        f"/api/v1/actions/{full.restricted_action.reference}/",
        "/api/v1/decisions/BIL-D1/",
        f"/api/v1/agenda-items/{full.restricted_meeting.agenda_items.first().pk}/",
        f"/api/v1/papers/{full.restricted_meeting.papers.get().pk}/",
        f"/api/v1/memberships/{full.restricted.memberships.first().pk}/",
        reverse("meeting-ics", args=[full.restricted_meeting.reference]),
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 404, address
        text = response.content.decode().replace(address, "")
        assert not [word for word in ("Bi-laterals", "A restricted thing") if word in text], address


@pytest.mark.parametrize("who", INSIDERS)
def test_its_members_meet_it_everywhere(who, full, people):
    client = Client()
    client.force_login(people[who])
    assert "Bi-laterals" in client.get(reverse("boards")).content.decode()
    for address in (
        reverse("board", args=["bilateral-dmpc"]),
        reverse("meeting", args=[full.restricted_meeting.reference]),
        reverse("action", args=[full.restricted_action.reference]),
        f"/api/v1/actions/{full.restricted_action.reference}/",
    ):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("address", "known", "unknown"),
    (
        ("/api/v1/actions/?board={}", "bilateral-dmpc", "no-such-board"),
        ("/api/v1/meetings/?board={}", "bilateral-dmpc", "no-such-board"),
        ("/api/v1/memberships/?board={}", "bilateral-dmpc", "no-such-board"),
        ("/api/v1/agenda-items/?meeting={}", f"BIL-{THIS_YEAR}-M01", f"XXX-{THIS_YEAR}-M01"),
        ("/api/v1/papers/?meeting={}", f"BIL-{THIS_YEAR}-M01", f"XXX-{THIS_YEAR}-M01"),
        ("/api/v1/decisions/?board={}", "bilateral-dmpc", "no-such-board"),
        ("/api/v1/reports/?board={}", "bilateral-dmpc", "no-such-board"),
        ("/api/v1/recommendations/?report={}", "restricted-report", "no-such-report"),
        ("/actions/?board={}", "bilateral-dmpc", "no-such-board"),
    ),
)
def test_filters_tell_a_hidden_board_from_no_board_to_nobody(address, known, unknown, full):
    client = Client()
    client.force_login(full.secretariat)
    hidden, absent = client.get(address.format(known)), client.get(address.format(unknown))
    assert hidden.status_code == absent.status_code
    assert hidden.content.decode().replace(known, "X").count("X") == absent.content.decode().replace(
        unknown, "X"
    ).count("X")


ANONYMOUS_PAGES = ["home", "boards", "reports", "recommendations", "actions", "who-may", "calendars"]


@pytest.mark.parametrize("name", ANONYMOUS_PAGES)
def test_pages_ask_to_sign_in_first(name, client, db):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", API_LISTS)
def test_the_api_gives_nothing_to_the_unknown(name, client, db):
    assert client.get(f"/api/v1/{name}/").status_code == 401


def test_a_person_without_role_or_seat_sees_no_meeting_and_no_action(world):
    assert not Action.objects.visible_to(world.stranger).exists()
    assert not Meeting.objects.visible_to(world.stranger).exists()


def test_a_liaison_sees_what_their_organisation_owns_or_is_asked_and_no_more(world):
    own = make.action(world.other_board, by=world.secretariat, owner_organisation=world.council)
    asked = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mopac,
        recommendations=[world.recommendation],
    )
    seen = set(Action.objects.visible_to(world.liaison))
    assert seen == {world.action, asked}
    assert set(Action.objects.visible_to(world.other_liaison)) == {own}


STEPS_ELSEWHERE = [
    f"/api/v1/{kind}s/{reference}/steps/{step.slug}/"
    for kind, reference in (("recommendation", "RES-01"), ("report", "restricted-report"))
    for step in TABLES[kind].values()
]


@pytest.mark.parametrize("who", ("secretariat", "liaison", "superuser", "stranger"))
def test_no_step_of_it_can_be_tried_and_none_tells_that_it_is_there(who, full, people):
    client = Client()
    client.force_login(people[who])
    for address in STEPS_ELSEWHERE:
        response = client.post(address, {}, content_type="application/json")
        assert response.status_code == 404, address
        assert "RES-01" not in response.content.decode()


def test_a_refusal_names_no_action_that_the_person_refused_may_not_see(full):
    hidden = make.action(
        full.restricted,
        by=full.restricted_secretary,
        owner_organisation=full.mps,
        recommendations=[full.recommendation],
    )
    operations.cancel(full.action, by=full.chair, reason="Not wanted.")
    client = Client()
    client.force_login(full.liaison)
    data = {"delivery": "reported_complete", "text": "All done."}
    for address in (
        reverse("recommendation-step", args=["CP16-01", "report-delivery"]),
        "/api/v1/recommendations/CP16-01/steps/report-delivery/",
    ):
        response = client.post(address, data)
        assert response.status_code == 422
        text = response.content.decode()
        assert hidden.reference not in text
        assert "1 that you may not see" in text


def test_what_happens_to_a_hidden_action_is_not_named_in_the_history_of_what_it_serves(full):
    operations.cancel(full.action, by=full.chair, reason="Not wanted.")
    operations.report_delivery(
        full.recommendation, by=full.liaison, delivery="reported_complete", text="All done."
    )
    hidden = make.action(
        full.restricted,
        by=full.restricted_secretary,
        owner_organisation=full.mps,
        recommendations=[full.recommendation],
    )
    client = Client()
    client.force_login(full.liaison)
    for address in (reverse("recommendation", args=["CP16-01"]), "/api/v1/recommendations/CP16-01/"):
        assert hidden.reference not in client.get(address).content.decode()


def test_a_successor_out_of_sight_is_not_named(full):
    operations.propose_recommendation_closure(
        full.recommendation,
        by=full.secretariat,
        statement="It was overtaken.",
        outcome="no_longer_applicable",
        evidence=[make.evidence()],
    )
    request = full.recommendation.closure_requests.get()
    request.outcome, request.superseded_by = "superseded", full.restricted_recommendation
    request.save()
    client = Client()
    client.force_login(full.chair)
    for address in (
        reverse("recommendation", args=["CP16-01"]),
        reverse("recommendation-step", args=["CP16-01", "agree-closure"]),
        "/api/v1/recommendations/CP16-01/",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "RES-01" not in response.content.decode(), address
    client.force_login(full.restricted_chair)
    assert "RES-01" in client.get("/api/v1/recommendations/CP16-01/").content.decode()


def test_evidence_marked_above_what_one_is_cleared_for_is_hidden_at_every_door(full):
    secret = make.evidence("A sensitive annex", marking="OFFICIAL-SENSITIVE")
    operations.add_evidence(full.action, by=full.owner, evidence=secret)
    full.member.clearance = "OFFICIAL"
    full.member.save()
    client = Client()
    addresses = [
        reverse("action", args=[full.action.reference]),
        f"/api/v1/actions/{full.action.reference}/",
    ]
    client.force_login(full.member)
    for address in addresses:
        assert "A sensitive annex" not in client.get(address).content.decode(), address
    client.force_login(full.chair)
    for address in addresses:
        assert "A sensitive annex" in client.get(address).content.decode(), address
