"""Packs: asked for, taken up by one worker, kept or given up. Two who ask for the same content share one.

The row is claimed by a conditional UPDATE; a worker that lost the claim in the meantime changes nothing. A pack left
behind by a worker that died is taken up again, and one that nobody could make within the hour is given up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from boards.models import AgendaItem, Meeting, Paper
from oversight import context
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.markings import Marking
from oversight.models import Event
from oversight.operations import record_event
from recommendations.models import Action, Pack

# A worker has this long; what was begun earlier was left behind (recommendations/tasks.py stops before).
TAKEN_UP_AFTER = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(hours=1)
OVERTAKEN = "What it holds changed before it was made, and another pack was made of that."


@dataclass(frozen=True)
class Claim:
    """A pack that is ours to make, since `begun_at`."""

    pack: Pack
    begun_at: datetime

    @property
    def ours(self) -> QuerySet:
        return Pack.objects.filter(pk=self.pack.pk, status=Pack.Status.MAKING, begun_at=self.begun_at)


# --- Asking ------------------------------------------------------------------------------------------


def require_may_have_pack(meeting: Meeting, by) -> None:
    """Raise unless a pack of this meeting can be made for this person at all."""
    if not Meeting.objects.visible_to(by).filter(pk=meeting.pk).exists():
        raise NotAllowed("Only those who may see the meeting have its pack.")
    if not meeting.board.keeps_records:
        raise RuleBroken("This board keeps no records: its meetings have no pack.")
    if meeting.status == Meeting.Status.CANCELLED:
        raise WrongState("This meeting is cancelled: no pack is made of it.")


def ask_for_pack(meeting: Meeting, *, by, fingerprint: str, parts: int) -> Pack:
    """The pack of this content as far as the person may read: the one there is, or a new one that waits to be made.

    One that failed, or whose file went when a newer one was made, waits again.
    Raises NotAllowed, WrongState, RuleBroken.
    """
    require_may_have_pack(meeting, by)
    now = context.now()
    with transaction.atomic():
        pack, is_new = Pack.objects.get_or_create(
            meeting=meeting,
            clearance=by.clearance,
            fingerprint=fingerprint,
            defaults={"asked_by": by, "asked_at": now, "parts": parts},
        )
        lacking = Pack.objects.filter(pk=pack.pk, status__in=(Pack.Status.FAILED, Pack.Status.OVERTAKEN))
        is_again = lacking.update(
            status=Pack.Status.QUEUED, asked_at=now, asked_by=by, done=0, parts=parts, error=""
        )
        if is_new or is_again:
            record_event(pack, step="ask_for_pack", by=by, after={"meeting": meeting.reference})
    pack.refresh_from_db()
    return pack


def newest_ready(meeting: Meeting, *, by) -> Pack | None:
    """The newest pack the person may be handed: for those who read as far, and nothing in it closed to them since."""
    ready = Pack.objects.visible_to(by).filter(
        meeting=meeting, clearance=by.clearance, status=Pack.Status.READY
    )
    pack = ready.order_by("-finished_at", "-pk").first()
    return None if pack is None or _was_closed_since(pack) else pack


def _was_closed_since(pack: Pack) -> bool:
    """Whether a paper was withdrawn, or something marked above what it may hold, since it was begun."""
    meeting = pack.meeting
    closed = Q(step="withdraw_paper")
    if pack.clearance == Marking.OFFICIAL:
        closed |= Q(after__marking=Marking.OFFICIAL_SENSITIVE)
    since = Event.objects.filter(closed, at__gte=pack.begun_at).order_by()
    # Papers come along with an item that was carried over from another meeting of the board, and the last minutes are
    # named.
    about = {
        Paper: Paper.objects.filter(meeting__board=meeting.board_id),
        AgendaItem: AgendaItem.objects.filter(meeting__board=meeting.board_id),
        Action: Action.objects.filter(board=meeting.board_id),
        Meeting: Meeting.objects.filter(board=meeting.board_id),
    }
    return any(
        since.filter(
            subject_type__app_label=model._meta.app_label,
            subject_type__model=model._meta.model_name,
            subject_id__in=rows.order_by().values("pk"),
        ).exists()
        for model, rows in about.items()
    )


# --- Making ------------------------------------------------------------------------------------------


def take_up(pk: int, now: datetime) -> Claim | None:
    """Claim a pack that waits, or was left behind; None where somebody else has it or it is made."""
    left_behind = Q(status=Pack.Status.MAKING, begun_at__lt=now - TAKEN_UP_AFTER)
    free = Pack.objects.filter(Q(status=Pack.Status.QUEUED) | left_behind, pk=pk)
    if not free.update(status=Pack.Status.MAKING, begun_at=now, done=0):
        return None
    return Claim(Pack.objects.select_related("meeting__board", "meeting__chaired_by").get(pk=pk), now)


def require_fresh(claim: Claim, fingerprint: str, parts: int) -> bool:
    """Let the row stand for what is made now, where that changed since it was asked for.

    False, and the pack given up, where another row stands for that already.
    """
    try:
        with transaction.atomic():
            claim.ours.update(fingerprint=fingerprint, parts=parts)
    except IntegrityError:
        give_up(claim, OVERTAKEN)
        return False
    return True


def note_progress(claim: Claim, done: int) -> None:
    claim.ours.update(done=done)


def keep(claim: Claim, content: bytes, pages: int) -> Pack.Status | None:
    """Keep the finished pack, unless the claim was taken over meanwhile: then the file goes again."""
    pack, held = claim.pack, claim.pack.file
    held.save(f"{uuid4().hex}.pdf", ContentFile(content), save=False)
    try:
        is_kept = claim.ours.update(
            status=Pack.Status.READY,
            file=held.name,
            file_name=f"{pack.meeting.reference}-pack.pdf",
            size=len(content),
            pages=pages,
            error="",
            finished_at=context.now(),
        )
    except BaseException:
        held.storage.delete(str(held.name))
        raise
    if is_kept:
        _let_go_of_older(claim)
        return Pack.Status.READY
    held.storage.delete(str(held.name))
    return None


def _let_go_of_older(claim: Claim) -> None:
    """The files of packs that this one overtakes go, so that the disk does not fill by a pack a day; the rows stay."""
    ready = Pack.objects.filter(
        meeting=claim.pack.meeting_id, clearance=claim.pack.clearance, status=Pack.Status.READY
    )
    older = ready.filter(begun_at__lt=claim.begun_at)
    for each in older:
        if Pack.objects.filter(pk=each.pk, file=each.file.name).update(status=Pack.Status.OVERTAKEN, file=""):
            each.file.storage.delete(str(each.file.name))


def give_up(claim: Claim, why: str) -> Pack.Status | None:
    """Note why the pack could not be made. The next person who asks has it tried again."""
    is_ours = claim.ours.update(status=Pack.Status.FAILED, error=why, finished_at=context.now())
    return Pack.Status.FAILED if is_ours else None


def waiting(now: datetime) -> list[int]:
    """Packs to be made: those never taken up and those left behind. What waited too long is given up."""
    unfinished = Pack.objects.filter(status__in=(Pack.Status.QUEUED, Pack.Status.MAKING))
    unfinished.filter(
        Q(begun_at=None) | Q(begun_at__lt=now - TAKEN_UP_AFTER), asked_at__lt=now - GIVEN_UP_AFTER
    ).update(status=Pack.Status.FAILED, error="It could not be made within the hour.", finished_at=now)
    free = Q(status=Pack.Status.QUEUED) | Q(begun_at__lt=now - TAKEN_UP_AFTER)
    return list(unfinished.filter(free).order_by("asked_at").values_list("pk", flat=True))
