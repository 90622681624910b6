"""Sending one person's digest at once, by hand: whatever the hour, but never a second one on a day."""

from typing import Any

from django.utils import timezone

from oversight import context
from oversight.errors import WrongState
from oversight.operations import record_event
from oversight.reminders.deliver import Delivery, open_digests
from oversight.reminders.holds import are_held, hold_if_restored
from oversight.reminders.ledger import Digest, State
from oversight.reminders.post import post

DONE = {"send_now": "Sent at once, by hand"}


def send_now(recipient: Any, *, by: Any) -> Digest:
    """Send the person what they are owed, through the same claim as every delivery; the digest as it then stands.

    Raises WrongState while reminders are held, where today's has gone already, where somebody else is sending it at
    this moment, and where nothing is owed. Who may do so is asked at the door (boards/rules/access.py).
    """
    hold_if_restored()
    if are_held():
        raise WrongState("Reminders are held: release them first.")
    now = context.now()
    today = timezone.localdate(now)
    open_digests(today, of=recipient)
    digest = Digest.objects.filter(recipient=recipient).order_by("-on_day").first()
    if digest is not None and digest.state == State.SENT and digest.on_day == today:
        raise WrongState(f"{recipient} has had a digest today already, and nobody gets two on a day.")
    if digest is None or digest.state in (State.SENT, State.WITHDRAWN):
        raise WrongState(f"Nothing is owed to {recipient}.")
    # A wait after a refusal is cut short.
    Digest.objects.filter(pk=digest.pk, state=State.FAILED).update(next_try_at=now)
    with post() as way:
        outcome = Delivery(now, way).of(digest.pk)
    if outcome is None:
        raise WrongState("It is being sent at this moment.")
    digest.refresh_from_db()
    record_event(digest, step="send_now", by=by, after={"state": digest.state}, note=digest.answer)
    return digest
