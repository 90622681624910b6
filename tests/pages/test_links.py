"""Every link of every page leads somewhere: none is empty, and none of our own is not found."""

import html
import re

import pytest
from django.urls import reverse

from boards.models import Minutes
from recommendations import operations
from recommendations.rules.action_workflow import STEPS
from tests import make


@pytest.fixture
def links(client):
    """The addresses the links of a page lead to."""

    def of(address):
        response = client.get(address)
        assert response.status_code == 200, address
        found = re.findall(r'<a\b[^>]*\shref="([^"]*)"', response.content.decode())
        assert found, address
        return [html.unescape(one) for one in found]

    return of


def pages(world) -> list[str]:
    return [
        *(reverse(name) for name in ("home", "who-may", "boards", "reports", "recommendations", "actions")),
        reverse("board", args=[world.board.slug]),
        reverse("meeting", args=[world.meeting.reference]),
        reverse("organisation", args=[world.mps.slug]),
        reverse("report", args=[world.report.reference]),
        reverse("recommendation", args=[world.recommendation.reference]),
        reverse("action", args=[world.action.reference]),
        *(reverse("evidence", args=[piece.pk]) for piece in world.action.evidence.all()),
    ]


@pytest.mark.parametrize("who", ["secretariat", "owner", "chair"])
def test_no_link_is_empty_and_none_of_ours_is_not_found(world, people, client, links, who):
    Minutes.objects.create(meeting=world.meeting)
    make.recommendation(world.report, "REC-1A", parent=world.recommendation, limb="a")
    make.bring_to(world.action, "closed", deliverer=world.liaison, decider=world.chair, meeting=world.meeting)
    client.force_login(people[who])
    seen = [page for page in pages(world) if client.get(page).status_code == 200]
    assert len(seen) >= 8
    found = {link: page for page in seen for link in links(page)}
    assert "" not in found, found[""]
    for link, page in found.items():
        if link.startswith("/"):
            assert client.get(link).status_code in (200, 302), (page, link)


def test_a_step_leads_back_to_its_action(world, people, client, links):
    action = reverse("action", args=[world.action.reference])
    taken = set()
    for ready in (
        lambda: None,
        lambda: operations.ask_due_date(
            world.action,
            by=world.liaison,
            new_due_on=world.action.due_on + make.timedelta(days=9),
            reason="Late data.",
        ),
        lambda: operations.propose_closure(
            world.action, by=world.liaison, statement="Done.", evidence=[make.evidence()]
        ),
        lambda: operations.agree_closure(world.action, by=world.chair, meeting=world.meeting),
    ):
        ready()
        for person in (world.liaison, world.chair, world.secretariat):
            client.force_login(person)
            shown = client.get(action).context
            for step in [*(step for step, _ in shown["steps"]), *shown["aside"]]:
                found = links(reverse("action-step", args=[world.action.reference, step.slug]))
                # In the breadcrumbs, and below the form.
                assert found.count(action) == 2, step.name
                assert found.index(reverse("actions")) < found.index(action)
                assert "" not in found
                taken.add(step.name)
    assert taken == set(STEPS)
