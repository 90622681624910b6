"""Digests that the mail server took and another returned: read from its delivery report (RFC 3464), and settled.

What collects the reports (`bin/manage reminders bounced`, a job that reads a mailbox) calls `take_in`. Which returns
still say that an address fails is asked of the ledger: Digest.objects.bounced_and_unsettled.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from enum import Enum
from typing import Any

from django.db import transaction

from oversight import context
from oversight.errors import RuleBroken
from oversight.models import Event
from oversight.operations import record_event
from oversight.reminders.ledger import Digest

MESSAGE_ID = re.compile(r"<[^<>\s]+>")
LONGEST = 2000
# A digest has one recipient; behind a distribution list there may be some more.
MOST = 50

# --- Reading a report ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Status:
    """What became of the e-mail for one recipient, in the server's words."""

    recipient: str
    action: str
    code: str
    diagnostic: str

    @property
    def words(self) -> str:
        """The reply of the server that would not take it, or else its status code, with the address."""
        said = self.diagnostic or "No reason was given."
        if self.code and self.code not in said:
            said = f"{said} (status {self.code})"
        return f"{self.recipient}: {said}"[:LONGEST] if self.recipient else said[:LONGEST]


@dataclass(frozen=True)
class Report:
    """The e-mail it is about, by the Message-IDs it may have, the likeliest first; and a status for each recipient."""

    message_ids: list[str]
    statuses: list[Status]

    def those(self, action: str) -> list[Status]:
        return [status for status in self.statuses if status.action == action]


def read(raw: bytes) -> Report:
    """Raises RuleBroken where it is no report, is broken, or does not name a recipient and an e-mail."""
    try:
        message = message_from_bytes(raw)
        payload: Any = message.get_payload() if message.is_multipart() else []
        parts: dict[str, Message] = {part.get_content_type(): part for part in payload}
        is_report = "message/delivery-status" in parts
        statuses = list(_statuses(parts["message/delivery-status"])) if is_report else []
        message_ids = list(dict.fromkeys(_message_ids(message, parts)))
    except Exception as error:  # whatever is sent to that address must not stop those that follow
        raise RuleBroken("The message is broken and cannot be read.") from error
    if not is_report:
        raise RuleBroken("This is no delivery status notification (RFC 3464).")
    if not statuses:
        raise RuleBroken("The notification does not say what became of the e-mail for any recipient.")
    if not message_ids:
        raise RuleBroken("The notification does not say which e-mail it is about.")
    return Report(message_ids[:MOST], statuses[:MOST])


def _statuses(part: Message) -> Iterator[Status]:
    """One for each group of fields about a recipient; Python's parser makes a message of each group."""
    for block in part.walk():
        if action := _value(block, "Action").partition(" ")[0].lower():
            recipient = _value(block, "Original-Recipient") or _value(block, "Final-Recipient")
            diagnostic = _untyped(_value(block, "Diagnostic-Code"))
            code = _value(block, "Status").partition(" ")[0]
            yield Status(_untyped(recipient), action, code, diagnostic)


def _message_ids(message: Message, parts: dict[str, Message]) -> Iterator[str]:
    """As the returned e-mail bears it; else what the report says that it answers."""
    if (returned := parts.get("message/rfc822")) is not None:
        yield from MESSAGE_ID.findall(_value(returned.get_payload(0), "Message-ID"))
    if (headers := parts.get("text/rfc822-headers")) is not None:
        yield from MESSAGE_ID.findall(_value(message_from_string(str(headers.get_payload())), "Message-ID"))
    for name in ("In-Reply-To", "References"):
        yield from reversed(MESSAGE_ID.findall(_value(message, name)))


def _value(block: Any, name: str) -> str:
    """A field on one line, without what cannot be printed."""
    words = " ".join(str(block.get(name, "")).split())
    return "".join(character for character in words if character.isprintable())


def _untyped(value: str) -> str:
    """Without the type that stands before it: “rfc822; name@example.org”, “smtp; 550 No such user”."""
    kind, separator, rest = value.partition(";")
    return rest.strip() if separator and re.fullmatch(r"[\w-]+", kind.strip()) else value


# --- Taking it in -----------------------------------------------------------------------------------

RETURNED, DELAYED = "return_digest", "delay_digest"
DONE = {
    RETURNED: "Returned by the mail server",
    DELAYED: "Delayed on its way",
}


class Outcome(Enum):
    """What a report says."""

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
    """Write down what one report says of a digest; the same one again changes nothing.

    Only what the server has given up on is a return; that it still tries is noted in the digest's history. Raises
    RuleBroken where it is no delivery report or about no digest of ours.
    """
    report = read(raw)
    with transaction.atomic():
        digest = _digest(report)
        if failed := report.those("failed"):
            return Taken(digest, _return(digest, failed))
        if delayed := report.those("delayed"):
            return Taken(digest, _delay(digest, delayed))
    return Taken(digest, Outcome.NO_FAILURE)


def _digest(report: Report) -> Digest:
    """By the first Message-ID that is one of ours, locked."""
    ours = Digest.objects.select_for_update(of=("self",)).select_related("recipient")
    found = {digest.message_id: digest for digest in ours.filter(message_id__in=report.message_ids)}
    for message_id in report.message_ids:
        if message_id in found:
            return found[message_id]
    raise RuleBroken(f"No digest of the register bears the Message-ID {report.message_ids[0]}.")


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
