"""Gives a person a seat on a board or ends it: the only way to the first seat on a restricted board."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from boards.models import Board, Membership, Person
from boards.operations import require_seat_free
from boards.rules.roles import Seat
from oversight import context
from oversight.days import day_in_words
from oversight.errors import RuleBroken
from oversight.folding import did_you_mean
from oversight.management.arguments import day
from oversight.plain_records import add_record, amend_record


def near(model: Any, column: str, name: str) -> str:
    """“Did you mean …?”, of those that the register holds."""
    return did_you_mean(name, model.objects.exclude(**{column: None}).values_list(column, flat=True))


class Command(BaseCommand):
    help = "Give a person a seat on a board, or end it. For those who run the system: no role is asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="give a seat")
        end = verbs.add_parser("end", help="end a seat; it stays in the record")
        for verb in (add, end):
            verb.add_argument("board", help="the board's name in addresses, for instance oversight-board")
            verb.add_argument("email", help="the person's e-mail address")
            verb.add_argument("seat", choices=Seat.values)
        add.add_argument("--from", dest="from_on", type=day, help="first day; default: today")
        add.add_argument("--until", dest="until_on", type=day, help="last day; default: none")
        end.add_argument(
            "--until", dest="until_on", type=day, help="last day; default: yesterday, or the first day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        board = Board.objects.filter(slug=options["board"]).first()
        if board is None:
            raise CommandError(
                f"There is no board “{options['board']}”. {near(Board, 'slug', options['board'])}".strip()
            )
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(
                f"Nobody has the e-mail address “{options['email']}”. {near(Person, 'email', options['email'])}".strip()
            )
        if options["verb"] == "add":
            self.add(board, person, options)
        else:
            self.end(board, person, options)

    def add(self, board: Board, person: Person, options: dict[str, Any]) -> None:
        if not person.is_active or person.is_service:
            raise CommandError(f"{person} cannot log in, so a seat would be of no use.")
        membership = Membership(
            board=board,
            person=person,
            seat=options["seat"],
            from_on=options["from_on"] or context.today(),
            until_on=options["until_on"],
        )
        try:
            with transaction.atomic():
                require_seat_free(membership)
                add_record(membership, by=None, step="seat_member")
        except RuleBroken as error:
            raise CommandError(str(error)) from None
        until = f" until {day_in_words(membership.until_on)}" if membership.until_on else ""
        self.stdout.write(f"{membership} from {day_in_words(membership.from_on)}{until}")

    def end(self, board: Board, person: Person, options: dict[str, Any]) -> None:
        today = context.today()
        lasting = self.seats(board, person, options["seat"]).exclude(until_on__lt=today)
        membership = lasting.order_by("from_on").first()
        if membership is None:
            seat = Seat(options["seat"]).label.lower()
            raise CommandError(f"{person} is not {seat} of {board} at present, nor will be.")
        # A seat given by mistake, today or for a day to come, ends on its first day: no seat is shorter.
        until_on = options["until_on"] or max(today - timedelta(days=1), membership.from_on)
        if until_on < membership.from_on:
            raise CommandError(
                f"The seat began on {day_in_words(membership.from_on)}: it can end on that day, but not before."
            )
        try:
            amend_record(
                membership, by=None, changes={"until_on": until_on}, step="end_seat", check=require_seat_free
            )
        except RuleBroken as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{membership} until {day_in_words(until_on)}")

    def seats(self, board: Board, person: Person, seat: str):
        return Membership.objects.filter(board=board, person=person, seat=seat)
