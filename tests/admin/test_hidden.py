"""A restricted board and what hangs on it is unknown in the admin to all but its members: in lists, filters, search,
choices, autocomplete, versions, events and addresses alike (rules.md section 10)."""

import json
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.urls import reverse

from boards.models import AgendaItem, Board, Decision, Meeting, Membership
from boards.rules.roles import Seat
from oversight.models import Event
from oversight.reminders.models import Reminder
from recommendations import operations
from recommendations.models import Action, Recommendation, RecommendationLink, Report
from tests import kept, make
from tests.admin.admin_pages import address
from tests.conftest import a_world

IN_ADMIN = ("secretariat", "auditor", "administrator", "superuser")
TELLTALES = ("Bi-laterals", "bilateral-dmpc", "BIL-", "RES-01", "restricted-report", "A restricted thing")


def tells(response, *typed: str) -> list[str]:
    text = response.content.decode()
    for word in typed:
        text = text.replace(word, "")
    return [word for word in TELLTALES if word in text]


@pytest.fixture
def world(db):
    return kept.begin_with(a_full_world)


@pytest.fixture
def full(world):
    """Restricted things tied to open ones in every way the model allows."""
    return world


def a_full_world() -> SimpleNamespace:
    w = a_world()
    w.restricted_item = make.agenda_item(w.restricted_meeting, title="A restricted thing discussed")
    w.decision = Decision.objects.create(
        reference="BIL-D1",
        title="A restricted thing decided",
        board=w.restricted,
        decision_maker_text="DMPC",
        decided_on="2019-01-01",
        text="-",
    )
    w.board.reports_to = w.restricted
    w.board.save()
    w.other_board.reports_to = w.restricted
    w.other_board.save()
    w.other_board.reports_to = None
    w.other_board.save()
    w.report.boards.add(w.restricted)
    w.report.follows = w.restricted_report
    w.report.save()
    w.recommendation.boards.add(w.restricted)
    w.recommendation.agenda_items.add(w.restricted_item)
    w.recommendation.parent = make.recommendation(w.report, "RES-01-PARENT", lead_board=w.restricted)
    w.recommendation.save()
    RecommendationLink.objects.create(
        source=w.recommendation, kind="repeated_in", target=w.restricted_recommendation
    )
    w.action.recommendations.add(w.restricted_recommendation)
    w.action.save()
    operations.propose_closure(
        w.restricted_action, by=w.restricted_owner, statement="A restricted thing", evidence=[make.evidence()]
    )
    Reminder.objects.create(
        recipient=w.restricted_owner,
        kind="action_due",
        subject=w.restricted_action,
        subject_reference=w.restricted_action.reference,
        step="soon",
        due_on=w.restricted_action.due_on,
    )
    w.hidden = [
        w.restricted,
        w.restricted_meeting,
        w.restricted_item,
        w.decision,
        w.restricted_report,
        w.restricted_recommendation,
        w.restricted_action,
        Membership.objects.filter(board=w.restricted).first(),
        Event.objects.about(w.restricted_action).first(),
        Reminder.objects.get(),
    ]
    w.shown = [w.board, w.other_board, w.meeting, w.report, w.recommendation, w.action, w.restricted_owner]
    return w


@pytest.mark.parametrize("who", IN_ADMIN)
def test_no_list_and_no_search_mentions_it(who, full, admin_of):
    at = admin_of(who)
    for model in admin.site._registry:
        for query in ({}, {"q": "restricted"}, {"q": "BIL"}, {"q": "Bi-laterals"}):
            response = at.list(model, **query)
            assert response.status_code == 200
            # What was typed stands in the search field, and in its addresses; people keep their own names.
            assert not tells(response, *query.values()), (model, query)


@pytest.mark.parametrize("who", IN_ADMIN)
def test_its_addresses_answer_as_if_it_did_not_exist(who, full, admin_of):
    at = admin_of(who)
    for record in full.hidden:
        for page in ("change", "history", "delete"):
            response = at.client.get(address(record, page))
            assert response.status_code == 404, (record, page)
            assert not tells(response)
            missing = at.client.get(address(record, page).replace(f"/{record.pk}/", "/999999/"))
            assert missing.status_code == 404
        assert at.client.post(address(record), {"title": "Forged"}).status_code == 404


@pytest.mark.parametrize("who", IN_ADMIN)
def test_open_records_do_not_name_the_hidden_ones_they_are_tied_to(who, full, admin_of):
    at = admin_of(who)
    for record in full.shown:
        for page in ("change", "history"):
            response = at.client.get(address(record, page))
            assert response.status_code == 200
            assert not tells(response), (record, page)


@pytest.mark.parametrize("who", IN_ADMIN)
def test_no_version_of_an_open_record_names_them(who, full, admin_of):
    at = admin_of(who)
    looked_at = 0
    for record in full.shown:
        for version in getattr(record, "history", Event.objects.none()).all():
            of = record._meta
            page = reverse(
                f"admin:{of.app_label}_{of.model_name}_simple_history", args=[record.pk, version.pk]
            )
            response = at.client.get(page)
            assert response.status_code == 200
            assert not tells(response), page
            looked_at += 1
    assert looked_at > len(full.shown)


@pytest.mark.parametrize("who", IN_ADMIN)
def test_a_version_of_a_hidden_record_is_not_found(who, full, admin_of):
    for record in (full.restricted, full.restricted_action, full.restricted_report, full.restricted_meeting):
        of = record._meta
        version = record.history.first()
        page = reverse(f"admin:{of.app_label}_{of.model_name}_simple_history", args=[record.pk, version.pk])
        response = admin_of(who).client.get(page)
        assert response.status_code == 404
        assert not tells(response)


def test_a_version_is_read_and_never_put_back(full, admin_of):
    make.seat(full.colleague, full.restricted)
    version = full.action.history.last()
    page = reverse("admin:recommendations_action_simple_history", args=[full.action.pk, version.pk])
    at = admin_of("secretariat")
    shown = at.client.get(page)
    assert 'name="title"' not in shown.content.decode()
    assert at.client.post(page, {"title": "Put back"}).status_code == 405
    full.action.refresh_from_db()
    assert full.action.title == "Write the plan"


@pytest.mark.parametrize("who", IN_ADMIN)
@pytest.mark.parametrize(
    ("model", "field"),
    (
        ("recommendations.action", "board"),
        ("recommendations.action", "due_meeting_of"),
        ("recommendations.action", "agenda_item"),
        ("recommendations.action", "recommendations"),
        ("recommendations.report", "boards"),
        ("recommendations.report", "follows"),
        ("recommendations.recommendation", "report"),
        ("recommendations.recommendation", "lead_board"),
        ("recommendations.recommendationlink", "target"),
        ("boards.board", "reports_to"),
        ("boards.meeting", "board"),
        ("boards.membership", "board"),
    ),
)
def test_autocomplete_does_not_offer_it(who, model, field, full, admin_of):
    app_label, model_name = model.split(".")
    for term in ("", "restricted", "BIL", "Bi-lat"):
        response = admin_of(who).client.get(
            reverse("admin:autocomplete"),
            {"app_label": app_label, "model_name": model_name, "field_name": field, "term": term},
        )
        assert response.status_code == 200
        assert not tells(response)
        if term == "":
            assert json.loads(response.content)["results"] or field in ("agenda_item", "follows")


@pytest.mark.parametrize(
    ("model", "parameter", "hidden"),
    (
        (Action, "board__id__exact", "restricted"),
        (Action, "board", "restricted"),
        (Action, "board__id__in", "restricted"),
        (Action, "recommendations__id__exact", "restricted_recommendation"),
        (Action, "recommendations", "restricted_recommendation"),
        (Report, "boards__id__exact", "restricted"),
        (Report, "boards", "restricted"),
        (Report, "boards__name__startswith", None),
        (Report, "follows", "restricted_report"),
        (Recommendation, "boards__id__exact", "restricted"),
        (Recommendation, "parent__id__exact", "restricted_recommendation"),
        (Recommendation, "lead_board__id__exact", "restricted"),
        (Meeting, "board__id__exact", "restricted"),
        (Membership, "board__id__exact", "restricted"),
        (AgendaItem, "meeting__board__id__exact", "restricted"),
        (Board, "reports_to__id__exact", "restricted"),
        (Board, "reports_to", "restricted"),
        (Event, "subject_id__exact", "restricted_action"),
    ),
)
def test_filtering_by_it_tells_no_more_than_filtering_by_nothing(model, parameter, hidden, full, admin_of):
    at = admin_of("secretariat")
    value = getattr(full, hidden).pk if hidden else "Bi"
    known = at.client.get(address(model, "changelist"), {parameter: value})
    unknown = at.client.get(address(model, "changelist"), {parameter: 999999 if hidden else "Zz"})
    assert known.status_code == unknown.status_code
    if known.status_code == 200:
        assert known.context["cl"].result_count == unknown.context["cl"].result_count
    else:
        assert known.get("Location") == unknown.get("Location")


def test_filters_offer_only_boards_they_may_see(full, admin_of):
    make.action(full.other_board, by=full.secretariat, owner_organisation=full.mps)
    offered = admin_of("secretariat").list(Action).content.decode()
    assert f"board__id__exact={full.board.pk}" in offered
    assert f"board__id__exact={full.restricted.pk}" not in offered


@pytest.mark.parametrize(
    ("model", "given"),
    (
        (Action, {"title": "t", "complete_when": "c", "set_on": "2026-01-01", "due_basis": "none"}),
        (Meeting, {"starts_at_0": "2026-01-01", "starts_at_1": "10:00", "status": "proposed"}),
        (
            Decision,
            {
                "reference": "r",
                "title": "t",
                "decision_maker_text": "d",
                "decided_on": "2026-01-01",
                "text": "t",
            },
        ),
        (Membership, {"seat": "member", "from_on": "2026-01-01"}),
    ),
)
def test_choosing_it_is_refused_as_a_choice_that_does_not_exist(model, given, full, admin_of):
    at = admin_of("secretariat")
    given = {"owner_organisation": full.mps, "person": full.stranger, **given}
    counted = model.objects.count()
    answers = [at.add(model, board=board, **given) for board in (full.restricted.pk, 999999)]
    for response in answers:
        assert response.status_code == 200
        assert not tells(response)
    said = [response.context["adminform"].form.errors["board"] for response in answers]
    assert said[0] == said[1]
    assert model.objects.count() == counted


@pytest.mark.parametrize(
    ("record", "relation"),
    (("board", "reports_to"), ("report", "follows"), ("recommendation", "parent")),
)
def test_saving_an_open_record_does_not_cut_its_tie_to_a_hidden_one(record, relation, full, admin_pages):
    kept = getattr(full, record)
    tied_to = getattr(kept, relation)
    assert admin_pages.change(kept, note="Looked at.", **{relation: ""}).status_code == 302
    kept.refresh_from_db()
    assert (kept.note, getattr(kept, relation)) == ("Looked at.", tied_to)


def test_an_event_about_an_open_record_leaves_out_the_hidden_ones_it_names(full, admin_of):
    make.seat(full.colleague, full.restricted, Seat.SECRETARY)
    keeper = admin_of("colleague")
    keeper.change(
        full.report, boards=[full.board.pk, full.other_board.pk, full.restricted.pk], note="Two boards"
    )
    event = Event.objects.about(full.report).first()
    assert event.after["boards"] == ["audit-panel", "bilateral-dmpc", "child-protection-og"]
    seen = admin_of("auditor").open(event)
    assert seen.status_code == 200
    assert "audit-panel" in seen.content.decode()
    assert not tells(seen)
    assert "bilateral-dmpc" in keeper.open(event).content.decode()


def test_those_who_sit_on_it_find_it_in_the_admin(full, admin_of):
    make.seat(full.colleague, full.restricted)
    at = admin_of("colleague")
    assert "Bi-laterals" in at.list(Board).content.decode()
    for record in full.hidden:
        assert at.open(record).status_code == 200, record
    assert "Bi-laterals" in at.open(full.board).content.decode()
