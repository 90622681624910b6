"""The line as seven points in order, from report to closure: each leads to every other, and what is missing is said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from boards.models import AgendaItem
from recommendations.documents.matters_arising import day
from recommendations.line.loading import Line
from recommendations.line.places import Place, place_of_item
from recommendations.models import Action, Evidence, Recommendation
from recommendations.rules import publication
from recommendations.rules.action_workflow import Status
from recommendations.rules.closure import Decision
from recommendations.rules.publication import Treatment
from recommendations.rules.vocabulary import Response

# The response as the point one stands at; the others are records.
RESPONSE = "response"
# So many things of one point are shown; of more than one further, the rest opens in place.
SHOWN = 4


@dataclass(frozen=True)
class Link:
    """One thing at a point: its words, where it is opened, and what is said below it."""

    words: str
    address: str = ""
    note: str = ""
    is_here: bool = False
    marking: str = ""
    # Where it was minuted.
    minute: Place | None = None


@dataclass(frozen=True)
class Point:
    """One of the seven, with all that lies there; `none` says what is missing."""

    name: str
    none: str
    links: list[Link] = field(default_factory=list)
    is_reached: bool = True
    is_here: bool = False

    @property
    def shown(self) -> list[Link]:
        return self.links if len(self.links) <= SHOWN + 1 else self.links[:SHOWN]

    @property
    def rest(self) -> list[Link]:
        return self.links[len(self.shown) :]


def strip(line: Line, here: Any = None) -> list[Point]:
    """The seven points of the line, seen from one record on it: a report, recommendation, action, piece of evidence
    or agenda item; or from the response, by its name."""
    return [
        _point("Report", "No report: set by the board itself", _reports(line, here)),
        _point("Recommendation", "None answered", _recommendations(line, here)),
        _response(line, here),
        _point("Action", "None set", _actions(line, here)),
        _point("Evidence", "None yet", _evidence(line, here)),
        _point("Meeting", "None yet", _meetings(line, here)),
        _closure(line),
    ]


def _point(name: str, none: str, links: Iterable[Link]) -> Point:
    found = list(links)
    return Point(name, none, found, bool(found), any(link.is_here for link in found))


def _reports(line: Line, here: Any) -> Iterable[Link]:
    for report in line.reports:
        published = day(report.published_on) if report.published_on else report.published_text
        yield Link(
            report.title,
            reverse("report", args=[report.reference]),
            published,
            report == here,
            marking=report.marking,
        )


def _recommendations(line: Line, here: Any) -> Iterable[Link]:
    """What they are parts of comes first."""
    above = line.above()
    for row in [*above, *line.recommendations]:
        yield Link(
            row.reference,
            reverse("recommendation", args=[row.reference]),
            "which it is part of" if row in above else "",
            row == here,
            marking=row.marking,
        )


def _response(line: Line, here: Any) -> Point:
    answered = [row for row in line.recommendations if row.response]
    several = len(line.recommendations) > 1
    links = [
        Link(
            f"{row.reference}: {row.get_response_display().lower()}"
            if several
            else row.get_response_display(),
            _where_answered(row, line),
        )
        for row in answered
    ]
    is_reached = any(row.response != Response.AWAITING for row in answered)
    return Point("Response", "Not recorded", links, is_reached, here == RESPONSE)


def _where_answered(row: Recommendation, line: Line) -> str:
    """In the document of the response; with the recommendation itself where that is not for publication."""
    is_shown = publication.of_recommendation(row, line.with_parents) is Treatment.SHOWN
    if is_shown and publication.publishes(row.report):
        return f"{reverse('report-response', args=[row.report.reference])}#{row.reference}"
    return f"{reverse('recommendation', args=[row.reference])}#response"


def _actions(line: Line, here: Any) -> Iterable[Link]:
    for row in line.actions:
        yield Link(
            row.reference,
            reverse("action", args=[row.reference]),
            row.get_status_display(),
            row == here,
            marking=row.marking,
        )


def in_force(pieces: Iterable[Evidence]) -> list[Evidence]:
    """Those that no later version has replaced."""
    return [piece for piece in pieces if not hasattr(piece, "replaced_by")]


def _evidence(line: Line, here: Any) -> Iterable[Link]:
    for thing in line.things:
        pieces = line.evidence_of(thing)
        shown = in_force(pieces) + [
            piece for piece in pieces if piece == here and piece not in in_force(pieces)
        ]
        for piece in shown:
            yield Link(
                piece.title,
                reverse("evidence", args=[piece.pk]),
                f"Accepted {day(piece.accepted_on)}" if piece.accepted_on else "",
                piece == here,
                marking=piece.marking,
            )


def _meetings(line: Line, here: Any) -> Iterable[Link]:
    """Each meeting or item once, in order of time, with what was done there."""
    roles: dict[str, tuple[Place, list[str]]] = {}

    def add(where: Place | None, role: str) -> None:
        if where is not None:
            done = roles.setdefault(where.address or where.words, (where, []))[1]
            if role not in done:
                done.append(role)

    for action in line.actions:
        add(line.where(action), "action set")
    for thing in line.things:
        for item in line.items_of(thing):
            add(place_of_item(item), "considered")
        for row in line.closures_of(thing):
            if row.decision in (Decision.AGREED, Decision.RETURNED):
                add(line.where(row), f"closure {row.get_decision_display().lower()}")
    for recommendation in line.recommendations:
        for review in line.reviews.get(recommendation.pk, ()):
            if review.decision in (Decision.AGREED, Decision.RETURNED):
                add(line.where(review), "verified" if review.decision == Decision.AGREED else "not satisfied")
    for where, done in sorted(roles.values(), key=lambda found: found[0].meeting.starts_at):
        is_here = isinstance(here, AgendaItem) and where.item == here
        yield Link(where.words, where.address, ", ".join(done).capitalize(), is_here)


def _closure(line: Line) -> Point:
    """What is closed or proposed, each with the minute that says so, and how much is open."""
    told = [thing for thing in line.things if _ended(thing) or line.proposed(thing)]
    links = [_closing(line, thing, several=len(told) > 1) for thing in told]
    still_open = sum(isinstance(thing, Action) and thing not in told for thing in line.things)
    if links and still_open:
        links.append(Link(f"{still_open} action{'s' if still_open > 1 else ''} open"))
    return Point("Closure", "Open", links, is_reached=any(map(_ended, told)))


def _closing(line: Line, thing: Recommendation | Action, *, several: bool) -> Link:
    ended = _ended(thing)
    agreed = line.agreed(thing) if ended else None
    words = ended or "Proposed"
    said = [day(thing.closed_on)] if ended and thing.closed_on else []
    if agreed and agreed.meeting_id is None:
        said.append("out of meeting")
    kind = "action" if isinstance(thing, Action) else "recommendation"
    return Link(
        f"{thing.reference}: {words.lower()}" if several else words,
        f"{reverse(kind, args=[thing.reference])}#closure",
        ", ".join(said),
        minute=line.where(agreed) if agreed else None,
    )


def _ended(thing: Recommendation | Action) -> str:
    """How it ended, in a word or two; nothing of what is open."""
    if thing.outcome:
        return thing.get_outcome_display()
    if isinstance(thing, Action) and thing.status == Status.CANCELLED:
        return thing.get_status_display()
    return ""
