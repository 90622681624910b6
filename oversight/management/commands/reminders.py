"""Reminders by hand: `reminders preview|sweep|deliver [--as-of DATE]`."""

from dataclasses import asdict
from datetime import date, datetime, time
from itertools import chain

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from oversight.reminders.deliver import deliver
from oversight.reminders.holds import are_held
from oversight.reminders.ledger import UNTOLD, Reminder
from oversight.reminders.runs import Kind, running
from oversight.reminders.sources import sources
from oversight.reminders.sweep import sweep


class Command(BaseCommand):
    help = "Shows what would be told to whom, puts what is owed into the ledger, or sends what is ready."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            choices=("preview", "sweep", "deliver"),
            help="preview: show and change nothing; sweep: bring the ledger up to the day; deliver: send the digests",
        )
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="DATE",
            help="as if it were this day, for instance 2019-03-31; for a day to come, preview alone",
        )

    def handle(self, *args, what: str, as_of: date | None, **options) -> None:
        if what != "preview" and as_of and as_of > timezone.localdate():
            raise CommandError(
                f"{as_of:%-d %B %Y} is still to come: people would be told too early. Only preview looks ahead."
            )
        if what == "preview":
            self.preview(as_of)
        elif what == "sweep":
            with running(Kind.SWEEP) as figures:
                figures.update(asdict(sweep(as_of)))
            self.say("Sweep", figures)
        else:
            if are_held():
                self.stdout.write("Reminders are held: nothing is sent until they are released at the desk.")
            with running(Kind.DELIVERY) as figures:
                figures.update(asdict(deliver(at_the_hour(as_of) if as_of else None)))
            self.say("Delivery", figures)

    def preview(self, as_of: date | None) -> None:
        """A sweep, shown and then undone. Shows references alone: what may be said is decided when it is sent."""
        with transaction.atomic():
            swept = sweep(as_of)
            owed = Reminder.objects.filter(state__in=UNTOLD).select_related("recipient")
            for reminder in owed.order_by("recipient__name", "due_on", "subject_reference"):
                self.stdout.write(f"{reminder.recipient} <{reminder.recipient.email}>: {reminder}")
            for source in sources(as_of or timezone.localdate()):
                unheard = (rows.filter(told__isnull=True) for group in source.owed() for rows in group)
                for one in chain.from_iterable(unheard):
                    step, day = source.step_in_words(one.told_step), f"{one.told_due_on:%-d %B %Y}"
                    self.stdout.write(f"Nobody to tell: {one.told_reference}: {step} ({day})")
            transaction.set_rollback(True)
        self.say("Preview, nothing was changed", asdict(swept))

    def say(self, what: str, figures: dict[str, int]) -> None:
        self.stdout.write(f"{what}: " + ", ".join(f"{number} {name}" for name, number in figures.items()))


def at_the_hour(day: date) -> datetime:
    """The moment on that day at which digests leave, in London."""
    return timezone.make_aware(datetime.combine(day, time(settings.REMINDER_HOUR)))
