"""All of a line in reading order as plain data: sections with facts, texts and tables, for the page and the PDF alike.

Every word of it is what its reader may see; an address is there for the page alone.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from oversight.markings import Marking
from recommendations.documents.matters_arising import day
from recommendations.line.links import RAISED_AGAIN, RAISED_BEFORE
from recommendations.line.loading import Line
from recommendations.line.places import Place, place_of_item
from recommendations.models import Action, Evidence, Recommendation, Report
from recommendations.rules import rating, slips, statutory, updates
from recommendations.rules.closure import Decision


@dataclass(frozen=True)
class Words:
    """A few words, and the address they lead to on the page."""

    words: str
    address: str = ""
    # What is said below them, in small.
    note: str = ""


@dataclass(frozen=True)
class Table:
    """What it lists, in rows under the headers; or the sentence that there is nothing to list."""

    title: str
    none: str
    headers: list[str]
    # The column with the most words.
    wide: int
    rows: list[list[Words]]

    @property
    def cells(self) -> list[list[tuple[str, Words]]]:
        """Each row with the header over each of its words."""
        return [list(zip(self.headers, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """One report, recommendation or action of the line, or how one was verified and closed."""

    title: str
    address: str
    marks: list[str]
    lead: str
    facts: list[tuple[str, list[Words]]]
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True)
class Whole:
    """The line from a recommendation or an action, as at a moment."""

    title: str
    as_at: datetime
    marking: str
    is_illustrative: bool
    sections: list[Section]


def whole(line: Line, title: str, now: datetime) -> Whole:
    """Report, recommendation with its response, action with its evidence and meetings, verification and closure."""
    sections = [
        *(_report(report, line) for report in line.reports),
        *(_recommendation(row, line) for row in line.recommendations),
        *(_action(row, line) for row in line.actions),
        *(_verification(row, line) for row in line.recommendations),
    ]
    held = list(held_on(line))
    return Whole(
        title, now, highest(held), any(getattr(one, "is_illustrative", False) for one in held), sections
    )


def held_on(line: Line) -> Iterable[Any]:
    """Everything with a marking that the line tells of."""
    yield from (*line.reports, *line.above(), *line.recommendations, *line.actions, *line.items.values())
    yield from (piece for pieces in line.evidence.values() for piece in pieces)
    yield from (one.other for linked in line.links.values() for one in linked)


def highest(things: Iterable[Any]) -> str:
    """The highest marking of what is held."""
    sensitive = any(thing.marking == Marking.OFFICIAL_SENSITIVE for thing in things)
    return str(Marking.OFFICIAL_SENSITIVE if sensitive else Marking.OFFICIAL)


def as_data(found: Whole) -> dict[str, Any]:
    """As templates/documents/line.typ takes it."""
    return {
        "title": found.title,
        "board": "Oversight register",
        "marking": found.marking,
        "as_at": f"As at {day(found.as_at)}, {timezone.localtime(found.as_at):%H:%M}.",
        "is_illustrative": found.is_illustrative,
        "sections": [asdict(section) for section in found.sections],
    }


# --- The sections -------------------------------------------------------------------------------------


def _report(report: Report, line: Line) -> Section:
    due = report.response_due_on
    return Section(
        report.title,
        reverse("report", args=[report.reference]),
        marks(report),
        report.subject,
        facts(
            ("Publisher", report.publisher_name),
            ("Kind", report.get_kind_display()),
            ("Published", day(report.published_on) if report.published_on else report.published_text),
            ("Statutory basis", report.get_statutory_basis_display()),
            (
                "Last day for the response",
                Words(
                    day(due) if due else "None",
                    note=statutory.in_words(report.statutory_basis, report.published_on, report.term_text),
                ),
            ),
            ("Response published", published_words(report)),
        ),
    )


def published_words(report: Report) -> str:
    """When the response was published, and how late: which stays so for ever (rules.md section 1)."""
    on = report.comments_published_on
    if on is None:
        return "Not recorded"
    late = statutory.days_late(report.response_due_on, on, on)
    return day(on) + (f", {late} day{'s' if late > 1 else ''} late" if late else "")


def _recommendation(row: Recommendation, line: Line) -> Section:
    parent = line.with_parents.get(row.parent_id or 0)
    parts = [each for each in line.recommendations if each.parent_id == row.pk]
    links: dict[str, list[Words]] = {}
    for one in line.links.get(row.pk, ()):
        links.setdefault(one.words, []).append(_named(one.other, note=_of_report(one.other.report)))
    kind = f"{row.get_type_display()} {row.reference}" + (f", part ({row.letter})" if row.limb else "")
    return Section(
        kind,
        reverse("recommendation", args=[row.reference]),
        marks(row),
        row.summary,
        facts(
            ("Part of", _named(parent) if parent else None),
            ("Parts", [_named(part) for part in parts]),
            ("Publisher’s number", row.publisher_number),
            ("Publisher’s identifier", row.publisher_identifier),
            ("Deadline", _deadline(row)),
            *((words, links[words]) for words in (RAISED_BEFORE, RAISED_AGAIN) if words in links),
            *((words, held) for words, held in links.items() if words not in (RAISED_BEFORE, RAISED_AGAIN)),
            ("Response", row.get_response_display() or "Not recorded"),
            ("MOPAC’s explanation", row.response_explanation),
            ("The Commissioner’s comment", row.commissioner_comment),
        ),
        [
            _table(
                "The publisher’s own word",
                "The publisher’s own word is not recorded.",
                ["Date", "Word", "Where it was read"],
                (
                    [Words(day(status.on)), Words(status.word), Words(status.source)]
                    for status in line.publisher_statuses.get(row.pk, ())
                ),
                wide=2,
            )
        ],
    )


def _deadline(row: Recommendation) -> Words:
    text = f"“{row.deadline_text}”" if row.deadline_text else "Not recorded"
    note = f"Last day {day(row.deadline_on)}" if row.deadline_on else ""
    if row.deadline_condition:
        note = f"To be met before: {row.deadline_condition}"
    return Words(f"{text} ({row.get_deadline_basis_display().lower()})", note=note)


def _action(row: Any, line: Line) -> Section:
    serves = [each for each in line.recommendations if each.pk in line.serving[row.pk]]
    owner = str(row.owner_organisation.name) + (f", {row.owner.name}" if row.owner else "")
    where = line.where(row)
    set_by = f"{day(row.set_on)}" + (f" by {row.set_by.name}" if row.set_by else "")
    return Section(
        f"Action {row.reference}",
        reverse("action", args=[row.reference]),
        marks(row),
        row.title,
        facts(
            ("Answers", [_named(each) for each in serves] or "No recommendation"),
            ("Complete when", row.complete_when),
            ("Owner", owner),
            ("Board", Words(row.board.name, reverse("board", args=[row.board.slug]))),
            ("Set", [Words(set_by), *([_at(where)] if where else [])]),
            ("Status", _status(row)),
            ("Rating", rating.in_words(rating.of(row), line.today)),
            ("First due date", day(row.first_due_on) if row.first_due_on else "None"),
            ("Due date now", _due(row)),
            ("Next update", updates.in_words(row.update_due_on, row.status, line.today)),
        ),
        [
            _table(
                "New due dates asked for",
                "No new due date was asked for.",
                ["From", "To", "Reason", "Decision"],
                (
                    [
                        Words(day(one.old_due_on) if one.old_due_on else "No date"),
                        Words(day(one.new_due_on)),
                        Words(one.reason, note=f"Asked by {one.asked_by.name}, {day(one.asked_at)}"),
                        _decision(one, line),
                    ]
                    for one in line.date_requests.get(row.pk, ())
                ),
                wide=2,
            ),
            _table(
                "Progress reported",
                "No progress was reported.",
                ["Date", "By", "Reported as", "What was done"],
                (
                    [
                        Words(day(one.at)),
                        Words(one.by.name, note=str(one.by.organisation or "")),
                        Words(one.get_track_display()),
                        Words(one.text),
                    ]
                    for one in line.progress.get(row.pk, ())
                ),
                wide=3,
            ),
            *_evidence_meetings_and_closure(row, line),
        ],
    )


def _status(row: Action) -> str:
    words = str(row.get_status_display())
    if row.outcome:
        words += f", {row.get_outcome_display().lower()}"
    if row.closed_on:
        words += f", {day(row.closed_on)}"
    return words


def _due(row: Any) -> Words:
    """The present date, and how often it moved and by how many days in all (rules.md section 5)."""
    return Words(
        day(row.due_on) if row.due_on else "None",
        note=slips.of(row).in_words or ("Never moved" if row.due_on else ""),
    )


def _verification(row: Recommendation, line: Line) -> Section:
    closed = (
        [str(row.get_outcome_display()), day(row.closed_on) if row.closed_on else ""] if row.outcome else []
    )
    until = row.risk_accepted_until
    return Section(
        f"Verification and closure of {row.reference}",
        f"{reverse('recommendation', args=[row.reference])}#closure",
        [],
        "",
        facts(
            ("Delivery", row.get_delivery_display() or "Not recorded"),
            ("Reported complete", day(row.delivered_on) if row.delivered_on else ""),
            ("Verification", row.get_verification_display() or "Not recorded"),
            ("Closed", ", ".join(filter(None, closed)) or "Open"),
            ("Risk accepted until", day(until) if until else ""),
        ),
        [
            _table(
                "Delivery as reported",
                "No delivery was reported.",
                ["Date", "By", "Delivery", "What was done"],
                (
                    [
                        Words(day(one.at)),
                        Words(one.by.name),
                        Words(one.get_delivery_display()),
                        Words(one.text),
                    ]
                    for one in line.delivery.get(row.pk, ())
                ),
                wide=3,
            ),
            _table(
                "Verification reviews",
                "No verification was begun.",
                ["Begun", "What is looked into", "Decision"],
                (
                    [Words(day(one.begun_at), note=one.begun_by.name), Words(one.note), _decision(one, line)]
                    for one in line.reviews.get(row.pk, ())
                ),
                wide=1,
            ),
            *_evidence_meetings_and_closure(row, line),
        ],
    )


def _evidence_meetings_and_closure(thing: Recommendation | Action, line: Line) -> list[Table]:
    return [
        _table(
            "Evidence",
            "There is no evidence.",
            ["Evidence", "What it shows", "Dates", "Accepted"],
            (_piece(piece, line) for piece in line.evidence_of(thing)),
            wide=1,
        ),
        _table(
            "Meetings",
            "It was not taken up at a meeting.",
            ["Meeting and item", "What was done", "Minute"],
            (
                [_at(where), Words(done), Words(where.minute, note=_minutes(where))]
                for where, done in meetings_of(thing, line)
            ),
            wide=2,
        ),
        _table(
            "Closure",
            "Closure was not proposed.",
            ["Proposed", "Statement", "Evidence", "Decision"],
            (
                [
                    Words(
                        one.get_outcome_display(), note=f"by {one.proposed_by.name}, {day(one.proposed_at)}"
                    ),
                    Words(one.statement, note=_successor(one, line)),
                    Words("\n".join(piece.title for piece in one.evidence.all())),
                    _decision(one, line),
                ]
                for one in reversed(line.closures_of(thing))
            ),
            wide=1,
        ),
    ]


def _piece(piece: Evidence, line: Line) -> list[Words]:
    about = [f"by {piece.author}" if piece.author else "", piece.address or piece.file_name]
    about += ["the issuer’s confirmation" if piece.is_confirmation else ""]
    about += ["replaced by a later version" if hasattr(piece, "replaced_by") else ""]
    about += [piece.marking if piece.marking == Marking.OFFICIAL_SENSITIVE else ""]
    dates = [
        f"{word} {day(on)}"
        for word, on in (
            ("Dated", piece.dated_on),
            ("Published", piece.published_on),
            ("Received", piece.received_on),
        )
        if on
    ]
    accepted = day(piece.accepted_on) if piece.accepted_on else "Not yet"
    return [
        Words(piece.title, reverse("evidence", args=[piece.pk]), ", ".join(filter(None, about))),
        Words(piece.shows),
        Words("\n".join(dates), note=f"Added by {piece.added_by.name}, {day(piece.added_at)}"),
        Words(accepted, note=f"by {piece.accepted_by.name}" if piece.accepted_by else ""),
    ]


def meetings_of(thing: Recommendation | Action, line: Line) -> list[tuple[Place, str]]:
    """Where it was set, considered and decided, in order of time."""
    found: list[tuple[Place | None, str]] = []
    if isinstance(thing, Action):
        found.append((line.where(thing), "Set"))
        found += [
            (line.where(one), f"New due date {_decided(one)}") for one in line.date_requests.get(thing.pk, ())
        ]
    else:
        found += [
            (line.where(one), f"Verification {_decided(one)}") for one in line.reviews.get(thing.pk, ())
        ]
    found += [(place_of_item(item), "Considered") for item in line.items_of(thing)]
    found += [(line.where(one), f"Closure {_decided(one)}") for one in line.closures_of(thing)]
    known = [(where, done) for where, done in found if where is not None]
    return sorted(known, key=lambda one: one[0].meeting.starts_at)


# --- The words ----------------------------------------------------------------------------------------


def marks(thing: Any) -> list[str]:
    """What stands beside a thing wherever it shows."""
    found = [str(thing.marking)] if thing.marking == Marking.OFFICIAL_SENSITIVE else []
    return found + (["Illustrative"] if thing.is_illustrative else [])


def facts(*rows: tuple[str, Any]) -> list[tuple[str, list[Words]]]:
    """Those of which something is known."""
    told = []
    for key, value in rows:
        words = (
            value if isinstance(value, list) else [value if isinstance(value, Words) else Words(value or "")]
        )
        if any(one.words for one in words):
            told.append((key, words))
    return told


def _table(title: str, none: str, headers: list[str], rows: Iterable[list[Words]], *, wide: int) -> Table:
    return Table(title, none, headers, wide, list(rows))


def _named(row: Recommendation, note: str = "") -> Words:
    return Words(row.reference, reverse("recommendation", args=[row.reference]), note)


def _of_report(report: Report) -> str:
    published = day(report.published_on) if report.published_on else report.published_text
    return ", ".join(filter(None, (report.title, published)))


def _at(where: Place) -> Words:
    reference = where.meeting.reference
    note = f"{reference}: {where.item.title}" if where.item else ""
    return Words(where.words, where.address, note)


def _minutes(where: Place) -> str:
    """Where the minutes stand that the minute is part of."""
    if not where.minute:
        return ""
    minutes = getattr(where.meeting, "minutes", None)
    return f"Minutes {minutes.get_status_display().lower()}" if minutes else ""


def _decided(request: Any) -> str:
    return str(request.get_decision_display()).lower()


def _decision(request: Any, line: Line) -> Words:
    """By whom, when and where, and what was said with it."""
    if request.decision == Decision.OPEN:
        return Words("Waiting for a decision")
    who = f" by {request.decided_by.name}" if request.decided_by else ""
    on = request.out_of_meeting_on or request.decided_at
    where = line.where(request)
    how = [request.decision_note]
    if request.out_of_meeting_on:
        how.insert(0, f"Out of meeting: {request.out_of_meeting_reason}")
    elif where:
        how.insert(
            0, f"At {where.words[:1].lower()}{where.words[1:]}" if where.item else f"At meeting {where.words}"
        )
    return Words(
        f"{request.get_decision_display()}{who}" + (f", {day(on)}" if on else ""),
        where.address if where else "",
        "\n".join(filter(None, how)),
    )


def _successor(request: Any, line: Line) -> str:
    """What took its place, or who lives with the risk until when."""
    successor = line.successors.get((request.superseded_by_id, request.superseded_by_action_id))
    if successor is not None:
        return f"Superseded by {successor.reference}"
    if request.risk_accepted_until:
        return f"Risk accepted by {request.risk_accepted_by} until {day(request.risk_accepted_until)}"
    return ""
