"""The page of a meeting: what happened there, in its order, as far as its reader may see it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from boards.models import Minutes
from boards.operations import agree_minutes, save_minutes
from boards.operations.attendance import Row, record_attendance
from boards.operations.minutes import NewOutcome, Typed
from boards.rules.minutes import revision
from tests import make

pytestmark = pytest.mark.doors


@pytest.fixture
def item(world):
    return make.agenda_item(world.meeting, 2, title="First response", lead=world.member, minutes_allotted=20)


@pytest.fixture
def read(client):
    """The words of a meeting's page as a person reads them, tags and spare blanks left out."""

    def as_person(person, meeting) -> str:
        client.force_login(person)
        response = client.get(reverse("meeting", args=[meeting.reference]))
        assert response.status_code == 200
        apart = re.sub(r"<(?=br|/dt|/dd|/li|/p|/h\d)", " <", response.content.decode())
        return " ".join(strip_tags(apart).split())

    return as_person


def minute(world, item, text="It was discussed.", **values):
    texts = {f"item-{item.pk}": Typed(text, revision(item.minute))}
    save_minutes(item.meeting, by=world.secretariat, texts=texts, **values)


def test_an_item_shows_its_time_lead_minute_outcomes_and_what_it_set(world, item, read):
    world.meeting.agenda_items.filter(number=1).update(minutes_allotted=45)
    minute(
        world,
        item,
        taken={item.pk: True},
        new_outcomes=[NewOutcome(item.pk, "decision_advice", "To advise the Deputy Mayor to approve.")],
    )
    born = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        agenda_item=item,
        title="Write a letter",
    )
    world.recommendation.agenda_items.add(item)
    world.action.discussed_under.add(item)
    page = read(world.member, world.meeting)
    assert (
        "00:45 2. First response For discussion, taken, led by Member, 20 minutes It was discussed." in page
    )
    assert "Decision advice To advise the Deputy Mayor to approve." in page
    assert f"Action 1 Write a letter MPS, {born.reference}" in page
    assert f"Concerns recommendation CP16-01, action {world.action.reference}" in page
    assert f"{born.reference} {born.origin} Write a letter" in page


def test_who_came_is_named_with_seat_deputy_and_what_they_left_for(world, item, read):
    world.board.quorum = 2
    world.board.save()
    deputy = make.person("Deputy of the member")
    record_attendance(
        world.meeting,
        by=world.secretariat,
        rows=[
            Row(world.chair, "present", left_for=[item], declared_interest="Employed by the supplier"),
            Row(world.member, "apologies"),
            Row(deputy, "deputy", deputy_for=world.member),
        ],
    )
    page = read(world.member, world.meeting)
    assert "Quorate: 2 members there, 2 needed." in page
    assert "Present Chair Chair, MOPAC Declared an interest: Employed by the supplier Left for item 2" in page
    assert "Deputies Deputy of the member for Member" in page
    assert "Apologies Member Member, MOPAC" in page
    assert "Chair left for this item. For this item: not quorate: 1 member there, 2 needed." in page


def test_a_meeting_short_of_its_quorum_says_so_and_a_board_without_one_says_nothing(world, read):
    record_attendance(world.meeting, by=world.secretariat, rows=[Row(world.chair, "present")])
    assert "uorate" not in read(world.member, world.meeting)
    world.board.quorum = 3
    world.board.save()
    assert "Not quorate: 1 member there, 3 needed." in read(world.member, world.meeting)


def test_the_minutes_say_where_they_stand_and_both_meetings_lead_to_each_other(world, client, read):
    day = timezone.localdate() - timedelta(days=30)
    held = make.meeting(world.board, day, by=world.secretariat, status="held")
    minute(world, make.agenda_item(held, 2))
    assert "Draft, until a later meeting of the board agrees them" in read(world.member, held)
    agree_minutes(held, by=world.secretariat, agreed_at=world.meeting, corrections="Item 2: a date.")
    page = read(world.member, held)
    assert f"Agreed at the meeting of {timezone.localdate():%-d %B %Y}" in page
    assert "Corrected there: Item 2: a date." in page
    assert "(draft)" not in page
    assert f"Agreed here Minutes of {day:%-d %B %Y}" in read(world.member, world.meeting)


def test_an_item_carried_over_leads_to_its_next_meeting_and_back(world, item, read, client):
    following = make.meeting(world.board, timezone.localdate() + timedelta(days=30), by=world.secretariat)
    carried = make.agenda_item(following, 2, title=item.title, carried_from=item)
    item.status, item.status_reason = "carried_over", "The papers came too late."
    item.save()
    page = read(world.member, world.meeting)
    day = timezone.localtime(following.starts_at)
    assert f"Not taken: carried over to item 2 of {day:%-d %B %Y}. The papers came too late." in page
    assert f"Carried over from item 2 of {timezone.localdate():%-d %B %Y}." in read(world.member, following)
    assert carried.meeting == following


def test_what_is_cancelled_or_withdrawn_gives_its_reason(world, item, read):
    item.status, item.status_reason = "withdrawn", "Overtaken by the inspection."
    item.save()
    assert "Withdrawn: Overtaken by the inspection." in read(world.member, world.meeting)
    world.meeting.status, world.meeting.status_reason = "cancelled", "The chair is ill."
    world.meeting.save()
    assert "This meeting was cancelled: The chair is ill." in read(world.member, world.meeting)


def test_who_is_cleared_to_official_reads_nothing_of_an_item_above_it(world, item, read):
    minute(world, item, "The informant spoke.", new_outcomes=[NewOutcome(item.pk, "note", "A secret note.")])
    record_attendance(
        world.meeting, by=world.secretariat, rows=[Row(world.chair, "present", left_for=[item])]
    )
    item.refresh_from_db()
    item.marking, item.title = "OFFICIAL-SENSITIVE", "Undercover"
    item.save()
    words = ("Undercover", "The informant spoke.", "A secret note.", "Left for item 2", "led by Member")
    assert [word in read(world.member, world.meeting) for word in words] == [True] * len(words)
    world.member.clearance = "OFFICIAL"
    world.member.save()
    assert [word in read(world.member, world.meeting) for word in words] == [False] * len(words)


OUTSIDERS = ("liaison", "other_liaison", "owner", "other_member", "former_member", "stranger")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_does_not_read_the_board_does_not_find_the_meeting(who, world, people, client):
    client.force_login(people[who])
    assert client.get(reverse("meeting", args=[world.meeting.reference])).status_code == 404


@pytest.mark.parametrize(
    "who", ["secretariat", "auditor", "administrator", "superuser", "dmpc_staff", "chair"]
)
def test_a_restricted_meeting_is_found_by_its_members_alone(who, world, people, client):
    client.force_login(people[who])
    assert client.get(reverse("meeting", args=[world.restricted_meeting.reference])).status_code == 404
    client.force_login(world.restricted_owner)
    assert client.get(reverse("meeting", args=[world.restricted_meeting.reference])).status_code == 200


@pytest.mark.parametrize(
    ("who", "offered"),
    [("secretariat", True), ("colleague", True), ("auditor", False), ("dmpc_staff", False), ("chair", False)],
)
def test_taking_minutes_is_offered_to_those_who_can(who, offered, world, people, client):
    client.force_login(people[who])
    address = reverse("admin:boards_meeting_minutes", args=[world.meeting.pk])
    at = reverse("meeting", args=[world.meeting.reference])
    assert (address in client.get(at).content.decode()) is offered
    later = make.meeting(world.board, by=world.secretariat)
    Minutes.objects.create(meeting=world.meeting, status="agreed", agreed_at_meeting=later)
    assert address not in client.get(at).content.decode()


def test_a_meeting_to_come_offers_no_minutes_and_a_board_without_records_no_documents(world, client, read):
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=9), by=world.secretariat)
    assert "Take minutes" not in read(world.secretariat, coming)
    assert "Open in the secretariat’s pages" in read(world.secretariat, coming)
    assert "Open in the secretariat’s pages" not in read(world.member, coming)
    world.board.keeps_records = False
    world.board.save()
    page = read(world.secretariat, world.meeting)
    assert "Informal: no papers or minutes are kept." in page
    for absent in ("Take minutes", "Meeting pack", "Minutes and actions paper", "Attendance"):
        assert absent not in page
