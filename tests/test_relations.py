"""Kind 6: history tells relations. Of every relation to many what is added and taken away stands in an Event."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from boards import operations as boards
from boards.models import Membership
from boards.operations.attendance import Row, record_attendance
from boards.rules.roles import Seat
from oversight import history
from oversight.errors import RuleBroken
from oversight.models import Event
from recommendations import operations
from recommendations.rules.action_workflow import STEPS
from tests import make
from tests.doors.steps import DOORS, outcome_of


def _action(w: SimpleNamespace, chosen: Any) -> Any:
    operations.amend_action(w.action, by=w.secretariat, recommendations=chosen)
    return w.action


def _item(w: SimpleNamespace, name: str, chosen: Any) -> Any:
    boards.amend_item(w.item, by=w.secretariat, changes={}, related={name: chosen})
    return w.item


def _recommendation(w: SimpleNamespace, name: str, chosen: Any) -> Any:
    operations.amend_recommendation(w.recommendation, by=w.secretariat, changes={}, related={name: chosen})
    return w.recommendation


def _report(w: SimpleNamespace, chosen: Any) -> Any:
    operations.amend_report(w.report, by=w.secretariat, changes={}, related={"boards": chosen})
    return w.report


def _left(w: SimpleNamespace, chosen: Any) -> Any:
    record_attendance(w.meeting, by=w.secretariat, rows=[Row(w.member, "present", left_for=chosen)])
    return w.meeting


# Relation -> how it is changed, what it may hold (two), and the key and words under which an Event names each.
WAYS: dict[str, Any] = {
    "Action.recommendations": (_action, "recommendations", lambda w: (w.recommendation, w.second)),
    "Action.discussed_under": (
        lambda w, chosen: _item(w, "actions_concerned", chosen), "actions_concerned",
        lambda w: (w.action, w.other_action),
    ),
    "Recommendation.addressed_to": (
        lambda w, chosen: _recommendation(w, "addressed_to", chosen), "addressed_to", lambda w: (w.mps, w.council)
    ),
    "Recommendation.boards": (
        lambda w, chosen: _recommendation(w, "boards", chosen), "boards", lambda w: (w.board, w.other_board)
    ),
    "Recommendation.agenda_items": (
        lambda w, chosen: _recommendation(w, "agenda_items", chosen), "agenda_items", lambda w: (w.item, w.other_item)
    ),
    "Report.boards": (_report, "boards", lambda w: (w.board, w.other_board)),
    "Attendance.left_for": (_left, "who_came", lambda w: (w.item, w.other_item)),
}  # fmt: skip
# Each has an Event of its own, tested below, or nobody writes it.
OTHERWISE = {"Board.members", "ClosureRequest.evidence", "Person.groups", "Person.user_permissions"}


@pytest.fixture
def world(world):
    world.second = make.recommendation(world.report, "CP16-02", lead_board=world.board)
    world.other_action = make.action(world.board, by=world.secretariat, owner_organisation=world.mps)
    world.coming = make.meeting(
        world.board, make.timezone.localdate() + make.timedelta(days=30), by=world.secretariat
    )
    world.item = make.agenda_item(world.coming, title="The budget")
    world.other_item = make.agenda_item(world.coming, title="The plan")
    return world


def test_every_relation_to_many_of_every_model_is_among_these():
    every = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ("oversight", "boards", "recommendations", "reminders")
        and not model.__name__.startswith("Historical")
        for field in model._meta.many_to_many
    }
    assert every == set(WAYS) | OTHERWISE


@pytest.mark.parametrize("relation", WAYS)
def test_what_is_added_and_taken_away_stands_in_the_event_and_in_the_history(world, relation):
    change, key, of = WAYS[relation]
    if relation == "Attendance.left_for":
        world.item, world.other_item = make.agenda_item(world.meeting), make.agenda_item(world.meeting)
    first, second = of(world)
    change(world, [])
    subject = change(world, [first])
    change(world, [second])
    taken, added = Event.objects.about(subject)[:2]
    assert (added.before[key], added.after[key]) != ([], [])
    assert taken.before[key] == added.after[key] != taken.after[key]
    assert len(added.after[key]) == len(taken.after[key]) == 1
    shown = {value.label: value for value in history.values(taken, world.secretariat)}
    words = [(value.before, value.after) for value in shown.values()]
    assert words == [(taken.before[key][0], taken.after[key][0])]


def test_a_relation_that_stays_makes_no_event(world):
    operations.amend_report(world.report, by=world.secretariat, changes={}, related={"boards": [world.board]})
    assert not Event.objects.about(world.report).exists()


def test_the_history_and_the_api_name_what_an_action_served_and_serves(world, client):
    _action(world, [world.second])
    client.force_login(world.secretariat)
    page = client.get(reverse("action", args=[world.action.reference])).content.decode()
    assert "CP16-01 → CP16-02" in page
    event = client.get(f"/api/v1/actions/{world.action.reference}/").json()["events"][0]
    assert (event["before"], event["after"]) == (
        {"recommendations": ["CP16-01"]},
        {"recommendations": ["CP16-02"]},
    )
    inside = client.get(
        reverse("admin:recommendations_action_change", args=[world.action.pk])
    ).content.decode()
    assert "CP16-01 → CP16-02" in inside


def test_an_action_is_set_with_what_it_serves(world):
    action = make.action(
        world.board, by=world.secretariat, owner_organisation=world.mps, recommendations=[world.second]
    )
    assert Event.objects.about(action).get().after["recommendations"] == ["CP16-02"]


@pytest.mark.parametrize("channel", ("history", "page", "api"))
def test_of_a_relation_only_what_the_reader_may_see_is_told(world, client, channel):
    """A report that a restricted board came to oversee beside an ordinary one."""
    operations.amend_report(
        world.report, by=world.secretariat, changes={}, related={"boards": [world.board, world.other_board]}
    )
    event = Event.objects.about(world.report).get()
    Event.objects.bulk_create(
        [
            Event(
                subject=world.report,
                step="amend_report",
                channel="admin",
                before={"boards": []},
                after={"boards": [world.restricted.slug, world.board.slug]},
            )
        ]
    )
    if channel == "history":
        said = str([history.values(one, world.secretariat) for one in Event.objects.about(world.report)])
    else:
        client.force_login(world.secretariat)
        address = {
            "page": reverse("report", args=[world.report.reference]),
            "api": f"/api/v1/reports/{world.report.reference}/",
        }
        said = client.get(address[channel]).content.decode()
    assert (world.board.slug in said, world.restricted.slug in said) == (True, False)
    assert event.after["boards"] == sorted([world.board.slug, world.other_board.slug])


def test_a_proposal_to_close_names_its_evidence(world, client):
    item = make.evidence()
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[item])
    assert Event.objects.about(world.action).first().after["evidence"] == [item.title]
    client.force_login(world.secretariat)
    event = client.get(f"/api/v1/actions/{world.action.reference}/").json()["events"][0]
    assert event["after"]["evidence"] == [item.title]


def test_a_seat_on_a_board_is_an_event_of_its_own(world):
    seat = boards.seat_member(
        Membership(
            board=world.board, person=world.stranger, seat=Seat.MEMBER, from_on=make.timezone.localdate()
        ),
        by=world.secretariat,
    )
    assert Event.objects.about(seat).get().after["person"] == world.stranger.name


# --- Handing over ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ("page", "admin", "api"))
def test_an_action_is_handed_over_from_and_to_with_the_reason(world, client, channel):
    client.force_login(world.secretariat)
    given = {"owner_organisation": "mps", "owner": "Liaison, MPS", "reason": "She has left."}
    answer = DOORS[channel](client, world.action, STEPS["hand_over"], given)
    assert outcome_of(channel, answer) == "done"
    event = Event.objects.about(world.action).first()
    assert (event.step, event.note, event.channel) == ("hand_over", "She has left.", channel)
    assert (event.before, event.after) == ({"owner": world.owner.name}, {"owner": world.liaison.name})


@pytest.mark.parametrize("channel", ("page", "admin", "api"))
@pytest.mark.parametrize(
    ("given", "said"),
    (
        ({"owner": "MPS Liason"}, "Did you mean “MPS liaison”?"),
        ({"owner": "MPS owner"}, "It is theirs already"),
        ({"owner": "Chair"}, "does not belong to the organisation"),
        ({"owner": "MPS liaison", "reason": "\u200b"}, ""),
    ),
)
def test_a_handing_over_that_cannot_be_is_refused_in_words(world, client, channel, given, said):
    client.force_login(world.secretariat)
    sent = {"owner_organisation": "mps", "reason": "She has left."} | given
    answer = DOORS[channel](client, world.action, STEPS["hand_over"], sent)
    assert outcome_of(channel, answer) != "done"
    assert said in answer.content.decode().replace("&#x27;", "'")
    world.action.refresh_from_db()
    assert world.action.owner == world.owner


def test_the_owner_is_never_merely_corrected(world):
    for name, value in (("owner", world.liaison), ("owner_organisation", world.council)):
        with pytest.raises(RuleBroken):
            operations.amend_action(world.action, by=world.secretariat, **{name: value})
