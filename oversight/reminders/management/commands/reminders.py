"""Reminders by hand: `reminders preview|sweep|deliver [--as-of DATE]`, `reminders bounced [FILE …] [--maildir DIR]`."""

import mailbox
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime, time
from functools import partial
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from oversight import context
from oversight.days import day_in_words
from oversight.errors import DomainError
from oversight.management.arguments import day
from oversight.reminders.bounces import take_in
from oversight.reminders.deliver import deliver
from oversight.reminders.kinds import kinds
from oversight.reminders.ledger import Reminder
from oversight.reminders.pauses import are_paused
from oversight.reminders.runs import Kind, running
from oversight.reminders.states import UNSENT
from oversight.reminders.sweep import sweep


class Command(BaseCommand):
    help = (
        "Shows what would be sent to whom, records what is due to send, sends what is ready, or reads which "
        "digests were returned."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            choices=("preview", "sweep", "deliver", "bounced"),
            help="preview: show and change nothing; sweep: bring the ledger up to the day; deliver: send the digests; "
            "bounced: read the mail server's delivery status notifications",
        )
        parser.add_argument(
            "files",
            nargs="*",
            type=Path,
            metavar="FILE",
            help="for bounced: a notification a file; without any, one from the standard input",
        )
        parser.add_argument(
            "--maildir", type=Path, metavar="DIR", help="for bounced: a Maildir, read and not changed"
        )
        parser.add_argument(
            "--as-of",
            type=day,
            metavar="DATE",
            help="as if it were this day, for instance 2019-03-31; for a day to come, preview alone",
        )

    def handle(
        self, *args, what: str, as_of: date | None, files: list[Path], maildir: Path | None, **options
    ) -> None:
        if what == "bounced":
            return self.bounced(files, maildir)
        if files or maildir:
            raise CommandError("Only bounced reads files.")
        if what != "preview" and as_of and as_of > context.today():
            raise CommandError(
                f"{day_in_words(as_of)} is still to come: people would be reminded too early. Only preview looks ahead."
            )
        if what == "preview":
            self.preview(as_of)
        elif what == "sweep":
            with running(Kind.SWEEP) as figures:
                figures.update(asdict(sweep(as_of)))
            self.say("Checked", figures)
        else:
            with running(Kind.DELIVERY) as figures:
                figures.update(asdict(deliver(at_the_hour(as_of) if as_of else None)))
            # Afterwards, since the delivery itself may have found that the database was put back.
            if are_paused():
                self.stdout.write(
                    "Reminders are paused: nothing is sent until they are resumed in the admin."
                )
            self.say("Delivery", figures)

    def bounced(self, files: list[Path], maildir: Path | None) -> None:
        """Each message in a transaction of its own: one that cannot be used does not keep the others back."""
        read, unused = 0, 0
        for name, message in messages(files, maildir):
            read += 1
            try:
                self.stdout.write(f"{name}: {take_in(message())}")
            except (DomainError, OSError) as error:
                unused += 1
                self.stderr.write(f"{name}: {getattr(error, 'strerror', None) or error}")
        if unused:
            raise CommandError(f"{unused} of {read} messages could not be used.")

    def preview(self, as_of: date | None) -> None:
        """A sweep, shown and then undone. Shows references alone: what may be said is decided when it is sent."""
        with transaction.atomic():
            swept = sweep(as_of)
            unsent = Reminder.objects.filter(state__in=UNSENT).select_related("recipient")
            for reminder in unsent.order_by("recipient__name", "due_on", "subject_reference"):
                self.stdout.write(f"{reminder.recipient} <{reminder.recipient.email}>: {reminder}")
            for kind in kinds(as_of or context.today()):
                unheard = (
                    rows.filter(row_recipient__isnull=True) for group in kind.to_record() for rows in group
                )
                for one in chain.from_iterable(unheard):
                    step, due = kind.step_in_words(one.row_step), day_in_words(one.row_due_on)
                    self.stdout.write(f"No recipient: {one.row_reference}: {step} ({due})")
            transaction.set_rollback(True)
        self.say("Preview, nothing was changed", asdict(swept))

    def say(self, what: str, figures: dict[str, int]) -> None:
        self.stdout.write(f"{what}: " + ", ".join(f"{number} {name}" for name, number in figures.items()))


def at_the_hour(day: date) -> datetime:
    """The moment on that day at which digests leave, in London."""
    return timezone.make_aware(datetime.combine(day, time(settings.REMINDER_HOUR)))


def messages(files: list[Path], maildir: Path | None) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each message by its name, to be read when it is its turn."""
    for file in files:
        yield str(file), file.read_bytes
    if maildir is not None:
        try:
            box = mailbox.Maildir(maildir, create=False)
            keys = sorted(box.keys())
        except (mailbox.Error, OSError) as error:
            raise CommandError(f"{maildir} is no Maildir: {error}") from error
        for key in keys:
            yield f"{maildir}: {key}", partial(box.get_bytes, key)
    elif not files:
        yield "The standard input", sys.stdin.buffer.read
