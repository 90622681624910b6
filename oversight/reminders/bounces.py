"""Digests that the mail server took and another returned: read from its notification, and settled.

Whoever collects the notifications (`manage.py reminders bounced`, a job that reads a mailbox) calls `take_in`. Which
returns still say that an address fails is asked of the ledger: Digest.objects.bounced_and_unsettled.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import transaction

from oversight import context
from oversight.errors import RuleBroken
from oversight.models import Event
from oversight.operations import record_event
from oversight.reminders.ledger import Digest
from oversight.reminders.notifications import Notification, Status, read

RETURNED, DELAYED = "return_digest", "delay_digest"
DONE = {
    RETURNED: "Returned by the mail server",
    DELAYED: "Delayed on its way",
}


class Outcome(Enum):
    """What a notification told."""

    RETURNED = "returned"
    DELAYED = "delayed, and not given up"
    KNOWN = "known already"
    NO_FAILURE = "not about a failure"


@dataclass(frozen=True)
class Taken:
    digest: Digest
    outcome: Outcome

    def __str__(self) -> str:
        return f"{self.digest}: {self.outcome.value}"


def take_in(raw: bytes) -> Taken:
    """Write down what one notification says of a digest; the same one again changes nothing.

    Only what the server has given up on is a return; that it still tries is noted in the digest's history. Raises
    RuleBroken where it is no notification or about no digest of ours.
    """
    notification = read(raw)
    with transaction.atomic():
        digest = _digest(notification)
        if failed := notification.those("failed"):
            return Taken(digest, _return(digest, failed))
        if delayed := notification.those("delayed"):
            return Taken(digest, _delay(digest, delayed))
    return Taken(digest, Outcome.NO_FAILURE)


def _digest(notification: Notification) -> Digest:
    """By the first Message-ID that is one of ours, locked."""
    ours = Digest.objects.select_for_update(of=("self",)).select_related("recipient")
    found = {digest.message_id: digest for digest in ours.filter(message_id__in=notification.message_ids)}
    for message_id in notification.message_ids:
        if message_id in found:
            return found[message_id]
    raise RuleBroken(f"No digest of the register bears the Message-ID {notification.message_ids[0]}.")


def _return(digest: Digest, failed: list[Status]) -> Outcome:
    known = digest.bounce.splitlines()
    said = list(dict.fromkeys(status.words for status in failed if status.words not in known))
    if not said:
        return Outcome.KNOWN
    digest.bounce = "\n".join([*known, *said])
    digest.bounced_at = digest.bounced_at or context.now()
    # Those sent before addresses were kept went to the present one, as far as anybody knows.
    digest.address = digest.address or digest.recipient.email or ""
    digest.save(update_fields=["bounce", "bounced_at", "address"])
    record_event(digest, step=RETURNED, by=None, note="\n".join(said))
    return Outcome.RETURNED


def _delay(digest: Digest, delayed: list[Status]) -> Outcome:
    note = "\n".join(dict.fromkeys(status.words for status in delayed))
    if Event.objects.about(digest).filter(step=DELAYED, note=note).exists():
        return Outcome.KNOWN
    record_event(digest, step=DELAYED, by=None, note=note)
    return Outcome.DELAYED


def standing_for(person: Any) -> Digest | None:
    """The digest whose return says that the person's address fails; None where none does."""
    return Digest.objects.bounced_and_unsettled().filter(recipient=person).first()
