"""Makes the demonstration: people who can log in, illustrative meetings and actions. Once; again adds nothing."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from boards.models import Board, Person
from oversight import context
from oversight.reminders.sweep import sweep
from oversight.roles import Role
from recommendations.demonstration.actions import PLANS, Cast
from recommendations.demonstration.meetings import Calendar
from recommendations.demonstration.people import make_people, name_leads
from recommendations.demonstration.reports import Library
from recommendations.models import Action, Recommendation


class Command(BaseCommand):
    help = "Make the demonstration's people, meetings and actions; in demonstration mode only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This is not a demonstration, so no demonstration people are made. "
                "Set OVERSIGHT_MODE=demonstration to try the system."
            )
        self.require_register()
        today = context.today()
        with transaction.atomic():
            people = make_people(today)
            if not Action.objects.filter(is_illustrative=True).exists():
                self.play(people, today)
        for person in people:
            self.stdout.write(f"{person.name} ({self.role(person)}): {person.email}")
        self.stdout.write(f"Password of each of them: {settings.DEMO_PASSWORD}")

    def require_register(self) -> None:
        serves = {reference for plan in PLANS for reference in plan.recommendations}
        found = Recommendation.objects.filter(reference__in=serves).count()
        if found < len(serves) or not Board.objects.exists():
            raise CommandError("The demonstration needs the register: run load_register first.")

    def play(self, people: list[Person], today: date) -> None:
        cast = {person.email.split("@")[0]: person for person in people}
        name_leads(cast)
        calendar = Calendar(cast, today)
        calendar.arrange()
        played = Cast(cast, calendar, today)
        played.carry_out()
        Library(played, cast, today).fill()
        calendar.agree_minutes()
        # The ledger is shown from the first minute: the first check by itself comes minutes later.
        sweep(today)

    def role(self, person: Person) -> str:
        """Their role in the register, or else their seats."""
        if person.role != Role.NONE:
            return person.get_role_display().lower()
        seats = [
            f"{membership.get_seat_display().lower()} of {membership.board}"
            for membership in person.memberships.in_force(context.today()).select_related("board")
            if not membership.board.is_restricted
        ]
        return ", ".join(seats) or "owner of actions"
