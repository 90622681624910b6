"""Meetings over the API: agenda with times, papers, who came, minutes, decisions; and who must not see what of them."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.models import AgendaItem, Attendance, Decision, ItemOutcome, Minutes, Paper, PaperVersion
from boards.rules.roles import Seat
from oversight.markings import Marking
from oversight.roles import Role
from tests import make
from tests.api.conftest import refused

OF_MEETINGS = ("memberships", "agenda-items", "papers", "decisions")
SENSITIVE = Marking.OFFICIAL_SENSITIVE


def fill_meeting(w, meeting=None, *, board=None, of: str = "") -> None:
    """A meeting with one of everything that can hang on it; `of` tells its texts from those of another."""
    meeting, board = meeting or w.meeting, board or w.board
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    meeting.save()
    board.quorum = 2
    board.save()
    opening = meeting.agenda_items.first()
    opening.minutes_allotted = 10
    opening.save()
    item = make.agenda_item(
        meeting, title=f"{of}Custody", lead=w.chair, minutes_allotted=20, minute=f"{of}Much was said."
    )
    ItemOutcome.objects.create(agenda_item=item, kind="note", text=f"{of}Noted.")
    make.agenda_item(meeting, title=f"{of}Any other business")
    paper = Paper.objects.create(
        meeting=meeting, agenda_item=item, title=f"{of}Custody figures", author=w.mps
    )
    PaperVersion.objects.create(
        paper=paper,
        file="papers/a",
        file_name=f"{of}figures.pdf",
        content_type="application/pdf",
        size=1234,
        sha256="0" * 64,
        pages=3,
        received_at=timezone.now(),
        is_late=True,
    )
    Attendance.objects.create(meeting=meeting, person=w.chair, kind="present")
    came = Attendance.objects.create(
        meeting=meeting, person=w.owner, kind="deputy", deputy_for=w.member, declared_interest=f"{of}A cousin"
    )
    came.left_for.add(item)
    Minutes.objects.create(meeting=meeting, opening=f"{of}The chair welcomed all.")
    Decision.objects.create(
        reference=f"PCD-{meeting.reference}",
        title=f"{of}Custody estate",
        board=board,
        agenda_item=item,
        decision_maker=w.chair,
        decision_maker_text="Deputy Mayor for Policing and Crime",
        decided_on=date(2019, 3, 1),
        text=f"{of}Approved.",
        reasons=f"{of}It is needed.",
        withheld_part=f"{of}The price.",
    )


def get(browser, place: str, **asked):
    response = browser.get(f"/api/v1/{place}", asked)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def full(world):
    fill_meeting(world)
    world.custody = AgendaItem.objects.get(title="Custody")
    world.paper = Paper.objects.get()
    world.decision = Decision.objects.get()
    return world


@pytest.fixture
def http(as_person, full):
    return as_person(full.secretariat)


# --- What is shown -------------------------------------------------------------------------------


def test_a_meeting_comes_with_all_that_hangs_on_it(http, full):
    full.meeting.short_notice_reason = "The chair was ill."
    full.meeting.agenda_issued_at = timezone.now()
    full.meeting.save()
    shown = get(http, f"meetings/{full.meeting.reference}/")
    assert [item["title"] for item in shown["agenda_items"]][1:] == ["Custody", "Any other business"]
    assert [paper["title"] for paper in shown["papers"]] == ["Custody figures"]
    assert [
        (row["person"]["name"], row["kind"], row["deputy_for"] and row["deputy_for"]["name"], row["left_for"])
        for row in shown["attendance"]
    ] == [("Chair", "present", None, []), ("MPS owner", "deputy", "Member", [2])]
    assert shown["attendance"][1]["declared_interest"] == "A cousin"
    assert shown["attendance"][1]["person"]["organisation"] == "Metropolitan Police Service"
    assert shown["quorum"] == {"needed": 2, "there": 2, "is_quorate": True}
    assert shown["minutes"] == {
        "status": "draft",
        "opening": "The chair welcomed all.",
        "agreed_at_meeting": None,
        "corrections": "",
    }
    assert [decision["reference"] for decision in shown["decisions"]] == [full.decision.reference]
    assert shown["short_notice_reason"] == "The chair was ill."
    assert shown["agenda_issued_at"] is not None


def test_a_meeting_with_nothing_recorded_says_nothing(as_person, world):
    shown = get(as_person(world.secretariat), f"meetings/{world.meeting.reference}/")
    assert (shown["quorum"], shown["minutes"]) == (None, None)
    assert (shown["attendance"], shown["papers"], shown["decisions"]) == ([], [], [])


def test_agreed_minutes_name_the_meeting_that_agreed_them(http, full):
    later = make.meeting(full.board, timezone.localdate() + timedelta(days=30), by=full.secretariat)
    Minutes.objects.update(status="agreed", agreed_at_meeting=later, corrections="Item 2: read “custody”.")
    minutes = get(http, f"meetings/{full.meeting.reference}/")["minutes"]
    assert (minutes["status"], minutes["corrections"]) == ("agreed", "Item 2: read “custody”.")
    assert minutes["agreed_at_meeting"]["reference"] == later.reference


def test_an_item_comes_with_its_time_its_lead_and_what_came_of_it(http, full):
    action = make.action(
        full.board, by=full.secretariat, owner_organisation=full.mps, agenda_item=full.custody
    )
    full.custody.recommendations.add(full.recommendation)
    full.action.discussed_under.add(full.custody)
    item = get(http, f"agenda-items/{full.custody.pk}/")
    assert datetime.fromisoformat(item["starts_at"]) == full.meeting.starts_at + timedelta(minutes=10)
    assert (item["number"], item["kind"], item["minutes_allotted"]) == (2, "discussion", 20)
    assert item["lead"] == {"id": full.chair.pk, "name": "Chair"}
    assert item["minute"] == "Much was said."
    assert item["outcomes"] == [{"kind": "note", "text": "Noted."}]
    assert [each["reference"] for each in item["recommendations"]] == ["CP16-01"]
    assert [each["reference"] for each in item["actions_concerned"]] == [full.action.reference]
    assert [each["reference"] for each in item["actions"]] == [action.reference]
    assert item["meeting"]["reference"] == full.meeting.reference
    of_meeting = get(http, f"meetings/{full.meeting.reference}/")["agenda_items"][1]
    assert of_meeting == {name: value for name, value in item.items() if name != "meeting"}


def test_an_item_carried_over_names_where_it_came_from_and_where_it_went(http, full):
    later = make.meeting(full.board, timezone.localdate() + timedelta(days=30), by=full.secretariat)
    carried = make.agenda_item(later, title="Custody", carried_from=full.custody)
    first, second = (get(http, f"agenda-items/{item.pk}/") for item in (full.custody, carried))
    assert (first["carried_from"], second["carried_to"]) == (None, None)
    assert first["carried_to"]["id"] == carried.pk
    assert second["carried_from"]["meeting"]["reference"] == full.meeting.reference


def test_a_paper_comes_with_each_of_its_versions(http, full):
    first = full.paper.versions.get()
    first.pk, first.number, first.is_late, first.file_name = None, 2, False, "figures-2.pdf"
    first.save()
    paper = get(http, f"papers/{full.paper.pk}/")
    assert [(each["number"], each["file_name"], each["is_late"]) for each in paper["versions"]] == [
        (2, "figures-2.pdf", False),
        (1, "figures.pdf", True),
    ]
    assert paper["versions"][1]["sha256"] == "0" * 64
    assert (paper["versions"][1]["pages"], paper["versions"][1]["size"]) == (3, 1234)
    assert paper["agenda_item"]["id"] == full.custody.pk
    assert paper["author"]["slug"] == "mps"
    assert "papers/a" not in str(paper), "where a file lies on the disk is nobody's business"


def test_a_membership_says_who_sits_where_and_how_long(http, full):
    seat = full.former_member.memberships.get()
    shown = get(http, f"memberships/{seat.pk}/")
    assert (shown["board"]["slug"], shown["person"]["name"]) == (full.board.slug, "Former member")
    assert (shown["seat"], shown["until_on"]) == ("member", str(seat.until_on))


# --- Filters -------------------------------------------------------------------------------------

YEARS_AGO, FAR_AHEAD = "2010-01-01", "2090-01-01"


@pytest.mark.parametrize(
    ("name", "filters", "found"),
    (
        ("memberships", {"board": "child-protection-og", "seat": "chair"}, 1),
        ("memberships", {"board": "audit-panel"}, 1),
        ("memberships", {"board": "child-protection-og", "in_force": "true"}, 2),
        ("memberships", {"board": "child-protection-og", "in_force": "false"}, 1),
        ("memberships", {"on": YEARS_AGO}, 0),
        ("agenda-items", {"board": "child-protection-og", "q": "much said"}, 1),
        ("agenda-items", {"board": "audit-panel"}, 0),
        ("agenda-items", {"kind": "discussion", "status": "planned"}, 2),
        ("agenda-items", {"status": "withdrawn"}, 0),
        ("agenda-items", {"kind": "discussion", "starts_after": YEARS_AGO, "starts_before": FAR_AHEAD}, 2),
        ("agenda-items", {"starts_after": FAR_AHEAD}, 0),
        ("papers", {"board": "child-protection-og", "q": "figures", "is_withdrawn": "false"}, 1),
        ("papers", {"is_withdrawn": "true"}, 0),
        ("papers", {"starts_before": YEARS_AGO}, 0),
        ("decisions", {"board": "child-protection-og", "is_published": "false"}, 1),
        ("decisions", {"is_published": "true"}, 0),
        ("decisions", {"decided_after": "2019-03-01", "decided_before": "2019-03-01"}, 1),
        ("decisions", {"decided_after": "2019-03-02"}, 0),
    ),
)
def test_filters_find(name, filters, found, http):
    assert len(get(http, f"{name}/", **filters)["results"]) == found


def test_the_items_and_papers_of_one_meeting_are_found_by_its_reference(http, full):
    other = make.meeting(full.board, timezone.localdate() + timedelta(days=30), by=full.secretariat)
    Paper.objects.create(meeting=other, title="Another")
    for name in ("agenda-items", "papers"):
        rows = get(http, f"{name}/", meeting=full.meeting.reference)["results"]
        assert {row["meeting"]["reference"] for row in rows} == {full.meeting.reference}


@pytest.mark.parametrize("name", OF_MEETINGS)
def test_unknown_filters_and_what_is_not_there_are_refused(name, http):
    refused(http.get(f"/api/v1/{name}/", {"colour": "red"}), 400, "invalid")
    for key in ("999999", "99999999999999999999", "nothing"):
        refused(http.get(f"/api/v1/{name}/{key}/"), 404, "not_found")


@pytest.mark.parametrize("name", OF_MEETINGS)
def test_pages_hold_every_row_once(name, http, full):
    everything = [row["url"] for row in get(http, f"{name}/")["results"]]
    place, found = f"/api/v1/{name}/?page_size=1&count=true", []
    while place:
        page = http.get(place).json()
        assert page["count"] == len(everything)
        found += [row["url"] for row in page["results"]]
        place = page["next"]
    assert found == everything


# --- Dates and what is given twice ---------------------------------------------------------------


@pytest.mark.parametrize(
    "day", ("31/03/2019", "31/3/19", "31 March 2019", "2019-3-31", "20190331", "2019-02-31")
)
@pytest.mark.parametrize(
    ("name", "filter_name"),
    (("meetings", "starts_after"), ("decisions", "decided_before"), ("actions", "due_after")),
)
def test_a_day_is_given_in_one_form_only(name, filter_name, day, http):
    response = http.get(f"/api/v1/{name}/", {filter_name: day})
    refused(response, 400, "invalid")
    assert response.json()["fields"] == {filter_name: ["Give the day as year, month and day: 2019-03-31."]}


def test_pages_still_take_a_day_as_people_write_it(http, full):
    assert http.get("/actions/", {"due_after": "31/3/2019"}).status_code == 200


def test_a_day_of_a_step_is_given_in_one_form_only(as_person, world):
    place = f"/api/v1/actions/{world.action.reference}/steps/ask-due-date/"
    asked = {"new_due_on": "31/03/2030", "reason": "Late."}
    response = as_person(world.liaison).post(place, asked, content_type="application/json")
    refused(response, 422, "invalid")
    assert response.json()["fields"] == {"new_due_on": ["Give the day as year, month and day: 2019-03-31."]}
    asked["new_due_on"] = f"{timezone.localdate().year + 2}-03-31"
    assert as_person(world.liaison).post(place, asked, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    ("name", "asked"),
    (
        ("meetings", "board=child-protection-og&board=audit-panel"),
        ("meetings", "status=held&status=held"),
        ("actions", "page_size=1&page_size=2"),
        ("papers", "count=true&count=false"),
    ),
)
def test_what_is_given_twice_is_refused_by_name(name, asked, http):
    response = http.get(f"/api/v1/{name}/?{asked}")
    refused(response, 400, "invalid")
    assert response.json()["fields"] == {asked.partition("=")[0]: ["Given twice: give it once."]}


def test_the_count_goes_along_to_the_next_page(http, full):
    page = get(http, "memberships/", count="true", page_size="2")
    following = http.get(page["next"]).json()
    assert following["count"] == page["count"] > 2
    assert "count" not in http.get(get(http, "memberships/", page_size="2")["next"]).json()


# --- Who must not see ----------------------------------------------------------------------------

SEES_MEETINGS = {
    "secretariat",
    "colleague",
    "dmpc_staff",
    "auditor",
    "administrator",
    "superuser",
    "chair",
    "member",
}


@pytest.mark.slow
def test_what_hangs_on_a_meeting_is_seen_by_those_who_see_the_meeting(full, people, as_person):
    for name, key in (
        ("agenda-items", full.custody.pk),
        ("papers", full.paper.pk),
        ("decisions", full.decision.reference),
        ("meetings", full.meeting.reference),
    ):
        seeing = {
            who
            for who, person in people.items()
            if as_person(person).get(f"/api/v1/{name}/{key}/").status_code == 200
        }
        assert seeing == SEES_MEETINGS, name


def test_the_part_of_a_decision_that_is_withheld_is_read_by_keepers_and_auditors_alone(
    full, people, as_person
):
    make.seat(make.person("Board secretary"), full.board, Seat.SECRETARY)
    people["board_secretary"] = full.board.memberships.get(seat=Seat.SECRETARY).person
    reading = set()
    for who in [*SEES_MEETINGS, "board_secretary"]:
        answer = as_person(people[who]).get(f"/api/v1/decisions/{full.decision.reference}/")
        assert answer.json()["text"] == "Approved."
        if "The price." in answer.content.decode():
            reading.add(who)
        else:
            assert answer.json()["withheld_part"] is None
    assert reading == {"secretariat", "colleague", "auditor", "board_secretary"}


def test_the_withheld_part_is_neither_listed_nor_searched(full, as_person):
    for who in (full.secretariat, full.member):
        assert "The price." not in as_person(who).get("/api/v1/decisions/").content.decode()
        assert get(as_person(who), "decisions/", q="price")["results"] == []


def test_what_is_marked_above_a_persons_clearance_is_nowhere_in_an_answer(full, as_person):
    full.member.clearance = Marking.OFFICIAL
    full.member.save()
    full.custody.marking = SENSITIVE
    full.custody.save()
    other = make.meeting(full.board, timezone.localdate() + timedelta(days=30), by=full.secretariat)
    make.agenda_item(other, title="Carried", carried_from=full.custody)
    own_paper = Paper.objects.create(meeting=full.meeting, agenda_item=full.custody, title="An open paper")
    full.paper.marking = SENSITIVE
    full.paper.save()
    browser = as_person(full.member)
    for place in (
        f"meetings/{full.meeting.reference}/",
        f"meetings/{other.reference}/",
        "agenda-items/",
        "papers/",
        "decisions/",
        f"decisions/{full.decision.reference}/",
    ):
        told = browser.get(f"/api/v1/{place}").content.decode().replace("Custody estate", "")
        assert not [word for word in ("Custody", "Much was said", "figures.pdf", "Noted.") if word in told], (
            place
        )
    assert browser.get(f"/api/v1/agenda-items/{full.custody.pk}/").status_code == 404
    assert browser.get(f"/api/v1/papers/{full.paper.pk}/").status_code == 404
    # A paper follows the item it was brought under, whatever it is marked itself.
    assert browser.get(f"/api/v1/papers/{own_paper.pk}/").status_code == 404
    meeting = get(browser, f"meetings/{full.meeting.reference}/")
    assert meeting["attendance"][1]["left_for"] == []
    # The item out of sight takes its time all the same.
    last = datetime.fromisoformat(meeting["agenda_items"][-1]["starts_at"])
    assert last == full.meeting.starts_at + timedelta(minutes=30)


def test_a_withdrawn_paper_is_seen_by_keepers_and_auditors_alone(full, people, as_person):
    Paper.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="The figures were wrong.")
    seeing = set()
    for who in SEES_MEETINGS:
        browser = as_person(people[who])
        listed = [paper["withdrawn_reason"] for paper in get(browser, "papers/")["results"]]
        of_meeting = get(browser, f"meetings/{full.meeting.reference}/")["papers"]
        assert len(listed) == len(of_meeting)
        assert (browser.get(f"/api/v1/papers/{full.paper.pk}/").status_code == 200) is bool(listed)
        if listed:
            assert listed == ["The figures were wrong."]
            seeing.add(who)
    assert seeing == {"secretariat", "colleague", "auditor"}


def test_recommendations_and_actions_out_of_sight_are_not_named_under_an_item(full, as_person):
    full.custody.recommendations.add(full.restricted_recommendation)
    full.restricted_action.discussed_under.add(full.custody)
    for place in (f"meetings/{full.meeting.reference}/", f"agenda-items/{full.custody.pk}/", "agenda-items/"):
        told = as_person(full.secretariat).get(f"/api/v1/{place}").content.decode()
        assert "RES-01" not in told
        assert "BIL-" not in told
    make.seat(full.restricted_chair, full.board)
    item = get(as_person(full.restricted_chair), f"agenda-items/{full.custody.pk}/")
    assert [each["reference"] for each in item["recommendations"]] == ["RES-01"]
    assert [each["reference"] for each in item["actions_concerned"]] == [full.restricted_action.reference]


@pytest.mark.parametrize("name", OF_MEETINGS)
def test_counts_and_lists_leave_a_restricted_board_out(name, full, people, as_person):
    fill_meeting(full, full.restricted_meeting, board=full.restricted, of="Restricted ")
    for who in ("secretariat", "auditor", "administrator", "superuser", "member", "liaison", "stranger"):
        answer = as_person(people[who]).get(f"/api/v1/{name}/", {"count": "true"})
        told = answer.content.decode()
        assert not [word for word in ("Restricted ", "BIL-", "Bi-laterals") if word in told], who
        assert answer.json()["count"] == len(answer.json()["results"])
    inside = as_person(full.restricted_chair).get(f"/api/v1/{name}/").content.decode()
    assert "bilateral-dmpc" in inside or "BIL-" in inside


@pytest.mark.parametrize("name", OF_MEETINGS)
def test_nobody_unknown_reads_them(name, client, db):
    assert client.get(f"/api/v1/{name}/").status_code == 401


@pytest.mark.parametrize("name", OF_MEETINGS)
def test_they_are_only_read(name, http):
    for method in ("post", "put", "patch", "delete"):
        refused(getattr(http, method)(f"/api/v1/{name}/"), 405, "method_not_allowed")


def test_a_system_client_sees_what_its_liaison_sees(full, system, as_person):
    liaison = as_person(make.person("Another liaison", role=Role.LIAISON, organisation=full.mps))
    for name in OF_MEETINGS:
        assert system.get(f"/api/v1/{name}/").json() == liaison.get(f"/api/v1/{name}/").json()
    assert system.get("/api/v1/papers/").json()["results"] == []


# --- What it costs -------------------------------------------------------------------------------


def queries(browser, place: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(place).status_code == 200
    return len(asked)


def fill(w, number: int) -> None:
    """One more of everything, each tied to others."""
    make.seat(make.person(f"Further {number}", organisation=make.organisation()), w.board)
    item = make.agenda_item(w.meeting, title=f"Further {number}", lead=w.chair)
    ItemOutcome.objects.create(agenda_item=item, kind="note", text="Noted.")
    later = make.meeting(w.board, timezone.localdate() + timedelta(days=number), by=w.secretariat)
    make.agenda_item(later, title="Carried", carried_from=item)
    item.recommendations.add(w.recommendation)
    w.action.discussed_under.add(item)
    make.action(w.board, by=w.secretariat, owner_organisation=w.mps, agenda_item=item)
    paper = Paper.objects.create(
        meeting=w.meeting, agenda_item=item, title="More", author=make.organisation()
    )
    paper.versions.create(size=1, received_at=timezone.now())
    came = Attendance.objects.create(meeting=w.meeting, person=make.person(f"Guest {number}"), kind="present")
    came.left_for.add(item)
    Decision.objects.create(
        reference=f"PCD-{number}",
        title="More",
        board=w.board,
        agenda_item=item,
        decision_maker=w.chair,
        decision_maker_text="Deputy Mayor",
        decided_on=date(2019, 1, number),
        text="Approved.",
    )


def test_more_rows_cost_no_more_queries(http, full):
    places = [f"/api/v1/{name}/?page_size=200" for name in OF_MEETINGS]
    places.append(f"/api/v1/meetings/{full.meeting.reference}/")
    fill(full, 1)
    before = {place: queries(http, place) for place in places}
    for number in (2, 3, 4):
        fill(full, number)
    assert {place: queries(http, place) for place in places} == before
    assert max(before.values()) <= 28


# --- Steps ---------------------------------------------------------------------------------------


def post(browser, place: str, /, **given):
    return browser.post(f"/api/v1/{place}", given, content_type="application/json")


def test_a_meeting_is_moved_with_what_is_due_there_and_answers_as_it_now_stands(http, world):
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=20), by=world.secretariat)
    due = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        due_basis="next_meeting",
        due_meeting_of=world.board,
    )
    day = timezone.localdate() + timedelta(days=27)
    given = {"starts_at": f"{day}T14:30", "place": "City Hall", "reason": "The room was taken."}
    answer = post(http, f"meetings/{coming.reference}/steps/move/", **given)
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert timezone.localtime(datetime.fromisoformat(shown["starts_at"])).isoformat()[:16] == f"{day}T14:30"
    assert (shown["place"], shown["allowed_steps"]) == ("City Hall", ["move", "issue-agenda", "cancel"])
    assert shown == get(http, f"meetings/{coming.reference}/")
    due.refresh_from_db()
    assert due.due_on == day


@pytest.mark.parametrize(
    "moment",
    (
        "28/03/2027 10:00",
        "2027-03-28",
        "2027-03-28 10:00",
        "2027-13-28T10:00",
        "2027-03-28T01:30",
        "",
        "0001-01-01T00:00+14:00",
    ),
)
def test_a_moment_is_given_in_one_form_and_exists(moment, http, world):
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=20), by=world.secretariat)
    answer = post(http, f"meetings/{coming.reference}/steps/move/", starts_at=moment, reason="The room.")
    assert refused(answer, 422, "invalid")
    assert list(answer.json()["fields"]) == ["starts_at"]


def test_minutes_are_agreed_at_a_meeting_that_is_named_by_its_reference(http, full):
    day = timezone.localdate() - timedelta(days=30)
    held = make.meeting(full.board, day, by=full.secretariat, status="held")
    Minutes.objects.create(meeting=held, opening="Opened.")
    assert get(http, f"meetings/{held.reference}/")["allowed_steps"] == ["agree-minutes"]
    place = f"meetings/{held.reference}/steps/agree-minutes/"
    refused(post(http, place, agreed_at=full.restricted_meeting.reference), 422, "invalid")
    refused(post(http, place, agreed_at=held.reference), 422, "rule_broken")
    shown = post(http, place, agreed_at=full.meeting.reference).json()
    assert shown["minutes"]["status"] == "agreed"
    assert shown["minutes"]["agreed_at_meeting"]["reference"] == full.meeting.reference
    assert shown["allowed_steps"] == []


def test_a_reason_that_is_not_asked_for_is_refused(http, world):
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=20), by=world.secretariat)
    make.agenda_item(coming)
    place = f"meetings/{coming.reference}/steps/issue-agenda/"
    answer = post(http, place, short_notice_reason="Because.")
    refused(answer, 422, "rule_broken")
    assert list(answer.json()["fields"]) == ["short_notice_reason"]
    assert post(http, place).json()["agenda_issued_at"]


def test_item_one_is_neither_withdrawn_nor_carried_over(http, world):
    first = world.meeting.agenda_items.get(is_minutes_and_actions=True)
    assert get(http, f"agenda-items/{first.pk}/")["allowed_steps"] == []
    for step in ("withdraw", "carry-over"):
        answer = post(http, f"agenda-items/{first.pk}/steps/{step}/", reason="No.")
        assert "stands on every agenda" in refused(answer, 422, "rule_broken")


@pytest.mark.parametrize("kind", ("meetings", "agenda-items", "papers"))
def test_no_system_client_takes_a_step_of_a_board(kind, full, system):
    place, step = {
        "meetings": (f"meetings/{full.meeting.reference}/", "hold"),
        "agenda-items": (f"agenda-items/{full.custody.pk}/", "withdraw"),
        "papers": (f"papers/{full.paper.pk}/", "withdraw"),
    }[kind]
    answer = system.post(f"/api/v1/{place}steps/{step}/", {"reason": "No."})
    assert "no system client may do it" in refused(answer, 403, "not_allowed")


def test_the_meetings_of_a_list_say_what_can_be_done_with_each_at_the_cost_of_one(http, world):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = get(http, "meetings/")["results"]
        assert all(row["allowed_steps"] for row in rows)
        return len(queries)

    for number in range(3):
        day = timezone.localdate() - timedelta(days=30 + number)
        held = make.meeting(world.board, day, by=world.secretariat, status="held")
        Minutes.objects.create(meeting=held, opening="Opened.")
        if not number:
            few = asked()
    assert asked() == few
