"""Nobody answers for what they may not read (rules.md section 10): refused when it is set, when a marking is raised and
when the permission is taken away.

Each function here follows an Event (the port `follows`), inside its transaction, so that it binds every channel.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from boards.models import AgendaItem, Board, Decision, Meeting, Membership, Paper, Person
from boards.rules.access import READS_SENSITIVE, reads_as_far_as
from boards.rules.agenda import why_closed
from boards.rules.roles import PRESIDING, Seat
from oversight import context
from oversight.errors import RuleBroken
from oversight.markings import Marking, highest
from oversight.models import Event
from oversight.ports import offered

# Seats that answer for all that a board holds.
ANSWERING = (*PRESIDING, Seat.SECRETARY)
HOW = "An administrator can let them read it, on their page."


def is_touched(event: Event, *names: str) -> bool:
    """Whether the change was of a marking, or of one of these columns; what is new touches all it is filled with."""
    return not event.after.keys().isdisjoint(("marking", *names))


def require_reads(person: Person | None, markings: Iterable[str], called: str, field: str) -> None:
    """Raise RuleBroken where the person, who is to be `called` so, may not read what is marked like this."""
    marking = highest(markings)
    if person is not None and not reads_as_far_as(person, marking):
        raise RuleBroken(
            f"{person} may not read what is {marking}, so they cannot be {called}. {HOW}", field=field
        )


def require_board_reads(boards: Iterable[Board], marking: str, *, field: str = "marking") -> None:
    """Raise RuleBroken where the chair, a deputy chair or the secretary of one of the boards may not read this."""
    if marking == Marking.OFFICIAL:
        return
    seats = _answering(context.today()).filter(board__in=[board.pk for board in boards])
    lacking = seats.exclude(READS_SENSITIVE).select_related("person", "board").order_by("pk").first()
    if lacking is not None:
        seat = lacking.get_seat_display().lower()
        raise RuleBroken(
            f"{lacking.person}, {seat} of {lacking.board}, may not read what is {marking}. {HOW}", field=field
        )


def _answering(today: date) -> Any:
    """The seats that answer for all a board holds, today or later."""
    return Membership.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), seat__in=ANSWERING)


# --- What follows an Event ----------------------------------------------------------------------------


def follow_meeting(meeting: Meeting, event: Event) -> None:
    """Who chairs it, who leads its items, and who answers for its board read it."""
    if meeting.marking == Marking.OFFICIAL or not is_touched(event, "chaired_by", "board"):
        return
    require_reads(meeting.chaired_by, [meeting.marking], "who chairs this meeting", "chaired_by")
    for item in meeting.agenda_items.filter(lead__isnull=False).select_related("lead"):
        require_reads(item.lead, [meeting.marking], f"lead of item {item.number} of this meeting", "marking")
    require_board_reads([meeting.board], meeting.marking)


def follow_item(item: AgendaItem, event: Event) -> None:
    """Who leads it is asked of the operation (agenda.py). Once the agenda is closed, the marking comes first."""
    if item.marking != Marking.OFFICIAL and is_touched(event) and not why_closed(item.meeting):
        require_board_reads([item.meeting.board], item.marking)


def follow_paper(paper: Paper, event: Event) -> None:
    if paper.marking != Marking.OFFICIAL and is_touched(event):
        require_board_reads([paper.meeting.board], paper.marking)


def follow_decision(decision: Decision, event: Event) -> None:
    if decision.marking != Marking.OFFICIAL and is_touched(event, "decision_maker", "board"):
        require_reads(
            decision.decision_maker, [decision.marking], "who takes this decision", "decision_maker"
        )
        require_board_reads([decision.board], decision.marking)


def follow_membership(membership: Membership, event: Event) -> None:
    """Nobody is made chair, deputy chair or secretary of a board that holds what they may not read."""
    if not _answering(context.today()).filter(pk=membership.pk).exists():
        return
    if reads_as_far_as(membership.person, Marking.OFFICIAL_SENSITIVE) or not _holds_marked(membership.board):
        return
    seat = membership.get_seat_display().lower()
    raise RuleBroken(
        f"{membership.board} holds what is {Marking.OFFICIAL_SENSITIVE}, which {membership.person} may not read, "
        f"so they cannot be its {seat}. {HOW}",
        field="person",
    )


def _holds_marked(board: Board) -> bool:
    return any(any(of_app) for of_app in offered("holds_marked", board))


def follow_person(person: Person, event: Event) -> None:
    """The permission is not taken from somebody who answers for what is so marked."""
    if event.after.get("clearance") != Marking.OFFICIAL or not event.before.get("clearance"):
        return
    answers = [said for of_app in offered("answers_for_marked", person) for said in of_app]
    if answers:
        said = "; ".join(answers)
        raise RuleBroken(
            f"{person} answers for what is {Marking.OFFICIAL_SENSITIVE}: {said}. Give that to somebody else first.",
            field="clearance",
        )


# --- What boards offer to these rules -----------------------------------------------------------------


def holds_marked(board: Board) -> Iterator[bool]:
    """Whether the board holds anything that is marked, one kind of record after the other."""
    marked = Marking.OFFICIAL_SENSITIVE
    yield Meeting.objects.filter(board=board, marking=marked).exists()
    yield AgendaItem.objects.filter(meeting__board=board, marking=marked).exists()
    yield Paper.objects.filter(meeting__board=board, marking=marked).exists()
    yield Decision.objects.filter(board=board, marking=marked).exists()


def answers_for_marked(person: Person) -> Iterator[str]:
    """What of boards the person answers for that is marked, in words."""
    today = context.today()
    for seat in _answering(today).filter(person=person.pk).select_related("board"):
        if _holds_marked(seat.board):
            yield f"they are {seat.get_seat_display().lower()} of {seat.board}"
    coming = Meeting.objects.coming(today)
    marked = Q(marking=Marking.OFFICIAL_SENSITIVE) | Q(meeting__marking=Marking.OFFICIAL_SENSITIVE)
    if AgendaItem.objects.filter(marked, lead=person.pk, meeting__in=coming.order_by().values("pk")).exists():
        yield "they lead an item of a meeting to come"
    if coming.filter(chaired_by=person.pk, marking=Marking.OFFICIAL_SENSITIVE).exists():
        yield "they chair a meeting to come"
