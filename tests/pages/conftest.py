"""A line with all seven points on it, pages read by somebody, and their words."""

import html
import re

import pytest
from django.urls import reverse

from recommendations.models import ClosureRequest
from tests import make


@pytest.fixture
def whole(world):
    """A line with all seven points: set under one item, closed under another, with evidence, answered by MOPAC."""
    w = world
    w.set_under = make.agenda_item(w.meeting, title="Child protection", minute="An action was set.")
    w.closed_under = make.agenda_item(w.meeting, title="Closures", minute="The board was satisfied.")
    w.recommendation.response, w.recommendation.response_explanation = "accepted", "It is being done."
    w.recommendation.save()
    w.followed = make.action(
        w.board,
        by=w.secretariat,
        owner_organisation=w.mps,
        owner=w.owner,
        agenda_item=w.set_under,
        recommendations=[w.recommendation],
        title="Name a lead",
    )
    w.action.recommendations.clear()
    make.bring_to(w.followed, "closed", deliverer=w.liaison, decider=w.chair, meeting=w.meeting)
    ClosureRequest.objects.filter(action=w.followed).update(agenda_item=w.closed_under)
    w.evidence = w.followed.evidence.get()
    meeting = reverse("meeting", args=[w.meeting.reference])
    w.points = {
        "report": reverse("report", args=[w.report.reference]),
        "recommendation": reverse("recommendation", args=["CP16-01"]),
        "response": f"{reverse('report-response', args=[w.report.reference])}#CP16-01",
        "action": reverse("action", args=[w.followed.reference]),
        "evidence": reverse("evidence", args=[w.evidence.pk]),
        "meeting item": f"{meeting}#item-{w.set_under.number}",
        "closure minute": f"{meeting}#item-{w.closed_under.number}",
    }
    return w


@pytest.fixture
def page(client):
    def read_by(person, address: str) -> str:
        client.force_login(person)
        response = client.get(address)
        assert response.status_code == 200, address
        return html.unescape(response.content.decode())

    return read_by


def words(text: str) -> str:
    """What is read on a page, tags and spacing aside."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())
