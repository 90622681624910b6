"""Papers of a meeting: added, superseded by a new version, corrected, withdrawn. No version is ever lost.

A file is looked into before anything is locked; what it really is, its hash and whether it is late are recorded
with it. Where anything fails neither rows nor files stay.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Max
from django.utils import timezone

from boards.models import AgendaItem, Meeting, Organisation, Paper, PaperVersion
from boards.operations.keeping import lock_meeting, require_keeper
from boards.rules import papers
from boards.rules.paper_workflow import PAPERS
from oversight import context, operations
from oversight.errors import RuleBroken, WrongState
from oversight.operations import ExtraChanges, record_event, snapshot
from oversight.plain_records import amend_record
from oversight.steps import require_reason
from oversight.uploads import Kind, identify, nothing_half_saved, write_file

# What may be corrected directly; files come as versions, and a paper stays with its meeting.
AMENDABLE = ("title", "agenda_item", "author", "order", *papers.HANDLING)

taking = partial(operations.taking, PAPERS)


def add_paper(
    meeting: Meeting,
    *,
    by,
    title: str,
    file: File,
    agenda_item: AgendaItem | None = None,
    author: Organisation | None = None,
    order: int | None = None,
    marking: str = "",
    is_publishable: bool = False,
    received_on: date | None = None,
    is_illustrative: bool = False,
) -> Paper:
    """Bring a paper to a meeting, under an item or to the meeting as a whole; last of that item unless `order` says.

    Marked as its board usually marks, unless `marking` says. `received_on` is for papers that came before they
    were entered. Raises NotAllowed, WrongState, RuleBroken.
    """
    now = context.now()
    require_takes_papers(meeting, by)
    papers.require_title(title)
    papers.require_received(received_on, timezone.localdate(now))
    marking = marking or meeting.board.default_marking
    _require_marking(marking)
    kind = look_into(file)
    with nothing_half_saved():
        locked = lock_meeting(meeting.pk)
        require_takes_papers(locked, by)
        item = None if agenda_item is None else AgendaItem.objects.get(pk=agenda_item.pk)
        papers.require_item(item, locked)
        paper = Paper(
            meeting=locked,
            agenda_item=item,
            title=title.strip(),
            author=author,
            order=_next_order(locked, item) if order is None else order,
            marking=marking,
            is_publishable=is_publishable,
            is_illustrative=is_illustrative,
        )
        paper.save()
        version = _save_version(paper, file, kind, number=1, received_on=received_on, now=now, by=by)
        record_event(paper, step="add_paper", by=by, after=snapshot(paper) | _version_in_words(version))
    return paper


def add_version(paper: Paper, *, by, file: File, received_on: date | None = None) -> PaperVersion:
    """Supersede a paper's latest version; the earlier ones stay. Raises NotAllowed, WrongState, RuleBroken."""
    now, kind = context.now(), look_into(file)
    extra: ExtraChanges = ({}, {})
    with nothing_half_saved():
        lock_meeting(paper.meeting_id)
        with taking("add_version", paper, by=by, extra=extra) as locked:
            papers.require_received(received_on, timezone.localdate(now))
            latest = locked.versions.order_by("-number").first()
            if latest is not None:
                papers.require_another(kind.sha256, [latest.sha256])
                extra[0].update(_version_in_words(latest))
            number = latest.number + 1 if latest is not None else 1
            version = _save_version(
                locked, file, kind, number=number, received_on=received_on, now=now, by=by
            )
            extra[1].update(_version_in_words(version))
    return version


def amend_paper(paper: Paper, *, by, changes: Mapping[str, Any]) -> Paper:
    """Correct what stands on a paper. How it is handled may be set right at any time, the rest while papers are taken.

    Raises NotAllowed, WrongState, RuleBroken.
    """
    if unknown := set(changes) - set(AMENDABLE):
        raise RuleBroken(f"Not to be changed directly: {', '.join(sorted(unknown))}.")

    def check(locked: Paper) -> None:
        if set(changes) <= set(papers.HANDLING):
            require_keeper(by, locked.meeting.board)
        else:
            require_takes_papers(locked.meeting, by)
            _refuse(papers.withdrawn(locked))
        papers.require_title(locked.title)
        _require_marking(locked.marking)
        if "agenda_item" in changes:
            papers.require_item(locked.agenda_item, locked.meeting)

    return amend_record(paper, by=by, changes=changes, step="amend_paper", check=check)


def withdraw_paper(paper: Paper, *, by, reason: str) -> None:
    """Take a paper from its readers without losing it: it stays with those who keep the board, and with auditors.

    Raises NotAllowed, WrongState, RuleBroken.
    """
    require_reason(reason)
    with taking("withdraw_paper", paper, by=by, note=reason) as locked:
        locked.withdrawn_at, locked.withdrawn_reason = context.now(), reason


def note_bound(version: PaperVersion, why_not: str) -> None:
    """What became of a version in the latest pack: why it could not be bound, or nothing. Records no Event: no person
    did it, and its paper stands as it was."""
    PaperVersion.objects.filter(pk=version.pk).exclude(not_bound=why_not).update(not_bound=why_not)


def look_into(file: File) -> Kind:
    """What the file of a paper really is. Raises RuleBroken, beside its field, where it is not taken."""
    return identify(file, accepted=papers.ACCEPTED_ENDINGS, as_what="as a paper", field="file")


def require_takes_papers(meeting: Meeting, by) -> None:
    """Raise unless this person keeps the board and its meeting still takes papers."""
    require_keeper(by, meeting.board)
    _refuse(papers.why_closed(meeting))


def _refuse(sentence: str) -> None:
    if sentence:
        raise WrongState(sentence)


def _save_version(
    paper: Paper, file: File, kind: Kind, *, number: int, received_on: date | None, now: datetime, by
) -> PaperVersion:
    received_at = now
    if received_on is not None and received_on < timezone.localdate(now):
        received_at = timezone.make_aware(datetime.combine(received_on, time()))
    version = PaperVersion(paper=paper, number=number, received_at=received_at, by=by)
    version.is_late = papers.is_late(received_at, paper.meeting.starts_at, paper.meeting.board.paper_days)
    write_file(version, file, kind)
    version.save()
    return version


def _version_in_words(version: PaperVersion) -> dict[str, Any]:
    """What the history of its paper tells of a version."""
    return {
        "version": version.number,
        "file": version.file_name,
        "pages": version.pages,
        "SHA-256": version.sha256,
        "received_on": timezone.localtime(version.received_at).date(),
        "late": version.is_late,
    }


def _next_order(meeting: Meeting, item: AgendaItem | None) -> int:
    last = Paper.objects.filter(meeting=meeting, agenda_item=item).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def _require_marking(marking: str) -> None:
    """Raise, in words, for what may not be held here, and for what is no marking at all."""
    try:
        Paper._meta.get_field("marking").clean(marking, None)
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages), field="marking") from None
