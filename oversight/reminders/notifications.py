"""Reading what a mail server says became of an e-mail: delivery status notifications (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message

from oversight.errors import RuleBroken

# Parts that hold the statuses, and parts that hold the e-mail or its headers (RFC 3462, RFC 6533).
STATUSES = {"message/delivery-status", "message/global-delivery-status"}
RETURNED = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
LONGEST = 2000
# A digest has one recipient; behind a distribution list there may be some more.
MOST = 50


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
class Notification:
    """The e-mail it is about, by the Message-IDs it may have, the likeliest first; and a status for each recipient."""

    message_ids: list[str]
    statuses: list[Status]

    def those(self, action: str) -> list[Status]:
        return [status for status in self.statuses if status.action == action]


def read(raw: bytes) -> Notification:
    """Raises RuleBroken where it is no notification, is broken, or does not tell of a recipient and an e-mail."""
    try:
        found = _read(message_from_bytes(raw))
    except Exception as error:  # whatever somebody sent to that address must not stop those that follow
        raise RuleBroken("The message is broken and cannot be read.") from error
    if found is None:
        raise RuleBroken("This is no delivery status notification (RFC 3464).")
    if not found.statuses:
        raise RuleBroken("The notification does not say what became of the e-mail for any recipient.")
    if not found.message_ids:
        raise RuleBroken("The notification does not say which e-mail it is about.")
    return found


def _read(message: Message) -> Notification | None:
    report = _report(message)
    if report is None:
        return None
    statuses = [status for part in _parts(report, STATUSES) for status in _statuses(part)]
    message_ids = list(dict.fromkeys(_message_ids(message, report)))
    return Notification(message_ids[:MOST], statuses[:MOST])


def _report(message: Message) -> Message | None:
    """The part that holds the statuses and what was returned: the whole, or one that somebody sent on."""
    return next((part for part in message.walk() if any(_parts(part, STATUSES))), None)


def _parts(report: Message, kinds: set[str]) -> Iterator[Message]:
    held = report.get_payload() if report.get_content_maintype() == "multipart" else ()
    return (part for part in held if isinstance(part, Message) and part.get_content_type() in kinds)


def _statuses(part: Message) -> Iterator[Status]:
    for block in _blocks(part):
        action = _value(block, "Action").partition(" ")[0].lower()
        if action:
            recipient = _value(block, "Original-Recipient") or _value(block, "Final-Recipient")
            diagnostic = _untyped(_value(block, "Diagnostic-Code"))
            code = _value(block, "Status").partition(" ")[0]
            yield Status(_untyped(recipient), action, code, diagnostic)


def _blocks(part: Message) -> list[Message]:
    """The groups of fields, one about the e-mail and one for each recipient. Python's parser knows the older type."""
    held = part.get_payload()
    if part.get_content_type() == "message/delivery-status" and isinstance(held, list):
        return [block for block in held if isinstance(block, Message)]
    return [message_from_string(block) for block in re.split(r"\r?\n\s*\r?\n", _text(part)) if block.strip()]


def _message_ids(message: Message, report: Message) -> Iterator[str]:
    """As the returned e-mail bears it; else what the notification says that it answers."""
    for part in _parts(report, RETURNED):
        for returned in _whole(part):
            yield from MESSAGE_ID.findall(_value(returned, "Message-ID"))
    for whole in (report, message):
        for name in ("In-Reply-To", "References"):
            yield from reversed(MESSAGE_ID.findall(_value(whole, name)))


def _whole(part: Message) -> list[Message]:
    """The e-mail itself where it was returned, or one of its headers alone."""
    held = part.get_payload()
    if isinstance(held, list):
        return [each for each in held if isinstance(each, Message)]
    return [message_from_string(_text(part))]


def _text(part: Message) -> str:
    held = part.get_payload()
    if isinstance(held, list):
        return "\n".join(each.as_string() for each in held if isinstance(each, Message))
    decoded = part.get_payload(decode=True)
    return decoded.decode(errors="replace").lstrip() if isinstance(decoded, bytes) else str(held)


def _value(block: Message, name: str) -> str:
    """A field on one line, without what cannot be printed."""
    words = " ".join(str(block.get(name, "")).split())
    return "".join(character for character in words if character.isprintable())


def _untyped(value: str) -> str:
    """Without the type that stands before it: “rfc822; name@example.org”, “smtp; 550 No such user”."""
    kind, separator, rest = value.partition(";")
    return rest.strip() if separator and re.fullmatch(r"[\w-]+", kind.strip()) else value
