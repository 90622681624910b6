"""What is done by hand about everybody's reminders: pausing and resuming them, sending one person's at once, and
confirming an address that e-mail came back from. Each raises NotAllowed for those who may not (rights.py).
"""

from typing import Any

from django.db import transaction

from oversight import context
from oversight.errors import RuleBroken, WrongState
from oversight.folding import is_blank
from oversight.operations import record_event
from oversight.reminders.bounces import standing_for
from oversight.reminders.deliver import Delivery, open_digests
from oversight.reminders.ledger import Digest
from oversight.reminders.pauses import NOT_CHECKED, Pause, Why, are_paused, is_unchecked, pause_if_restored
from oversight.reminders.rights import require_may_manage
from oversight.reminders.smtp import mailer
from oversight.reminders.states import State

DONE = {
    "pause_reminders": "Reminders paused",
    "resume_reminders": "Reminders resumed",
    "send_now": "Sent at once, by hand",
    "confirm_address": "Address confirmed after a return",
}


def pause_reminders(*, by: Any, reason: str) -> Pause:
    """Pause all reminders. Raises RuleBroken without a reason, WrongState where they are paused by hand already."""
    require_may_manage(by)
    if is_blank(reason):
        raise RuleBroken("Say why reminders are paused: everybody in the admin reads it.", field="reason")
    with transaction.atomic():
        pause, is_new = Pause.objects.get_or_create(
            why=Why.BY_HAND, ended_at=None, defaults={"reason": reason.strip(), "started_by": by}
        )
        if not is_new:
            raise WrongState(f"Reminders are paused already: “{pause.reason}”")
        record_event(pause, step="pause_reminders", by=by, note=pause.reason)
    return pause


def resume_reminders(pause: Pause, *, by: Any) -> None:
    """Let reminders go out again, as far as no other pause is under way.

    Raises WrongState where it ended before, and where nobody can have seen what would go out.
    """
    require_may_manage(by)
    with transaction.atomic():
        if pause.ended_at is None and is_unchecked(pause):
            raise WrongState(NOT_CHECKED)
        current = Pause.objects.current().filter(pk=pause.pk)
        if not current.update(ended_at=context.now(), ended_by=by):
            raise WrongState("This pause ended before.")
        record_event(pause, step="resume_reminders", by=by)
    pause.refresh_from_db()


def send_now(recipient: Any, *, by: Any) -> Digest:
    """Send the person what is due to them, through the same claim as every delivery; the digest as it then stands.

    Whatever the hour, but never a second one on a day. Not to be called in a transaction: the claim is committed
    before anything is sent. Raises WrongState while reminders are paused, where today's has gone already, where
    somebody else is sending it at this moment, and where nothing is due.
    """
    require_may_manage(by)
    pause_if_restored()
    if are_paused():
        raise WrongState("Reminders are paused: resume them first.")
    now = context.now()
    today = context.today()
    open_digests(today, of=recipient)
    digest = Digest.objects.filter(recipient=recipient).order_by("-on_day").first()
    if digest is not None and digest.state == State.SENT and digest.on_day == today:
        raise WrongState(f"{recipient} has had a digest today already, and nobody gets two on a day.")
    if digest is None or digest.state in (State.SENT, State.CANCELLED):
        raise WrongState(f"Nothing is due to {recipient}.")
    # A wait after a refusal is cut short.
    Digest.objects.filter(pk=digest.pk, state=State.FAILED).update(next_try_at=now)
    with mailer() as way:
        outcome = Delivery(now, way).of(digest.pk)
    if outcome is None:
        raise WrongState("It is being sent at this moment.")
    digest.refresh_from_db()
    record_event(digest, step="send_now", by=by, after={"state": digest.state}, note=digest.answer)
    return digest


def confirm_address(person: Any, *, by: Any) -> None:
    """Settle the returns of a person's digests: their address is right, and was seen to.

    Raises WrongState where there is none.
    """
    require_may_manage(by)
    with transaction.atomic():
        if standing_for(person) is None:
            raise WrongState(f"No e-mail to {person} stands as returned.")
        returned = Digest.objects.filter(recipient=person, bounced_at__isnull=False, settled_at__isnull=True)
        returned.update(settled_at=context.now())
        record_event(person, step="confirm_address", by=by, note=f"{person.email} is right.")
