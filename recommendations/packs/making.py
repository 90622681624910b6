"""Making a pack: claimed first, set and bound, kept. Safe to run twice, or at once by two workers."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import IO, Any

from billiard.exceptions import SoftTimeLimitExceeded

from boards.models import PaperVersion
from boards.operations import note_bound
from oversight import context
from oversight.content_types import CONTENT_TYPES
from oversight.documents import Bookmark, Bound, Part, PartFailed, bind, typeset
from oversight.documents.words import day
from recommendations.models import Pack
from recommendations.operations import packs as operations
from recommendations.packs.contents import Contents, Held, contents

log = logging.getLogger(__name__)

WHERE = "Open it in the register, on the page of the meeting."
NOT_PDF = f"This paper is not a PDF or a picture, so that it is not bound into the pack.\n\n{WHERE}"
NOT_BOUND = f"The file of this paper could not be bound into the pack: it {{}}\n\n{WHERE}"
NOT_HELD = "No file of this paper is held in the register."

# Sections of templates/documents/pack.typ; the sheets follow.
COVER, AGENDA, ACTIONS, FIRST_SHEET = range(4)


def make(pk: int) -> Pack.Status | None:
    """Make the pack, unless somebody else has it or it is made: then None."""
    claim = operations.take_up(pk, context.now())
    if claim is None:
        return None
    try:
        found = contents(claim.pack.meeting, claim.pack.clearance, context.now())
        if not operations.require_fresh(claim, found.fingerprint, found.parts):
            return Pack.Status.FAILED
        failed: dict[int, str] = {}
        bound = bound_of(found, lambda done: operations.note_progress(claim, done), failed)
        kept = operations.keep(claim, bound.content, bound.pages)
        if kept:
            _say_what_failed(found, failed)
        return kept
    except SoftTimeLimitExceeded:
        log.warning("packs: not made in time", extra={"pack": pk})
        return operations.give_up(claim, "It took too long to make.")
    except Exception:
        log.exception("packs: could not be made", extra={"pack": pk})
        return operations.give_up(claim, "Something in it could not be put together.")


def _say_what_failed(found: Contents, failed: Mapping[int, str]) -> None:
    """Let the papers themselves say so, wherever they are shown."""
    for held in found.papers:
        if held.version is not None and held.is_bound:
            note_bound(held.version, failed.get(held.paper.pk, ""))


def bound_of(
    found: Contents,
    progress: Callable[[int], None] = lambda done: None,
    failed: dict[int, str] | None = None,
) -> Bound:
    """The pack as one PDF. A paper that cannot be bound is replaced by a sheet that says so, and all begins again.

    What failed is put into `failed`: the paper's key, and why, as a sentence without its subject.
    """
    failed = {} if failed is None else failed
    while True:
        sheets: list[dict[str, Any]] = []
        parts = [Part(section=COVER), Part(section=AGENDA), Part(section=ACTIONS)]
        for held in found.papers:
            version = held.version
            if version is not None and held.is_bound and held.paper.pk not in failed:
                is_picture = version.content_type != CONTENT_TYPES[".pdf"]
                parts.append(Part(key=held.paper.pk, is_picture=is_picture, open=partial(_opened, version)))
            else:
                parts.append(Part(section=FIRST_SHEET + len(sheets)))
                sheets.append(_sheet(held, failed.get(held.paper.pk, "")))
        try:
            return bind(
                typeset("pack", found.data | {"sheets": sheets}),
                parts,
                _bookmarks(found),
                title=found.title,
                label=found.label,
                marking=found.marking,
                progress=progress,
            )
        except PartFailed as error:
            if isinstance(error.why, SoftTimeLimitExceeded):
                raise error.why from None
            log.warning("packs: a paper could not be bound: %s", error, extra={"paper": error.key})
            failed[error.key] = _why(error)


def _why(error: PartFailed) -> str:
    if isinstance(error.why, FileNotFoundError):
        return "is missing from where the register keeps files: bring it again."
    return error.said or "cannot be read: it is damaged. Bring it again."


def _opened(version: PaperVersion) -> IO[bytes]:
    return version.file.storage.open(str(version.file.name))


def _sheet(held: Held, failed: str) -> dict[str, Any]:
    version = held.version
    facts = [["Marking", held.paper.marking], ["Author", str(held.paper.author or "")]]
    if version is not None:
        facts += [
            ["File", version.file_name],
            ["Version", str(version.number)],
            ["Received", day(version.received_at)],
        ]
    why = NOT_HELD if version is None else NOT_BOUND.format(failed) if failed else NOT_PDF
    return {"title": held.title, "why": why, "facts": facts}


def _bookmarks(found: Contents) -> list[Bookmark]:
    """Agenda, then every item with its papers below it; an item without papers leads to the agenda."""
    lines = [Bookmark("Agenda", AGENDA)]
    part = ACTIONS + 1
    if not any(item.is_minutes_and_actions for item, _ in found.by_item):
        lines.append(Bookmark("Minutes and actions", ACTIONS))
    for item, papers in found.by_item:
        below = [Bookmark(held.title, part + place) for place, held in enumerate(papers)]
        start = ACTIONS if item.is_minutes_and_actions else part if papers else AGENDA
        lines.append(Bookmark(f"{item.number}. {item.title}", start, below))
        part += len(papers)
    if found.others:
        below = [Bookmark(held.title, part + place) for place, held in enumerate(found.others)]
        lines.append(Bookmark("Papers under no item", part, below))
    return lines
