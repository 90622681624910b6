"""The headline figures count what a person may see, and each leads to just the rows it counts."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations import operations
from recommendations.figures import by_board, by_rating, figures
from recommendations.rules.rating import Rating
from tests import make

TODAY = timezone.localdate


@pytest.fixture
def busy(world):
    """Actions of every kind of urgency on an ordinary board, and reports with a clock."""
    w = world
    given = {"by": w.secretariat, "owner_organisation": w.mps, "set_on": TODAY() - timedelta(days=90)}
    w.overdue = make.action(w.board, due_on=TODAY() - timedelta(days=1), **given)
    w.due_today = make.action(w.board, due_on=TODAY(), **given)
    w.due_last = make.action(w.board, due_on=TODAY() + timedelta(days=28), **given)
    w.due_later = make.action(w.board, due_on=TODAY() + timedelta(days=29), **given)
    w.dateless = make.action(w.board, due_basis="none", is_illustrative=True, update_every_days=30, **given)
    w.date_asked = make.action(w.board, due_on=TODAY() + timedelta(days=200), **given)
    operations.ask_due_date(
        w.date_asked, by=w.liaison, new_due_on=TODAY() + timedelta(days=300), reason="Late data."
    )
    w.proposed = make.action(w.other_board, due_on=TODAY() + timedelta(days=200), **given)
    operations.propose_closure(w.proposed, by=w.liaison, statement="Done.", evidence=[make.evidence()])
    w.cancelled = make.action(w.board, due_on=TODAY() - timedelta(days=50), **given)
    operations.cancel(w.cancelled, by=w.secretariat, reason="No longer wanted.")
    make.report("response-due", statutory_basis="s55", response_due_on=TODAY())
    make.report("response-late", statutory_basis="s55", response_due_on=TODAY() - timedelta(days=1))
    make.report(
        "response-given",
        statutory_basis="s55",
        published_on=date(2019, 3, 12),
        response_due_on=date(2019, 5, 6),
        comments_published_on=date(2019, 5, 1),
    )
    return w


def test_the_figures_count_each_kind_once_and_never_what_has_no_date(busy):
    found = figures(busy.secretariat, TODAY())
    # The world's own action is due in ten days.
    assert (found.open, found.overdue, found.due_soon) == (8, 1, 3)
    assert (found.waiting, found.closed, found.illustrative) == (2, 0, 1)
    # Of the one without a date nothing was heard: its update is late, and it is not overdue.
    assert found.updates_late == 1
    assert (found.responses_due, found.responses_late) == (1, 1)


def test_each_action_is_counted_under_its_rating_and_none_twice(busy):
    found = by_rating(busy.secretariat, TODAY())
    assert found == {Rating.RED: 1, Rating.AMBER: 3, Rating.GREY: 1, Rating.GREEN: 3, Rating.BLUE: 0}
    assert sum(by_rating(busy.restricted_chair, TODAY()).values()) == 1
    assert set(by_rating(busy.stranger, TODAY()).values()) == {0}


def test_the_figures_of_a_member_are_of_their_own_board(busy):
    found = figures(busy.other_member, TODAY())
    assert (found.open, found.overdue, found.waiting) == (1, 0, 1)


def test_the_figures_leave_out_a_restricted_board_to_others(busy):
    assert figures(busy.restricted_chair, TODAY()).open == 1
    assert busy.restricted.pk not in by_board(busy.secretariat, TODAY())
    assert by_board(busy.restricted_chair, TODAY())[busy.restricted.pk]["open"] == 1


def test_board_counts_agree_with_the_headline(busy):
    counted = by_board(busy.secretariat, TODAY()).values()
    found = figures(busy.secretariat, TODAY())
    assert sum(row["open"] for row in counted) == found.open
    assert sum(row["overdue"] for row in counted) == found.overdue


@pytest.mark.parametrize("who", ["secretariat", "liaison", "chair", "other_member", "stranger"])
def test_each_figure_leads_to_just_as_many_rows(busy, people, client, who):
    client.force_login(people[who])
    home = client.get(reverse("home")).content.decode()
    links = re.findall(r'register-figure__link" href="([^"]+)"><span[^>]*>([\d,]+)<', home)
    assert len(links) == 10 + len(Rating)
    for address, number in links:
        rows = client.get(address.replace("&amp;", "&"))
        assert rows.status_code == 200, address
        assert rows.context["page_obj"].paginator.count == int(number.replace(",", "")), address


def test_every_figure_says_as_at_when(busy, client):
    client.force_login(busy.secretariat)
    for name in ("home", "boards", "reports", "recommendations", "actions"):
        assert "as at <time" in client.get(reverse(name)).content.decode(), name
