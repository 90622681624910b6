"""Nobody answers for what they may not read (boards/operations/need_to_know.py): actions, recommendations, reports."""

from collections.abc import Iterator

from boards.models import Board, Organisation, Person
from boards.operations.need_to_know import is_touched, require_board_reads, require_reads
from oversight.markings import Marking
from oversight.models import Event
from recommendations.models import Action, Evidence, Recommendation, Report
from recommendations.rules.access import overseers


def follow_action(action: Action, event: Event) -> None:
    """Who owns it and who answers for its board read it."""
    if action.marking != Marking.OFFICIAL and is_touched(event, "owner", "board"):
        require_reads(action.owner, [action.marking], "the owner of this action", "owner")
        require_board_reads([action.board], action.marking)


def follow_recommendation(recommendation: Recommendation, event: Event) -> None:
    if recommendation.marking != Marking.OFFICIAL and is_touched(event, "lead_board", "report"):
        require_board_reads(overseers(recommendation), recommendation.marking)


def follow_report(report: Report, event: Event) -> None:
    if report.marking != Marking.OFFICIAL and is_touched(event, "boards"):
        require_board_reads(report.boards.all(), report.marking)


def follow_organisation(organisation: Organisation, event: Event) -> None:
    """Nobody is made lead of an organisation that owns an open action they may not read.

    An action that is marked while its organisation has such a lead is not refused: where it has no owner either, it
    stands in the list of what no reminder reaches.
    """
    if organisation.lead is None or not event.after.get("lead"):
        return
    owned = Action.objects.open().filter(
        owner_organisation=organisation.pk, marking=Marking.OFFICIAL_SENSITIVE
    )
    if owned.exists():
        called = f"lead of {organisation}, which owns an open action that is so marked"
        require_reads(organisation.lead, [Marking.OFFICIAL_SENSITIVE], called, "lead")


def holds_marked(board: Board) -> Iterator[bool]:
    """Whether the board holds anything that is marked, one kind of record after the other."""
    marked = Marking.OFFICIAL_SENSITIVE
    yield Action.objects.filter(board=board, marking=marked).exists()
    yield Recommendation.objects.filter(lead_board=board, marking=marked).exists()
    yield Report.objects.filter(boards=board, marking=marked).exists()
    yield Evidence.objects.filter(action__board=board, marking=marked).exists()


def answers_for_marked(person: Person) -> Iterator[str]:
    """What of actions the person answers for that is marked, in words."""
    marked = Action.objects.open().filter(marking=Marking.OFFICIAL_SENSITIVE)
    if marked.filter(owner=person.pk).exists():
        yield "they own an open action"
    if marked.filter(owner_organisation__lead=person.pk).exists():
        yield "they are lead of an organisation that owns an open action"
