"""Delivery: each person's reminders in one digest a day, claimed before it is sent and confirmed afterwards.

Many may deliver at once: a digest goes to the first that claims it. A refused digest stays due. A process that dies
between the server's acceptance and the confirmation makes the digest go out again under the same Message-ID, with
nothing added to it.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from oversight import context
from oversight.reminders.compose import compose, new_message_id
from oversight.reminders.entries import Entry
from oversight.reminders.escalations import record_escalations
from oversight.reminders.kinds import kinds
from oversight.reminders.ledger import Digest, Reminder, goes
from oversight.reminders.pauses import Pause, are_paused, note_sent, pause_if_restored
from oversight.reminders.preferences import unwanted
from oversight.reminders.smtp import Mailer, Refused, mailer
from oversight.reminders.states import UNFINISHED, Reason, State
from oversight.reminders.sweep import cancel, cancel_unwanted
from oversight.working_days import A_DAY, is_working_day

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


@dataclass
class Delivered:
    """What became of the digests of one run."""

    sent: int = 0
    failed: int = 0
    cancelled: int = 0


def deliver(now: datetime | None = None, within: timedelta | None = None) -> Delivered:
    """Send every digest that is ready, on working days and no earlier than the hour of the settings in London.

    None while reminders are paused (pauses.py), and no more than the cap of the settings. Stops once `within` has
    passed, or when the mail server cannot be reached. The next run takes up the rest.
    """
    now, began, delivered = now or context.now(), monotonic(), Delivered()
    if not is_time_to_deliver(now):
        return delivered
    pause_if_restored()
    if are_paused():
        log.warning("reminders: paused; nothing is delivered")
        return delivered
    open_digests(timezone.localdate(now))
    follow_addresses(now)
    # Those refused most often last, so that they do not use up the cap before the others' turn.
    ready = Digest.objects.ready(now).order_by("attempts", "pk")
    waiting = list(ready.values_list("pk", flat=True)[: settings.REMINDER_CAP])
    with mailer() as way:
        delivery = Delivery(now, way)
        for pk in waiting:
            if way.is_hopeless or (within is not None and monotonic() - began > within.total_seconds()):
                log.warning("reminders: delivery stopped early; the next run takes up the rest")
                break
            try:
                outcome = delivery.of(pk)
            except (DatabaseError, InterfaceError):
                raise
            except Exception:
                # A digest that cannot be written must not keep the others from going out.
                log.exception("reminders: a digest could not be written", extra={"digest": pk})
                outcome = State.FAILED
            if outcome is None and are_paused():
                log.warning("reminders: paused; the rest waits")
                break
            match outcome:
                case State.SENT:
                    delivered.sent += 1
                case State.FAILED:
                    delivered.failed += 1
                case State.CANCELLED:
                    delivered.cancelled += 1
    return delivered


def is_time_to_deliver(now: datetime) -> bool:
    """Whether digests may leave: on a working day (England), from the hour of the settings on (London)."""
    local = timezone.localtime(now)
    is_day = settings.REMINDER_ANY_DAY or is_working_day(local.date())
    return is_day and local.hour >= settings.REMINDER_HOUR


def open_digests(today: date, of: Any = None) -> None:
    """See that everybody to whom something is due has a digest of the day; whose has gone already waits a day.

    `of` one person alone, where one is given.

    A digest that was not sent on its day becomes that of today, so that nobody gets two on one day.
    """
    todays = Digest.objects.filter(on_day=today)
    same_person = todays.filter(recipient=OuterRef("recipient"))
    left_over = Digest.objects.filter(state__in=UNFINISHED, on_day__lt=today)
    left_over.exclude(Exists(same_person)).update(on_day=today)

    due = Reminder.objects.to_go(today)
    had_nothing_to_say = todays.filter(state=State.CANCELLED, is_sealed=False)
    had_nothing_to_say.filter(Exists(due.filter(recipient=OuterRef("recipient")))).update(
        state=State.DUE, answer=""
    )

    unfinished = Digest.objects.filter(recipient=OuterRef("recipient"), state__in=UNFINISHED)
    without = due.exclude(Exists(same_person)).exclude(Exists(unfinished))
    if of is not None:
        without = without.filter(recipient=of)
    people = without.order_by().values_list("recipient", flat=True).distinct()
    Digest.objects.bulk_create(
        [Digest(recipient_id=pk, on_day=today, message_id=new_message_id()) for pk in people],
        batch_size=500,
        ignore_conflicts=True,
    )


def follow_addresses(now: datetime) -> None:
    """What was refused at an address goes to the new one at once where it has changed since."""
    refused = Digest.objects.filter(state=State.FAILED, next_try_at__gt=now)
    refused.exclude(address=F("recipient__email")).update(next_try_at=now)


@dataclass(frozen=True)
class Claim:
    """A digest that is ours to send. `attempt` tells our claim from a later one; `message` is None when empty;
    `escalations` are those among its entries."""

    digest: Digest
    attempt: int
    was_sealed: bool
    message: EmailMessage | None
    escalations: list[Reminder]


class Delivery:
    """One run of delivery: its moment, its way to the mail server, and the kinds asked about its day."""

    def __init__(self, now: datetime, way: Mailer) -> None:
        self.now, self.way = now, way
        self.began = monotonic()
        self.today = timezone.localdate(now)
        self.kinds = {kind.name: kind for kind in kinds(self.today)}
        # Put together once: that takes longer than asking them.
        self.free, self.unfinished = self._free(), self._unfinished()

    def _free(self) -> QuerySet[Digest]:
        """Digests that are ready, locked; one that another has at this moment is passed by, not waited for."""
        is_paused = Exists(Pause.objects.current())
        ready = Digest.objects.ready(self.now).exclude(is_paused).select_related("recipient").order_by()
        return ready.select_for_update(of=("self",), skip_locked=True)

    def _unfinished(self) -> QuerySet[Reminder]:
        """What is not sent yet, locked, so that none of it is snoozed in the meantime: whether it `goes` today, and
        whether it `is_unwanted`."""
        rows = Reminder.objects.filter(state__in=UNFINISHED).alias(goes=goes(self.today))
        marked = rows.annotate(is_unwanted=unwanted(self.today))
        return marked.select_for_update(of=("self",)).order_by("pk")

    @property
    def moment(self) -> datetime:
        """How late it is by now: a claim made late in a long run is no older than it is."""
        return self.now + timedelta(seconds=monotonic() - self.began)

    def of(self, pk: int) -> State | None:
        """Claim one digest, send it and write down what the server said. None: somebody else has it."""
        claim = self.claim(pk)
        if claim is None:
            return None
        if claim.message is None:
            return State.CANCELLED
        try:
            answer = self.way.send(claim.message)
        except Refused as refused:
            return self.refuse(claim, refused)
        return self.confirm(claim, answer)

    def claim(self, pk: int) -> Claim | None:
        """Take a digest that is ready, and with it what is due to its person; None where somebody else was first, or
        where reminders are paused by now.

        What is sent is decided here and not when it was recorded: what is no longer valid, or may no longer be
        seen, is cancelled. A digest left with nothing to say is cancelled too, and not sent.
        """
        with transaction.atomic():
            digest = self.free.filter(pk=pk).first()
            if digest is None:
                return None
            was_sealed = digest.is_sealed
            entries = self.to_send(digest)
            digest.state, digest.claimed_at, digest.next_try_at = State.CLAIMED, self.moment, None
            digest.attempts += 1
            if entries:
                digest.is_sealed = True
            else:
                digest.state, digest.answer = State.CANCELLED, "Nothing was left to send."
            digest.address = digest.recipient.email or ""
            digest.save()
            message = compose(digest, list(entries.values()), self.today) if entries else None
        escalations = [reminder for reminder in entries if reminder.is_escalation]
        return Claim(digest, digest.attempts, was_sealed, message, escalations)

    def to_send(self, digest: Digest) -> dict[Reminder, Entry]:
        """Claim what is to be sent, with its entries; cancel what is not valid, not wanted or may not be seen."""
        by_kind: dict[str, list[Reminder]] = defaultdict(list)
        gathered = self.gather(digest)
        for reminder in gathered:
            if not reminder.is_unwanted:
                by_kind[reminder.kind].append(reminder)
        entries: dict[int, Entry] = {}
        for kind, reminders in by_kind.items():
            entries |= self.kinds[kind].entries(digest.recipient, reminders)
        if fallen := [reminder for reminder in gathered if reminder.pk not in entries]:
            self.cancel(digest, fallen)
        Reminder.objects.filter(pk__in=entries).update(
            state=State.CLAIMED, digest=digest, claimed_at=self.moment, attempts=F("attempts") + 1
        )
        return {reminder: entries[reminder.pk] for reminder in gathered if reminder.pk in entries}

    def gather(self, digest: Digest) -> QuerySet[Any]:
        """What the digest carried at an earlier attempt and, unless it is sealed, all that is due to its person."""
        gathered = Q(digest=digest.pk)
        theirs = self.unfinished.filter(recipient=digest.recipient_id)
        return theirs.filter(gathered if digest.is_sealed else gathered | Q(goes=True))

    def cancel(self, digest: Digest, fallen: list[Reminder]) -> None:
        """Cancel what was gathered and is not sent, each row with its reason."""
        rows = Reminder.objects.filter(pk__in=[reminder.pk for reminder in fallen])
        # An earlier attempt may have left them claimed.
        rows.update(state=State.DUE, digest=digest)
        cancel_unwanted(rows, self.today)
        for kind in {reminder.kind for reminder in fallen}:
            cancel(self.kinds[kind], rows)
        rows.filter(state=State.DUE).update(state=State.CANCELLED, reason=Reason.HIDDEN)

    def confirm(self, claim: Claim, answer: str) -> State:
        """Write down that the server took it, at the moment it did."""
        with context.change(at=None):  # asked at the admin, it is not sent at the moment of the request
            return self.write_down(claim, State.SENT, answer, sent_at=context.now())

    def refuse(self, claim: Claim, refused: Refused) -> State:
        """Write down that the server did not take it; it is tried again after a wait that doubles, up to an hour.

        What the server will never take for this address is tried again the next day.
        """
        next_try_at = self.now + min(FIRST_WAIT * 2 ** min(claim.attempt - 1, 10), LONGEST_WAIT)
        if refused.is_final:
            next_try_at = timezone.make_aware(datetime.combine(self.today + A_DAY, time()))
        is_sealed = claim.was_sealed or not refused.is_certain
        return self.write_down(
            claim, State.FAILED, str(refused), next_try_at=next_try_at, is_sealed=is_sealed
        )

    def write_down(
        self, claim: Claim, state: State, answer: str, *, sent_at: datetime | None = None, **of_digest
    ) -> State:
        """The outcome, unless the claim was taken over in the meantime: then its new holder writes theirs."""
        with transaction.atomic():
            ours = Digest.objects.filter(pk=claim.digest.pk, state=State.CLAIMED, attempts=claim.attempt)
            is_ours = ours.update(state=state, answer=answer, sent_at=sent_at, **of_digest)
            if is_ours:
                carried = Reminder.objects.filter(digest=claim.digest, state=State.CLAIMED)
                if state == State.SENT:
                    record_escalations(claim.escalations, claim.digest.recipient)
                carried.update(state=state, answer=answer, sent_at=sent_at)
        if is_ours and state == State.SENT:
            note_sent(claim.digest)
        return state
