"""Evidence of an action or a recommendation: a file, of which the kind and the hash are kept, or an address."""

from collections.abc import Sequence

from oversight import context
from oversight.errors import RuleBroken
from oversight.folding import is_blank
from oversight.markings import Marking
from oversight.uploads import Kind, identify, nothing_half_saved, write_file
from recommendations.models import Action, Evidence, Recommendation
from recommendations.operations import actions, recommendations
from recommendations.rules.evidence import require_dates, require_replaceable

# What offices exchange.
ACCEPTED_ENDINGS = (
    ".pdf",
    ".docx",
    ".xlsx",
    ".pptx",
    ".csv",
    ".txt",
    ".png",
    ".jpg",
    ".jpeg",
    ".eml",
    ".msg",
)

# Unsaved rows, each with what was found out of its file.
LookedInto = list[tuple[Evidence, Kind | None]]


def add_evidence(action: Action, *, by, evidence: Evidence) -> None:
    """Add a piece of evidence to an action that is open. Raises RuleBroken where it is not sound."""
    looked_into = look_into_all([evidence])
    said = _said(evidence)
    with nothing_half_saved(), actions.taking("add_evidence", action, by=by, note=said) as locked:
        attach_evidence(locked, looked_into, by=by)


def add_recommendation_evidence(recommendation: Recommendation, *, by, evidence: Evidence) -> None:
    """Add a piece of evidence to a recommendation that is not closed. Raises RuleBroken where it is not sound."""
    looked_into = look_into_all([evidence])
    step, said = "add_recommendation_evidence", _said(evidence)
    with nothing_half_saved(), recommendations.taking(step, recommendation, by=by, note=said) as locked:
        attach_evidence(locked, looked_into, by=by)


def _said(item: Evidence) -> str:
    """What the history says of it: its title, unless fewer people may read that than the history."""
    return item.title if item.marking == Marking.OFFICIAL else f"Marked {item.marking}"


def look_into_all(evidence: Sequence[Evidence]) -> LookedInto:
    """To be asked before anything is locked: reading a file takes its time."""
    return [(item, look_into(item)) for item in evidence]


def look_into(item: Evidence) -> Kind | None:
    """What the file of an unsaved Evidence really is; None of an address.

    Raises RuleBroken unless it has a title, either an address or a sound file of an accepted kind, and dates
    that can be.
    """
    if is_blank(item.title):
        raise RuleBroken("Give the evidence a title.", field="evidence_title")
    if bool(item.file) == bool(item.address):
        raise RuleBroken("Give either a file or an address as evidence.", field="evidence_address")
    require_dates(
        dated_on=item.dated_on,
        published_on=item.published_on,
        received_on=item.received_on,
        today=context.today(),
    )
    if not item.file:
        return None
    return identify(
        item.file, accepted=ACCEPTED_ENDINGS, as_what="as evidence", field="evidence_file", is_bound=False
    )


def attach_evidence(of: Action | Recommendation, looked_into: LookedInto, *, by) -> list[Evidence]:
    """Save new evidence on the locked record; all it now holds, without what was replaced.

    To be called within `nothing_half_saved`.
    """
    kind_of = "action" if isinstance(of, Action) else "recommendation"
    for item, kind in looked_into:
        require_replaceable(item, of)
        setattr(item, kind_of, of)
        item.added_by = by
        item.received_on = item.received_on or context.today()
        if kind is not None:
            write_file(item, item.file, kind)
        item.save()
    return list(of.evidence.filter(replaced_by__isnull=True))


def accept_evidence(evidence, *, by) -> None:
    """The evidence a closure rests on is accepted with it."""
    evidence.filter(accepted_by__isnull=True).update(accepted_by=by, accepted_on=context.today())
