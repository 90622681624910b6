"""The response to a report as a document for publication: each recommendation with what is done, or why nothing is.

Police Act 1996 s.55 (rules.md section 1): MOPAC's comments, the Commissioner's and any reply are published, with an
explanation for each recommendation. What may stand in it is said by rules/publication.py. Draft until the response is
recorded as published.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from oversight.documents.words import Facts, Words, day, facts, marks
from oversight.roles import READS_ALL
from recommendations.line.document import published_words
from recommendations.line.parts import in_order
from recommendations.models import Action, Recommendation, Report
from recommendations.rules import publication, responses, statutory
from recommendations.rules.closure import Decision
from recommendations.rules.publication import Treatment

# For readers who may see fewer actions than others.
NOT_ALL = "This copy holds the actions that you may see; there may be others."


@dataclass(frozen=True)
class Answer:
    """One recommendation and what is answered."""

    reference: str
    title: str
    depth: int
    marks: list[str]
    asks: str
    response: str
    explanation: str
    # Instead of an explanation that is still to come.
    lacking: str
    commissioner_comment: str
    actions: list[Words]


@dataclass(frozen=True)
class Document:
    report: Report
    title: str
    as_at: datetime
    is_draft: bool
    is_illustrative: bool
    facts: Facts
    # Heading -> what was said, of those that were.
    comments: list[tuple[str, str]]
    answers: list[Answer] = field(default_factory=list)
    # Sentences: what is still to come, and what was left out.
    notes: list[str] = field(default_factory=list)


def of(report: Report, user, now: datetime) -> Document | None:
    """The document as at now; None where the report is not for publication, so that there is none. A few queries."""
    today = timezone.localdate(now)
    if not publication.publishes(report) or is_restricted_away(report):
        return None
    actions = Action.objects.visible_to(user, today).entered().select_related("board").order_by("reference")
    rows = in_order(
        Recommendation.objects.visible_to(user, today)
        .entered()
        .filter(report=report)
        .select_related("lead_board")
        .prefetch_related(Prefetch("actions", actions, to_attr="answers"))
        .order_by("position", "reference")
    )
    known = {row.pk: row for row in rows}
    treated = {row.pk: publication.of_recommendation(row, known) for row in rows}
    shown = [row for row in rows if treated[row.pk] is Treatment.SHOWN]
    answering = {action.pk: publication.of_action(action) for row in shown for action in row.answers}
    asking = _among(shown, responses.to_be_explained(afis=settings.AFIS_NEED_EXPLANATION))
    lacking = _among(asking, responses.unexplained(afis=settings.AFIS_NEED_EXPLANATION))
    is_draft = report.comments_published_on is None
    return Document(
        report=report,
        title=f"{'Draft response' if is_draft else 'Response'} to {report.title}",
        as_at=now,
        is_draft=is_draft,
        is_illustrative=any(row.is_illustrative for row in (report, *shown)),
        facts=_facts(
            report, sum(not row.limb for row in rows if treated[row.pk] is not Treatment.NOT_COUNTED), today
        ),
        comments=[
            (title, text)
            for title, text in (
                ("The Commissioner’s comments", report.commissioner_comments),
                ("MOPAC’s comments", report.mopac_comments),
                ("MOPAC’s reply to the Commissioner’s comments", report.mopac_reply),
            )
            if text
        ],
        answers=[_answer(row, answering, row in lacking) for row in shown],
        notes=list(
            filter(
                None,
                (
                    _still_to_come(lacking, len(asking)),
                    _left_out([*treated.values()], [*answering.values()]),
                    NOT_ALL if user.role not in READS_ALL else "",
                ),
            )
        ),
    )


def is_restricted_away(report: Report) -> bool:
    """Whether restricted boards alone oversee it."""
    overseeing = [board.is_restricted for board in report.boards.all()]
    return bool(overseeing) and all(overseeing)


def _among(rows: Sequence[Recommendation], condition: Q) -> list[Recommendation]:
    """Those of the rows of which a rule holds, in their order."""
    keys = [row.pk for row in rows]
    held = set(Recommendation.objects.filter(condition, pk__in=keys).order_by().values_list("pk", flat=True))
    return [row for row in rows if row.pk in held]


def _facts(report: Report, recorded: int, today: date) -> Facts:
    due, published = report.response_due_on, report.comments_published_on
    how = statutory.in_words(report.statutory_basis, report.published_on, report.term_text)
    counted = report.recommendation_count
    late = statutory.days_late(due, published, today)
    return facts(
        ("Publisher", report.publisher_name),
        ("Report published", day(report.published_on) or report.published_text),
        ("Recommendations", f"{recorded} of {counted} recorded" if counted else ""),
        ("Statutory basis", report.get_statutory_basis_display()),
        ("Last day for the response", Words(day(due) or "None", note=how)),
        ("More time granted", _more_time(report)),
        ("Response published", Words(published_words(report), note=report.comments_published_where)),
        ("Commissioner’s comments received", day(report.comments_received_on)),
        ("Copies sent to", report.copied_to),
        ("Past its last day", f"{late} day{'s' if late > 1 else ''}" if published is None and late else ""),
    )


def _more_time(report: Report) -> list[Words]:
    """Extensions the issuer granted; what else was asked is no part of the response."""
    granted = [one for one in report.extensions.all() if one.decision == Decision.AGREED]
    return [
        Words(f"Until {day(one.new_due_on)}", note=f"Applied for on {day(one.applied_on)}") for one in granted
    ]


def _answer(row: Any, answering: dict[int, Treatment], is_lacking: bool) -> Answer:
    number = f"{row.get_type_display()} {row.publisher_number}".strip()
    title = f"{number} ({row.reference})" if row.publisher_number else f"{number} {row.reference}"
    return Answer(
        reference=row.reference,
        title=f"Part ({row.letter}) of it ({row.reference})" if row.limb else title,
        depth=row.depth,
        marks=marks(row),
        asks=row.summary,
        response=row.get_response_display() or "No response recorded yet",
        explanation=row.response_explanation,
        lacking="The explanation is still to come." if is_lacking else "",
        commissioner_comment=row.commissioner_comment,
        actions=[
            Words(
                action.reference,
                reverse("action", args=[action.reference]),
                f"{action.title}; {_due(action)}",
            )
            for action in row.answers
            if answering[action.pk] is Treatment.SHOWN
        ],
    )


def _due(action: Action) -> str:
    if not action.is_open:
        return f"{action.get_status_display().lower()} on {day(action.closed_on)}" if action.closed_on else ""
    return f"due {day(action.due_on)}" if action.due_on else "no due date"


def _still_to_come(lacking: Sequence[Recommendation], of_how_many: int) -> str:
    if not lacking:
        return ""
    named = get_text_list([row.reference for row in lacking], "and")
    return f"The explanation is still to come for {len(lacking)} of {of_how_many}: {named}."


def _left_out(of_recommendations: list[Treatment], of_actions: list[Treatment]) -> str:
    """How much is not for publication; what nobody may know of is not counted."""
    counts = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for word, found in (("recommendation", of_recommendations), ("action", of_actions))
        if (count := found.count(Treatment.LEFT_OUT))
    ]
    return f"Left out, since it is not for publication: {get_text_list(counts, 'and')}." if counts else ""


def as_data(found: Document) -> dict[str, Any]:
    """As templates/documents/response.typ takes it."""
    return {
        "title": found.title,
        "board": "Mayor’s Office for Policing And Crime",
        "marking": "OFFICIAL",
        "is_draft": found.is_draft,
        "is_illustrative": found.is_illustrative,
        "as_at": f"As at {day(found.as_at)}.",
        "facts": [[key, [vars(value) for value in values]] for key, values in found.facts],
        "comments": found.comments,
        "notes": found.notes,
        "answers": [
            vars(answer) | {"actions": [vars(one) for one in answer.actions]} for answer in found.answers
        ],
    }
