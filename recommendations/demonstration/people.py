"""The demonstration's people: named after what they are, with the seats that give them their rights."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from boards.models import Board, Membership, Organisation, Person
from boards.rules.roles import Seat
from oversight.markings import Marking
from oversight.plain_records import add_record, amend_record
from oversight.roles import Role

DOMAIN = "register.example"


@dataclass(frozen=True)
class Part:
    """Somebody the demonstration needs. Seats are (board, seat)."""

    local: str
    name: str
    organisation: str
    role: str = Role.NONE
    seats: tuple[tuple[str, Seat], ...] = ()

    @property
    def email(self) -> str:
        return f"{self.local}@{DOMAIN}"


KEPT_BY_SECRETARIAT = ("child-protection-og", "oversight-board", "knife-crime-exec", "audit-panel")

PARTS: tuple[Part, ...] = (
    Part(
        "secretariat",
        "Secretariat officer",
        "mopac",
        Role.SECRETARIAT,
        tuple((board, Seat.SECRETARY) for board in KEPT_BY_SECRETARIAT),
    ),
    Part("secretariat.colleague", "Secretariat colleague", "mopac", Role.SECRETARIAT),
    Part(
        "dmpc.staff",
        "Deputy Mayor's staff officer",
        "mopac",
        Role.DMPC_STAFF,
        (("bilateral-dmpc", Seat.SECRETARY),),
    ),
    Part("mps.liaison", "MPS liaison officer", "mps", Role.LIAISON),
    Part("mps.owner", "MPS action owner", "mps"),
    Part(
        "chair",
        "Board chair",
        "mopac",
        seats=(
            ("child-protection-og", Seat.CHAIR),
            ("oversight-board", Seat.CHAIR),
            ("knife-crime-exec", Seat.CHAIR),
            ("bilateral-dmpc", Seat.MEMBER),
            ("bilateral-mayor", Seat.MEMBER),
        ),
    ),
    Part("member", "Board member", "mopac", seats=(("child-protection-og", Seat.MEMBER),)),
    Part("auditor", "Auditor", "mopac", Role.AUDITOR),
    Part("administrator", "Administrator", "mopac", Role.ADMINISTRATOR),
)


def make_people(today: date) -> list[Person]:
    """Everybody of the demonstration, each able to log in with the demonstration's password.

    Who is there already is left as they are, but for the password where another one is set now.
    """
    held = {person.email: person for person in Person.objects.filter(is_demonstration=True)}
    people = [held.get(part.email) or _enter(part, today) for part in PARTS]
    # Checking a password takes a good part of a second; they all have the same one.
    first = held.get(PARTS[0].email)
    if first and not first.check_password(settings.DEMO_PASSWORD):
        for person in held.values():
            person.set_password(settings.DEMO_PASSWORD)
            person.save(update_fields=["password"])
    return people


# Who is notified for an organisation where an action has no owner of its own.
LEADS = {"mps": "mps.liaison", "mopac": "secretariat"}


def name_leads(people: dict[str, Person]) -> None:
    """Give each organisation of the demonstration its lead, unless somebody named one already."""
    for organisation in Organisation.objects.filter(slug__in=LEADS, lead=None):
        lead = people[LEADS[organisation.slug]]
        amend_record(organisation, by=people["secretariat"], changes={"lead": lead})


def _enter(part: Part, today: date) -> Person:
    person = Person.objects.create_user(
        part.email,
        settings.DEMO_PASSWORD,
        name=part.name,
        organisation=Organisation.objects.get(slug=part.organisation),
        role=part.role,
        clearance=Marking.OFFICIAL_SENSITIVE,
        is_demonstration=True,
    )
    for slug, seat in part.seats:
        board = Board.objects.get(slug=slug)
        add_record(
            Membership(
                board=board,
                person=person,
                seat=seat,
                from_on=today - timedelta(days=365),
                source="Illustrative",
            ),
            by=None,
            step="seat_member",
        )
    return person
