"""Decisions: whose they are, what their publication needs, and who never reads the part that is withheld."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from boards.models import Decision
from boards.operations import amend_decision, record_decision
from oversight.errors import NotAllowed, RuleBroken
from oversight.models import Event
from tests import make
from tests.admin.admin_pages import AdminPages, errors

WITHHELD = "The commercial terms of the contract"


def decision(world, **values) -> Decision:
    """An unsaved decision of the Deputy Mayor's, discussed by the board."""
    values.setdefault("reference", "PCD 7/2026")
    values.setdefault("board", world.board)
    values.setdefault("decision_maker_text", "Deputy Mayor for Policing and Crime")
    values.setdefault("decided_on", timezone.localdate())
    return Decision(title="Fund the referral desk", text="Approved.", **values)


def refused(world, **values) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as caught:
        record_decision(decision(world, **values), by=world.secretariat)
    assert not Decision.objects.exists()
    return str(caught.value), caught.value.field


@pytest.mark.parametrize("takes_decisions", [False, None])
def test_a_board_that_takes_no_decisions_cannot_record_one_as_its_own(world, takes_decisions):
    world.board.takes_decisions = takes_decisions
    world.board.save()
    assert refused(world, is_boards_own=True) == (
        "This board takes no decisions: record whose decision it is.",
        "is_boards_own",
    )
    record_decision(decision(world), by=world.secretariat)


def test_a_board_that_takes_decisions_records_its_own(world):
    world.board.takes_decisions = True
    world.board.save()
    record_decision(decision(world, is_boards_own=True), by=world.secretariat)
    assert Decision.objects.get().is_boards_own


def test_publication_needs_its_place_and_its_day_and_comes_after_the_decision(world):
    today = timezone.localdate()
    where = "https://example.org/decision"
    assert refused(world, published_on=today) == ("Say where it was published.", "published_where")
    assert refused(world, published_where=where)[1] == "published_on"
    early = {"published_on": today - timedelta(days=1), "published_where": where}
    assert refused(world, **early)[0] == "A decision cannot be published before it is taken."
    late = {"published_on": today + timedelta(days=1), "published_where": where}
    assert refused(world, **late)[1] == "published_on"
    record_decision(decision(world, published_on=today, published_where=where), by=world.secretariat)


def test_a_decision_is_not_dated_in_the_future(world):
    assert refused(world, decided_on=timezone.localdate() + timedelta(days=1))[1] == "decided_on"


def test_it_was_discussed_at_a_meeting_of_the_board_it_stands_under(world):
    elsewhere = make.agenda_item(make.meeting(world.other_board, by=world.secretariat))
    assert refused(world, agenda_item=elsewhere) == (
        "The agenda item belongs to a meeting of another board.",
        "agenda_item",
    )


def test_a_member_records_no_decision(world):
    with pytest.raises(NotAllowed):
        record_decision(decision(world), by=world.chair)


def test_a_correction_is_judged_as_a_new_decision_is(world):
    made = record_decision(decision(world), by=world.secretariat)
    with pytest.raises(RuleBroken):
        amend_decision(made, by=world.secretariat, changes={"is_boards_own": True})
    made.refresh_from_db()
    assert not made.is_boards_own


@pytest.fixture
def published(world):
    item = make.agenda_item(world.meeting, 4, title="The referral desk")
    return record_decision(
        decision(
            world,
            agenda_item=item,
            withheld_part=WITHHELD,
            published_on=timezone.localdate(),
            published_where="https://example.org/decision",
        ),
        by=world.secretariat,
    )


READERS = (
    "secretariat",
    "colleague",
    "auditor",
    "dmpc_staff",
    "administrator",
    "superuser",
    "chair",
    "member",
)
OUTSIDERS = ("liaison", "other_liaison", "owner", "other_member", "former_member", "stranger")


@pytest.mark.parametrize("who", READERS)
def test_the_withheld_part_is_read_by_keepers_and_auditors_alone(who, world, people, client, published):
    client.force_login(people[who])
    page = client.get(reverse("decision", args=[published.reference]))
    assert page.status_code == 200
    assert (WITHHELD in page.content.decode()) == (who in ("secretariat", "colleague", "auditor"))
    for name, args in (("meeting", [world.meeting.reference]), ("board", [world.board.slug])):
        assert WITHHELD not in client.get(reverse(name, args=args)).content.decode()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_does_not_read_the_meetings_of_the_board_does_not_find_the_decision(
    who, people, client, published
):
    client.force_login(people[who])
    assert client.get(reverse("decision", args=[published.reference])).status_code == 404


def test_a_decision_of_a_restricted_board_is_not_found_even_by_the_secretariat(world, client):
    made = record_decision(decision(world, board=world.restricted), by=world.restricted_secretary)
    address = reverse("decision", args=[made.reference])
    for who, status in ((world.secretariat, 404), (world.auditor, 404), (world.restricted_chair, 200)):
        client.force_login(who)
        assert client.get(address).status_code == status, who


def test_history_and_admin_keep_the_withheld_part_from_an_administrator(world, published):
    amend_decision(published, by=world.secretariat, changes={"withheld_part": f"{WITHHELD}, corrected"})
    assert WITHHELD not in str([(event.before, event.after) for event in Event.objects.about(published)])
    for who, reads in ((world.administrator, False), (world.auditor, True), (world.secretariat, True)):
        at = AdminPages(who)
        assert (WITHHELD in at.open(published).content.decode()) == reads, who
        assert (WITHHELD in at.open(published, "history").content.decode()) == reads, who
        first = published.history.order_by("history_date").first()
        version = at.client.get(
            reverse("admin:boards_decision_simple_history", args=[published.pk, first.history_id])
        )
        assert version.status_code == 200
        assert (WITHHELD in version.content.decode()) == reads, who


def test_the_page_says_whose_it_is_where_it_was_discussed_and_where_it_is_published(world, client, published):
    client.force_login(world.member)
    page = client.get(reverse("decision", args=[published.reference])).content.decode()
    for words in (
        "Deputy Mayor for Policing and Crime",
        "The board discussed it and did not decide",
        "item 4: The referral desk",
        'href="https://example.org/decision"',
        reverse("meeting", args=[world.meeting.reference]),
    ):
        assert words in page
    meeting = client.get(reverse("meeting", args=[world.meeting.reference])).content.decode()
    assert reverse("decision", args=[published.reference]) in meeting


def test_the_item_it_was_discussed_under_is_kept_from_those_not_cleared_for_it(world, client, published):
    published.agenda_item.marking = "OFFICIAL-SENSITIVE"
    published.agenda_item.save()
    world.member.clearance = "OFFICIAL"
    world.member.save()
    client.force_login(world.member)
    page = client.get(reverse("decision", args=[published.reference])).content.decode()
    assert "The referral desk" not in page


def test_the_refusal_stands_beside_its_field_in_the_admin(world):
    at = AdminPages(world.secretariat)
    made = record_decision(decision(world), by=world.secretariat)
    response = at.change(made, is_boards_own="on")
    assert response.status_code == 422
    assert errors(response) == {
        "is_boards_own": ["This board takes no decisions: record whose decision it is."]
    }
