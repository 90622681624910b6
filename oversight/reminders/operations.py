"""What is done by hand about everybody's reminders: holding and releasing them, sending one person's at once, and
confirming an address that e-mail came back from. Each raises NotAllowed for those who may not (rights.py).
"""

from typing import Any

from django.db import transaction

from oversight import context
from oversight.errors import RuleBroken, WrongState
from oversight.operations import record_event
from oversight.reminders.bounces import standing_for
from oversight.reminders.deliver import Delivery, open_digests
from oversight.reminders.holds import NOT_SWEPT, Hold, Why, are_held, hold_if_restored, is_unswept
from oversight.reminders.ledger import Digest
from oversight.reminders.rights import require_may_manage
from oversight.reminders.smtp import mailer
from oversight.reminders.states import State

DONE = {
    "hold_reminders": "Reminders held",
    "release_reminders": "Reminders released",
    "send_now": "Sent at once, by hand",
    "confirm_address": "Address confirmed after a return",
}


def hold_reminders(*, by: Any, reason: str) -> Hold:
    """Hold all reminders. Raises RuleBroken without a reason, WrongState where they are held by hand already."""
    require_may_manage(by)
    if not reason.strip():
        raise RuleBroken("Say why reminders are held: everybody at the desk reads it.", field="reason")
    with transaction.atomic():
        held, is_new = Hold.objects.get_or_create(
            why=Why.BY_HAND, released_at=None, defaults={"reason": reason.strip(), "placed_by": by}
        )
        if not is_new:
            raise WrongState(f"Reminders are held already: “{held.reason}”")
        record_event(held, step="hold_reminders", by=by, note=held.reason)
    return held


def release_reminders(held: Hold, *, by: Any) -> None:
    """Let reminders go out again, as far as no other hold stands.

    Raises WrongState where it was released before, and where nobody can have seen what would go out.
    """
    require_may_manage(by)
    with transaction.atomic():
        if held.released_at is None and is_unswept(held):
            raise WrongState(NOT_SWEPT)
        standing = Hold.objects.standing().filter(pk=held.pk)
        if not standing.update(released_at=context.now(), released_by=by):
            raise WrongState("This hold was released before.")
        record_event(held, step="release_reminders", by=by)
    held.refresh_from_db()


def send_now(recipient: Any, *, by: Any) -> Digest:
    """Send the person what they are owed, through the same claim as every delivery; the digest as it then stands.

    Whatever the hour, but never a second one on a day. Not to be called in a transaction: the claim is committed
    before anything is sent. Raises WrongState while reminders are held, where today's has gone already, where somebody
    else is sending it at this moment, and where nothing is owed.
    """
    require_may_manage(by)
    hold_if_restored()
    if are_held():
        raise WrongState("Reminders are held: release them first.")
    now = context.now()
    today = context.today()
    open_digests(today, of=recipient)
    digest = Digest.objects.filter(recipient=recipient).order_by("-on_day").first()
    if digest is not None and digest.state == State.SENT and digest.on_day == today:
        raise WrongState(f"{recipient} has had a digest today already, and nobody gets two on a day.")
    if digest is None or digest.state in (State.SENT, State.WITHDRAWN):
        raise WrongState(f"Nothing is owed to {recipient}.")
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

    Raises WrongState where none stands.
    """
    require_may_manage(by)
    with transaction.atomic():
        if standing_for(person) is None:
            raise WrongState(f"No e-mail to {person} stands as returned.")
        returned = Digest.objects.filter(recipient=person, bounced_at__isnull=False, settled_at__isnull=True)
        returned.update(settled_at=context.now())
        record_event(person, step="confirm_address", by=by, note=f"{person.email} is right.")
