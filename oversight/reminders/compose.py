"""Writing a digest: its entries by group, the most urgent first, as plain text and as HTML."""

from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from oversight.days import day_in_words
from oversight.reminders.entries import Entry, each_once, grouped
from oversight.reminders.ledger import Digest


def new_message_id() -> str:
    """A Message-ID under the register's own host name."""
    return f"<{uuid4().hex}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"


def compose(digest: Digest, entries: list[Entry], today: date) -> EmailMultiAlternatives:
    """The e-mail of a digest, ready to be handed over. It bears the digest's own Message-ID at every attempt."""
    entries = each_once(entries)
    things = "1 thing" if len(entries) == 1 else f"{len(entries)} things"
    context = {
        "recipient": digest.recipient,
        "groups": grouped(entries),
        "things": things,
        "today": today,
        "address": settings.BASE_URL,
        "demonstration": settings.DEMONSTRATION,
    }
    message = EmailMultiAlternatives(
        subject=f"Oversight register: {things} waiting for you, {day_in_words(today)}",
        body=render_to_string("reminders/digest.txt", context),
        to=[digest.recipient.email or ""],
        headers={"Message-ID": digest.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("reminders/digest.html", context), "text/html")
    return message
