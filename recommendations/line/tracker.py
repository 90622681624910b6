"""The line as seven points in order, from report to closure: each leads to every other, and what is missing is said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from boards.models import AgendaItem
from oversight.documents.words import day
from recommendations.line.entries import ActionEntry, Followed, Line, RecommendationEntry, Taken
from recommendations.line.places import Place
from recommendations.models import Evidence
from recommendations.rules import publication
from recommendations.rules.action_workflow import Status
from recommendations.rules.closure import Decision
from recommendations.rules.publication import Treatment
from recommendations.rules.vocabulary import Response

# The response as the point one stands at; the others are records.
RESPONSE = "response"
# So many things of one point are shown; of more than one further, the rest opens in place.
SHOWN = 4

# What was done at a meeting, as the tracker says it; nothing of the rest.
DONE: dict[tuple[Taken, Decision | None], str] = {
    (Taken.SET, None): "action set",
    (Taken.CONSIDERED, None): "considered",
    (Taken.CLOSURE, Decision.AGREED): "closure agreed",
    (Taken.CLOSURE, Decision.RETURNED): "closure returned",
    (Taken.VERIFICATION, Decision.AGREED): "verified",
    (Taken.VERIFICATION, Decision.RETURNED): "not satisfied",
}


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


def tracker(line: Line, here: Any = None) -> list[Point]:
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


def _link(row: Any, words: str, address: str, note: str, here: Any) -> Link:
    """A record at its point, where one may stand oneself."""
    return Link(words, address, note, row == here, row.marking)


def _reports(line: Line, here: Any) -> Iterable[Link]:
    for report in line.reports:
        published = day(report.published_on) or report.published_text
        yield _link(report, report.title, reverse("report", args=[report.reference]), published, here)


def _recommendations(line: Line, here: Any) -> Iterable[Link]:
    """What they are parts of comes first."""
    for row, note in [
        *((row, "which it is part of") for row in line.above()),
        *((each.row, "") for each in line.recommendations),
    ]:
        yield _link(row, row.reference, reverse("recommendation", args=[row.reference]), note, here)


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


def _where_answered(row: RecommendationEntry, line: Line) -> str:
    """In the document of the response; with the recommendation itself where that is not for publication."""
    is_shown = publication.of_recommendation(row, line.rows.with_parents) is Treatment.SHOWN
    if is_shown and publication.publishes(row.report):
        return f"{reverse('report-response', args=[row.report.reference])}#{row.reference}"
    return f"{reverse('recommendation', args=[row.reference])}#response"


def _actions(line: Line, here: Any) -> Iterable[Link]:
    for each in line.actions:
        address = reverse("action", args=[each.reference])
        yield _link(each.row, each.reference, address, each.get_status_display(), here)


def _evidence(line: Line, here: Any) -> Iterable[Link]:
    """What no later version has replaced; and the piece one stands at."""
    for thing in line.things:
        for piece in sorted(thing.evidence, key=_is_replaced):
            if piece == here or not _is_replaced(piece):
                accepted = f"Accepted {day(piece.accepted_on)}" if piece.accepted_on else ""
                yield _link(piece, piece.title, reverse("evidence", args=[piece.pk]), accepted, here)


def _is_replaced(piece: Evidence) -> bool:
    return hasattr(piece, "replaced_by")


def _meetings(line: Line, here: Any) -> Iterable[Link]:
    """Each meeting or item once, in order of time, with what was done there."""
    found: dict[str, tuple[Place, list[str]]] = {}
    taken = [one for thing in line.things for one in thing.meetings]
    # Actions are set before anything is considered or closed; that it was verified comes last.
    taken.sort(key=lambda one: (one.taken is Taken.VERIFICATION) - (one.taken is Taken.SET))
    for one in taken:
        if said := DONE.get((one.taken, one.decision)):
            done = found.setdefault(one.where.address or one.where.words, (one.where, []))[1]
            if said not in done:
                done.append(said)
    for where, done in sorted(found.values(), key=lambda each: each[0].meeting.starts_at):
        is_here = isinstance(here, AgendaItem) and where.item == here
        yield Link(where.words, where.address, ", ".join(done).capitalize(), is_here)


def _closure(line: Line) -> Point:
    """What is closed or proposed, each with the minute that says so, and how much is open."""
    shown = [thing for thing in line.things if _ended(thing) or thing.proposed]
    links = [_closing(thing, several=len(shown) > 1) for thing in shown]
    still_open = sum(action not in shown for action in line.actions)
    if links and still_open:
        links.append(Link(f"{still_open} action{'s' if still_open > 1 else ''} open"))
    return Point("Closure", "Open", links, is_reached=any(map(_ended, shown)))


def _closing(thing: Followed, *, several: bool) -> Link:
    ended = _ended(thing)
    agreed = thing.agreed if ended else None
    words = ended or "Proposed"
    said = [day(thing.closed_on)] if ended and thing.closed_on else []
    if agreed and agreed.meeting_id is None:
        said.append("out of meeting")
    kind = "action" if isinstance(thing, ActionEntry) else "recommendation"
    return Link(
        f"{thing.reference}: {words.lower()}" if several else words,
        f"{reverse(kind, args=[thing.reference])}#closure",
        ", ".join(said),
        minute=agreed.where if agreed else None,
    )


def _ended(thing: Followed) -> str:
    """How it ended, in a word or two; nothing of what is open."""
    if thing.outcome:
        return str(thing.get_outcome_display())
    is_cancelled = isinstance(thing, ActionEntry) and thing.status == Status.CANCELLED
    return str(thing.get_status_display()) if is_cancelled else ""
