"""The Minutes and actions paper: what it holds, what it says of each action, and who must not see which."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from boards.models import Board, Meeting, Minutes
from recommendations import operations
from recommendations.documents.matters_arising import paper
from recommendations.models import Action
from recommendations.rules.rating import Rating
from tests import make


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def arranged(world, today):
    """A board with a meeting held thirty days ago and the next one in ten days."""
    world.last = make.meeting(
        world.board, today - timedelta(days=30), by=world.secretariat, status=Meeting.Status.HELD
    )
    world.next = make.meeting(world.board, today + timedelta(days=10), by=world.secretariat)
    return world


def told(world, who, meeting=None):
    seen = Action.objects.visible_to(who)
    return paper(meeting or world.next, seen, timezone.now())


def an_action(world, **values):
    return make.action(world.board, by=world.secretariat, owner_organisation=world.mps, **values)


def entry_of(found, action):
    (entry,) = [entry for entry in found.entries if entry.action == action]
    return entry


def closed(world, on):
    action = an_action(world, set_on=on - timedelta(days=5))
    operations.propose_closure(action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    outside = {"out_of_meeting_on": timezone.localdate(), "out_of_meeting_reason": "By correspondence."}
    operations.agree_closure(action, by=world.chair, **outside)
    Action.objects.filter(pk=action.pk).update(closed_on=on)
    return action


def test_it_holds_what_is_open_overdue_or_finished_since_the_last_meeting_and_nothing_older(arranged, today):
    late = an_action(arranged, set_on=today - timedelta(days=40), due_on=today - timedelta(days=3))
    undated = an_action(arranged, due_basis="none")
    since = closed(arranged, today - timedelta(days=2))
    at_it = closed(arranged, today - timedelta(days=30))
    before = closed(arranged, today - timedelta(days=31))
    cancelled = an_action(arranged)
    operations.cancel(cancelled, by=arranged.chair, reason="No longer wanted.")
    elsewhere = make.action(arranged.other_board, by=arranged.secretariat, owner_organisation=arranged.mps)
    found = told(arranged, arranged.secretariat)
    assert [entry.action for entry in found.overdue.entries] == [late]
    assert {entry.action for entry in found.open.entries} == {arranged.action, undated}
    assert {entry.action for entry in found.finished.entries} == {since, at_it, cancelled}
    held = {entry.action for entry in found.entries}
    assert before not in held
    assert elsewhere not in held


def test_a_first_meeting_has_everything_finished_so_far(arranged, today):
    old = closed(arranged, today - timedelta(days=200))
    first = make.meeting(arranged.board, today - timedelta(days=60), by=arranged.secretariat, status="held")
    found = told(arranged, arranged.secretariat, first)
    assert found.previous is None
    assert old in {entry.action for entry in found.finished.entries}
    assert found.minutes_words == "No earlier meeting of this board is recorded as held."


def test_a_cancelled_or_merely_confirmed_meeting_and_another_boards_are_not_the_last_one(arranged, today):
    for status in ("cancelled", "confirmed"):
        make.meeting(arranged.board, today - timedelta(days=5), by=arranged.secretariat, status=status)
    make.meeting(arranged.other_board, today - timedelta(days=4), by=arranged.secretariat, status="held")
    assert told(arranged, arranged.secretariat).previous == arranged.last


def test_no_move_of_a_date_is_silent(arranged, today):
    action = an_action(arranged, set_on=today, due_on=today + timedelta(days=10))
    first = f"{action.due_on:%-d %B %Y}"
    assert entry_of(told(arranged, arranged.member), action).dates == ["The first date, not moved"]
    for days in (40, 60):
        operations.ask_due_date(
            action,
            by=arranged.liaison,
            new_due_on=today + timedelta(days=days),
            reason="More time is needed.",
        )
        operations.agree_due_date(action, by=arranged.chair, meeting=arranged.meeting)
    entry = entry_of(told(arranged, arranged.member), action)
    assert entry.due == f"{today + timedelta(days=60):%-d %B %Y}"
    assert entry.dates == [
        f"First date {first}",
        "Moved 2 times, 50 days later in all",
        "Moved since the last meeting",
    ]
    assert (entry.rating, entry.rating_words) == (Rating.AMBER, "Amber: moved 2 times")


def test_it_tells_the_latest_progress_and_the_rating_in_words(arranged):
    operations.report_progress(arranged.action, by=arranged.liaison, text="An early word.", track="on_track")
    operations.report_progress(
        arranged.action, by=arranged.liaison, text="The plan is late.", track="off_track"
    )
    entry = entry_of(told(arranged, arranged.member), arranged.action)
    assert entry.progress == "The plan is late."
    assert entry.reported.endswith(", off track")
    assert entry.rating_words == "Red: reported off track"


def test_it_says_when_an_update_is_expected_and_that_it_is_late(arranged, today, client):
    silent = an_action(
        arranged, set_on=today - timedelta(days=40), due_on=today + timedelta(days=9), update_every_days=30
    )
    late = f"Update expected by {today - timedelta(days=10):%-d %B %Y}, 10 days late"
    assert entry_of(told(arranged, arranged.member), silent).update == late
    assert entry_of(told(arranged, arranged.member), arranged.action).update == ""
    client.force_login(arranged.member)
    assert late in client.get(reverse("minutes-and-actions", args=[arranged.next.reference])).content.decode()
    pdf = client.get(reverse("minutes-and-actions-pdf", args=[arranged.next.reference])).content
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    assert "10 days late" in text
    operations.report_progress(silent, by=arranged.liaison, text="Half of it is done.")
    update = entry_of(told(arranged, arranged.member), silent).update
    assert update == f"Update expected by {today + timedelta(days=30):%-d %B %Y}"


@pytest.mark.parametrize("state", ("none", "draft", "agreed"))
def test_it_says_where_the_last_minutes_stand(state, arranged, today):
    if state != "none":
        agreed = {"agreed_at_meeting": arranged.meeting, "corrections": "Item 2: eleven."}
        Minutes.objects.create(meeting=arranged.last, status=state, **agreed if state == "agreed" else {})
    words = told(arranged, arranged.member).minutes_words
    of = f"the meeting of {today - timedelta(days=30):%-d %B %Y} ({arranged.last.reference})"
    at = f"the meeting of {today:%-d %B %Y} ({arranged.meeting.reference})"
    assert words == {
        "none": f"No minutes are held of {of}.",
        "draft": f"The minutes of {of} are draft.",
        "agreed": f"The minutes of {of} were agreed at {at}.\n\nCorrections: Item 2: eleven.",
    }.get(state)


PLACES = ("minutes-and-actions", "minutes-and-actions-pdf")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ("stranger", "other_member", "former_member", "liaison", "owner"))
def test_who_may_not_see_the_meeting_finds_no_paper(place, who, arranged, people, client):
    client.force_login(people[who])
    assert client.get(reverse(place, args=[arranged.next.reference])).status_code == 404


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ("secretariat", "superuser", "auditor", "chair"))
def test_a_restricted_boards_paper_is_its_members_alone(place, who, arranged, people, client):
    address = reverse(place, args=[arranged.restricted_meeting.reference])
    client.force_login(people[who])
    assert client.get(address).status_code == 404
    client.force_login(arranged.restricted_chair)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("place", PLACES)
def test_a_board_that_keeps_no_records_has_no_such_paper(place, arranged, client):
    Board.objects.filter(pk=arranged.board.pk).update(keeps_records=False)
    client.force_login(arranged.secretariat)
    assert client.get(reverse(place, args=[arranged.next.reference])).status_code == 404


def test_the_page_says_as_at_when_and_gives_each_rating_its_word(arranged, client, today):
    client.force_login(arranged.member)
    page = client.get(reverse("minutes-and-actions", args=[arranged.next.reference])).content.decode()
    assert "As at" in page
    assert "Amber: due in 10 days" in page
    assert reverse("action", args=[arranged.action.reference]) in page


def test_the_pdf_is_pdf_ua_with_title_language_headings_and_marking_on_every_page(arranged, client):
    Action.objects.filter(pk=arranged.action.pk).update(marking="OFFICIAL-SENSITIVE")
    for number in range(40):
        an_action(arranged, title=f"#panic() $x$ [y] *z* \\ number {number}")
    client.force_login(arranged.member)
    response = client.get(reverse("minutes-and-actions-pdf", args=[arranged.next.reference]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith("attachment")
    reader = PdfReader(BytesIO(response.content))
    text = [page.extract_text() for page in reader.pages]
    assert len(text) > 2
    assert all(each.count("OFFICIAL-SENSITIVE") >= 2 for each in text)
    assert "#panic() $x$ [y] *z* \\ number 39" in " ".join("".join(text).split())
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.metadata.title.startswith("Minutes and actions for")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.root_object["/Metadata"].get_data()
    assert "Other open actions" in [line["/Title"] for line in reader.outline]


@pytest.mark.parametrize("place", PLACES)
def test_it_asks_as_many_questions_for_forty_actions_as_for_one(place, arranged, client):
    client.force_login(arranged.member)
    address = reverse(place, args=[arranged.next.reference])
    client.get(address)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    one = asked()
    item = make.agenda_item(arranged.last)
    for _ in range(40):
        an_action(arranged, agenda_item=item, owner=arranged.owner)
    assert asked() == one
