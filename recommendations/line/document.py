"""All of a line in words and in reading order: sections with facts, texts and tables, for the page and the PDF alike.

Every word of it is what its reader may see; an address is there for the page alone.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from oversight.documents.words import Facts, Table, Words, day, facts, marks, table
from oversight.markings import Marking
from recommendations.line.entries import ActionEntry, Decided, Followed, Line, RecommendationEntry
from recommendations.line.links import RAISED_AGAIN, RAISED_BEFORE
from recommendations.line.places import Place
from recommendations.models import Evidence, Recommendation, Report
from recommendations.rules import statutory, updates
from recommendations.rules.closure import Decision


@dataclass(frozen=True)
class Section:
    """One report, recommendation or action of the line, or how one was verified and closed."""

    title: str
    address: str
    marks: list[str]
    lead: str
    facts: Facts
    tables: list[Table] = field(default_factory=list)


def sections(line: Line) -> list[Section]:
    """Report, recommendation with its response, action with its evidence and meetings, verification and closure."""
    return [
        *map(_report, line.reports),
        *map(_recommendation, line.recommendations),
        *map(_action, line.actions),
        *map(_verification, line.recommendations),
    ]


def as_data(line: Line, title: str, now: datetime) -> dict[str, Any]:
    """As templates/documents/line.typ takes it."""
    return {
        "title": title,
        "board": "Oversight register",
        "marking": line.marking,
        "as_at": f"As at {day(now)}, {timezone.localtime(now):%H:%M}.",
        "is_illustrative": line.is_illustrative,
        "sections": [asdict(section) for section in sections(line)],
    }


# --- The sections -------------------------------------------------------------------------------------


def _report(report: Report) -> Section:
    clock = statutory.in_words(report.statutory_basis, report.published_on, report.term_text)
    return Section(
        report.title,
        reverse("report", args=[report.reference]),
        marks(report),
        report.subject,
        facts(
            ("Publisher", report.publisher_name),
            ("Kind", report.get_kind_display()),
            ("Published", day(report.published_on) or report.published_text),
            ("Statutory basis", report.get_statutory_basis_display()),
            ("Last day for the response", Words(day(report.response_due_on) or "None", note=clock)),
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


def _recommendation(row: RecommendationEntry) -> Section:
    links: dict[str, list[Words]] = {RAISED_BEFORE: [], RAISED_AGAIN: []}
    for one in row.links:
        links.setdefault(one.words, []).append(_named(one.other, note=_of_report(one.other.report)))
    return Section(
        f"{row.get_type_display()} {row.reference}" + (f", part ({row.letter})" if row.limb else ""),
        reverse("recommendation", args=[row.reference]),
        marks(row),
        row.summary,
        facts(
            ("Part of", _named(row.parent) if row.parent else None),
            ("Parts", [_named(part) for part in row.parts]),
            ("Publisher’s number", row.publisher_number),
            ("Publisher’s identifier", row.publisher_identifier),
            ("Deadline", _deadline(row)),
            *links.items(),
            ("Response", row.get_response_display() or "Not recorded"),
            ("MOPAC’s explanation", row.response_explanation),
            ("The Commissioner’s comment", row.commissioner_comment),
        ),
        [
            table(
                "The publisher’s own word",
                "The publisher’s own word is not recorded.",
                row.publisher_statuses,
                {
                    "Date": lambda one: day(one.on),
                    "Word": lambda one: one.word,
                    "Where it was read": lambda one: one.source,
                },
                wide="Where it was read",
            )
        ],
    )


def _deadline(row: RecommendationEntry) -> Words:
    text = f"“{row.deadline_text}”" if row.deadline_text else "Not recorded"
    note = f"Last day {day(row.deadline_on)}" if row.deadline_on else ""
    if row.deadline_condition:
        note = f"To be met before: {row.deadline_condition}"
    return Words(f"{text} ({row.get_deadline_basis_display().lower()})", note=note)


def _action(row: ActionEntry) -> Section:
    set_by = day(row.set_on) + (f" by {row.set_by.name}" if row.set_by else "")
    moved = row.date_changes.in_words or ("Never moved" if row.due_on else "")
    status = [row.get_status_display(), row.get_outcome_display().lower(), day(row.closed_on)]
    return Section(
        f"Action {row.reference}",
        reverse("action", args=[row.reference]),
        marks(row),
        row.title,
        facts(
            ("Answers", [_named(each) for each in row.answers] or "No recommendation"),
            ("Complete when", row.complete_when),
            ("Owner", row.owner_organisation.name + (f", {row.owner.name}" if row.owner else "")),
            ("Board", Words(row.board.name, reverse("board", args=[row.board.slug]))),
            ("Set", [Words(set_by), *([_at(row.where)] if row.where else [])]),
            ("Status", ", ".join(filter(None, status))),
            ("Rating", row.rating_words),
            ("First due date", day(row.first_due_on) or "None"),
            ("Due date now", Words(day(row.due_on) or "None", note=moved)),
            ("Next update", updates.in_words(row.update_due_on, row.status, row.line.today)),
        ),
        [
            table(
                "New due dates asked for",
                "No new due date was asked for.",
                row.due_date_requests,
                {
                    "From": lambda one: day(one.old_due_on) or "No date",
                    "To": lambda one: day(one.new_due_on),
                    "Reason": lambda one: Words(
                        one.reason, note=f"Asked by {one.asked_by.name}, {day(one.asked_at)}"
                    ),
                    "Decision": _decision,
                },
                wide="Reason",
            ),
            table(
                "Progress reported",
                "No progress was reported.",
                row.progress_updates,
                {
                    "Date": lambda one: day(one.at),
                    "By": lambda one: Words(one.by.name, note=str(one.by.organisation or "")),
                    "Reported as": lambda one: one.get_track_display(),
                    "What was done": lambda one: one.text,
                },
                wide="What was done",
            ),
            *_evidence_meetings_and_closure(row),
        ],
    )


def _verification(row: RecommendationEntry) -> Section:
    closed = [row.get_outcome_display(), day(row.closed_on)] if row.outcome else ["Open"]
    return Section(
        f"Verification and closure of {row.reference}",
        f"{reverse('recommendation', args=[row.reference])}#closure",
        [],
        "",
        facts(
            ("Delivery", row.get_delivery_display() or "Not recorded"),
            ("Reported complete", day(row.delivered_on)),
            ("Verification", row.get_verification_display() or "Not recorded"),
            ("Closed", ", ".join(filter(None, closed))),
            ("Risk accepted until", day(row.risk_accepted_until)),
        ),
        [
            table(
                "Delivery as reported",
                "No delivery was reported.",
                row.delivery_reports,
                {
                    "Date": lambda one: day(one.at),
                    "By": lambda one: one.by.name,
                    "Delivery": lambda one: one.get_delivery_display(),
                    "What was done": lambda one: one.text,
                },
                wide="What was done",
            ),
            table(
                "Verification reviews",
                "No verification was begun.",
                row.reviews,
                {
                    "Begun": lambda one: Words(day(one.begun_at), note=one.begun_by.name),
                    "What is looked into": lambda one: one.note,
                    "Decision": _decision,
                },
                wide="What is looked into",
            ),
            *_evidence_meetings_and_closure(row),
        ],
    )


def _evidence_meetings_and_closure(row: Followed) -> list[Table]:
    return [
        table(
            "Evidence",
            "There is no evidence.",
            row.evidence,
            {
                "Evidence": _piece,
                "What it shows": lambda piece: piece.shows,
                "Dates": _dates,
                "Accepted": lambda piece: Words(
                    day(piece.accepted_on) or "Not yet",
                    note=f"by {piece.accepted_by.name}" if piece.accepted_by else "",
                ),
            },
            wide="What it shows",
        ),
        table(
            "Meetings",
            "It was not taken up at a meeting.",
            row.meetings,
            {
                "Meeting and item": lambda one: _at(one.where),
                "What was done": lambda one: one.done,
                "Minute": lambda one: Words(one.where.minute, note=_minutes(one.where)),
            },
            wide="Minute",
        ),
        table(
            "Closure",
            "Closure was not proposed.",
            reversed(row.closure_requests),
            {
                "Proposed": lambda one: Words(
                    one.get_outcome_display(), note=f"by {one.proposed_by.name}, {day(one.proposed_at)}"
                ),
                "Statement": lambda one: Words(one.statement, note=_successor(one)),
                "Evidence": lambda one: "\n".join(piece.title for piece in one.evidence.all()),
                "Decision": _decision,
            },
            wide="Statement",
        ),
    ]


# --- The words ----------------------------------------------------------------------------------------


def _piece(piece: Evidence) -> Words:
    about = [
        f"by {piece.author}" if piece.author else "",
        piece.address or piece.file_name,
        "the issuer’s confirmation" if piece.is_confirmation else "",
        "replaced by a later version" if hasattr(piece, "replaced_by") else "",
        piece.marking if piece.marking == Marking.OFFICIAL_SENSITIVE else "",
    ]
    return Words(piece.title, reverse("evidence", args=[piece.pk]), ", ".join(filter(None, about)))


def _dates(piece: Evidence) -> Words:
    known = {"Dated": piece.dated_on, "Published": piece.published_on, "Received": piece.received_on}
    dates = "\n".join(f"{word} {day(on)}" for word, on in known.items() if on)
    return Words(dates, note=f"Added by {piece.added_by.name}, {day(piece.added_at)}")


def _named(row: Recommendation | RecommendationEntry, note: str = "") -> Words:
    return Words(row.reference, reverse("recommendation", args=[row.reference]), note)


def _of_report(report: Report) -> str:
    return ", ".join(filter(None, (report.title, day(report.published_on) or report.published_text)))


def _at(where: Place) -> Words:
    note = f"{where.meeting.reference}: {where.item.title}" if where.item else ""
    return Words(where.words, where.address, note)


def _minutes(where: Place) -> str:
    """Where the minutes stand that the minute is part of."""
    minutes = getattr(where.meeting, "minutes", None) if where.minute else None
    return f"Minutes {minutes.get_status_display().lower()}" if minutes else ""


def _decision(request: Decided) -> Words:
    """By whom, when and where, and what was said with it."""
    if request.decision == Decision.OPEN:
        return Words("Waiting for a decision")
    who = f" by {request.decided_by.name}" if request.decided_by else ""
    on = day(request.out_of_meeting_on or request.decided_at)
    where, at = request.where, ""
    if request.out_of_meeting_on:
        at = f"Out of meeting: {request.out_of_meeting_reason}"
    elif where:
        at = f"At {where.words[:1].lower()}{where.words[1:]}" if where.item else f"At meeting {where.words}"
    return Words(
        ", ".join(filter(None, (f"{request.get_decision_display()}{who}", on))),
        where.address if where else "",
        "\n".join(filter(None, (at, request.decision_note))),
    )


def _successor(request: Decided) -> str:
    """What took its place, or who lives with the risk until when."""
    if request.successor is not None:
        return f"Superseded by {request.successor.reference}"
    if request.risk_accepted_until:
        return f"Risk accepted by {request.risk_accepted_by} until {day(request.risk_accepted_until)}"
    return ""
