"""What the pack of a meeting holds for those who may read as far as one marking, and the fingerprint of all of it.

Everybody who sees the meetings of a board sees its actions too, so that one pack serves all who may read as far. What
is marked higher is left out and not named: gaps in the numbering are normal.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from boards.models import AgendaItem, Meeting, Paper, PaperVersion
from boards.rules.agenda import NOT_TAKEN_HERE, RunningOrder, running_order
from oversight.content_types import BOUND_TYPES
from oversight.documents import fingerprint_of_templates
from oversight.documents.words import day
from oversight.markings import Marking, highest
from recommendations.documents.matters_arising import as_data, paper
from recommendations.models import Action


@dataclass
class Held:
    """A paper and its latest version, None where no file is held."""

    paper: Paper
    version: PaperVersion | None
    # What the paper says of itself on the agenda and in the bookmarks.
    title: str

    @property
    def is_bound(self) -> bool:
        return self.version is not None and self.version.content_type in BOUND_TYPES

    @property
    def why_not_bound(self) -> str:
        return self.version.why_not_bound if self.version is not None else "No file of it is held."


@dataclass
class Contents:
    """The pack before it is made: the data of the register's own pages, and the papers in the order of the agenda."""

    title: str
    label: str
    marking: str
    data: dict[str, Any]
    by_item: list[tuple[AgendaItem, list[Held]]] = field(default_factory=list)
    others: list[Held] = field(default_factory=list)
    fingerprint: str = ""

    @property
    def papers(self) -> list[Held]:
        return [held for _, papers in self.by_item for held in papers] + self.others

    @property
    def parts(self) -> int:
        """Cover, agenda, Minutes and actions, and each paper."""
        return 3 + len(self.papers)


def contents(meeting: Meeting, clearance: str, now: datetime) -> Contents:
    """What the pack holds as at now. A constant number of queries."""
    order, items = _order(meeting, clearance)
    others = [_held(each) for each in _papers(clearance).filter(meeting=meeting, agenda_item=None)]
    by_item = [(item, _of_item(item)) for item in items]
    actions = paper(
        meeting, Action.objects.within(clearance).entered(), now, Meeting.objects.within(clearance)
    )
    found = Contents(
        title=f"{meeting.board.name}: pack for {day(meeting.starts_at)}",
        label=f"{meeting.reference}, {day(meeting.starts_at)}",
        marking=_highest(meeting, items, others, by_item, actions.marking),
        data={},
        by_item=by_item,
        others=others,
    )
    found.data = {
        "title": found.title,
        "board": meeting.board.name,
        "marking": found.marking,
        "is_bound": True,
        "cover": {"facts": _facts(meeting, actions.as_at), "holds": _holds(found)},
        "agenda": _agenda(order, found),
        "paper": as_data(actions),
    }
    found.fingerprint = _fingerprint(found, clearance)
    return found


def _order(meeting: Meeting, clearance: str) -> tuple[RunningOrder, list[AgendaItem]]:
    """The running order, timed over every item and filtered to those that may be read."""
    every = (
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("lead")
        .prefetch_related(
            Prefetch("papers", _papers(clearance), to_attr="own"),
            Prefetch("carried_from", AgendaItem.objects.within(clearance).select_related("meeting")),
            Prefetch("carried_from__papers", _papers(clearance), to_attr="brought"),
        )
        .order_by("number")
    )
    order = running_order(meeting, every)
    within = set(AgendaItem.objects.within(clearance).filter(meeting=meeting).values_list("pk", flat=True))
    seen = [slot.item for slot in order.slots if slot.item.pk in within]
    return order.of(seen), seen


def _papers(clearance: str) -> QuerySet:
    """Papers in their order; what is withdrawn comes into no pack."""
    versions = PaperVersion.objects.order_by("-number")
    return (
        Paper.objects.within(clearance)
        .filter(withdrawn_at=None)
        .select_related("author")
        .prefetch_related(Prefetch("versions", versions))
        .order_by("order", "pk")
    )


def _of_item(item: AgendaItem) -> list[Held]:
    """The papers of an item that is taken here: its own, and those it was carried over with."""
    if item.status in NOT_TAKEN_HERE:
        return []
    source = item.carried_from
    brought = getattr(source, "brought", []) if source is not None else []
    return [_held(each) for each in [*getattr(item, "own", []), *brought]]


def _held(each: Paper) -> Held:
    version = next(iter(each.versions.all()), None)
    title = each.title + (", late" if version is not None and version.is_late else "")
    return Held(each, version, title)


def _highest(meeting: Meeting, items: Iterable, others: Iterable[Held], by_item: Iterable, *also: str) -> str:
    marks = {meeting.marking, *also, *(item.marking for item in items)}
    marks |= {held.paper.marking for held in others}
    marks |= {held.paper.marking for _, papers in by_item for held in papers}
    return highest(marks)


def _facts(meeting: Meeting, as_at: datetime) -> list[list[str]]:
    starts, ends = timezone.localtime(meeting.starts_at), meeting.ends_at
    until = f" to {timezone.localtime(ends):%H:%M}" if ends else ""
    return [
        ["Meeting", meeting.reference + (f", {meeting.title}" if meeting.title else "")],
        ["When", f"{day(starts)}, {starts:%H:%M}{until}"],
        ["Place", meeting.place],
        ["Chaired by", str(meeting.chaired_by or "")],
        ["Status", meeting.get_status_display()],
        ["As at", day(as_at)],
    ]


def _holds(found: Contents) -> str:
    count = len(found.papers)
    papers = {0: "no papers", 1: "1 paper"}.get(count, f"{count} papers")
    return (
        f"This pack holds the agenda, the Minutes and actions paper and {papers}, in the order of the agenda."
    )


def _agenda(order: RunningOrder, found: Contents) -> dict[str, Any]:
    starts = {slot.item.pk: slot.starts_at for slot in order.slots}
    return {
        "note": order.note,
        "items": [_line(item, starts[item.pk], papers) for item, papers in found.by_item],
        "ends": f"Ends at {_clock(order.ends_at)} by the minutes allotted." if order.ends_at else "",
        "papers": [_named(held) for held in found.others],
    }


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def _line(item: AgendaItem, starts_at: datetime | None, papers: list[Held]) -> dict[str, Any]:
    about = [item.get_kind_display()]
    if item.status in NOT_TAKEN_HERE:
        about.append(item.get_status_display().lower())
    if item.lead:
        about.append(f"led by {item.lead.name}")
    if item.carried_from:
        about.append(f"carried over from {item.carried_from.meeting.reference}")
    if item.marking == Marking.OFFICIAL_SENSITIVE:
        about.append(item.marking)
    return {
        "time": _clock(starts_at),
        "number": item.number,
        "title": item.title,
        "about": ", ".join(about),
        "minutes": str(item.minutes_allotted or ""),
        "papers": [_named(held) for held in papers],
    }


def _named(held: Held) -> str:
    author = f", {held.paper.author}" if held.paper.author else ""
    marking = f", {held.paper.marking}" if held.paper.marking == Marking.OFFICIAL_SENSITIVE else ""
    return f"Paper: {held.title}{author}{marking}"


def _fingerprint(found: Contents, clearance: str) -> str:
    """SHA-256 of all the pack is made from: another one means that something changed."""
    papers = [
        [held.paper.pk, held.title, held.version and [held.version.number, held.version.sha256]]
        for held in found.papers
    ]
    content = json.dumps([clearance, fingerprint_of_templates(), found.data, papers], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
