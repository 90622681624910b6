"""The line: from each of its seven points every other is one click away, for everybody who may see it."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from recommendations import operations
from recommendations.line.links import linked
from recommendations.models import Evidence, RecommendationLink
from tests import make
from tests.pages.conftest import words


def lines_of(text: str) -> list[str]:
    return re.findall(r'<ol class="register-line.*?</ol>', text, re.DOTALL)


@pytest.mark.parametrize("who", ["secretariat", "member", "chair"])
def test_from_each_point_every_other_is_one_click_away(who, whole, people, page):
    for name, address in whole.points.items():
        text = page(people[who], address)
        lines = lines_of(text)
        assert lines, name
        for other, target in whole.points.items():
            if target.partition("#")[0] != address.partition("#")[0]:
                assert any(f'href="{target}"' in line for line in lines), (name, other)
        if "#" in address:
            anchor = address.partition("#")[2]
            assert f'id="{anchor}"' in text, name


def test_where_one_stands_is_said_without_colour(whole, page):
    for name in ("report", "recommendation", "action", "evidence"):
        (line,) = lines_of(page(whole.member, whole.points[name]))
        assert line.count('aria-current="step"') == 1
        assert line.count('<strong aria-current="true">') == 1


def test_under_each_item_stands_the_line_it_lies_on(whole, page):
    make.agenda_item(whole.meeting, title="Any other business")
    lines = lines_of(page(whole.member, reverse("meeting", args=[whole.meeting.reference])))
    assert len(lines) == 2
    for line in lines:
        assert "register-line--compact" in line
        assert "Name a lead" not in line
        assert whole.followed.reference in line


def test_who_reads_no_meetings_is_shown_them_without_an_address(whole, page):
    (line,) = lines_of(page(whole.owner, whole.points["action"]))
    assert whole.meeting.reference in line
    assert "/meetings/" not in line
    assert "item-" not in line


def test_an_item_marked_above_what_the_reader_is_cleared_for_is_not_named(whole, page):
    whole.closed_under.marking = "OFFICIAL-SENSITIVE"
    whole.closed_under.save()
    assert whole.points["closure minute"] in page(whole.member, whole.points["action"])
    whole.member.clearance = "OFFICIAL"
    whole.member.save()
    (line,) = lines_of(page(whole.member, whole.points["action"]))
    assert f"#item-{whole.closed_under.number}" not in line
    assert whole.points["meeting item"] in line


def test_nothing_of_a_restricted_board_stands_on_anybody_elses_line(whole, page):
    hidden = make.action(
        whole.restricted,
        by=whole.restricted_secretary,
        owner_organisation=whole.mps,
        recommendations=[whole.recommendation],
        title="A restricted thing",
    )
    for_members = lines_of(page(whole.restricted_chair, whole.points["recommendation"]))[0]
    assert hidden.reference in for_members
    for name in ("report", "recommendation", "action", "evidence"):
        text = page(whole.member, whole.points[name])
        assert hidden.reference not in text
        assert "A restricted thing" not in text


def test_what_is_missing_is_said(world, page):
    line = words(lines_of(page(world.member, reverse("action", args=[world.action.reference])))[0])
    for said in ("Response Not recorded", "Evidence None yet", "Meeting None yet", "Closure Open"):
        assert said in line


def test_a_proposed_closure_a_cancelled_action_and_one_decided_out_of_meeting_say_so(world, page):
    address = reverse("action", args=[world.action.reference])
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()])
    assert "Closure Proposed" in words(lines_of(page(world.member, address))[0])
    operations.agree_closure(
        world.action,
        by=world.chair,
        out_of_meeting_on=timezone.localdate(),
        out_of_meeting_reason="By letter.",
    )
    today = f"{timezone.localdate():%-d %B %Y}"
    line = words(lines_of(page(world.member, address))[0])
    assert f"Closure Implemented {today}, out of meeting" in line
    other = make.action(world.board, by=world.secretariat, owner_organisation=world.mps)
    operations.cancel(other, by=world.chair, reason="No longer wanted.")
    assert f"Closure Cancelled {today}" in words(
        lines_of(page(world.member, reverse("action", args=[other.reference])))[0]
    )


def test_a_part_leads_to_what_it_is_part_of_and_that_to_its_parts_and_their_actions(world, page):
    concern = make.recommendation(world.report, "CC-1", type="cause_of_concern", position=1)
    part = make.recommendation(world.report, "CC-1R", parent=concern, position=2)
    limb = make.recommendation(world.report, "CC-1Ra", parent=part, limb="a", position=3)
    action = make.action(
        world.board, by=world.secretariat, owner_organisation=world.mps, recommendations=[limb]
    )
    top = lines_of(page(world.member, reverse("recommendation", args=["CC-1"])))[0]
    for reference in ("CC-1R", "CC-1Ra"):
        assert reverse("recommendation", args=[reference]) in top
    assert action.reference in top
    assert "CP16-01" not in top
    low = words(lines_of(page(world.member, reverse("recommendation", args=["CC-1Ra"])))[0])
    assert "Recommendation CC-1 which it is part of CC-1R which it is part of CC-1Ra" in low


def test_a_long_point_shows_the_first_and_opens_the_rest_in_place(world, page):
    for _ in range(6):
        make.action(
            world.board,
            by=world.secretariat,
            owner_organisation=world.mps,
            recommendations=[world.recommendation],
        )
    line = lines_of(page(world.member, reverse("report", args=[world.report.reference])))[0]
    assert line.count('href="/actions/') == 7
    assert re.search(r"<summary>3 more", line)


def test_the_page_of_evidence_tells_its_dates_people_and_versions(whole, page):
    today = timezone.localdate()
    earlier = Evidence.objects.create(
        action=whole.followed,
        title="A first draft",
        address="https://www.example.org/draft",
        added_by=whole.liaison,
    )
    Evidence.objects.filter(pk=whole.evidence.pk).update(
        replaces=earlier,
        author="Internal audit",
        shows="That a lead is named.",
        dated_on=today - timedelta(days=3),
        published_on=today - timedelta(days=2),
        is_confirmation=True,
        sha256="ab" * 32,
        marking="OFFICIAL-SENSITIVE",
    )
    text = words(page(whole.member, whole.points["evidence"]))
    for said in (
        f"Evidence of Action {whole.followed.reference}",
        "What it shows That a lead is named.",
        "Author Internal audit",
        f"Date of the thing {today - timedelta(days=3):%-d %B %Y}",
        f"Published {today - timedelta(days=2):%-d %B %Y}",
        f"Received {today:%-d %B %Y}",
        "by MPS liaison",
        f"Accepted {today:%-d %B %Y} by Chair",
        "The issuer’s confirmation Yes",
        "Marking OFFICIAL-SENSITIVE",
        "Earlier versions A first draft",
        "ab" * 32,
        "Implemented proposed by MPS liaison",
    ):
        assert said in text, said
    old = page(whole.member, reverse("evidence", args=[earlier.pk]))
    assert "A later version took its place" in words(old)
    assert whole.points["evidence"] in old


def test_evidence_of_a_recommendation_has_its_page_and_its_file(world, page, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    held = Evidence(recommendation=world.recommendation, title="The audit", added_by=world.secretariat)
    held.file_name, held.size, held.content_type = "audit.txt", 5, "text/plain"
    held.file.save("audit.txt", ContentFile(b"audit"))
    file = reverse("recommendation-evidence-file", args=["CP16-01", held.pk])
    address = reverse("evidence", args=[held.pk])
    assert f'href="{file}"' in page(world.stranger, address)
    assert f'href="{address}"' in page(world.stranger, reverse("recommendation", args=["CP16-01"]))
    assert b"".join(client.get(file).streaming_content) == b"audit"
    assert client.get(reverse("recommendation-evidence-file", args=["RES-01", held.pk])).status_code == 404
    assert client.get(reverse("evidence-file", args=[world.action.reference, held.pk])).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "other_member", "other_liaison", "former_member"])
def test_evidence_is_not_found_by_who_may_not_see_what_it_is_of(who, whole, people, client):
    client.force_login(people[who])
    assert client.get(whole.points["evidence"]).status_code == 404


def test_a_report_shows_which_of_its_recommendations_repeat_earlier_ones_both_ways(world, page):
    later = make.report("inspection-2019", title="A later inspection", published_on="2019-03-12")
    world.report.published_on = "2016-11-25"
    world.report.save()
    again = make.recommendation(later, "CP19-01")
    make.recommendation(later, "CP19-02")
    RecommendationLink.objects.create(source=again, kind="raised_before_in", target=world.recommendation)
    RecommendationLink.objects.create(
        source=again, kind="raised_before_in", target=world.restricted_recommendation
    )
    RecommendationLink.objects.create(
        source=world.restricted_recommendation, kind="raised_before_in", target=world.recommendation
    )
    text = words(page(world.member, reverse("report", args=["inspection-2019"])))
    assert "CP19-01 : raised before in CP16-01 , 25 November 2016 (Report inspection-2016)" in text
    assert "CP19-02 :" not in text
    earlier = words(page(world.member, reverse("report", args=[world.report.reference])))
    assert "CP16-01 : raised again in CP19-01 , 12 March 2019 (A later inspection)" in earlier
    for seen in (text, earlier):
        assert "RES-01" not in seen
    assert "RES-01" in page(world.restricted_chair, reverse("report", args=["inspection-2019"]))


def test_links_between_recommendations_lead_only_where_the_reader_may_go(world):
    earlier = make.recommendation(make.report(published_on="2016-11-25"), "CP15-01")
    RecommendationLink.objects.create(source=world.recommendation, kind="raised_before_in", target=earlier)
    RecommendationLink.objects.create(source=earlier, kind="repeated_in", target=world.recommendation)
    RecommendationLink.objects.create(
        source=world.recommendation, kind="superseded_by", target=world.restricted_recommendation
    )
    today = timezone.localdate()

    def told(of, who):
        return [(one.words, one.other.reference) for one in linked([of], who, today).get(of.pk, [])]

    assert told(world.recommendation, world.member) == [("Raised before in", "CP15-01")]
    assert told(earlier, world.member) == [("Raised again in", "CP16-01")]
    assert told(world.recommendation, world.restricted_chair) == [
        ("Raised before in", "CP15-01"),
        ("Superseded by", "RES-01"),
    ]
