"""Lets an administrator read OFFICIAL-SENSITIVE: the first one, whom no other administrator can let."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boards.models import Person
from boards.operations.people import let_read
from oversight.errors import DomainError
from oversight.markings import Marking
from oversight.roles import Role


class Command(BaseCommand):
    help = (
        "Say what an administrator may read. For those who run the system: everybody else is let read "
        "OFFICIAL-SENSITIVE by an administrator, on their page."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the administrator's e-mail address")
        parser.add_argument("marking", choices=Marking.values, help="the highest marking they may read")
        parser.add_argument("--reason", default="", help="why they need to read it")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has the e-mail address “{options['email']}”.")
        if person.role != Role.ADMINISTRATOR:
            raise CommandError(f"{person} is no administrator: an administrator says what they may read.")
        try:
            let_read(person, by=None, marking=options["marking"], reason=options["reason"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person} may read {options['marking']}.")
