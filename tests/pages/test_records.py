"""The pages of boards, reports, recommendations and meetings: what is known, what is not, and what stays hidden."""

import html
import re
from datetime import date

import pytest
from django.urls import reverse

from boards.models import BoardFact, BoardName, Decision, Minutes
from recommendations.models import PublisherStatus, RecommendationLink
from tests import make


@pytest.fixture
def read(client, world):
    """The words of a page as one person reads them."""

    def of(name, *args, by=None):
        client.force_login(by or world.secretariat)
        response = client.get(reverse(name, args=args))
        assert response.status_code == 200, response.status_code
        words = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
        return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", words).split()))

    return of


def test_what_is_not_known_of_a_board_shows_as_not_recorded(world, read):
    page = read("board", world.board.slug)
    assert "Meets Not recorded" in page
    assert "Open to the public Not recorded" in page
    assert "Takes decisions Not recorded" in page
    assert "Reports to: Not recorded" in page


def test_no_is_not_the_same_as_not_recorded(world, read):
    world.board.is_webcast = False
    world.board.takes_decisions = True
    world.board.save()
    page = read("board", world.board.slug)
    assert "Webcast No " in page
    assert "Takes decisions Yes" in page


def test_a_board_shows_its_line_its_names_and_other_facts_with_their_time(world, read):
    world.other_board.reports_to = world.board
    world.other_board.save()
    BoardName.objects.create(board=world.board, name="The scrutiny group", source="Annual report")
    BoardFact.objects.create(
        board=world.board, text="Met monthly.", applies_to="2023", sources="https://example.org/tor"
    )
    page = read("board", world.board.slug)
    assert "Receives reports from Audit Panel" in page
    assert "The scrutiny group Annual report" in page
    assert "2023 Met monthly. example.org/tor" in page
    assert "Reports to Child Protection" in read("board", world.other_board.slug)


def test_a_restricted_board_is_named_neither_above_nor_below(world, read):
    world.restricted.reports_to = world.board
    world.restricted.save()
    world.other_board.reports_to = world.restricted
    world.other_board.save()
    assert "Bi-laterals" not in read("board", world.board.slug)
    assert "Bi-laterals" not in read("board", world.other_board.slug)
    assert "Bi-laterals" not in read("boards")
    assert "Bi-laterals" not in read("home")
    assert "Bi-laterals" in read("board", world.board.slug, by=world.restricted_chair)


def test_a_report_of_two_boards_names_the_open_one_alone(world, read):
    world.report.boards.add(world.restricted)
    assert "Bi-laterals" not in read("report", world.report.reference)
    assert "Bi-laterals" in read("report", world.report.reference, by=world.restricted_chair)


def test_a_report_says_how_many_of_its_recommendations_are_held(world, read):
    world.report.recommendation_count = 9
    world.report.save()
    assert "1 of 9 recorded" in read("report", world.report.reference)
    assert "1 of 9 recorded" in read("reports")


def test_a_report_explains_what_is_shown_and_not_counted(world, read):
    world.report.recommendation_count = 9
    world.report.save()
    assert "not counted" not in read("report", world.report.reference)
    make.recommendation(world.report, "REC-1A", parent=world.recommendation, limb="a")
    make.recommendation(world.report, "COM-1", type="commitment", standing="theme")
    for number in (1, 2):
        make.recommendation(world.report, f"THEME-{number}", standing="theme")
    assert (
        "1 of 9 recorded 5 entries are shown; not counted as recommendations:"
        " 1 lettered part, 1 commitment and 2 themes."
    ) in read("report", world.report.reference)
    make.recommendation(world.report, "UNKNOWN-1", standing="existence")
    page = read("report", world.report.reference)
    assert "6 entries are shown" in page
    assert "2 themes and 1 entry whose content is not known." in page


def test_a_report_shows_the_actions_that_answer_each_recommendation(world, read):
    make.recommendation(world.report, "REC-2", position=2)
    hidden = make.action(
        world.restricted,
        by=world.restricted_secretary,
        owner_organisation=world.mps,
        recommendations=[world.recommendation],
        title="Hidden from most",
    )
    shown = f"Action {world.action.reference} {world.action.title} Not started"
    page = read("report", world.report.reference)
    assert page.count(shown) == 1
    assert page.rindex("CP16-01") < page.index(shown) < page.rindex("REC-2")
    assert hidden.reference not in page
    assert hidden.title not in page
    assert world.action.reference not in read("report", world.report.reference, by=world.stranger)


def test_the_clock_of_operation_lynemouth_is_explained(world, read):
    make.report(
        "lynemouth",
        published_on=date(2019, 3, 12),
        statutory_basis="s55",
        response_due_on=date(2019, 5, 6),
    )
    page = read("report", "lynemouth")
    assert "Published 12 March 2019 (day 1); day 56 is 6 May 2019." in page
    assert "Past; publication not recorded" in page


def test_a_late_response_is_late_for_ever(world, read):
    make.report(
        "late-one",
        published_on=date(2019, 3, 12),
        statutory_basis="s55",
        response_due_on=date(2019, 5, 6),
        comments_published_on=date(2019, 5, 7),
    )
    assert "Published 1 day late" in read("report", "late-one")


def test_parents_come_before_their_parts(world, read, client):
    parent = make.recommendation(world.report, "COC-1", type="cause_of_concern", position=1)
    limb = make.recommendation(world.report, "REC-1A", parent=parent, limb="a", position=0)
    make.recommendation(world.report, "REC-2", position=2)
    client.force_login(world.secretariat)
    rows = client.get(reverse("report", args=[world.report.reference])).context["recommendations"]
    assert [(row.reference, row.depth) for row in rows] == [
        ("CP16-01", 0),
        ("COC-1", 0),
        ("REC-1A", 1),
        ("REC-2", 0),
    ]
    assert "Part of COC-1" in read("recommendation", limb.reference)
    assert "Parts (a)" in read("recommendation", "COC-1")


@pytest.mark.parametrize("entered", ["a", "(a)"])
def test_a_letter_stands_in_one_pair_of_brackets_however_it_was_entered(world, read, entered):
    part = make.recommendation(world.report, "REC-1A", parent=world.recommendation, limb=entered)
    for page in (
        read("recommendation", part.reference),
        read("report", world.report.reference),
        read("recommendation", "CP16-01"),
    ):
        assert "(a)" in page
        assert "((" not in page


def test_a_recommendation_keeps_four_statuses_apart(world, read):
    world.recommendation.delivery = "in_progress"
    world.recommendation.save()
    PublisherStatus.objects.create(
        recommendation=world.recommendation, word="Being progressed", on=date(2018, 1, 26)
    )
    page = read("recommendation", "CP16-01")
    for words in (
        "Response Not recorded",
        "Delivery In progress",
        "Verification Not recorded",
        "Publisher’s own Being progressed on 26 January 2018",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {
                "deadline_text": "within three months",
                "deadline_basis": "relative",
                "deadline_on": date(2017, 2, 25),
            },
            "“within three months” (a period from publication) Last day 25 February 2017 Past, not closed",
        ),
        ({"deadline_text": "immediately", "deadline_basis": "immediate"}, "“immediately” (immediately)"),
        (
            {
                "deadline_basis": "gate",
                "deadline_text": "before trials",
                "deadline_condition": "any further trial",
            },
            "Must be met before: any further trial",
        ),
        ({}, "Deadline Not recorded (none stated)"),
    ],
)
def test_a_deadline_is_text_basis_and_day_and_never_an_invented_overdue(world, read, values, words):
    made = make.recommendation(world.report, "DL-1", **values)
    page = read("recommendation", made.reference)
    assert words in page
    assert ("Past, not closed" in page) == ("deadline_on" in values)


def test_links_to_what_one_may_not_see_are_left_out(world, read):
    RecommendationLink.objects.create(
        source=world.recommendation, kind="superseded_by", target=world.restricted_recommendation
    )
    RecommendationLink.objects.create(
        source=world.restricted_recommendation, kind="repeated_in", target=world.recommendation
    )
    assert "RES-01" not in read("recommendation", "CP16-01")
    world.restricted_chair.role = "secretariat"
    world.restricted_chair.save()
    assert "Superseded by RES-01" in read("recommendation", "CP16-01", by=world.restricted_chair)


def test_a_meeting_shows_its_agenda_minutes_and_the_actions_born_there(world, read):
    item = make.agenda_item(world.meeting, 3, title="The inspection", minute="It was discussed.")
    Minutes.objects.create(meeting=world.meeting)
    born = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        agenda_item=item,
        title="Write to HMICFRS",
    )
    page = read("meeting", world.meeting.reference)
    assert "3. The inspection" in page
    assert "It was discussed." in page
    assert "Minutes Draft" in page
    assert f"{born.reference} {born.origin} Write to HMICFRS" in page


def test_a_decision_is_the_decision_makers_own_and_read_by_those_who_read_the_meeting(world, read):
    Decision.objects.create(
        reference="PCD-7",
        title="Fund the referral desk",
        board=world.board,
        agenda_item=make.agenda_item(world.meeting),
        decision_maker_text="Deputy Mayor for Policing and Crime",
        decided_on=date(2019, 5, 6),
        text="Approved.",
    )
    words = "Decided 6 May 2019 by Deputy Mayor for Policing and Crime."
    assert words in read("meeting", world.meeting.reference, by=world.member)
    assert words in read("board", world.board.slug, by=world.member)
    assert "PCD-7" not in read("board", world.board.slug, by=world.owner)


def test_meetings_are_offered_to_those_alone_who_may_open_them(world, read, client):
    assert world.meeting.reference in read("board", world.board.slug, by=world.member)
    page = read("board", world.board.slug, by=world.owner)
    assert world.meeting.reference not in page
    assert "read by its members" in page
    client.force_login(world.owner)
    assert client.get(reverse("meeting", args=[world.meeting.reference])).status_code == 404


def test_who_may_do_what_is_drawn_from_the_tables(world, client, monkeypatch):
    from recommendations.rules import access

    def row(step):
        client.force_login(world.member)
        kinds = client.get(reverse("who-may")).context["kinds"]
        rows = {one.name: may for kind in kinds for one, may in kind["steps"]}
        return [may for _, may in rows[step]]

    assert row("agree_closure") == [False, False, True, True]
    monkeypatch.setitem(access.MAY_TAKE, "agree_closure", (access.CHAIR,))
    assert row("agree_closure") == [False, False, False, True]
    assert row("verify") == [False, True, True]
    assert row("publish_response") == [False, True]
    assert row("cancel_meeting") == row("carry_over_item") == row("withdraw_paper") == [True]


def test_sources_are_links_only_where_they_are_addresses(world, client):
    world.report.sources = "Annual report 2018/19\nhttps://example.org/a?b=<i>\njavascript:alert(1)"
    world.report.save()
    client.force_login(world.secretariat)
    page = client.get(reverse("report", args=[world.report.reference])).content.decode()
    assert 'href="https://example.org/a?b=&lt;i&gt;"' in page
    assert 'href="javascript' not in page
    assert "<li>javascript:alert(1)</li>" in page


@pytest.mark.parametrize("name", ["report", "board"])
def test_sources_not_recorded_are_said_in_the_type_of_the_page(world, client, name):
    client.force_login(world.secretariat)
    page = client.get(
        reverse(name, args=[world.report.reference if name == "report" else world.board.slug])
    ).content.decode()
    sources = page[page.index('id="sources"') :]
    assert re.search(
        r'</h2>\s*<div class="govuk-body"><span class="register-muted">Not recorded</span>', sources
    )
