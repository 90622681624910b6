"""Adding evidence to an action: a file, of which the kind and the hash are kept, or an address."""

from django.utils import timezone

from oversight.errors import RuleBroken
from oversight.uploads import Kind, identify, write_file
from recommendations.models import Action, Evidence

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


def look_into(item: Evidence) -> Kind | None:
    """What the file of an unsaved Evidence really is; None of an address. To be asked before anything is locked.

    Raises RuleBroken unless it has a title and either an address or a sound file of an accepted kind.
    """
    if not item.title.strip():
        raise RuleBroken("Give the evidence a title.", field="evidence_title")
    if bool(item.file) == bool(item.address):
        raise RuleBroken("Give either a file or an address as evidence.", field="evidence_address")
    if not item.file:
        return None
    return identify(item.file, accepted=ACCEPTED_ENDINGS, as_what="as evidence", field="evidence_file")


def add_evidence(action: Action, item: Evidence, kind: Kind | None, *, by) -> Evidence:
    """Save an unsaved Evidence on the action, with what was found out of its file.

    To be called within `nothing_half_saved`.
    """
    item.action = action
    item.added_by = by
    item.received_on = item.received_on or timezone.localdate()
    if kind is not None:
        write_file(item, item.file, kind)
    item.save()
    return item
