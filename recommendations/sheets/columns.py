"""The columns of a spreadsheet, one row each: header, how it is written and read, what changes it if no import does.

The one table for export, import, the guide on the page and the tests. A column without a reader is shown only: on
import it has to say what the register holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from oversight.markings import Marking
from recommendations.models import Action, Recommendation
from recommendations.rules import date_changes, rating
from recommendations.rules.deadlines import DeadlineBasis
from recommendations.rules.due_dates import DueBasis
from recommendations.rules.vocabulary import RecommendationType, Standing
from recommendations.sheets.cells import joined


class Read(StrEnum):
    """How a cell is read (sheets/values.py)."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    ORGANISATION = "organisation"
    ORGANISATIONS = "organisations"
    BOARD = "board"
    BOARDS = "boards"
    PERSON = "person"
    REPORT = "report"
    PARENT = "parent"
    RECOMMENDATIONS = "recommendations"


@dataclass(frozen=True)
class Column:
    """One column. `name` is the field's; `also` are other headers people give it.

    `once`: what changes it later, where it is given with a new row alone. `shown`: why it is not read at all.
    """

    name: str
    header: str
    write: Callable[[Any], Any]
    read: Read | None = None
    is_needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    once: str = ""
    shown: str = ""
    # Written and never read: what it says changes by itself from one day to the next.
    is_passed_over: bool = False
    also: tuple[str, ...] = ()
    width: int = 18


def _of(name: str) -> Callable[[Any], Any]:
    return lambda record: getattr(record, name)


def _label(name: str) -> Callable[[Any], Any]:
    return lambda record: getattr(record, f"get_{name}_display")()


def _name(name: str) -> Callable[[Any], Any]:
    return lambda record: getattr(getattr(record, name), "name", None)


def _reference(name: str) -> Callable[[Any], Any]:
    return lambda record: getattr(getattr(record, name), "reference", None)


def _each(name: str, of: str) -> Callable[[Any], Any]:
    """Those of several that the reader sees, gathered by the kind of spreadsheet (sheets/sheet_types.py)."""
    return lambda record: joined([getattr(one, of) for one in getattr(record, f"seen_{name}")])


def _choice(name: str, header: str, choices, **given: Any) -> Column:
    return Column(name, header, _label(name), Read.CHOICE, choices=tuple(choices), **given)


def _text(name: str, header: str, **given: Any) -> Column:
    return Column(name, header, _of(name), Read.TEXT, **given)


def _shown(name: str, header: str, why: str, write: Callable[[Any], Any] | None = None) -> Column:
    return Column(name, header, write or _of(name), shown=why)


# --- Actions -------------------------------------------------------------------------------------

BY_REQUEST = "The due date moves by an agreed request alone."
BY_STEPS = "It moves by the steps of the action alone."
BY_CLOSURE = "It is recorded when closure is agreed."
WORKED_OUT = "It is worked out, not entered."
SET_ONCE = "It is given when the action is set and stays."

ACTION_COLUMNS = (
    _text("reference", "Reference", also=("Ref", "Action reference", "Action ref", "ID")),
    _text("title", "Title", is_needed=True, also=("Action", "What"), width=50),
    Column(
        "board",
        "Board",
        _name("board"),
        Read.BOARD,
        is_needed=True,
        once=SET_ONCE,
        also=("Followed by", "Group"),
        width=30,
    ),
    Column(
        "recommendations",
        "Recommendations",
        _each("recommendations", "reference"),
        Read.RECOMMENDATIONS,
        also=("Recommendation", "Serves"),
        width=24,
    ),
    Column(
        "owner_organisation",
        "Owner organisation",
        _name("owner_organisation"),
        Read.ORGANISATION,
        is_needed=True,
        also=("Organisation", "Owning organisation", "Force"),
        width=30,
    ),
    Column(
        "owner", "Owner", _name("owner"), Read.PERSON, also=("Owned by", "Lead", "Action owner"), width=24
    ),
    _text("complete_when", "Complete when", is_needed=True, also=("Success criteria", "Done when"), width=50),
    Column(
        "set_on",
        "Set on",
        _of("set_on"),
        Read.DAY,
        is_needed=True,
        once=SET_ONCE,
        also=("Date set", "Opened"),
    ),
    _choice("due_basis", "Due basis", DueBasis.choices, once=BY_REQUEST),
    Column(
        "due_on", "Due date", _of("due_on"), Read.DAY, once=BY_REQUEST, also=("Due", "Due on", "Deadline")
    ),
    Column(
        "due_meeting_of",
        "Due at next meeting of",
        _name("due_meeting_of"),
        Read.BOARD,
        once=BY_REQUEST,
        also=("Next meeting of",),
    ),
    _shown("first_due_on", "First due date", "The first due date never changes."),
    _shown("moves", "Times moved", BY_REQUEST),
    _shown("days_moved", "Days moved in all", BY_REQUEST, lambda action: date_changes.of(action).days),
    _shown("status", "Status", BY_STEPS, _label("status")),
    _shown("track", "Reported as", "It is what the last progress report says.", _label("track")),
    Column(
        "rating",
        "Rating",
        lambda action: rating.in_words(rating.of(action), action.as_at),
        shown=WORKED_OUT,
        is_passed_over=True,
    ),
    _shown("outcome", "Outcome", BY_CLOSURE, _label("outcome")),
    _shown("closed_on", "Closed on", BY_STEPS),
    Column(
        "update_every_days",
        "Update expected every (days)",
        _of("update_every_days"),
        Read.NUMBER,
        also=("Update every",),
    ),
    _choice("marking", "Marking", Marking.choices, also=("Protective marking", "Classification")),
    Column("is_publishable", "Publishable", _of("is_publishable"), Read.YES_NO),
    _text("note", "Note", also=("Notes", "Comment", "Comments"), width=40),
)

# --- Recommendations -----------------------------------------------------------------------------

RESPONDED = "The response and its explanation are recorded by a step of their own."
DELIVERED = "It moves by the steps of the recommendation alone."

RECOMMENDATION_COLUMNS = (
    _text("reference", "Reference", also=("Ref", "Our reference", "ID")),
    Column(
        "report",
        "Report",
        _reference("report"),
        Read.REPORT,
        is_needed=True,
        once="A recommendation stays with its report.",
        also=("Report reference",),
        width=24,
    ),
    _choice("type", "Type", RecommendationType.choices, also=("Kind",)),
    Column(
        "parent",
        "Part of",
        lambda record: getattr(record.seen_parent, "reference", None),
        Read.PARENT,
        also=("Parent", "Cause of concern"),
    ),
    _text("limb", "Limb", also=("Letter",), width=8),
    Column("position", "Position", _of("position"), Read.NUMBER, also=("Order",), width=8),
    _text("publisher_number", "Publisher's number", also=("Number", "No", "No.", "Recommendation number")),
    _text("publisher_number_standing", "How the number is known"),
    _text("publisher_identifier", "Publisher's identifier", also=("Identifier",)),
    _text(
        "summary",
        "What it asks",
        is_needed=True,
        also=("Summary", "Recommendation", "Wording", "Text"),
        width=60,
    ),
    Column(
        "addressed_to",
        "Addressed to",
        _each("addressed_to", "name"),
        Read.ORGANISATIONS,
        also=("Addressee", "To", "For"),
        width=30,
    ),
    _text("addressed_to_text", "Addressed to, as text"),
    _text(
        "deadline_text",
        "Deadline as published",
        also=("Deadline text", "Due", "By when", "Timescale"),
        width=24,
    ),
    _choice("deadline_basis", "Deadline basis", DeadlineBasis.choices, also=("Basis",)),
    Column(
        "deadline_on", "Deadline", _of("deadline_on"), Read.DAY, also=("Deadline date", "Due date", "Due on")
    ),
    _text("deadline_condition", "Condition"),
    _text("theme", "Theme"),
    Column("lead_board", "Lead board", _name("lead_board"), Read.BOARD, also=("Board",), width=30),
    Column("boards", "Other boards", _each("boards", "name"), Read.BOARDS, also=("Boards",), width=30),
    _shown("response", "Response", RESPONDED, _label("response")),
    _shown("response_explanation", "Explanation", RESPONDED),
    _shown("commissioner_comment", "The Commissioner's comment", RESPONDED),
    _shown("delivery", "Delivery", DELIVERED, _label("delivery")),
    _shown("verification", "Verification", DELIVERED, _label("verification")),
    _shown("outcome", "Outcome", BY_CLOSURE, _label("outcome")),
    _shown("closed_on", "Closed on", BY_CLOSURE),
    _choice("standing", "Standing", Standing.choices),
    _text("standing_note", "About the standing"),
    _choice("marking", "Marking", Marking.choices, also=("Protective marking", "Classification")),
    Column("is_publishable", "Publishable", _of("is_publishable"), Read.YES_NO),
    _text("note", "Note", also=("Notes", "Comment", "Comments"), width=40),
    _text("sources", "Sources", also=("Source",), width=40),
)

COLUMNS: dict[type, tuple[Column, ...]] = {Action: ACTION_COLUMNS, Recommendation: RECOMMENDATION_COLUMNS}
