"""Writing a digest: the lines by group, the most urgent first, as plain text and as HTML."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from oversight.reminders.ledger import Digest
from oversight.reminders.sources import Line

MARKED = "Marked OFFICIAL-SENSITIVE"


@dataclass(frozen=True)
class Group:
    """Lines under one heading, the most urgent first."""

    heading: str
    lines: list[Line]


def new_message_id() -> str:
    """A Message-ID under the register's own host name."""
    return f"<{uuid4().hex}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"


def grouped(lines: Iterable[Line]) -> list[Group]:
    """The groups by their most urgent line. Marked things stand apart, so that not even a heading tells of them."""
    by_heading: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.due_on, line.reference, line.kind)):
        by_heading[MARKED if line.is_marked else line.group].append(line)
    return [Group(heading, held) for heading, held in by_heading.items()]


def each_once(lines: Iterable[Line]) -> list[Line]:
    """A line for each thing: who is asked and hears that it is late as well reads of it once, with why they do.

    Of what is marked, lines of several kinds look the same.
    """
    once: dict[tuple, Line] = {}
    for line in sorted(lines, key=lambda line: line.why):
        thing = (line.reference,) if line.is_marked else (line.kind, line.reference, line.due_on)
        asked = once.get(thing, line)
        once[thing] = replace(line, on_behalf_of=line.on_behalf_of or asked.on_behalf_of)
    return list(once.values())


def compose(digest: Digest, lines: list[Line], today: date) -> EmailMultiAlternatives:
    """The e-mail of a digest, ready to be handed over. It bears the digest's own Message-ID at every attempt."""
    lines = each_once(lines)
    things = "1 thing" if len(lines) == 1 else f"{len(lines)} things"
    context = {
        "recipient": digest.recipient,
        "groups": grouped(lines),
        "things": things,
        "today": today,
        "address": settings.BASE_URL,
        "demonstration": settings.DEMONSTRATION,
    }
    message = EmailMultiAlternatives(
        subject=f"Oversight register: {things} waiting for you, {today:%-d %B %Y}",
        body=render_to_string("emails/digest.txt", context),
        to=[digest.recipient.email or ""],
        headers={"Message-ID": digest.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("emails/digest.html", context), "text/html")
    return message
